import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {
  type CountedServer4,
  countedKea4,
  countedKeats4,
  type ServerPlace,
  serverPlace,
} from '../support/counted-server4.ts'
import {compareStatistics4} from '../support/scenarios4/compare-statistics.ts'
import type {Query4, Seed4} from '../support/scenarios4/scenario.ts'

// Both servers are told the same, one message or command at a time, and their statistics are compared after each.

const dhcp4 = {
  'expired-leases-processing': {'reclaim-timer-wait-time': 0},
  subnet4: [
    {id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.11'}, {pool: '127.0.1.100/31'}]},
    {id: 2, subnet: '127.0.2.0/24'},
    {id: 3, subnet: '127.0.3.0/24', pools: [{pool: '127.0.3.1 - 127.0.3.9'}]},
  ],
  'shared-networks': [
    {
      name: 'net',
      subnet4: [
        {id: 4, subnet: '127.0.4.0/24', pools: [{pool: '127.0.4.1 - 127.0.4.1'}]},
        {id: 5, subnet: '127.0.5.0/24'},
      ],
    },
  ],
}

/** Leases of before the start: in every state, one that is over, two of a subnet that is not configured. */
const seeds: readonly Seed4[] = [
  {address: '127.0.1.100', mac: '02000000aa01'},
  {address: '127.0.1.101', state: 1},
  {address: '127.0.3.2', mac: '02000000aa03', state: 2, subnetId: 3},
  {address: '127.0.3.3', mac: '02000000aa04', subnetId: 3, age: 9000},
  {address: '127.0.9.1', mac: '02000000aa05', subnetId: 9},
  {address: '127.0.9.2', state: 1, subnetId: 9},
]

let places: readonly ServerPlace[] = []
let kea: CountedServer4
let keats: CountedServer4

async function start(): Promise<void> {
  kea = await countedKea4(dhcp4, places[0]!)
  keats = await countedKeats4(dhcp4, places[1]!)
}

before(async () => {
  places = [serverPlace(seeds), serverPlace(seeds)]
  await start()
})

after(async () => {
  await kea?.stop()
  await keats?.stop()
  for (const place of places) place.remove()
})

/** keats' own, of what only its sockets see. */
const own = /^statistic pkt4-(?:receive-missed|receive-too-long|send-queue-full|send-failed)$/

async function alike(what: string, except: readonly string[] = []): Promise<void> {
  const found = compareStatistics4(await kea.values(), await keats.values())
  const unexpected = Object.entries(found).filter(([name]) => !own.test(name))
  assert.deepEqual(
    unexpected.map(([name]) => name).sort(),
    except.map(name => `statistic ${name}`).sort(),
    `${what}: ${JSON.stringify(Object.fromEntries(unexpected))}`,
  )
}

const both = async <T>(act: (server: CountedServer4) => Promise<T>): Promise<readonly [T, T]> => [
  await act(kea),
  await act(keats),
]

const RELAY = '127.0.1.1'
const [ONE, TWO, THREE] = ['020000000001', '020000000002', '020000000003']

const packets: readonly (readonly [string, Query4])[] = [
  ['discover', {type: 1, mac: ONE}],
  ['request', {type: 3, mac: ONE, ask: '127.0.1.10', server: '127.0.0.1'}],
  ['renewal', {type: 3, mac: ONE, ciaddr: '127.0.1.10'}],
  ['the last address', {type: 3, mac: TWO, ask: '127.0.1.11', server: '127.0.0.1'}],
  ['discover in a full subnet', {type: 1, mac: THREE}],
  ['request in a full subnet', {type: 3, mac: THREE}],
  ['request of another’s address', {type: 3, mac: THREE, ask: '127.0.1.11', server: '127.0.0.1'}],
  ['request for another server', {type: 3, mac: THREE, ask: '127.0.1.11', server: '127.9.9.9'}],
  ['discover in a subnet without pools', {type: 1, mac: THREE, giaddr: '127.0.2.1'}],
  ['request in a subnet without pools', {type: 3, mac: THREE, giaddr: '127.0.2.1'}],
  ['request in a network', {type: 3, mac: ONE, giaddr: '127.0.4.1'}],
  ['discover in a full network', {type: 1, mac: THREE, giaddr: '127.0.4.1'}],
  ['discover without a subnet', {type: 1, mac: THREE, giaddr: '127.0.44.1'}],
  ['request without a subnet', {type: 3, mac: THREE, giaddr: '127.0.44.1'}],
  ['a reclaimed address', {type: 3, mac: '02000000aa03', giaddr: '127.0.3.1', ask: '127.0.3.2', server: '127.0.0.1'}],
  ['an ended lease of another', {type: 3, mac: THREE, giaddr: '127.0.3.1', ask: '127.0.3.3', server: '127.0.0.1'}],
  ['inform', {type: 8, mac: THREE, ciaddr: '127.0.1.44'}],
  ['release of another’s address', {type: 7, mac: THREE, ciaddr: '127.0.1.11'}],
  ['decline of another’s address', {type: 4, mac: THREE, ask: '127.0.1.11'}],
  ['decline', {type: 4, mac: TWO, ask: '127.0.1.11'}],
  ['release', {type: 7, mac: ONE, ciaddr: '127.0.1.10'}],
  ['a message of servers', {type: 2, mac: ONE}],
  ['an unknown type', {type: 99, mac: ONE}],
  ['no type', {type: 0, mac: ONE}],
  ['an option that nobody can read', {type: 1, mac: ONE, options: {50: '7f'}}],
  ['the address again', {type: 3, mac: ONE, ask: '127.0.1.10', server: '127.0.0.1'}],
]

const lease = (address: string, subnetId: number, more: object) =>
  ({'ip-address': address, 'subnet-id': subnetId, 'hw-address': '02:00:00:00:00:77', ...more}) as const

const commands: readonly (readonly [string, object])[] = [
  ['lease4-add', lease('127.0.3.6', 3, {'valid-lft': 100})],
  ['lease4-update', lease('127.0.3.6', 3, {'valid-lft': 200})],
  ['lease4-update', lease('127.0.3.6', 3, {state: 1})],
  ['lease4-del', {'ip-address': '127.0.3.6'}],
  ['lease4-add', lease('127.0.3.7', 3, {state: 1})],
  ['lease4-add', lease('127.0.3.8', 3, {state: 2})],
  ['lease4-del', {'ip-address': '127.0.3.8'}],
  ['lease4-wipe', {'subnet-id': 3}],
  ['lease4-add', lease('127.0.3.4', 3, {'valid-lft': 1, expire: 1_600_000_000})],
  [
    'lease4-add',
    lease('127.0.3.5', 3, {'hw-address': '02:00:00:00:00:78', state: 1, 'valid-lft': 1, expire: 1_600_000_000}),
  ],
  ['leases-reclaim', {remove: false}],
]

test('a start counts what the database holds', () => alike('start'))

for (const [name, query] of packets) {
  test(`after ${name}`, async () => {
    const [theirs, ours] = await both(server => server.send({giaddr: RELAY, ...query}))
    assert.equal(ours, theirs)
    await alike(name)
  })
}

test('after bytes that are no message', async () => {
  await both(server => server.sendRaw(Buffer.alloc(300, 1)))
  await alike('bytes')
})

for (const [index, [name, args]] of commands.entries()) {
  test(`after command ${index + 1}, ${name}`, async () => {
    const [theirs, ours] = await both(server => server.command(name, args))
    assert.equal(ours.result, theirs.result, `${JSON.stringify(theirs)} | ${JSON.stringify(ours)}`)
    await alike(name)
  })
}

test('after a reconfiguration', async () => {
  await both(server => server.command('config-reload'))
  // Kea adds what it finds for a subnet that is not configured to what it had found before.
  await alike('reload', ['subnet[9].assigned-addresses'])
})

test('after a restart', async () => {
  await both(server => server.stop())
  await start()
  await alike('restart')
})

test('a packet while service is off', async () => {
  await both(server => server.command('dhcp-disable'))
  for (const server of [kea, keats]) server.post({type: 1, giaddr: RELAY})
  // No message behind it would be answered: ask until it was counted.
  while ((await keats.values()).get('pkt4-service-disabled') === 0) await delay(5)
  // Kea looks at its packets between any two commands.
  for (let turn = 0; turn < 3; turn++) await kea.command('list-commands')
  await both(server => server.command('dhcp-enable'))
  // Kea 2.2.0 does not even say that there was one; newer Kea and keats do.
  await alike('service off', ['pkt4-discover-received', 'pkt4-receive-drop', 'pkt4-received'])
})
