import assert from 'node:assert/strict'
import {test} from 'node:test'
import {indexSubnets4} from '../../src/engine/subnet-index4.ts'
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
import {messageType4} from '../../src/wire/message4.ts'
import {parsedConfig4} from '../support/config4.ts'
import {testLeases} from '../support/lease-stores.ts'
import {leaseOf} from '../support/leases.ts'
import {macOf} from '../support/loopback4.ts'
import {message4} from '../support/message4.ts'

const server = parseIpv4('127.0.0.1')!
const local = {interface: undefined, address: server, addresses: []}

async function setUp() {
  const store = await (await testLeases('sqlite')).open()
  let loads = 0
  const counting: LeaseStore4 = {
    load4: keys => {
      loads++
      return store.load4(keys)
    },
    commit4: changes => store.commit4(changes),
    expired4: (before, limit) => store.expired4(before, limit),
    deleteReclaimed4: before => store.deleteReclaimed4(before),
    page4: (first, last, after, limit) => store.page4(first, last, after, limit),
    find4: (...asked) => store.find4(...asked),
    counts4: () => store.counts4(),
    limitCounts4: (classes, subnetIds) => store.limitCounts4(classes, subnetIds),
    close: () => store.close(),
  }
  const config = parsedConfig4({
    subnet4: [{id: 1, subnet: '10.0.0.0/16', pools: [{pool: '10.0.0.0/16'}], relay: {'ip-addresses': ['127.0.0.1']}}],
  })
  let now = Date.now()
  const clock = {millis: () => now}
  const addresses = new FreeAddresses4({config, store: counting, clock, chance: Math.random})
  const answers: Uint8Array[] = []
  const pipeline = new Pipeline4({
    index: indexSubnets4(config),
    store: counting,
    hosts: undefined,
    service: {on: true},
    addresses,
    transport: {send: bytes => answers.push(bytes)},
    serverIds: () => new Set<Ipv4>([server]),
    clock,
    tell: new Teller4({write: () => {}, enabled: () => false}),
    counts: new Counts4(new Statistics(clock), clock),
    committed: changes => addresses.apply(changes),
    limits: {inFlight: 100, newClients: 100},
  })
  const ask = async (type: number, client: number, more: [number, number[]][] = []) => {
    const options: [number, number[]][] = [[53, [type]], ...more]
    const bytes = encode4(message4({chaddr: macOf(client), giaddr: server, options}))
    const datagram: Datagram4 = {bytes, source: server, sourcePort: 67, local}
    pipeline.receive(datagram)
    await pipeline.drained()
    const reply = answers.pop()
    const decoded = reply && decode4(reply)
    return decoded !== undefined && 'yiaddr' in decoded
      ? {type: decoded.options.get(53)?.[0], address: decoded.yiaddr}
      : undefined
  }
  return {store, ask, loads: () => loads, wait: (millis: number) => (now += millis)}
}

const bytesOf = (address: number) => [...Buffer.from(Uint32Array.of(address).buffer).reverse()]
const take = (address: number): [number, number[]][] => [
  [50, bytesOf(address)],
  [54, [127, 0, 0, 1]],
]

test('an OFFER and the REQUEST that takes it up cost one load', async () => {
  const {ask, loads, store} = await setUp()
  const offer = await ask(messageType4.DISCOVER, 1)
  assert.deepEqual(await ask(messageType4.REQUEST, 1, take(offer!.address)), {type: 5, address: offer!.address})
  assert.equal(loads(), 1)
  await store.close()
})

test('what was seen is used once, for a second, and for the offered address only', async () => {
  const {ask, loads, wait, store} = await setUp()
  const offer = await ask(messageType4.DISCOVER, 1)
  await ask(messageType4.REQUEST, 1, take(offer!.address))
  await ask(messageType4.REQUEST, 1, take(offer!.address))
  assert.equal(loads(), 2)
  const second = await ask(messageType4.DISCOVER, 2)
  await ask(messageType4.REQUEST, 2, take(second!.address + 5))
  assert.equal(loads(), 4)
  const third = await ask(messageType4.DISCOVER, 3)
  wait(1001)
  await ask(messageType4.REQUEST, 3, take(third!.address))
  assert.equal(loads(), 6)
  await store.close()
})

test('an address that another server gave away meanwhile is refused, not given twice', async () => {
  const {ask, loads, store} = await setUp()
  const offer = await ask(messageType4.DISCOVER, 1)
  const expire = Math.floor(Date.now() / 1000) + 3600
  assert.equal(await store.commit4([{kind: 'create', lease: leaseOf(99, {address: offer!.address, expire})}]), 'ok')
  assert.equal((await ask(messageType4.REQUEST, 1, take(offer!.address)))?.type, messageType4.NAK)
  assert.equal(loads(), 2)
  await store.close()
})
