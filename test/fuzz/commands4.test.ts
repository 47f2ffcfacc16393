import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {commands4} from '../../src/control/commands4.ts'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import type {JsonMap} from '../../src/model/json.ts'
import {jsonText} from '../../src/model/json-text.ts'
import type {ControlAnswer} from '../../src/ports/control.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {MemoryControl, MemoryServer4} from '../support/controlled-server4.ts'
import {MemoryPeers, memoryHa4} from '../support/memory-ha4.ts'
import {SeededRandom, testSeed} from '../support/random.ts'
import {mutateText} from './mutate-text.ts'

const TEXTS = 30_000
/** Far above what any of these texts may take, far below what a quadratic reader would. */
const SLOWEST_MS = 250

const dhcp4 = {
  'valid-lifetime': 4000,
  subnet4: [{id: 1, subnet: '192.0.2.0/24', pools: [{pool: '192.0.2.10 - 192.0.2.20'}]}],
  'shared-networks': [{name: 'floor', subnet4: [{id: 7, subnet: '198.51.100.0/24'}]}],
}

const lease = {
  'ip-address': '192.0.2.10',
  'subnet-id': 1,
  'hw-address': '02:00:00:00:00:01',
  'client-id': '01:02:00:00:00:00:01',
  'valid-lft': 4000,
  expire: 2_000_000_000,
  'fqdn-fwd': false,
  'fqdn-rev': true,
  hostname: 'a.example.',
  state: 0,
  'user-context': {a: [1, 2.5, null]},
}

/** Whole commands to start from; every other command of the table starts with the arguments of any of these. */
const whole: readonly object[] = [
  {command: 'config-set', arguments: {Dhcp4: dhcp4}, service: ['dhcp4']},
  {command: 'config-test', arguments: {Dhcp4: dhcp4}},
  {command: 'config-write', arguments: {filename: '/tmp/file'}},
  {command: 'dhcp-disable', arguments: {'max-period': 10, origin: 'ha-partner', 'origin-id': 2000}},
  {command: 'dhcp-enable', arguments: {origin: 'user'}},
  {command: 'leases-reclaim', arguments: {remove: true}},
  {command: 'shutdown', arguments: {'exit-value': 3}, 'remote-address': '192.0.2.1'},
  {
    command: 'subnet4-select-test',
    arguments: {relay: '192.0.2.1', link: '10.0.0.1', interface: 'eth0', classes: ['a']},
  },
  {command: 'statistic-get', arguments: {name: 'pkt4-received'}},
  {command: 'statistic-sample-age-set', arguments: {name: 'pkt4-received', duration: 60}},
  {command: 'statistic-sample-count-set', arguments: {name: 'pkt4-received', 'max-samples': 5}},
  {command: 'lease4-add', arguments: lease},
  {command: 'lease4-update', arguments: {...lease, 'force-create': true}},
  {
    command: 'lease4-get',
    arguments: {'identifier-type': 'hw-address', identifier: '02:00:00:00:00:01', 'subnet-id': 1},
  },
  {command: 'lease4-del', arguments: {'ip-address': '192.0.2.10', 'update-ddns': false}},
  {command: 'lease4-get-all', arguments: {subnets: [1, 7]}},
  {command: 'lease4-get-page', arguments: {from: 'start', limit: 10}},
  {command: 'lease4-wipe', arguments: {'subnet-id': 1}},
  {command: 'lease4-get-by-hostname', arguments: {hostname: 'a.example.'}},
  {command: 'stat-lease4-get', arguments: {'subnet-range': {'first-subnet-id': 1, 'last-subnet-id': 7}}},
  {
    command: 'reservation-add',
    arguments: {
      reservation: {
        'subnet-id': 1,
        'hw-address': '02:00:00:00:00:01',
        'ip-address': '192.0.2.10',
        hostname: 'a',
        'client-classes': ['a'],
        'option-data': [{name: 'domain-name-servers', data: '192.0.2.1', 'always-send': true}],
        'user-context': {a: [1.5, null]},
      },
      'operation-target': 'memory',
    },
  },
  {command: 'reservation-get', arguments: {'subnet-id': 1, 'identifier-type': 'hw-address', identifier: '02:00'}},
  {command: 'reservation-get-page', arguments: {limit: 10, 'source-index': 0, from: 1, 'subnet-id': 1}},
  {command: 'reservation-get-by-hostname', arguments: {hostname: 'a', 'operation-target': 'all'}},
  {command: 'reservation-del', arguments: {'subnet-id': 1, 'ip-address': '192.0.2.10', 'operation-target': 'memory'}},
  {command: 'subnet4-get', arguments: {subnet: '192.0.2.0/24'}},
  {command: 'subnet4-add', arguments: {subnet4: [{id: 9, subnet: '203.0.113.0/24'}]}},
  {command: 'subnet4-update', arguments: {subnet4: [{id: 1, subnet: '192.0.2.0/24', 'renew-timer': 5}]}},
  {
    command: 'subnet4-delta-add',
    arguments: {subnet4: [{id: 1, pools: [{pool: '192.0.2.40/29'}], 'option-data': [{code: 3, data: '192.0.2.1'}]}]},
  },
  {command: 'subnet4-delta-del', arguments: {subnet4: [{id: 1, pools: [{pool: '192.0.2.10-192.0.2.20'}]}]}},
  {command: 'subnet4-del', arguments: {id: 9}},
  {command: 'network4-add', arguments: {'shared-networks': [{name: 'roof', subnet4: [{subnet: '10.1.0.0/16'}]}]}},
  {command: 'network4-subnet-add', arguments: {name: 'floor', id: 1}},
  {command: 'network4-del', arguments: {name: 'roof', 'subnets-action': 'delete'}},
  {command: 'lease4-update', arguments: {...lease, 'force-create': true, origin: 'ha-partner', 'pool-id': 1, state: 3}},
  {command: 'ha-heartbeat', arguments: {'server-name': 'server2', 'keats-lease-batches': 1}},
  {command: 'ha-scopes', arguments: {scopes: ['server1', 'server2'], 'server-name': 'server1'}},
  {command: 'ha-sync', arguments: {'server-name': 'server2', 'max-period': 60}},
  {command: 'ha-maintenance-notify', arguments: {cancel: false, 'server-name': 'server2', state: 'load-balancing'}},
  {command: 'ha-maintenance-notify', arguments: {cancel: true}},
  {command: 'ha-maintenance-start'},
  {command: 'ha-maintenance-cancel'},
  {command: 'ha-sync-complete-notify', arguments: {'server-name': 'server2', 'origin-id': 2000, origin: 2000}},
  {command: 'ha-reset', arguments: {'server-name': 'server2'}},
  {command: 'ha-continue'},
  {command: 'status-get'},
]

/** What the partner answers; undefined = it cannot be reached. */
const answers: readonly (JsonMap | undefined)[] = [
  {result: 0, text: 'good'},
  {result: 0, text: 'good', arguments: {state: 'waiting', leases: []}},
  {result: 0, text: 'good', arguments: {state: 5, leases: [5, null, {'ip-address': '192.0.2.10'}]}},
  {result: 1, text: 'bad'},
  {result: 1001, text: 'not now'},
  undefined,
]

function corpus(random: SeededRandom): string[] {
  const rest = commands4.flatMap(({name}) => {
    return Array.from({length: 3}, () => ({...random.pick(whole), command: name}))
  })
  return [...whole, ...whole, ...rest].map(command => JSON.stringify(command))
}

let leases: LeaseStore4

before(async () => {
  leases = await openLeaseStore4({type: 'sqlite', name: ':memory:', readonly: false}, {queued: 1000})
})

after(() => leases.close())

/** One of Kea's result codes, and an answer that a channel can send. */
function check(answer: ControlAnswer): void {
  assert.ok([0, 1, 2, 3, 4, 5, 1001].includes(answer.result))
  const {result, text, arguments: args} = answer
  // What the commander answers for an exception that nobody meant.
  assert.doesNotMatch(text ?? '', /reason that the log tells/)
  assert.ok(text === undefined || (text.length > 0 && text.length < 20_000))
  assert.ok(result === 0 || text !== undefined)
  JSON.parse(
    jsonText({result, ...(text === undefined ? {} : {text}), ...(args === undefined ? {} : {arguments: args})}),
  )
}

test(`${TEXTS} mutated commands: each is answered`, async () => {
  const seed = testSeed()
  console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
  const random = new SeededRandom(seed)
  const texts = corpus(random)
  const server = new MemoryServer4(dhcp4, {leases})
  const peers = new MemoryPeers(() => random.pick(answers))
  const {ha} = memoryHa4({service: server.service, peers, leases: () => leases})
  const states = new Map<string, number>()
  server.ha = ha
  const control = new MemoryControl(server)
  const results = new Map<number, number>()
  for (let index = 0; index < TEXTS; index++) {
    const text = mutateText(random.pick(texts), texts, random)
    control.lines.length = 0
    try {
      const answer = await answered(control, text)
      check(answer)
      states.set(ha.machine.state, (states.get(ha.machine.state) ?? 0) + 1)
      results.set(answer.result, (results.get(answer.result) ?? 0) + 1)
    } catch (error) {
      const lines = JSON.stringify(control.lines)
      assert.fail(`text ${index} of seed ${seed}: ${error}\n${JSON.stringify(text)}\n${lines}`)
    }
  }
  console.log(Object.fromEntries(results), Object.fromEntries(states))
  // All sides of the commander are exercised.
  for (const state of ['waiting', 'in-maintenance', 'partner-in-maintenance', 'partner-down'])
    assert.ok(states.has(state), state)
  for (const result of [0, 1, 2, 3]) assert.ok((results.get(result) ?? 0) > TEXTS / 1000, `result ${result}`)
})

/** A pause of the machine is not the text's fault: what seems slow is asked again. */
async function answered(control: MemoryControl, text: string): Promise<ControlAnswer> {
  for (let tries = 1; ; tries++) {
    const before = performance.now()
    const answer = await control.text(text)
    if (performance.now() - before <= SLOWEST_MS) return answer
    assert.ok(tries < 5, 'slow')
  }
}

const hostile: readonly (readonly [string, string])[] = [
  ['lists nested a million deep', `{"command":"config-set","arguments":${'['.repeat(1_000_000)}`],
  ['maps nested 199 deep', `{"command":"lease4-add","arguments":${'{"user-context":'.repeat(198)}1${'}'.repeat(199)}`],
  ['a name of a million letters', `{"command":"${'x'.repeat(1_000_000)}"}`],
  ['a hundred thousand keys', `{${Array.from({length: 100_000}, (_, i) => `"k${i}":1`).join()}}`],
  [
    'a hundred thousand arguments',
    `{"command":"config-test","arguments":{"Dhcp4":{},${Array.from({length: 100_000}, (_, i) => `"k${i}":1`).join()}}}`,
  ],
  [
    'a hundred thousand unknown keywords',
    `{"command":"config-set","arguments":{"Dhcp4":{${Array.from({length: 100_000}, (_, i) => `"k${i}":1`).join()}}}}`,
  ],
  ['five million empty maps', `{"command":"config-set","arguments":[${'{},'.repeat(5_000_000)}1]}`],
  ['an address of a million digits', `{"command":"lease4-get","arguments":{"ip-address":"${'1'.repeat(1_000_000)}"}}`],
  ['a number of a million digits', `{"command":"dhcp-disable","arguments":{"max-period":${'9'.repeat(1_000_000)}}}`],
  ['ten thousand subnets', `{"command":"lease4-get-all","arguments":{"subnets":[${'1,'.repeat(9999)}1]}}`],
  [
    'a hundred thousand classes',
    `{"command":"subnet4-select-test","arguments":{"classes":[${'"a",'.repeat(99_999)}1]}}`,
  ],
  ['a hundred thousand scopes', `{"command":"ha-scopes","arguments":{"scopes":[${'"server1",'.repeat(99_999)}"a"]}}`],
  [
    'a server of a million letters',
    `{"command":"ha-heartbeat","arguments":{"server-name":"${'x'.repeat(1_000_000)}"}}`,
  ],
]

for (const [name, text] of hostile) {
  test(`bounded: ${name}`, async () => {
    const start = performance.now()
    const server = new MemoryServer4(dhcp4, {leases})
    server.ha = memoryHa4({service: server.service}).ha
    check(await new MemoryControl(server).text(text))
    const took = performance.now() - start
    // Under a second each on a quiet machine; minutes where the work grows with the square of the text.
    assert.ok(took < 20_000, `${took} ms`)
  })
}

test('what is long is read in pieces, and one at a time', async () => {
  const control = new MemoryControl(new MemoryServer4(dhcp4))
  const long = `{"command":"config-test","arguments":{"Dhcp4":[${'1,'.repeat(200_000)}1]}}`
  let reading = true
  let turns = 0
  const others = (async () => {
    while (reading) {
      await new Promise(setImmediate)
      turns++
    }
  })()
  const order: string[] = []
  const told = (name: string) => () => void order.push(name)
  const answers = [control.text(long).then(told('first')), control.text(long).then(told('second'))]
  await control.command('version-get').then(told('short'))
  await Promise.all(answers)
  reading = false
  await others
  assert.deepEqual(order, ['short', 'first', 'second'])
  assert.ok(turns > 100, `${turns} turns`)
})
