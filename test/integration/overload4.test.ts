import assert from 'node:assert/strict'
import {test} from 'node:test'
import {indexSubnets4} from '../../src/engine/subnet-index4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {parseIpv4} from '../../src/net-types/ipv4.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import type {Datagram4} from '../../src/ports/transport4.ts'
import {Counts4} from '../../src/server/count4.ts'
import {FreeAddresses4} from '../../src/server/free-addresses4.ts'
import {Pipeline4} from '../../src/server/pipeline4.ts'
import {Statistics} from '../../src/server/statistics.ts'
import {Teller4} from '../../src/server/tell4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import {messageType4} from '../../src/wire/message4.ts'
import {parsedConfig4} from '../support/config4.ts'
import {testLeases} from '../support/lease-stores.ts'
import {macOf} from '../support/loopback4.ts'
import {message4} from '../support/message4.ts'

const loopback = parseIpv4('127.0.0.1')!
const local = {interface: undefined, address: loopback, addresses: []}

function datagram(type: number, client: number, xid = client, more: [number, number[]][] = []): Datagram4 {
  const options: [number, number[]][] = [[53, [type]], ...more]
  const bytes = encode4(message4({xid, chaddr: macOf(client), giaddr: loopback, options}))
  return {bytes, source: loopback, sourcePort: 67, local}
}

/** The real store, but a load waits until the test lets it go: what a slow database looks like. */
async function slowServer() {
  const store = await (await testLeases('sqlite')).open()
  let open: () => void = () => {}
  const gate = new Promise<void>(resolve => {
    open = resolve
  })
  const slow: LeaseStore4 = {
    load4: keys => gate.then(() => store.load4(keys) as Exclude<ReturnType<LeaseStore4['load4']>, 'full'>),
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
  const clock = {millis: Date.now}
  const statistics = new Statistics(clock)
  const addresses = new FreeAddresses4({config, store: slow, clock, chance: Math.random})
  const answers: Uint8Array[] = []
  const pipeline = new Pipeline4({
    index: indexSubnets4(config),
    store: slow,
    hosts: undefined,
    service: {on: true},
    addresses,
    transport: {send: bytes => answers.push(bytes)},
    serverIds: () => new Set<Ipv4>(),
    clock,
    tell: new Teller4({write: () => {}, enabled: () => false}),
    counts: new Counts4(statistics, clock),
    committed: changes => addresses.apply(changes),
    limits: {inFlight: 20, newClients: 10},
  })
  return {pipeline, statistics, answers, open, store}
}

test('overload sheds new clients first, then everybody, and counts each', async () => {
  const {pipeline, statistics, answers, open, store} = await slowServer()
  for (let client = 0; client < 15; client++) pipeline.receive(datagram(messageType4.DISCOVER, client))
  assert.equal(pipeline.inFlight, 10)
  assert.equal(statistics.get('pkt4-queue-full'), 5)
  const wanted: [number, number[]][] = [[50, [10, 0, 0, 77]]]
  for (let client = 100; client < 115; client++) {
    pipeline.receive(datagram(messageType4.REQUEST, client, client, wanted))
  }
  assert.equal(pipeline.inFlight, 20)
  assert.equal(statistics.get('pkt4-queue-full'), 10)
  assert.equal(statistics.get('pkt4-receive-drop'), 10)
  open()
  await pipeline.drained()
  assert.equal(answers.length, 10)
  assert.equal(statistics.get('pkt4-received'), 30)
  await store.close()
})

test('a client has one message in flight; the newest of those that wait is answered', async () => {
  const {pipeline, statistics, answers, open, store} = await slowServer()
  for (let xid = 1; xid <= 5; xid++) pipeline.receive(datagram(messageType4.DISCOVER, 7, xid))
  assert.equal(statistics.get('pkt4-duplicate'), 3)
  assert.equal(pipeline.inFlight, 2)
  open()
  await pipeline.drained()
  const xids = answers.map(bytes => Buffer.from(bytes).readUInt32BE(4))
  assert.deepEqual(xids, [1, 5])
  await store.close()
})
