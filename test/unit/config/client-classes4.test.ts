import assert from 'node:assert/strict'
import {test} from 'node:test'
import {type ConfigResult4, parseConfig4} from '../../../src/config/dhcp4.ts'
import {effective4} from '../../../src/config/effective4.ts'
import {formatIssue} from '../../../src/config/issues.ts'

const parse = (text: string) => parseConfig4(text, 'x', {readFile: () => '', stateDirectory: '/'})
const read = (dhcp4: object) => parse(JSON.stringify({Dhcp4: dhcp4}))

function accepted(dhcp4: object): Extract<ConfigResult4, {kind: 'config'}> {
  const result = read(dhcp4)
  if (result.kind === 'errors') assert.fail(result.errors.map(formatIssue).join('\n'))
  return result
}

function errorsOf(...classes: readonly object[]): string[] {
  const result = read({'client-classes': classes})
  return result.kind === 'errors' ? result.errors.map(({path, message}) => `${path}: ${message}`) : []
}

test('an error in a test has the place of its text, and the column in it', () => {
  const result = parse(
    '{"Dhcp4": {"client-classes": [\n  {"name": "a"},\n  {"name": "b",\n   "test": "member(\'a\') and\\n  member(\'c\')"}]}}',
  )
  assert.ok(result.kind === 'errors')
  assert.deepEqual(result.errors.map(formatIssue), [
    "x:4:12: Dhcp4.client-classes[1].test: line 2, column 10: there is no class 'c' before this one",
  ])
})

test('what is wrong with classes is said in their own words', () => {
  assert.deepEqual(errorsOf({name: 'a', test: 'option[nowhere].exists'}), [
    "Dhcp4.client-classes[0].test: column 8: there is no option 'nowhere'",
  ])
  assert.deepEqual(errorsOf({name: 'a', 'template-test': "'a' == 'b'"}), [
    "Dhcp4.client-classes[0].template-test: column 5: expected the end, found '=='",
  ])
  assert.deepEqual(errorsOf({name: 'KNOWN', test: "member('ALL')"}), [
    'Dhcp4.client-classes[0].test: the server itself puts clients into KNOWN: no test is possible',
  ])
  assert.deepEqual(errorsOf({name: 'a'}, {name: 'a'}), ['Dhcp4.client-classes[1].name: there is already a class "a"'])
  assert.deepEqual(errorsOf({name: 'DROP', 'only-in-additional-list': true}), [
    'Dhcp4.client-classes[0].only-in-additional-list: DROP is a class that no list can ask for',
  ])
  assert.deepEqual(errorsOf({name: 'a', test: "member('ALL')", 'template-test': "'a'"}), [
    'Dhcp4.client-classes[0].template-test: expected either test or template-test, not both',
  ])
})

test('whether a test waits for the reservation is found through other classes', () => {
  const {config} = accepted({
    'client-classes': [
      {name: 'early', test: "member('ALL')"},
      {name: 'known', test: "option[60].exists or ifelse(member('KNOWN'), 'a', 'b') == 'a'"},
      {name: 'through', test: "not member('known')"},
      {name: 'again', 'template-test': "ifelse(member('through'), 'a', '')"},
      {name: 'spawned', test: "member('SPAWN_again_a')"},
      {name: 'other', test: "member('SPAWN_early_a') or member('HA_known') or member('early')"},
      {name: 'untested'},
    ],
  })
  const late = config.clientClasses.filter(({dependsOnKnown}) => dependsOnKnown).map(({name}) => name)
  assert.deepEqual(late, ['known', 'through', 'again', 'spawned'])
})

test('keywords of newer Kea are read, printed, and read again', () => {
  const guard = {'client-classes': ['a', 'b', 'a'], 'evaluate-additional-classes': ['c', 'c']}
  const given = {
    'client-classes': [
      {name: 'a', 'template-test': 'option[60].hex', 'only-in-additional-list': true, 'offer-lifetime': 5},
      {name: 'b', test: "match('x+', option[60].hex) and unknown", 'only-in-additional-list': false},
    ],
    'shared-networks': [{name: 'n', ...guard, subnet4: [{subnet: '10.0.0.0/8'}]}],
    subnet4: [{subnet: '192.0.2.0/24', id: 7, ...guard, pools: [{pool: '192.0.2.0/28', ...guard}]}],
  }
  const first = accepted(given)
  const printed = effective4(first.config, first.given) as Record<string, object[]>
  const level = {'client-classes': ['a', 'b'], 'evaluate-additional-classes': ['c']}
  for (const place of [printed['subnet4']![0], printed['shared-networks']![0]]) {
    assert.deepEqual({...place, ...level}, place)
  }
  assert.deepEqual(Object.keys(printed['client-classes']![1]!).includes('only-in-additional-list'), false)
  const second = accepted(printed)
  assert.deepEqual(second.config, first.config)
  assert.deepEqual(effective4(second.config, second.given), printed)
  const [network] = first.config.sharedNetworks
  assert.deepEqual(
    [network!.clientClasses, network!.requiredClasses, network!.additionalClasses],
    [['a', 'b'], [], ['c']],
  )
})

test('one keyword and its newer name are not both given', () => {
  const both = [
    {'client-class': 'a', 'client-classes': ['b']},
    {'require-client-classes': ['a'], 'evaluate-additional-classes': ['b']},
  ]
  for (const guard of both) {
    const result = read({subnet4: [{subnet: '192.0.2.0/24', ...guard}]})
    assert.ok(result.kind === 'errors' && /expected either .* not both/.test(result.errors[0]!.message))
  }
  assert.equal(errorsOf({name: 'a', 'only-if-required': true, 'only-in-additional-list': true}).length, 1)
})
