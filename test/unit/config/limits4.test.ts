import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseConfig4, readConfig4} from '../../../src/config/dhcp4.ts'
import {effective4} from '../../../src/config/effective4.ts'
import {parsedConfig4} from '../../support/config4.ts'

const hook = {'hooks-libraries': [{library: 'libdhcp_limits.so'}]}
const of = (limits: unknown) => ({'user-context': {limits}})
const environment = {
  readFile: () => {
    throw new Error('nothing to include')
  },
  stateDirectory: '.',
}

function issuesOf(dhcp4: object) {
  const result = parseConfig4(JSON.stringify({Dhcp4: dhcp4}), 'test', environment)
  const errors = result.kind === 'errors' ? result.errors : []
  return {errors: errors.map(({path}) => path), warnings: result.warnings.map(({path}) => path)}
}

test('limits of classes and subnets, by name and by id, automatic ids included', () => {
  const {limits} = parsedConfig4({
    ...hook,
    'client-classes': [
      {name: 'gold', test: "member('ALL')", ...of({'rate-limit': '5 packets per second', 'address-limit': 3})},
      {name: 'plain', test: "member('ALL')", ...of({'rate-limit': '1 packet per month'})},
      {name: 'free', test: "member('ALL')", 'user-context': {note: 'x'}},
    ],
    'shared-networks': [
      {name: 'n', subnet4: [{subnet: '10.1.0.0/16', ...of({'address-limit': 0})}, {subnet: '10.2.0.0/16'}]},
    ],
    subnet4: [
      {subnet: '10.3.0.0/16', ...of({'rate-limit': '4294967295 packets per year'})},
      {id: 77, subnet: '10.4.0.0/16', ...of({'address-limit': 4294967295})},
    ],
  })
  assert.deepEqual(limits, {
    classes: new Map([
      ['gold', {rate: {packets: 5, seconds: 1}, addresses: 3}],
      ['plain', {rate: {packets: 1, seconds: 2_592_000}, addresses: undefined}],
    ]),
    subnets: new Map<number, unknown>([
      [1, {rate: undefined, addresses: 0}],
      [3, {rate: {packets: 4294967295, seconds: 31_536_000}, addresses: undefined}],
      [77, {rate: undefined, addresses: 4294967295}],
    ]),
    counted: new Set(['gold', 'plain', 'free']),
  })
})

test('without address limits of classes no lease is marked', () => {
  const classes = [{name: 'gold', test: "member('ALL')", ...of({'rate-limit': '5 packets per second'})}]
  assert.equal(parsedConfig4({...hook, 'client-classes': classes}).limits?.counted.size, 0)
})

test('without the hook a user context may say anything', () => {
  const subnet4 = [{subnet: '10.3.0.0/16', ...of('none')}]
  assert.equal(parsedConfig4({subnet4}).limits, undefined)
})

const wrong: readonly [unknown, string][] = [
  ['5 packets per second', ''],
  [{'rate-limit': 5}, '.rate-limit'],
  [{'rate-limit': '5 packets'}, '.rate-limit'],
  [{'rate-limit': '-1 packets per second'}, '.rate-limit'],
  [{'rate-limit': '1.5 packets per second'}, '.rate-limit'],
  [{'rate-limit': '4294967296 packets per second'}, '.rate-limit'],
  [{'rate-limit': '5 packets per fortnight'}, '.rate-limit'],
  [{'rate-limit': '5 packets per constructor'}, '.rate-limit'],
  [{'address-limit': '5'}, '.address-limit'],
  [{'address-limit': -1}, '.address-limit'],
  [{'address-limit': 4294967296}, '.address-limit'],
  [{'prefix-limit': 1}, '.prefix-limit'],
  [{'adress-limit': 1}, '.adress-limit'],
]

for (const [limits, key] of wrong) {
  test(`refused: ${JSON.stringify(limits)}`, () => {
    const {errors} = issuesOf({...hook, subnet4: [{subnet: '10.3.0.0/16', ...of(limits)}]})
    assert.deepEqual(errors, [`Dhcp4.subnet4[0].user-context.limits${key}`])
  })
}

test('a class that is known too late is told of; a name that no trigger finds again is refused', () => {
  const late = {name: 'late', test: "member('ALL')", 'only-if-required': true, ...of({'address-limit': 1})}
  assert.deepEqual(issuesOf({...hook, 'client-classes': [late]}).warnings, [
    'Dhcp4.client-classes[0].user-context.limits',
  ])
  for (const name of ['with "quotes"', 'back\\slash', 'ümlaut', 'x'.repeat(129)]) {
    const one = {name, test: "member('ALL')", ...of({'address-limit': 1})}
    assert.deepEqual(issuesOf({...hook, 'client-classes': [one]}).errors, [
      'Dhcp4.client-classes[0].user-context.limits',
    ])
  }
})

test('a rate of a class that only a reservation tells is told of: packets are counted before', () => {
  const rate = of({'rate-limit': '1 packet per second'})
  const warned = (more: object, global: object = {}) => {
    const classes = [
      {name: 'T', 'template-test': "'x'"},
      {name: 'k', test: 'known'},
      {...more, ...rate},
    ]
    return issuesOf({...hook, ...global, 'client-classes': classes}).warnings
  }
  const place = ['Dhcp4.client-classes[2].user-context.limits.rate-limit']
  for (const late of [{name: 'a'}, {name: 'a', test: 'not known'}, {name: 'a', test: "member('k')"}, {name: 'KNOWN'}]) {
    assert.deepEqual(warned(late), place, JSON.stringify(late))
    assert.deepEqual(warned(late, {'early-global-reservations-lookup': true}), [])
  }
  for (const name of ['BOOTP', 'SPAWN_T_x', 'VENDOR_CLASS_x', 'HA_a']) assert.deepEqual(warned({name}), [], name)
  assert.deepEqual(warned({name: 'a', test: "member('ALL')"}), [])
})

test('config-get prints the user contexts as they were given', () => {
  const limits = {'rate-limit': '5 packets per second', 'address-limit': 3}
  const text = JSON.stringify({Dhcp4: {...hook, subnet4: [{id: 1, subnet: '10.3.0.0/16', ...of(limits)}]}})
  const result = parseConfig4(text, 'test', environment)
  assert.equal(result.kind, 'config')
  if (result.kind !== 'config') return
  const printed = effective4(result.config, result.given) as {subnet4: {'user-context': unknown}[]}
  assert.deepEqual(printed.subnet4[0]?.['user-context'], {limits})
  assert.equal(readConfig4(result.given, environment).kind, 'config')
})

test('config-get prints offer-lifetime and the allocator of each subnet', () => {
  const text = JSON.stringify({
    Dhcp4: {
      'offer-lifetime': 9,
      allocator: 'flq',
      subnet4: [
        {id: 1, subnet: '10.3.0.0/16', 'offer-lifetime': 5},
        {id: 2, subnet: '10.4.0.0/16'},
      ],
    },
  })
  const result = parseConfig4(text, 'test', environment)
  assert.equal(result.kind, 'config')
  if (result.kind !== 'config') return
  const {subnet4} = effective4(result.config, result.given) as {subnet4: Record<string, unknown>[]}
  assert.deepEqual(
    subnet4.map(subnet => [subnet['offer-lifetime'], subnet['allocator']]),
    [
      [5, 'flq'],
      [9, 'flq'],
    ],
  )
})
