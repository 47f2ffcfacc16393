import assert from 'node:assert/strict'
import {execFile, spawn} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import type {ControlSocket} from '../../src/model/config4.ts'
import {ControlChannelError} from '../../src/net/control/channel-error.ts'
import {openControlChannels} from '../../src/net/control/channels.ts'
import {converse, dial, listenTo, startChannels, type TestChannels, unixSocket} from '../support/control-channels.ts'
import {scratchDirectory} from '../support/databases.ts'

const path = join(scratchDirectory(), 'control')
const strict = join(scratchDirectory(), 'strict')
let channels: TestChannels
/** With short times, for clients that are meant to be too slow. */
let impatient: TestChannels

before(async () => {
  channels = await startChannels([unixSocket(path)])
  impatient = await startChannels([unixSocket(strict)], {silence: 300, command: 1000, linger: 300})
})
after(() => Promise.all([channels.close(), impatient.close()]))

const echo = '{"command":"echo"}'
const echoed = `{ "arguments": { "channel": "unix", "remote": "${path}" }, "result": 0, "text": "echo" }`

test('one command, one answer, and the server closes', async () => {
  assert.deepEqual(await converse(path, echo), {text: echoed, error: undefined})
})

test('a command may come byte by byte', async () => {
  const socket = dial(path)
  const heard = listenTo(socket)
  for (const byte of echo) {
    socket.write(byte)
    await new Promise(resolve => setImmediate(resolve))
  }
  assert.equal((await heard).text, echoed)
})

test('of two commands in one connection the first is answered', async () => {
  assert.equal((await converse(path, `${echo}{"command":"other"}`)).text, echoed)
})

test('socat ends its side before the answer comes', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const child = execFile('socat', ['-t', '10', '-', `UNIX-CONNECT:${path}`], (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    )
    child.stdin!.end('{"command":"slow","arguments":300}')
  })
  assert.match(answer, /"text": "slow"/)
})

test('a socket that ended has no command to answer', async () => {
  const socket = dial(path)
  const heard = listenTo(socket)
  socket.end()
  assert.deepEqual(await heard, {text: '', error: undefined})
})

const unfinished: readonly (readonly [string, RegExp])[] = [
  ['garbage', /begins with \{/],
  ['['.repeat(10_000), /nested at most/],
  ['{\0\x01\x02', /only in strings/],
]

test('what stays incomplete is answered after a while', async () => {
  for (const text of ['{"command":', '']) {
    assert.match((await converse(strict, text)).text, /"result": 1, "text": "no complete command came in time"/)
  }
})

test('what never becomes a command is answered at once', async () => {
  for (const [text, reason] of unfinished) {
    const {text: answer} = await converse(path, text)
    assert.equal((JSON.parse(answer) as {result: number}).result, 1)
    assert.match(answer, reason, text.slice(0, 20))
  }
})

test('a half command whose client ends its side is told so', async () => {
  const socket = dial(path)
  const heard = listenTo(socket)
  socket.end('{"command":')
  assert.match((await heard).text, /ends before it is complete/)
})

test('a client that is never quite silent has a bounded time as well', async () => {
  const socket = dial(strict)
  const heard = listenTo(socket)
  const drip = setInterval(() => socket.write(' '), 100)
  const {text} = await heard
  clearInterval(drip)
  assert.match(text, /no complete command came in time/)
})

test('a failing command is answered', async () => {
  assert.match((await converse(path, '{"command":"throw"}')).text, /"result": 1.*out of order/)
})

test('a long answer arrives whole', async () => {
  const {text} = await converse(path, '{"command":"big","arguments":200000}')
  const {arguments: list} = JSON.parse(text) as {arguments: {index: number}[]}
  assert.deepEqual([list.length, list[199_999]], [200_000, {address: '192.0.2.1', index: 199_999}])
})

test('the socket has the mode that the umask leaves, its lock is for the owner', () => {
  const mode = (file: string) => statSync(file).mode & 0o777
  assert.equal(mode(path), 0o777 & ~process.umask())
  assert.equal(mode(`${path}.lock`), 0o600)
})

/** Opens a socket in this process; answers its error. */
async function failureOf(socket: ControlSocket): Promise<ControlChannelError> {
  const log = {write: () => {}, enabled: () => false}
  try {
    const opened = await openControlChannels([socket], async () => ({result: 0}), log)
    await opened.close()
  } catch (error) {
    if (error instanceof ControlChannelError) return error
    throw error
  }
  return assert.fail('it was opened')
}

test('a socket in use is refused, with its user', async () => {
  const error = await failureOf(unixSocket(path))
  assert.equal(error.code, 'EADDRINUSE')
  assert.match(error.message, new RegExp(`unix:${path}: \\w+ \\(process ${channels.child.pid}\\) uses it; stop that`))
  assert.equal((await converse(path, echo)).text, echoed)
})

test('a socket of a program that takes no lock is refused too', async () => {
  const other = join(scratchDirectory(), 'foreign')
  const server = createServer().listen(other)
  await new Promise(resolve => server.once('listening', resolve))
  assert.match((await failureOf(unixSocket(other))).message, /another process listens there/)
  server.close()
})

test('the socket of a process that was killed is replaced', async () => {
  const stale = join(scratchDirectory(), 'stale')
  const first = await startChannels([unixSocket(stale)])
  first.child.kill('SIGKILL')
  await first.close()
  assert.ok(existsSync(stale) && existsSync(`${stale}.lock`))
  const second = await startChannels([unixSocket(stale)])
  assert.match((await converse(stale, echo)).text, /"text": "echo"/)
  await second.close()
  assert.ok(!existsSync(stale) && !existsSync(`${stale}.lock`))
})

test('of processes that start at the same moment one gets the socket', async () => {
  const wanted = join(scratchDirectory(), 'wanted')
  const starts = await Promise.allSettled([1, 2, 3].map(() => startChannels([unixSocket(wanted)])))
  const winners = starts.flatMap(start => (start.status === 'fulfilled' ? [start.value] : []))
  assert.equal(winners.length, 1)
  assert.match((await converse(wanted, echo)).text, /"text": "echo"/)
  await winners[0]!.close()
})

test('a path that cannot be listened on is refused with what to do', async () => {
  const directory = scratchDirectory()
  const file = join(directory, 'file')
  writeFileSync(file, 'precious')
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [join(directory, 'x'.repeat(107)), 'ENAMETOOLONG', /at most 107 bytes, this one has \d+/],
    [join(directory, 'nowhere', 'socket'), 'ENOENT', /the directory \S+nowhere does not exist; create it/],
    [join(file, 'socket'), 'ENOTDIR', /is not a directory/],
    [file, 'EEXIST', /a file that is no socket; remove it/],
  ]
  for (const [where, code, why] of cases) {
    const error = await failureOf(unixSocket(where))
    assert.equal(error.code, code)
    assert.match(error.message, why)
  }
  assert.equal(readFileSync(file, 'utf8'), 'precious')
  assert.ok(!existsSync(`${file}.lock`))
})

test('without permission to write in the directory', async () => {
  const directory = join(scratchDirectory(), 'closed')
  mkdirSync(directory, {mode: 0o555})
  const root = process.getuid!() === 0
  if (root) process.seteuid!(65_534)
  try {
    const error = await failureOf(unixSocket(join(directory, 'socket')))
    assert.equal(error.code, 'EACCES')
    assert.match(error.message, /not permitted .* let the user that runs the server write in/)
  } finally {
    if (root) process.seteuid!(0)
  }
})

test('answers under way leave when the channel closes', async () => {
  const closing = join(scratchDirectory(), 'closing')
  const own = await startChannels([unixSocket(closing)])
  const [slow, idle] = [dial(closing), dial(closing)]
  const heard = [listenTo(slow), listenTo(idle)] as const
  slow.write('{"command":"slow","arguments":800}')
  idle.write('{')
  while ((await own.measure()).commands === 0) await new Promise(resolve => setTimeout(resolve, 10))
  await own.close()
  assert.match((await heard[0]).text, /"text": "slow"/)
  assert.equal((await heard[1]).text, '')
  assert.ok(!existsSync(closing))
})

test('Kea and keats respect each other’s sockets', async () => {
  const shared = join(scratchDirectory(), 'shared')
  const keats = await startChannels([unixSocket(shared)])
  const file = join(scratchDirectory(), 'kea.conf')
  const control = {'socket-type': 'unix', 'socket-name': shared}
  const database = {type: 'memfile', persist: false}
  const dhcp4 = {'interfaces-config': {interfaces: []}, 'lease-database': database, 'control-socket': control}
  writeFileSync(file, JSON.stringify({Dhcp4: dhcp4}))
  const env = {...process.env, KEA_PIDFILE_DIR: scratchDirectory(), KEA_LOCKFILE_DIR: 'none'}
  const start = () => spawn('kea-dhcp4', ['-c', file], {env, stdio: 'ignore'})
  const refused = start()
  assert.notEqual(await new Promise(resolve => refused.once('exit', resolve)), 0)
  assert.match((await converse(shared, echo)).text, /"text": "echo"/)
  await keats.close()
  const kea = start()
  while (!existsSync(shared)) await new Promise(resolve => setTimeout(resolve, 50))
  const error = await failureOf(unixSocket(shared))
  assert.match(error.message, new RegExp(`kea-dhcp4 \\(process ${kea.pid}\\) uses it`))
  kea.kill('SIGTERM')
  await new Promise(resolve => kea.once('exit', resolve))
  rmSync(file)
})
