import assert from 'node:assert/strict'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {configHash, configText} from '../../src/config/config-text.ts'
import {type ConfigResult4, parseConfig4, readConfig4} from '../../src/config/dhcp4.ts'
import {effective4} from '../../src/config/effective4.ts'
import type {Environment} from '../../src/config/environment.ts'
import {formatIssue} from '../../src/config/issues.ts'
import {type Entry, type Node, plain} from '../../src/config/node.ts'
import type {ServerConfig4} from '../../src/model/config4.ts'
import {type Host4, identifierKey} from '../../src/model/host4.ts'
import type {Json} from '../../src/model/json.ts'
import {mutateText} from '../fuzz/mutate-text.ts'
import {configCases4, includedFiles} from '../support/config-cases4.ts'
import {SeededRandom, testSeed} from '../support/random.ts'
import {wholeConfigs4} from '../support/whole-configs4.ts'

type Read = Extract<ConfigResult4, {kind: 'config'}>

const environment: Environment = {
  readFile: path => {
    const text = includedFiles[path]
    if (text === undefined) throw new Error('no such file')
    return text
  },
  stateDirectory: '/state',
}

function read(text: string): Read | undefined {
  const result = parseConfig4(text, 'x', environment)
  return result.kind === 'config' ? result : undefined
}

const print = ({config, given}: Read): Json => effective4(config, given)

/** What is printed reads back as the same configuration, and prints as the same text. */
function checkLossless(first: Read, text: string): void {
  const printed = configText(print(first))
  const again = parseConfig4(printed, 'printed', environment)
  if (again.kind === 'errors') assert.fail(`${text}\n${printed}\n${again.errors.map(formatIssue).join('\n')}`)
  assert.deepEqual(unordered(again.config), unordered(first.config), text)
  assert.equal(configText(print(again)), printed, text)
  assert.equal(configHash(print(again)), configHash(print(first)))
}

/** Reservations are printed by identifier; their order means nothing. */
function unordered(config: ServerConfig4): ServerConfig4 {
  const key = ({subnetId, identifier}: Host4) => `${subnetId} ${identifierKey(identifier)}`
  return {...config, reservations: [...config.reservations].sort((a, b) => (key(a) < key(b) ? -1 : 1))}
}

test('every configuration of the table is printed without a loss', () => {
  const accepted = configCases4().filter(({text}) => {
    const result = read(text)
    if (result !== undefined) checkLossless(result, text)
    return result !== undefined
  })
  assert.ok(accepted.length >= 300, `${accepted.length} configurations`)
})

test('the examples of the Kea package are printed without a loss', () => {
  const directory = '/usr/share/doc/kea/examples/kea4'
  const accepted = readdirSync(directory).filter(name => {
    if (!name.endsWith('.json')) return false
    const text = readFileSync(join(directory, name), 'utf8')
    const result = read(text)
    if (result !== undefined) checkLossless(result, name)
    return result !== undefined
  })
  assert.ok(accepted.length >= 6, accepted.join())
})

test('configurations with everything in them are printed without a loss', () => {
  for (const text of [...wholeConfigs4('/files'), ...keatsOnly]) {
    const result = read(text)
    assert.ok(result !== undefined, text)
    checkLossless(result, text)
  }
})

test('members of any of these configurations together are printed without a loss', () => {
  const seed = testSeed()
  console.log(`KEATS_SEED=${seed}`)
  const random = new SeededRandom(seed)
  const texts = [...configCases4().map(({text}) => text), ...wholeConfigs4('/files'), ...keatsOnly]
  const parts = texts.flatMap(text => [...membersOf(text)])
  let accepted = 0
  for (let round = 0; round < 2000; round++) {
    const chosen = new Map(Array.from({length: 1 + random.below(8)}, () => random.pick(parts)))
    const node: Node = {kind: 'map', at: {file: '', line: 1, column: 1}, entries: chosen}
    const result = readConfig4(node, environment)
    if (result.kind === 'errors') continue
    accepted++
    checkLossless(result, configText(plain(node)))
  }
  assert.ok(accepted >= 400, `${accepted} configurations`)
})

test('mutated configurations that are still taken are printed without a loss', () => {
  const seed = testSeed()
  console.log(`KEATS_SEED=${seed}`)
  const random = new SeededRandom(seed)
  const whole = [...wholeConfigs4('/files'), ...keatsOnly]
  const texts = [...configCases4().map(({text}) => text), ...Array.from({length: 20}, () => whole).flat()]
  let accepted = 0
  for (let round = 0; round < 5000; round++) {
    const text = mutateText(random.pick(texts), texts, random)
    const result = read(text)
    if (result === undefined) continue
    accepted++
    checkLossless(result, text)
  }
  assert.ok(accepted >= 300, `${accepted} configurations`)
})

/** What Kea 2.2 does not know. */
const keatsOnly = [
  '{"Dhcp4":{"lease-database":{"type":"sqlite"}}}',
  '{"Dhcp4":{"lease-database":{"type":"sqlite","name":"/x/y.db"}}}',
  '{"Dhcp4":{"lease-database":{"type":"memfile"},"sanity-checks":{"lease-checks":"fix-del","extended-info-checks":"none"}}}',
  '{"Dhcp4":{"lease-database":{"type":"postgresql","name":"kea","retry-on-startup":true,"on-fail":"serve-retry-exit"}}}',
  '{"Dhcp4":{"lease-database":{"type":"mysql","name":"kea","host":"db1,db2","read-timeout":5,"write-timeout":6}}}',
  '{"Dhcp4":{"lease-database":{"type":"postgresql","name":"kea","tcp-user-timeout":5,"ssl-mode":"verify-full","trust-anchor":"/ca"}}}',
  '{"Dhcp4":{"control-sockets":[{"socket-type":"unix","socket-name":"/run/x","comment":"c"},{"socket-type":"http"}]}}',
  '{"Dhcp4":{"control-sockets":[{"socket-type":"https","socket-address":"::1","socket-port":1,"trust-anchor":"/a","cert-file":"/b","key-file":"/c"}]}}',
  `{"Dhcp4":{"control-sockets":[{"socket-type":"http","trust-anchor":"/a","cert-file":"/b","key-file":"/c","cert-required":false,
    "http-headers":[{"name":"X-A","value":"b","comment":"c"}],"user-context":{"a":1},"authentication":{"type":"basic","comment":"c",
    "clients":[{"user":"u","password":"","comment":"c"},{"user":"v","password-file":"inc3.json"}]}}]}}`,
  '{"Dhcp4":{"hooks-libraries":[{"library":"libdhcp_lease_cmds.so"},{"library":"/x/libdhcp_lease_cmds.so","parameters":{}}]}}',
  '{"Dhcp4":{"allocator":"random","ddns-conflict-resolution-mode":"no-check-with-dhcid"}}',
  '{"Dhcp4":{"compatibility":{"ignore-rai-link-selection":true,"exclude-first-last-24":true},"stash-agent-options":true}}',
  '{"Dhcp4":{"option-data":[{"name":"routers","never-send":true},{"code":250,"csv-format":false,"never-send":true}]}}',
  '{"Dhcp4":{"subnet4":[{"subnet":"10.0.0.0/8","allocator":"random","pools":[{"pool":"10.0.0.0/9","pool-id":0},{"pool":"10.128.0.0/9","pool-id":4294967295}]}]}}',
  '{"Dhcp4":{"loggers":[{"name":"kea-dhcp4","output-options":[{"output":"stderr"}]}],"t1-percent":1.0,"t2-percent":-0.0}}',
  '{"Dhcp4":{"user-context":{"a":1e20,"b":1e21,"c":9007199254740993,"d":1e-9,"__proto__":{"x":-0},"10":1,"9":2}}}',
  '{"Dhcp4":{"hosts-databases":[],"client-classes":[],"control-sockets":[],"reservations":[],"loggers":[]}}',
]

function membersOf(text: string): ReadonlyMap<string, Entry> {
  const result = read(text)
  return result?.given.kind === 'map' ? result.given.entries : new Map<string, Entry>()
}
