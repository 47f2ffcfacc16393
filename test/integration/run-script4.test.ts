import assert from 'node:assert/strict'
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {ScriptRunner, type ScriptRunnerParts} from '../../src/net/scripts/script-runner.ts'
import type {LogFields} from '../../src/ports/log.ts'
import {scratchDirectory} from '../support/databases.ts'
import {loopbackConfig4, openClients4, startLoopback4} from '../support/loopback4.ts'
import {ScriptLog} from '../support/script-log.ts'

interface Line {
  readonly id: string
  readonly fields: LogFields
}

function runner(limits: ScriptRunnerParts['limits'] = {}) {
  const lines: Line[] = []
  const write = (id: string, fields: LogFields = {}) => void lines.push({id, fields})
  const scripts = new ScriptRunner({log: {write, enabled: () => true}, serverPort: 67, limits})
  return {scripts, lines}
}

async function until(what: string, is: () => boolean): Promise<void> {
  const end = performance.now() + 20_000
  while (!is()) {
    if (performance.now() > end) throw new Error(`not within 20 s: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

let files = 0
const fresh = () => join(scratchDirectory(), `pids-${++files}`)
/** Leaves its own number and that of a process that it has started, and ends when that one does. */
const hanging = (file: string) => `/bin/sleep 1000 &\necho "$$ $!" >> ${file}\nwait`
const pidsIn = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim().split(/\s+/).map(Number) : [])

test('a script gets the event and nothing but its variables', async () => {
  const log = new ScriptLog()
  const {scripts, lines} = runner()
  scripts.run({
    program: log.program,
    event: 'lease4_expire',
    variables: {A: "x y'", B: '', C: 'before\0behind', D: 'ä'},
  })
  const [call] = await log.until(1)
  assert.equal(call!.event, 'lease4_expire')
  assert.deepEqual(Object.fromEntries(call!.variables), {A: "x y'", B: '', C: 'before', D: 'ä'})
  await scripts.close()
  assert.deepEqual(lines, [])
})

test('one that hangs is ended, and what it has started too', async () => {
  const file = fresh()
  const log = new ScriptLog(hanging(file))
  // Long enough for it to leave its numbers on a busy machine.
  const {scripts, lines} = runner({millis: 3000})
  scripts.run({program: log.program, event: 'one', variables: {}})
  await until('the end of the script', () => lines.length === 1)
  assert.deepEqual(lines[0], {
    id: 'RUN_SCRIPT_FAILED',
    fields: {reason: `${log.program} one: ended after 3 s`, more: 0},
  })
  const pids = pidsIn(file)
  assert.equal(pids.length, 2)
  await until('nothing is left', () => !pids.some(isAlive))
  await scripts.close()
})

test('so many run, so many wait, the others are dropped and counted', async () => {
  const file = fresh()
  const log = new ScriptLog(hanging(file))
  const {scripts, lines} = runner({running: 2, accepted: 5, graceMillis: 200})
  for (let count = 0; count < 8; count++) scripts.run({program: log.program, event: `e${count}`, variables: {}})
  assert.deepEqual(lines, [{id: 'RUN_SCRIPT_DROPPED', fields: {event: 'e5', accepted: 5, dropped: 1}}])
  await until('two run', () => pidsIn(file).length === 4)
  await scripts.close()
  const pids = pidsIn(file)
  assert.equal(pids.length, 4, 'the waiting ones have not started')
  await until('nothing is left', () => !pids.some(isAlive))
  scripts.run({program: log.program, event: 'late', variables: {}})
  assert.equal(pidsIn(file).length, 4)
})

test('at the end of the server those that run may finish, and those that wait may run', async () => {
  const log = new ScriptLog('/bin/sleep 0.2')
  const {scripts} = runner({running: 1, graceMillis: 9000})
  for (const event of ['a', 'b', 'c']) scripts.run({program: log.program, event, variables: {}})
  await scripts.close()
  assert.deepEqual(
    log
      .calls()
      .map(({event}) => event)
      .sort(),
    ['a', 'b', 'c'],
  )
})

test('many short ones do not keep the server from its end', async () => {
  const {scripts, lines} = runner({running: 4, graceMillis: 50})
  for (let count = 0; count < 400; count++) scripts.run({program: '/bin/true', event: 'short', variables: {}})
  await scripts.close()
  const dropped = lines.find(({id}) => id === 'RUN_SCRIPT_DROPPED')
  assert.equal(dropped?.fields['event'], 'at the end of the server')
})

test('a program that is gone, and one that fails', async () => {
  const {scripts, lines} = runner()
  scripts.run({program: '/nowhere/script', event: 'one', variables: {}})
  await until('it is told', () => lines.length === 1)
  assert.equal(lines[0]!.id, 'RUN_SCRIPT_FAILED')
  assert.match(String(lines[0]!.fields['reason']), /^\/nowhere\/script one: .*ENOENT/)
  const log = new ScriptLog('exit 3')
  scripts.run({program: log.program, event: 'two', variables: {}})
  await until('it is told', () => lines.length === 2)
  assert.deepEqual(lines[1], {id: 'RUN_SCRIPT_EXIT', fields: {reason: `${log.program} two: exit status 3`}})
  await scripts.close()
})

test('clients are served beside scripts that hang; the server ends, and they with it', async () => {
  const file = fresh()
  const log = new ScriptLog(hanging(file))
  const library = {library: 'libdhcp_run_script.so', parameters: {name: log.program, sync: true}}
  const memory = {type: 'sqlite', name: ':memory:', readonly: false} as const
  const server = await startLoopback4(loopbackConfig4(memory, {'hooks-libraries': [library]}))
  const clients = await openClients4(server)
  const acked = await Promise.all(Array.from({length: 40}, (_, client) => clients.lease(client)))
  assert.equal(acked.filter(one => one !== undefined).length, 40)
  await until('scripts hang', () => pidsIn(file).length >= 2 * 16)
  await clients.close()
  server.child.kill('SIGTERM')
  const {code, stdout, stderr} = await server.ended
  assert.equal(code, 0, stderr)
  assert.match(stdout + stderr, /no answer waits for a script/)
  assert.match(stdout + stderr, /RUN_SCRIPT_DROPPED .* 24 were dropped/)
  await until('nothing is left', () => !pidsIn(file).some(isAlive))
})
