import assert from 'node:assert/strict'
import {test} from 'node:test'
import {formatIssue} from '../../../src/config/issues.ts'
import {CommandError} from '../../../src/control/arguments.ts'
import {type Command4, done} from '../../../src/control/command.ts'
import {commander4} from '../../../src/control/commander.ts'
import {StoreError} from '../../../src/ports/lease-store.ts'
import {MemoryControl, MemoryServer4} from '../../support/controlled-server4.ts'

const dhcp4 = {subnet4: [{id: 1, subnet: '192.0.2.0/24'}]}
const prefix = 'Error during command processing: '

test('the shape of a command', async () => {
  const server = new MemoryServer4(dhcp4)
  const control = new MemoryControl(server)
  const wrong: readonly (readonly [text: string, result: number, answer: RegExp])[] = [
    ['[]', 1, /^Error during command processing: Invalid command Element specified, expected map$/],
    ['"x"', 1, /expected map$/],
    ['{}', 1, /does not contain mandatory 'command'$/],
    ['{"x":1}', 1, /does not contain mandatory 'command'$/],
    ['{"command":5}', 1, /^Error during command processing: 'command' element in command message is not a string$/],
    ['{"command":null}', 1, /is not a string$/],
    ['{"command":"nope","z":1,"b":2}', 1, /^Error during command processing: .* unsupported parameter 'b'$/],
    ['{"command":"nope"}', 2, /^'nope' command not supported\.$/],
    ['{"command":"__proto__"}', 2, /^'__proto__' command/],
    [`{"command":"${'n'.repeat(10_000)}"}`, 2, /^'n{100}…' command not supported/],
    ['', 1, /^<wire>:1:1: expected a value, found the end of the text$/],
    ['{"command":"version-get"', 1, /^<wire>:1:25: expected "," or "}"/],
    ['{"command":"version-get"} x', 1, /expected the end of the text/],
    ['{"command":"version-get","command":"shutdown"}', 1, /"command" is in this map twice/],
    ['['.repeat(10_000), 1, /nested deeper than 200/],
    ['{"command":"version-get","arguments":'.padEnd(100_000, '['), 1, /nested deeper than 200/],
    ['{"command":"version-get" <?include "/etc/passwd"?>}', 1, /commands must not include files/],
    [`{"command":"version-get","${'k'.repeat(10_000)}":1}`, 1, /'k{100}…'$/],
  ]
  for (const [text, result, answer] of wrong) {
    const got = await control.text(text)
    assert.equal(got.result, result, text.slice(0, 100))
    assert.match(got.text ?? '', answer)
  }
})

test('what agents add on the way, comments and null arguments are tolerated', async () => {
  const control = new MemoryControl(new MemoryServer4(dhcp4))
  for (const rest of [
    '',
    ',"service":["dhcp4"]',
    ',"service":5,"remote-address":"192.0.2.1"',
    ',"arguments":null',
    ',"arguments":{}',
    ',"arguments":[5]',
    ',"arguments":{"x":1}',
    '/* a */ // b\n # c\n',
  ]) {
    const answer = await control.text(`{"command":"server-tag-get"${rest}}`)
    assert.deepEqual(answer, {result: 0, arguments: {'server-tag': ''}}, rest)
  }
})

test('a stray comma is tolerated and told', async () => {
  const control = new MemoryControl(new MemoryServer4(dhcp4))
  assert.equal((await control.text('{"command":"version-get",}')).result, 0)
  assert.equal(control.lines[1]![0], 'DHCP4_CONFIG_SYNTAX_WARNING')
})

test('every command is logged with where it came from, never with its arguments', async () => {
  const control = new MemoryControl(new MemoryServer4(dhcp4))
  await control.command('config-test', {Dhcp4: {'lease-database': {type: 'mysql', name: 'a', password: 'secret'}}})
  await control.command('nope')
  assert.deepEqual(control.lines, [
    ['COMMAND_RECEIVED', {command: 'config-test', from: 'unix /run/keats.sock'}],
    ['COMMAND_RECEIVED', {command: 'nope', from: 'unix /run/keats.sock'}],
  ])
  const lines: unknown[] = []
  const log = {write: (...words: unknown[]) => void lines.push(words), enabled: () => true}
  const answer = commander4(new MemoryServer4(dhcp4), log)
  await answer('{"command":"version-get"}', {channel: 'http', remote: '192.0.2.9', user: 'ops'})
  await answer('{"command":5}', {channel: 'http', remote: '192.0.2.9'})
  await answer('{', {channel: 'http', remote: '192.0.2.9'})
  assert.deepEqual(lines, [
    ['COMMAND_RECEIVED', {command: 'version-get', from: 'http 192.0.2.9, user ops'}],
    ['COMMAND_PROCESS_ERROR2', {reason: "'command' element in command message is not a string"}],
    [
      'COMMAND_PROCESS_ERROR1',
      {
        reason: formatIssue({
          file: '<wire>',
          line: 1,
          column: 2,
          path: '',
          message: 'expected a keyword in double quotes, found the end of the text',
        }),
      },
    ],
  ])
})

test('a command that throws is answered', async () => {
  const thrown: readonly (readonly [error: unknown, result: number, text: string])[] = [
    [new CommandError('no'), 1, 'no'],
    [new CommandError('clash', 4), 4, 'clash'],
    [new StoreError('lost', 'gone'), 1, `${prefix}no current lease manager is available`],
    [new StoreError('fatal', 'full disk'), 1, `${prefix}the lease database has refused it: full disk`],
    [new TypeError('x is undefined'), 1, `${prefix}it failed for a reason that the log tells`],
    ['a string', 1, `${prefix}it failed for a reason that the log tells`],
  ]
  for (const [error, result, text] of thrown) {
    const raise = () => {
      throw error
    }
    const rows: readonly Command4[] = [
      {name: 'sync', run: raise},
      {name: 'async', run: async () => raise()},
    ]
    const log = {write: () => {}, enabled: () => true}
    const answer = commander4(new MemoryServer4(dhcp4), log, rows)
    for (const name of ['sync', 'async']) {
      const got = await answer(JSON.stringify({command: name}), {channel: 'unix', remote: 'x'})
      assert.deepEqual(got, {result, text})
    }
  }
})

test('list-commands is the table, in order', async () => {
  const answer = await new MemoryControl(new MemoryServer4(dhcp4)).command('list-commands')
  const names = answer.arguments as readonly string[]
  assert.deepEqual(names, [...names].sort())
  assert.equal(new Set(names).size, names.length)
  for (const name of ['build-report', 'config-write', 'list-commands', 'status-get', 'subnet4-select-test']) {
    assert.ok(names.includes(name), name)
  }
  const one: Command4 = {name: 'a', run: () => done('a')}
  const own = commander4(new MemoryServer4(dhcp4), {write: () => {}, enabled: () => true}, [one])
  const listed = await own('{"command":"list-commands"}', {channel: 'unix', remote: 'x'})
  assert.deepEqual(listed, {result: 0, arguments: ['a', 'list-commands']})
})

test('a channel may let only some commands in', async () => {
  const server = new MemoryServer4(dhcp4)
  const answer = commander4(server, {write: () => {}, enabled: () => false})
  const origin = {channel: 'http', remote: '192.0.2.1', allowed: new Set(['server-tag-get', 'no-such'])} as const
  const ask = async (text: string) => (await answer(text, origin)).result
  assert.equal(await ask('{"command":"server-tag-get"}'), 0)
  assert.equal(await ask('{"command":"no-such"}'), 2)
  assert.equal(await ask('{"command":"shutdown"}'), 403)
  assert.equal(await ask(`{"command":"config-set","arguments":{"x":"${'x'.repeat(70_000)}"}}`), 403)
  // Without the name of a command there is nothing to forbid (seen of kea-dhcp4 2.2.0).
  for (const text of ['{}', '[]', '{"command":5}', 'x']) assert.equal(await ask(text), 1)
})
