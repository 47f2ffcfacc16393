import assert from 'node:assert/strict'
import {test} from 'node:test'
import type {Ipv4} from '../../../src/net-types/ipv4.ts'
import type {HostKeys4, HostStore, ReservedAddress4, StoredHost4} from '../../../src/ports/host-store.ts'
import {type LeaseStore4, StoreError} from '../../../src/ports/lease-store.ts'
import {FreeAddresses4} from '../../../src/server/free-addresses4.ts'
import {DatabaseHosts4, type HostSource4} from '../../../src/server/host-sources4.ts'
import {parsedConfig4} from '../../support/config4.ts'
import {hostOf} from '../../support/hosts.ts'

const keys: HostKeys4 = {subnetIds: [1], identifiers: [], addresses: []}
const lost = new StoreError('lost', 'gone')

/** A source with these hosts, by number; `load4` can be replaced. */
function source(
  numbers: readonly number[],
  more: Partial<HostSource4> & {load4?: HostStore['load4']} = {},
): HostSource4 {
  const stored = numbers.map((n): StoredHost4 => ({id: n, host: hostOf(n)}))
  const store: Partial<HostStore> = {
    load4: more.load4 ?? (async () => stored),
    reserved4: async (after = 0, limit) =>
      stored
        .filter(({id}) => id > after)
        .slice(0, limit)
        .map(({id, host}): ReservedAddress4 => ({id, subnetId: host.subnetId!, address: host.address!})),
  }
  return {store: store as HostStore, away: () => undefined, optional: false, ...more}
}

const numbers = (hosts: Awaited<ReturnType<DatabaseHosts4['load4']>>) =>
  hosts === 'full' ? hosts : hosts.map(({address}) => address! - 0x0a000000)

test('all are asked at one moment, and answer in their order', async () => {
  const asked: string[] = []
  let answer = (_hosts: readonly StoredHost4[]) => {}
  const slow = () => {
    asked.push('first')
    return new Promise<readonly StoredHost4[]>(resolve => {
      answer = resolve
    })
  }
  const fast = async () => {
    asked.push('second')
    return [{id: 9, host: hostOf(9)}]
  }
  const hosts = new DatabaseHosts4([source([], {load4: slow}), source([], {load4: fast})]).load4(keys)
  assert.deepEqual(asked, ['first', 'second'])
  answer([{id: 1, host: hostOf(1)}])
  assert.deepEqual(numbers(await hosts), [1, 9])
})

test('one full queue is enough, and nobody minds what the others say', async () => {
  const full = source([], {load4: () => 'full'})
  const failing = source([], {load4: () => Promise.reject(lost)})
  for (const sources of [[full], [source([1]), full], [failing, full]]) {
    assert.equal(new DatabaseHosts4(sources).load4(keys), 'full')
  }
})

test('one that is away is left out when its policy is to serve without it, else its loss is told', async () => {
  const load4 = () => Promise.reject(lost)
  const away = {load4, away: () => lost}
  const without = new DatabaseHosts4([source([1], {...away, optional: true}), source([2])])
  assert.deepEqual(numbers(await without.load4(keys)), [2])
  const needed = new DatabaseHosts4([source([1], away), source([2])])
  await assert.rejects(async () => needed.load4(keys), lost)
  // The connection broke just now: what was asked is lost with it.
  const breaking = new DatabaseHosts4([source([1], {load4, optional: true}), source([2])])
  await assert.rejects(async () => breaking.load4(keys), lost)
})

const config = parsedConfig4({
  'interfaces-config': {interfaces: []},
  subnet4: [{id: 1, subnet: '10.0.0.0/8', pools: [{pool: '10.0.0.1 - 10.0.0.9'}]}],
})

function freeAddresses(sources: readonly HostSource4[]): FreeAddresses4 {
  const store = {page4: async () => []} as Partial<LeaseStore4> as LeaseStore4
  const clock = {millis: () => 0}
  return new FreeAddresses4({config, store, hosts: new DatabaseHosts4(sources), clock, chance: () => 0})
}

const offered = (addresses: FreeAddresses4) =>
  addresses.pick(config.subnets, 1).map(({address}) => address - 0x0a000000)

test('what databases reserve is not offered, from the first packet on and when a command reserves more', async () => {
  const addresses = freeAddresses([source([1, 2]), source([4])])
  await addresses.load()
  assert.deepEqual(offered(addresses), [3, 5, 6, 7, 8, 9])
  addresses.reserved(1, (0x0a000000 + 7) as Ipv4)
  assert.deepEqual(offered(addresses).sort(), [3, 5, 6, 8, 9])
})

test('the map is made without a database that is away, and a mistake of another kind is told', async () => {
  const reserved4 = (error: Error) => ({
    store: {reserved4: () => Promise.reject(error)} as Partial<HostStore> as HostStore,
  })
  const addresses = freeAddresses([source([], reserved4(lost)), source([4])])
  await addresses.load()
  assert.ok(!offered(addresses).includes(4))
  await assert.rejects(freeAddresses([source([], reserved4(new StoreError('fatal', 'wrong')))]).load(), /wrong/)
})

test('very many come in pages', async () => {
  const many = Array.from({length: 12_345}, (_, index) => index + 1)
  let found = 0
  for await (const page of new DatabaseHosts4([source(many), source(many)]).reserved4()) {
    assert.ok(page.length <= 5000)
    found += page.length
  }
  assert.equal(found, 2 * many.length)
})
