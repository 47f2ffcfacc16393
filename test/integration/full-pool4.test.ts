import assert from 'node:assert/strict'
import {test} from 'node:test'
import {indexSubnets4} from '../../src/engine/subnet-index4.ts'
import type {ServerConfig4} from '../../src/model/config4.ts'
import type {HwAddr} from '../../src/net-types/identifiers.ts'
import {type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import type {Datagram4} from '../../src/ports/transport4.ts'
import {Counts4} from '../../src/server/count4.ts'
import {FreeAddresses4} from '../../src/server/free-addresses4.ts'
import {Pipeline4} from '../../src/server/pipeline4.ts'
import {Statistics} from '../../src/server/statistics.ts'
import {Teller4} from '../../src/server/tell4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import {parsedConfig4} from '../support/config4.ts'
import {storeKinds, testLeases} from '../support/lease-stores.ts'
import {leaseOf} from '../support/leases.ts'
import {macOf} from '../support/loopback4.ts'
import {message4} from '../support/message4.ts'

const FIRST = parseIpv4('10.0.0.0')!
const SIZE = 65_536
const HOLE = 100

/** Counts the calls that cost a round trip. */
class Counting {
  loads = 0
  pages = 0
  readonly store: LeaseStore4
  constructor(store: LeaseStore4) {
    this.store = {
      load4: keys => {
        this.loads++
        return store.load4(keys)
      },
      commit4: changes => store.commit4(changes),
      expired4: (before, limit) => store.expired4(before, limit),
      deleteReclaimed4: before => store.deleteReclaimed4(before),
      page4: (first, last, after, limit) => {
        this.pages++
        return store.page4(first, last, after, limit)
      },
      find4: (...asked) => store.find4(...asked),
      counts4: () => store.counts4(),
      limitCounts4: (classes, subnetIds) => store.limitCounts4(classes, subnetIds),
      close: () => store.close(),
    }
  }
}

/** Every address of the pool but each hundredth: 99% full. */
async function fill(store: LeaseStore4): Promise<void> {
  const expire = Math.floor(Date.now() / 1000) + 36_000
  for (let at = 0; at < SIZE; at += 2048) {
    const part = Array.from({length: 2048}, (_, i) => at + i).filter(n => n % HOLE !== HOLE - 1)
    const lease = (n: number) => {
      const hwAddr = `0f${n.toString(16).padStart(10, '0')}` as HwAddr
      return leaseOf(n, {address: (FIRST + n) as Ipv4, hwAddr, clientId: undefined, expire, validLifetime: 36_000})
    }
    const answers = await Promise.all(part.map(n => store.commit4([{kind: 'create', lease: lease(n)}])))
    assert.ok(answers.every(answer => answer === 'ok'))
  }
}

function serverOn(config: ServerConfig4, store: LeaseStore4) {
  const clock = {millis: Date.now}
  const addresses = new FreeAddresses4({config, store, clock, chance: Math.random})
  const answers: Uint8Array[] = []
  const pipeline = new Pipeline4({
    index: indexSubnets4(config),
    store,
    hosts: undefined,
    service: {on: true},
    addresses,
    transport: {send: bytes => answers.push(bytes)},
    serverIds: () => new Set(),
    clock,
    tell: new Teller4({write: () => {}, enabled: () => false}),
    counts: new Counts4(new Statistics(clock), clock),
    committed: changes => addresses.apply(changes),
    limits: {inFlight: 100, newClients: 100},
  })
  return {addresses, pipeline, answers}
}

function discover(client: number): Datagram4 {
  const loopback = parseIpv4('127.0.0.1')!
  const message = message4({chaddr: macOf(client), giaddr: loopback, options: [[53, [1]]]})
  const local = {interface: undefined, address: loopback, addresses: []}
  return {bytes: encode4(message), source: loopback, sourcePort: 67, local}
}

// memfile is the SQLite store beside a CSV.
for (const kind of storeKinds.filter(name => name !== 'memfile')) {
  test(`${kind}: a free address of a 99%-full /16 costs one load`, {timeout: 300_000}, async () => {
    const leases = await testLeases(kind)
    const config = parsedConfig4({
      subnet4: [{id: 1, subnet: '10.0.0.0/16', pools: [{pool: '10.0.0.0/16'}], relay: {'ip-addresses': ['127.0.0.1']}}],
    })
    const counting = new Counting(await leases.open())
    await fill(counting.store)
    const {addresses, pipeline, answers} = serverOn(config, counting.store)
    await addresses.load()
    const pages = counting.pages
    for (let client = 1; client <= 50; client++) {
      pipeline.receive(discover(client))
      await pipeline.drained()
    }
    assert.equal(answers.length, 50)
    assert.equal(counting.loads, 50)
    assert.equal(counting.pages, pages)
    const offered = answers.map(bytes => decode4(bytes)).map(reply => ('yiaddr' in reply ? reply.yiaddr : 0))
    assert.ok(offered.every(address => (address - FIRST) % HOLE === HOLE - 1))
    await counting.store.close()
  })
}

test('sqlite: a pool that another server filled behind our back costs a few loads and one look at the pool', async () => {
  const leases = await testLeases('sqlite')
  const config = parsedConfig4({
    subnet4: [{id: 1, subnet: '10.0.0.0/16', pools: [{pool: '10.0.0.0/16'}], relay: {'ip-addresses': ['127.0.0.1']}}],
  })
  const counting = new Counting(await leases.open())
  const {addresses, pipeline, answers} = serverOn(config, counting.store)
  await addresses.load()
  await fill(counting.store)
  await new Promise(resolve => setTimeout(resolve, 2100))
  const pages = counting.pages
  pipeline.receive(discover(1))
  await pipeline.drained()
  assert.equal(answers.length, 1)
  assert.ok(counting.loads <= 3, `${counting.loads} loads`)
  assert.ok(counting.pages - pages <= 4, `${counting.pages - pages} pages`)
  await counting.store.close()
})
