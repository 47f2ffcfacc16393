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
  for (const name of ['libdhcp_radius.so', 'libdhcp_ha.so', 'lease_cmds.so', 'libdhcp_lease_cmds.so.1', '']) {
    const [error, ...others] = errors([{library: `/usr/lib/kea/hooks/${name}`}])
    assert.match(error ?? '', /^Dhcp4\.hooks-libraries\[0\]\.library: /)
    assert.ok(error!.includes(JSON.stringify(name)), error)
    assert.deepEqual(others, [])
  }
  const mixed = errors([{library: 'libdhcp_lease_cmds.so'}, {library: 'libdhcp_ha.so'}])
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
