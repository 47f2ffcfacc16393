import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {
  type CountedServer4,
  countedKea4,
  countedKeats4,
  type ServerPlace,
  serverPlace,
} from '../support/counted-server4.ts'
import type {ControlAnswer} from '../support/kea-control.ts'

const dhcp4 = {
  'statistic-default-sample-count': 3,
  subnet4: [{id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.20'}]}],
}

let places: readonly ServerPlace[] = []
let kea: CountedServer4
let keats: CountedServer4

before(async () => {
  places = [serverPlace([]), serverPlace([])]
  kea = await countedKea4(dhcp4, places[0]!)
  keats = await countedKeats4(dhcp4, places[1]!)
  for (const server of [kea, keats]) {
    for (const mac of ['020000000001', '020000000002', '020000000003', '020000000004']) {
      await server.send({type: 3, mac, giaddr: '127.0.1.1'})
    }
  }
})

after(async () => {
  await kea?.stop()
  await keats?.stop()
  for (const place of places) place.remove()
})

const NAME = 'subnet[1].assigned-addresses'

/** In turn: the command, its arguments and, where the answers differ, why. */
type Case = readonly [command: string, args: unknown, why?: string]

const PARSER = 'Kea tells of its own parser'
const NO_MAP = 'Kea tells of its own parser; for keats the argument is missing'

const withName: readonly Case[] = ['get', 'reset', 'remove', 'sample-age-set', 'sample-count-set'].flatMap(word => {
  const command = `statistic-${word}`
  const more = {duration: 5, 'max-samples': 5}
  return [
    [command, undefined],
    [command, {}],
    [command, [], NO_MAP],
    [command, 'x', NO_MAP],
    [command, {name: 5, ...more}],
    [command, {name: null, ...more}],
    [command, {name: '', ...more}],
    [command, {name: 'nope', ...more}],
    [command, {name: 'nope'}],
    [command, {Name: NAME}],
  ] as const
})

const cases: readonly Case[] = [
  ...withName,
  ['statistic-get', {name: NAME}],
  ['statistic-get', {name: 'subnet[1].total-addresses', extra: 1}],
  ['statistic-sample-count-set', {name: NAME, 'max-samples': 2}],
  ['statistic-get', {name: NAME}],
  ['statistic-sample-count-set', {name: NAME, 'max-samples': 'x'}],
  ['statistic-sample-count-set', {name: NAME, 'max-samples': 2.5}],
  ['statistic-sample-count-set', {name: NAME, 'max-samples': true}],
  ['statistic-sample-age-set', {name: NAME, duration: 100}],
  ['statistic-sample-age-set', {name: NAME, duration: 'x'}, PARSER],
  ['statistic-sample-age-set', {name: NAME, duration: 2.5}, PARSER],
  ['statistic-get', {name: NAME}],
  ['statistic-reset', {name: NAME}],
  ['statistic-get', {name: NAME}],
  ['statistic-remove', {name: NAME}],
  ['statistic-remove', {name: NAME}],
  ['statistic-get', {name: NAME}],
  ['statistic-sample-count-set-all', undefined],
  ['statistic-sample-count-set-all', {'max-samples': 0}],
  ['statistic-sample-count-set-all', {'max-samples': 'x'}],
  ['statistic-sample-count-set-all', {'max-samples': 2}],
  ['statistic-get', {name: 'subnet[1].cumulative-assigned-addresses'}],
  ['statistic-sample-age-set-all', {}],
  ['statistic-sample-age-set-all', {duration: 'x'}, PARSER],
  ['statistic-sample-age-set-all', {duration: 100}],
  ['statistic-get', {name: 'subnet[1].cumulative-assigned-addresses'}],
  ['statistic-reset-all', {x: 1}],
  ['statistic-get', {name: 'cumulative-assigned-addresses'}],
  ['statistic-global-get-all', undefined, 'newer Kea has it'],
  ['statistic-remove-all', undefined],
  ['statistic-get-all', undefined],
  ['statistic-reset-all', undefined],
]

/** Every moment in Kea's form becomes the same one; in another form it stays and differs. */
function comparable(answer: ControlAnswer): unknown {
  return JSON.parse(JSON.stringify(answer).replaceAll(/"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}"/g, '"WHEN"'))
}

for (const [index, [command, args, why]] of cases.entries()) {
  test(`${index + 1}: ${command} ${JSON.stringify(args)}`, async () => {
    const [theirs, ours] = [await kea.command(command, args as object), await keats.command(command, args as object)]
    if (why === undefined) return assert.deepEqual(comparable(ours), comparable(theirs))
    assert.notDeepEqual(comparable(ours), comparable(theirs), `alike, though listed: ${why}`)
  })
}

test('moments are those of local time', async () => {
  await keats.send({type: 1, mac: '020000000009', giaddr: '127.0.1.1'})
  const {arguments: found} = await keats.command('statistic-get', {name: 'pkt4-received'})
  const [[, text]] = (found as {'pkt4-received': [[number, string]]})['pkt4-received']
  const age = Date.now() - new Date(text.replace(' ', 'T').slice(0, 23)).getTime()
  assert.ok(age >= 0 && age < 60_000, text)
})

test('what would crash Kea 2.2.0, or leave it without a value, is refused', async () => {
  const texts = []
  for (const [command, args] of [
    ['statistic-sample-age-set', {name: 'pkt4-received', duration: -1}],
    ['statistic-sample-age-set-all', {duration: 10_000_000_000}],
    ['statistic-sample-count-set', {name: 'pkt4-received', 'max-samples': 0}],
    ['statistic-sample-count-set-all', {'max-samples': -1}],
    ['statistic-sample-count-set-all', {'max-samples': 10_000_000_000}],
  ] as const) {
    const {result, text} = await keats.command(command, args)
    texts.push(`${result} ${text}`)
  }
  assert.deepEqual(texts, [
    "1 'duration' parameter must be 0..31536000 seconds",
    "1 'duration' parameter must be 0..31536000 seconds",
    "1 'max-samples' parameter must not be zero",
    "1 'max-samples' parameter must be 1..100000",
    "1 'max-samples' parameter must be 1..100000",
  ])
})
