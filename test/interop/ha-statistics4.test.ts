import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {setTimeout as sleep} from 'node:timers/promises'
import {
  type CountedServer4,
  countedKea4,
  countedKeats4,
  type ServerPlace,
  serverPlace,
} from '../support/counted-server4.ts'
import {FakePartner} from '../support/ha-fake-partner.ts'
import {buildQuery4} from '../support/scenarios4/build.ts'
import {compareStatistics4} from '../support/scenarios4/compare-statistics.ts'
import type {Query4} from '../support/scenarios4/scenario.ts'

// A server of a pair that balances load, each with a partner of its own, is told the same as the other; what it counts of
// packets is compared after each.

const hooks = '/usr/lib/x86_64-linux-gnu/kea/hooks'
const RELAY = '127.0.1.1'
/** By their hardware addresses: two of the primary's clients, one of the secondary's. */
const [ONE, TWO, FOREIGN] = ['020000000010', '020000000013', '020000000011']

interface Side {
  readonly place: ServerPlace
  readonly partner: FakePartner
  readonly server: CountedServer4
}

let kea: Side
let keats: Side

function configOf({url}: FakePartner): object {
  const peers = [
    {name: 'server1', url: 'http://127.0.0.1:9/', role: 'primary'},
    {name: 'server2', url, role: 'secondary'},
  ]
  const more = {'heartbeat-delay': 100, 'delayed-updates-limit': 0}
  const relationship = {'this-server-name': 'server1', mode: 'load-balancing', peers, ...more}
  return {
    'parked-packet-limit': 1,
    'expired-leases-processing': {'reclaim-timer-wait-time': 0},
    subnet4: [{id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.20'}]}],
    'hooks-libraries': [
      {library: `${hooks}/libdhcp_lease_cmds.so`},
      {library: `${hooks}/libdhcp_ha.so`, parameters: {'high-availability': [relationship]}},
    ],
  }
}

async function open(start: typeof countedKea4): Promise<Side> {
  const place = serverPlace([])
  const partner = await FakePartner.open()
  partner.state = 'partner-down'
  return {place, partner, server: await start(configOf(partner), place)}
}

/** By way of the states that lead there. */
async function reachService({server, partner}: Side): Promise<void> {
  partner.state = 'ready'
  for (const end = performance.now() + 30_000; performance.now() < end; ) {
    const {arguments: told} = await server.command('ha-heartbeat')
    if ((told as {state: string}).state === 'load-balancing') {
      partner.state = 'load-balancing'
      return
    }
    await sleep(50)
  }
  assert.fail('load-balancing is not reached')
}

before(async () => {
  ;[kea, keats] = await Promise.all([open(countedKea4), open(countedKeats4)])
})

after(async () => {
  for (const {server, partner, place} of [kea, keats]) {
    await Promise.all([server.stop(), partner.close()])
    place.remove()
  }
})

/** keats' own, of what only its sockets see. */
const own = /^statistic pkt4-(?:receive-missed|receive-too-long|send-queue-full|send-failed)$/

/** What Kea does behind an answer of its partner may come later than the answer to the next packet. */
async function alike(what: string, except: readonly string[] = []): Promise<void> {
  const expected = except.map(name => `statistic ${name}`).sort()
  for (const end = performance.now() + 20_000; ; ) {
    const found = compareStatistics4(await kea.server.values(), await keats.server.values())
    const names = Object.keys(found).filter(name => !own.test(name))
    if (performance.now() < end && names.sort().join() !== expected.join()) await sleep(50)
    else return assert.deepEqual(names.sort(), expected, `${what}: ${JSON.stringify(found)}`)
  }
}

const both = <T>(act: (side: Side) => Promise<T>): Promise<readonly [T, T]> => Promise.all([act(kea), act(keats)])

test('in the state that serves', async () => {
  await both(reachService)
  await alike('start')
})

const foreign: readonly (readonly [string, Query4])[] = [
  ['discover', {type: 1}],
  ['request', {type: 3, ask: '127.0.1.10'}],
  ['inform', {type: 8, ciaddr: '127.0.1.44'}],
  ['release', {type: 7, ciaddr: '127.0.1.10'}],
  ['decline', {type: 4, ask: '127.0.1.10'}],
  ['a type that is nobody’s', {type: 99}],
  ['no type', {type: 0}],
  ['a discover without an identifier', {type: 1, mac: ''}],
]

for (const [name, query] of foreign) {
  test(`the partner’s client: ${name}`, async () => {
    const bytes = buildQuery4({mac: FOREIGN, giaddr: RELAY, ...query}, 77, undefined)
    await both(({server}) => server.sendRaw(bytes))
    await alike(name)
  })
}

const asked = (query: Query4) => both(({server}) => server.send({giaddr: RELAY, ...query}))

/** Of both, which `alike` has seen to be the same. */
const counted = async (name: string) => (await kea.server.values()).get(name)

test('its own client, whose lease the partner takes', async () => {
  await asked({type: 1, mac: ONE})
  await asked({type: 3, mac: ONE, ask: '127.0.1.10', server: '127.0.0.1'})
  await alike('request')
  assert.equal(await counted('pkt4-ack-sent'), 1)
})

test('its own client, whose lease the partner refuses: it is given, and nobody told', async () => {
  const refused = {type: 3, mac: TWO, ask: '127.0.1.11', server: '127.0.0.1'}
  for (const {partner} of [kea, keats]) partner.failing.add('lease4-update')
  await asked(refused)
  await alike('refused')
  assert.equal(await counted('pkt4-ack-sent'), 1)
  assert.equal(await counted('subnet[1].assigned-addresses'), 2)
  // The partner is unavailable until the next heartbeat.
  for (const {partner} of [kea, keats]) partner.failing.delete('lease4-update')
  await both(({partner}) => partner.heartbeats(2))
  await asked(refused)
  await asked({type: 7, mac: TWO, ciaddr: '127.0.1.11'})
  await alike('taken')
  assert.equal(await counted('pkt4-ack-sent'), 2)
})

test('a client whose answer waits for the partner, and one too many: a lease is given, the packet dropped', async () => {
  for (const {partner} of [kea, keats]) partner.holding.add('lease4-update')
  const waits = {type: 3, mac: ONE, ask: '127.0.1.10', server: '127.0.0.1', giaddr: RELAY}
  for (const {server} of [kea, keats]) server.post(waits)
  const drops = (await counted('pkt4-receive-drop'))!
  const more = buildQuery4({...waits, mac: TWO, ask: '127.0.1.12'}, 78, undefined)
  await both(({server}) => server.sendRaw(more))
  await alike('one too many')
  assert.equal(await counted('pkt4-receive-drop'), drops + 1)
  assert.equal((await keats.server.values()).get('pkt4-queue-full'), 1)
  const found = await both(({server}) => server.command('lease4-get', {'ip-address': '127.0.1.12'}))
  assert.deepEqual(
    found.map(({result}) => result),
    [0, 0],
  )
})
