import assert from 'node:assert/strict'
import {after, beforeEach, describe, test} from 'node:test'
import type {ControlledHa4} from '../../../src/control/server4.ts'
import {batchLine4, MOST_IN_BATCH} from '../../../src/ha/messages/batch4.ts'
import type {Lease4} from '../../../src/model/lease4.ts'
import {type Ipv4, parseIpv4} from '../../../src/net-types/ipv4.ts'
import type {LeaseChange4, LeaseStore4} from '../../../src/ports/lease-store.ts'
import {StoreError} from '../../../src/ports/lease-store.ts'
import {MemoryControl} from '../../support/controlled-server4.ts'
import {LeaseServer4} from '../../support/lease-control4.ts'
import {testLeases} from '../../support/lease-stores.ts'
import {leaseOf} from '../../support/leases.ts'

const real = await (await testLeases('sqlite')).open()
after(() => real.close())

beforeEach(async () => {
  const rows = await real.find4({by: 'all'}, undefined, 10_000)
  for (const {address, expire} of rows) await real.commit4([{kind: 'delete', address, expected: expire}])
})

class ToldServer4 extends LeaseServer4 {
  override ha = {yieldTo: ({address}: Lease4) => address !== this.kept} as ControlledHa4
  /** A client of this server has just been told of it. */
  kept: Ipv4 | undefined
  readonly told: (readonly [LeaseChange4['kind'], Lease4 | undefined])[] = []

  override applied(...all: readonly unknown[]): void {
    const [changes, formers] = all as [readonly LeaseChange4[], readonly (Lease4 | undefined)[]]
    for (const [index, change] of changes.entries()) this.told.push([change.kind, formers[index]])
  }
}

const at = (text: string) => parseIpv4(text)!
const lease = (address: string, change: Partial<Lease4> = {}) =>
  leaseOf(1, {address: at(address), subnetId: 1, ...change})
const put = (address: string, change?: Partial<Lease4>) => batchLine4('put', lease(address, change))
const gone = (address: string) => batchLine4('delete', lease(address))

async function rowAt(address: string): Promise<Lease4 | undefined> {
  const rows = await real.load4({clientId: undefined, hwAddr: undefined, addresses: [at(address)]})
  return (rows as readonly Lease4[])[0]
}

async function apply(updates: unknown, server = new ToldServer4(real)) {
  const {result, arguments: args} = await new MemoryControl(server).command('keats-lease4-apply', {updates})
  return {result, ...(args as object)}
}

describe('keats-lease4-apply', () => {
  test('there is no such command without a relationship', async () => {
    const control = new MemoryControl(new LeaseServer4(real))
    assert.equal((await control.command('keats-lease4-apply', {updates: []})).result, 2)
  })

  test('leases come, change and go, each with its result', async () => {
    const old = lease('192.0.2.2', {hostname: 'old'})
    await real.commit4([{kind: 'create', lease: old}])
    const server = new ToldServer4(real)
    const answer = await apply([put('192.0.2.1'), put('192.0.2.2'), gone('192.0.2.3')], server)
    assert.deepEqual(answer, {result: 0, results: [0, 0, 3]})
    assert.deepEqual(await rowAt('192.0.2.1'), lease('192.0.2.1'))
    assert.deepEqual(await rowAt('192.0.2.2'), lease('192.0.2.2'))
    assert.deepEqual(server.told, [
      ['create', undefined],
      ['update', old],
    ])
    assert.deepEqual(await apply([gone('192.0.2.1')]), {result: 0, results: [0]})
    assert.equal(await rowAt('192.0.2.1'), undefined)
  })

  test('of one address the last update counts', async () => {
    const updates = [put('192.0.2.1'), gone('192.0.2.1'), put('192.0.2.1', {hostname: 'third'}), put('192.0.2.2')]
    assert.deepEqual(await apply([...updates]), {result: 0, results: [0, 0, 0, 0]})
    assert.equal((await rowAt('192.0.2.1'))?.hostname, 'third')
    assert.deepEqual(await apply([put('192.0.2.1'), gone('192.0.2.1')]), {result: 0, results: [0, 0]})
    assert.equal(await rowAt('192.0.2.1'), undefined)
  })

  test('what is wrong with one harms no other', async () => {
    const answer = await apply([put('192.0.2.1', {subnetId: 99}), 'nonsense', 5, put('192.0.9.1'), put('192.0.2.4')])
    assert.deepEqual(answer, {
      result: 0,
      results: [4, 1, 1, 4, 0],
      texts: [
        {update: 0, text: 'Invalid subnet-id: No IPv4 subnet with subnet-id=99 currently configured.'},
        {update: 1, text: 'this is no update of a lease'},
        {update: 2, text: 'this is no text'},
        {update: 3, text: 'The address 192.0.9.1 does not belong to subnet 192.0.2.0/24, subnet-id=1'},
      ],
    })
    assert.notEqual(await rowAt('192.0.2.4'), undefined)
  })

  test('where the commit of all fails, each is tried alone', async () => {
    const [first, refused] = [at('192.0.2.1'), at('192.0.2.2')]
    const addressOf = (change: LeaseChange4): Ipv4 => (change.kind === 'delete' ? change.address : change.lease.address)
    const picky: LeaseStore4 = Object.create(real, {
      load4: {value: (keys: Parameters<LeaseStore4['load4']>[0]) => real.load4(keys)},
      commit4: {
        value: (changes: readonly LeaseChange4[]) => {
          if (changes.length > 1) return Promise.resolve('conflict')
          if (addressOf(changes[0]!) === refused) return Promise.reject(new StoreError('fatal', 'too long'))
          return real.commit4(changes)
        },
      },
    })
    const answer = await apply([put('192.0.2.1'), put('192.0.2.2'), gone('192.0.2.3')], new ToldServer4(picky))
    assert.deepEqual(answer, {result: 0, results: [0, 1, 3], texts: [{update: 1, text: 'too long'}]})
    assert.equal((await rowAt('192.0.2.1'))?.address, first)
  })

  test('an address that a client here has just been told of is kept, also where each is tried alone', async () => {
    const kept = lease('192.0.2.2', {hostname: 'kept'})
    await real.commit4([{kind: 'create', lease: kept}])
    const alone: LeaseStore4 = Object.create(real, {
      load4: {value: (keys: Parameters<LeaseStore4['load4']>[0]) => real.load4(keys)},
      commit4: {
        value: (changes: readonly LeaseChange4[]) =>
          changes.length > 1 ? Promise.resolve('conflict') : real.commit4(changes),
      },
    })
    for (const store of [real, alone]) {
      const server = new ToldServer4(store)
      server.kept = kept.address
      const answer = await apply([put('192.0.2.1'), put('192.0.2.2'), put('192.0.2.3')], server)
      assert.deepEqual(answer, {result: 0, results: [0, 0, 0]})
      assert.deepEqual(await rowAt('192.0.2.2'), kept)
      assert.notEqual(await rowAt('192.0.2.3'), undefined)
    }
  })

  test('as many as fit into one request, all of them there already', async () => {
    const all = Array.from({length: MOST_IN_BATCH}, (_, index) => `10.0.${index >> 8}.${index & 255}`)
    const zeros = all.map(() => 0)
    for (const hostname of ['one', 'two']) {
      assert.deepEqual(await apply(all.map(address => put(address, {subnetId: 7, hostname}))), {
        result: 0,
        results: zeros,
      })
    }
    assert.equal((await rowAt('10.0.1.255'))?.hostname, 'two')
    assert.equal((await apply([...all, '10.0.2.0'])).result, 1)
  })

  test('without a database nothing is taken, and that is said', async () => {
    const lost = Object.create(real, {load4: {value: () => Promise.reject(new StoreError('lost', 'gone'))}})
    for (const store of [undefined, lost]) {
      assert.deepEqual(await apply([put('192.0.2.1')], new ToldServer4(store)), {result: 1})
    }
  })

  test('arguments of every other shape are refused', async () => {
    for (const updates of [undefined, 'put', {}, 5])
      assert.equal((await apply(updates)).result, 1, JSON.stringify(updates))
  })
})
