import assert from 'node:assert/strict'
import {execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {issueClient, issueServer, makeAuthority} from '../support/certificates.ts'
import {type Conversation, converse, dial, listenTo} from '../support/control-channels.ts'
import {scratchDirectory} from '../support/databases.ts'
import {type Kea4, startKea4} from '../support/kea4.ts'
import {type LoopbackServer4, loopbackConfig4, startLoopback4} from '../support/loopback4.ts'
import {freePort} from '../support/servers.ts'

// Kea's own clients in front of a keats server, as they are, and beside them the way Kea's server frames commands.

const directory = scratchDirectory()
const unix = join(directory, 'keats')
const authority = makeAuthority(join(directory, 'tls'))
const certificate = issueServer(authority, 'server', {names: ['IP:127.0.0.1', 'DNS:localhost']})
const client = issueClient(authority, 'client')
const authentication = {type: 'basic', clients: [{user: 'admin', password: '1234'}]}

let [http, https, agentPort] = [0, 0, 0]
let server: LoopbackServer4
const children: {kill(): Promise<void>}[] = []

before(async () => {
  http = await freePort()
  https = await freePort()
  agentPort = await freePort()
  const access = {type: 'sqlite', name: join(directory, 'leases'), readonly: false} as const
  const files = {'trust-anchor': authority.certFile, 'cert-file': certificate.certFile, 'key-file': certificate.keyFile}
  const sockets = [
    {'socket-type': 'unix', 'socket-name': unix},
    {'socket-type': 'http', 'socket-port': http, authentication},
    {'socket-type': 'https', 'socket-port': https, ...files},
  ]
  server = await startLoopback4(loopbackConfig4(access, {'control-sockets': sockets}))
  await startAgent()
})

after(async () => {
  for (const child of children) await child.kill()
  server.child.kill('SIGTERM')
  const {code, stderr} = await server.ended
  assert.equal(code, 0, stderr)
})

/** kea-ctrl-agent in front of the unix socket. */
async function startAgent(): Promise<void> {
  const file = join(directory, 'agent.conf')
  const sockets = {dhcp4: {'socket-type': 'unix', 'socket-name': unix}}
  const config = {'http-host': '127.0.0.1', 'http-port': agentPort, 'control-sockets': sockets}
  writeFileSync(file, JSON.stringify({'Control-agent': config}))
  const env = {...process.env, KEA_PIDFILE_DIR: directory, KEA_LOCKFILE_DIR: 'none'}
  const child = spawn('kea-ctrl-agent', ['-c', file], {env, stdio: 'ignore'})
  children.push({
    async kill() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  })
  while ((await converse(agentPort, 'GET / HTTP/1.1\r\n\r\n')).text === '') {
    assert.equal(child.exitCode, null, 'kea-ctrl-agent ended')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(program: string, words: readonly string[], input: string): Promise<Ran> {
  return new Promise(resolve => {
    const child = execFile(program, words, {timeout: 60_000}, (error, stdout, stderr) => {
      resolve({code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr})
    })
    child.stdin!.end(input)
  })
}

interface Answer {
  readonly result: number
  readonly text?: string
  readonly arguments?: unknown
}

/** kea-shell with its answer, a list of one. */
async function shell(port: number, words: readonly string[], command: string, input = ''): Promise<Answer> {
  const ran = await run('kea-shell', ['--host', '127.0.0.1', '--port', String(port), ...words, command], input)
  assert.equal(ran.code, 0, ran.stdout + ran.stderr)
  const answers = JSON.parse(ran.stdout) as Answer[]
  assert.equal(answers.length, 1)
  return answers[0]!
}

const admin = ['--auth-user', 'admin', '--auth-password', '1234']

test('socat on the unix socket', async () => {
  const {stdout} = await run('socat', ['-t', '30', '-', `UNIX-CONNECT:${unix}`], '{"command": "list-commands"}')
  const {result, arguments: names} = JSON.parse(stdout) as Answer
  assert.equal(result, 0)
  assert.ok((names as string[]).includes('config-get'))
})

test('kea-shell directly over HTTP, with user and password', async () => {
  const {result, arguments: names} = await shell(http, admin, 'list-commands')
  assert.equal(result, 0)
  assert.ok((names as string[]).length > 10)
  const refused = await run('kea-shell', ['--host', '127.0.0.1', '--port', String(http), 'list-commands'], '')
  assert.match(refused.stdout + refused.stderr, /401|Unauthorized/)
})

test('kea-shell directly over HTTPS, with a certificate', async () => {
  const words = ['--ca', authority.certFile, '--cert', client.certFile, '--key', client.keyFile]
  assert.equal((await shell(https, words, 'status-get')).result, 0)
  const bare = ['--host', '127.0.0.1', '--port', String(https), '--ca', authority.certFile, 'status-get']
  assert.doesNotMatch((await run('kea-shell', bare, '')).stdout, /"result": 0/)
})

test('kea-shell through kea-ctrl-agent', async () => {
  const words = ['--service', 'dhcp4']
  const {result, arguments: config} = await shell(agentPort, words, 'config-get')
  assert.equal(result, 0)
  assert.ok('Dhcp4' in (config as object))
  const unknown = await shell(agentPort, words, 'nope')
  assert.deepEqual([unknown.result, unknown.text], [2, "'nope' command not supported."])
})

test('arguments that kea-shell reads from its standard input arrive', async () => {
  const input = '"name": "pkt4-received"'
  for (const [port, words] of [
    [http, admin],
    [agentPort, ['--service', 'dhcp4']],
  ] as const) {
    const {result, arguments: samples} = await shell(port, words, 'statistic-get', input)
    assert.equal(result, 0)
    assert.ok('pkt4-received' in (samples as object))
  }
})

/** Whether an answer came, its result, and whether the connection was closed then. */
type Framed = readonly [answered: boolean, result: number | undefined, ended: boolean]

interface Told {
  /** The whole of it, once the server has closed. */
  readonly heard: Promise<Conversation>
  readonly hangUp: () => void
}

async function tell(path: string, pieces: readonly string[], endSide: boolean): Promise<Told> {
  const socket = dial(path)
  const heard = listenTo(socket)
  for (const piece of pieces) {
    socket.write(piece)
    await delay(20)
  }
  if (endSide) socket.end()
  return {heard, hangUp: () => void socket.destroy()}
}

/** What two servers make of the same. Neither answers for a second and a half: none will. One does: the other has longer. */
async function framings(paths: readonly string[], pieces: readonly string[], endSide: boolean): Promise<Framed[]> {
  const told = await Promise.all(paths.map(path => tell(path, pieces, endSide)))
  const within = (millis: number, what: Promise<unknown>) => Promise.race([what, delay(millis)])
  const all = told.map(({heard}) => heard)
  // Kea hangs up on who has sent half a command for ten seconds, and says so.
  if ((await within(1500, Promise.race(all))) !== undefined) await within(8000, Promise.all(all))
  const framed = await Promise.all(all.map(heard => Promise.race([heard, delay(0)])))
  for (const {hangUp} of told) hangUp()
  return framed.map(conversation => {
    const text = conversation?.text ?? ''
    return [text !== '', text === '' ? undefined : (JSON.parse(text) as Answer).result, conversation !== undefined]
  })
}

const command = '{"command":"server-tag-get"}'
const spoken: readonly (readonly [pieces: readonly string[], endSide?: boolean])[] = [
  [[command]],
  [[command], true],
  [[...command]],
  [[` \t\r\n${command}`]],
  [[`${command}${command}`]],
  [[`${command} and more`]],
  [[`/* { */ // {\n# {\n${command}`]],
  [['{"command":"server-tag-get", "arguments": {"a": "}{\\"]["}}']],
  [['{"command":']],
  [['[[[[']],
  [['']],
  [[''], true],
  [['{}']],
  [['[]']],
  [['garbage']],
  [['"x"']],
  [['}']],
  [['{"a" garbage}']],
  [['{"command":"server-tag-get","x":1}']],
  [['\0']],
]

test('commands are framed as Kea frames them', async () => {
  const path = join(directory, 'kea')
  const control = {'socket-type': 'unix', 'socket-name': path}
  const database = {type: 'memfile', persist: false}
  const kea: Kea4 = await startKea4({
    'interfaces-config': {interfaces: []},
    'lease-database': database,
    'control-socket': control,
  })
  try {
    assert.ok(existsSync(path))
    for (const [pieces, endSide = false] of spoken) {
      const [theirs, ours] = await framings([path, unix], pieces, endSide)
      assert.deepEqual(ours, theirs, JSON.stringify(pieces))
    }
  } finally {
    await kea.stop()
  }
})
