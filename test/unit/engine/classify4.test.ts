import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseConfig4} from '../../../src/config/dhcp4.ts'
import {formatIssue} from '../../../src/config/issues.ts'
import {additionalClasses4} from '../../../src/engine/class-settings4.ts'
import {type ClassWitness4, classifier4} from '../../../src/engine/classify4.ts'
import type {ServerConfig4} from '../../../src/model/config4.ts'
import type {Ipv4} from '../../../src/net-types/ipv4.ts'
import {hostOf} from '../../support/hosts.ts'
import {message4} from '../../support/message4.ts'

function configOf(dhcp4: object): ServerConfig4 {
  const environment = {readFile: () => '', stateDirectory: '/'}
  const result = parseConfig4(JSON.stringify({Dhcp4: dhcp4}), 'x', environment)
  if (result.kind === 'errors') assert.fail(result.errors.map(formatIssue).join('\n'))
  return result.config
}

const classifierOf = (...classes: readonly object[]) => classifier4(configOf({'client-classes': classes}))

function packet(options: Iterable<readonly [number, Uint8Array]> = []) {
  return {message: message4({options}), interface: 'eth0', source: 1 as Ipv4, destination: 2 as Ipv4}
}

const named = (text: string) => packet([[12, Buffer.from(text)]])
const nothing: ReadonlySet<string> = new Set()

test('a template makes a class of every value, before its own', () => {
  const {before, after} = classifierOf(
    {name: 'T', 'template-test': 'substring(option[12].hex, 0, 2)'},
    {name: 'ab', test: "member('SPAWN_T_ab')"},
    {name: 'SPAWN_T_ab', 'boot-file-name': 'ab'},
  )
  assert.deepEqual([...before(named('abc'), nothing)], ['ALL', 'SPAWN_T_ab', 'T', 'ab'])
  assert.deepEqual([...before(named('é'), nothing)], ['ALL', 'SPAWN_T_é', 'T'])
  assert.deepEqual([...before(packet(), nothing)], ['ALL'])
  const early = before(named('abc'), nothing)
  const host = hostOf(1, {clientClasses: ['x']})
  assert.deepEqual([...after(named('abc'), early, host)], ['ALL', 'x', 'SPAWN_T_ab', 'T', 'ab', 'KNOWN'])
})

test('a template that asks whether the client is known waits, and so do those that ask for what it makes', () => {
  const {before, after} = classifierOf(
    {name: 'T', 'template-test': "ifelse(known, 'known', 'other')"},
    {name: 'k', test: "member('SPAWN_T_known')"},
  )
  assert.deepEqual([...before(packet(), nothing)], ['ALL'])
  const of = (host: Parameters<typeof after>[2]) => [...after(packet(), before(packet(), nothing), host)]
  assert.deepEqual(of(hostOf(1, {})), ['ALL', 'KNOWN', 'SPAWN_T_known', 'T', 'k'])
  assert.deepEqual(of(undefined), ['ALL', 'UNKNOWN', 'SPAWN_T_other', 'T'])
})

test('lists of 2.2 begin at the network and skip classes without a test, lists of newer Kea begin at the pool and do not', () => {
  const config = configOf({
    'client-classes': [{name: 'untested'}, {name: 'tested', test: "member('ALL')", 'only-in-additional-list': true}],
    'shared-networks': [
      {
        name: 'n',
        'require-client-classes': ['n'],
        subnet4: [
          {
            subnet: '192.0.2.0/24',
            'evaluate-additional-classes': ['s'],
            pools: [{pool: '192.0.2.0/28', 'evaluate-additional-classes': ['p', 'untested', 'tested']}],
          },
        ],
      },
    ],
  })
  const [subnet] = config.subnets
  const [network] = config.sharedNetworks
  const lists = additionalClasses4(subnet!.pools[0], subnet, network)
  assert.deepEqual(lists, {required: ['n'], additional: ['p', 'untested', 'tested', 's']})
  const {additional} = classifier4(config)
  assert.deepEqual([...additional(packet(), new Set(['ALL']), lists)], ['ALL', 'untested', 'tested'])
  const required = {required: ['untested', 'tested'], additional: []}
  assert.deepEqual([...additional(packet(), new Set(['ALL']), required)], ['ALL', 'tested'])
})

test('packets for which nothing is evaluated share their sets, which nobody changes', () => {
  const {before, after, additional} = classifierOf({name: 'a'}, {name: 'late', test: "member('KNOWN')"})
  const first = before(packet(), nothing)
  after(packet(), first, hostOf(1, {clientClasses: ['a']}))
  additional(packet(), first, {required: [], additional: ['a']})
  assert.equal(before(packet(), nothing), first)
  assert.deepEqual([...first], ['ALL'])
})

test('who asks is told of every test, also of one that cannot be evaluated', () => {
  const told: unknown[] = []
  const witness: ClassWitness4 = (name, result) =>
    void told.push([name, typeof result === 'boolean' ? result : result.reason])
  const {before} = classifierOf(
    {name: 'yes', test: "member('ALL')"},
    {name: 'untested'},
    {name: 'no', test: "member('yes') and option[12].exists"},
    {name: 'broken', test: "uint16totext(pkt4.mac) == '1'"},
  )
  before(packet(), nothing, witness)
  assert.deepEqual(told, [
    ['yes', true],
    ['no', false],
    ['broken', 'uint16totext cannot read 6 bytes'],
  ])
})
