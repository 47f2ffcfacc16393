import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseConfig4} from '../../../src/config/dhcp4.ts'

function errors(libraries: unknown): readonly string[] {
  const text = JSON.stringify({Dhcp4: {'interfaces-config': {interfaces: []}, 'hooks-libraries': libraries}})
  const result = parseConfig4(text, 'kea.conf', {readFile: () => '', stateDirectory: '/'})
  return result.kind === 'config' ? [] : result.errors.map(({path, message}) => `${path}: ${message}`)
}

test('the library of lease commands is accepted, wherever it is', () => {
  for (const library of [
    '/usr/lib/kea/hooks/libdhcp_lease_cmds.so',
    '/opt/x/libdhcp_lease_cmds.so',
    'libdhcp_lease_cmds.so',
  ]) {
    assert.deepEqual(errors([{library}]), [])
    assert.deepEqual(errors([{library, parameters: {}}]), [])
  }
})

test('the configuration tells which libraries it names: recovery depends on them', () => {
  const library = '/opt/x/libdhcp_lease_cmds.so'
  const text = JSON.stringify({Dhcp4: {'interfaces-config': {interfaces: []}, 'hooks-libraries': [{library}]}})
  const result = parseConfig4(text, 'kea.conf', {readFile: () => '', stateDirectory: '/'})
  assert.deepEqual(result.kind === 'config' && result.config.hooksLibraries, [library])
})

test('any other library is an error that names it', () => {
  for (const name of ['libdhcp_radius.so', 'libdhcp_host_cache.so', 'lease_cmds.so', 'libdhcp_lease_cmds.so.1', '']) {
    const [error, ...others] = errors([{library: `/usr/lib/kea/hooks/${name}`}])
    assert.match(error ?? '', /^Dhcp4\.hooks-libraries\[0\]\.library: /)
    assert.ok(error!.includes(JSON.stringify(name)), error)
    assert.deepEqual(others, [])
  }
  const mixed = errors([{library: 'libdhcp_lease_cmds.so'}, {library: 'libdhcp_host_cache.so'}])
  assert.match(mixed.join(), /^Dhcp4\.hooks-libraries\[1\]/)
})

test('parameters, a missing library and unknown keywords are errors', () => {
  const library = 'libdhcp_lease_cmds.so'
  assert.match(
    errors([{library, parameters: {a: 1}}]).join(),
    /hooks-libraries\[0\]\.parameters\.a: "a" is not a keyword/,
  )
  assert.match(errors([{library, parameters: []}]).join(), /hooks-libraries\[0\]\.parameters: /)
  assert.match(errors([{parameters: {}}]).join(), /"library" is missing/)
  assert.match(errors([{library, path: 'x'}]).join(), /"path" is not a keyword/)
  assert.match(errors([{library: 5}]).join(), /expected a string/)
})

const names = [
  ...['lease_cmds', 'stat_cmds', 'host_cmds', 'subnet_cmds', 'mysql', 'pgsql', 'mysql_cb', 'pgsql_cb', 'cb_cmds'],
  ...['limits', 'bootp', 'flex_id', 'flex_option', 'run_script'],
]
const parameters: Readonly<Record<string, object>> = {
  flex_id: {'identifier-expression': 'relay4[1].hex', 'replace-client-id': true, 'ignore-iapd': false},
  flex_option: {options: [{code: 12, remove: "member('ALL')"}]},
  run_script: {name: '/bin/true', sync: false},
}

function configured(libraries: readonly object[]) {
  const text = JSON.stringify({Dhcp4: {'interfaces-config': {interfaces: []}, 'hooks-libraries': libraries}})
  const result = parseConfig4(text, 'kea.conf', {readFile: () => '', stateDirectory: '/'})
  if (result.kind === 'errors') throw new Error(result.errors.map(({message}) => message).join())
  return {hooks: result.config.hooks, warnings: result.warnings.map(({path, message}) => `${path}: ${message}`)}
}

const entry = (name: string, more: object = {}) => ({library: `/usr/lib/kea/hooks/libdhcp_${name}.so`, ...more})

test('every library that keats knows, with the parameters that it needs', () => {
  const {hooks, warnings} = configured(
    names.map(name => entry(name, name in parameters ? {parameters: parameters[name]} : {})),
  )
  assert.deepEqual(warnings, [])
  assert.equal(hooks.flexId?.replaceClientId, true)
  assert.deepEqual(
    hooks.flexOption.map(({code, action}) => [code, action.kind]),
    [[12, 'remove']],
  )
  assert.deepEqual(hooks.runScript, {name: '/bin/true'})
  assert.ok(hooks.bootp && hooks.bootpFirst && hooks.limits)
})

test('without libraries there is nothing', () => {
  const {hooks} = configured([])
  assert.deepEqual(
    [hooks.flexId, hooks.flexOption, hooks.runScript, hooks.bootp, hooks.limits],
    [undefined, [], undefined, false, false],
  )
})

test('flex_id needs an expression that makes a string', () => {
  const library = 'libdhcp_flex_id.so'
  for (const [given, complaint] of [
    [undefined, /"identifier-expression" is missing/],
    [{}, /"identifier-expression" is missing/],
    [{'replace-client-id': true}, /"identifier-expression" is missing/],
    [{'identifier-expression': "member('ALL')"}, /identifier-expression: column 1: expected a value/],
    [{'identifier-expression': "'x'", 'replace-client-id': 1}, /replace-client-id: expected true or false/],
    [{'identifier-expression': "'x'", foo: 1}, /"foo" is not a keyword/],
  ] as const) {
    assert.match(errors([{library, ...(given === undefined ? {} : {parameters: given})}]).join(), complaint)
  }
})

test('what has no effect is warned of: an entry that another follows, and waiting for scripts', () => {
  const {hooks, warnings} = configured([
    entry('run_script', {parameters: {name: '/bin/false'}}),
    entry('run_script', {parameters: {name: '/bin/true', sync: true}}),
  ])
  assert.equal(hooks.runScript?.name, '/bin/true')
  assert.match(warnings.join('\n'), /libdhcp_run_script\.so is here twice.*\n.*sync: no answer waits for a script/)
})

test('bootp in front of flex_option is another order than behind it', () => {
  const flex = entry('flex_option', {parameters: parameters['flex_option']})
  assert.equal(configured([entry('bootp'), flex]).hooks.bootpFirst, true)
  assert.equal(configured([flex, entry('bootp')]).hooks.bootpFirst, false)
  assert.equal(configured([entry('bootp')]).hooks.bootpFirst, false)
})
