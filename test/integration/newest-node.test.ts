import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {emptyDatabase, scratchDirectory} from '../support/databases.ts'
import {type Ended, ended, printed} from '../support/keats.ts'
import {loopbackConfig4, writeConfig4} from '../support/loopback4.ts'
import {newestNode, type OtherNode} from '../support/newest-node.ts'
import {freePort} from '../support/servers.ts'

let other: OtherNode

before(() => {
  other = newestNode()
})
after(() => other?.remove())

function start(...words: readonly string[]) {
  // Without the runner's variable a test file tells of failures by its exit code.
  const {NODE_TEST_CONTEXT: _, ...rest} = process.env
  const env = {...rest, NO_COLOR: '1', KEA_PIDFILE_DIR: scratchDirectory()}
  return spawn(other.node, words, {cwd: other.root, env, stdio: ['ignore', 'pipe', 'pipe']})
}

const keats = (...words: readonly string[]): Promise<Ended> => ended(start('bin/run.js', ...words))

test('it is a Node.js with long-term support, and not that of the other tests', async () => {
  const {stdout} = await ended(start('-p', 'JSON.stringify([process.release.lts, process.versions.modules])'))
  const [lts, modules] = JSON.parse(stdout) as [unknown, string]
  assert.equal(typeof lts, 'string')
  assert.notEqual(modules, process.versions.modules)
})

for (const backend of ['pgsql', 'mysql', 'sqlite'] as const) {
  test(`${backend}: a database is made and told about`, async () => {
    const database = await emptyDatabase(backend)
    const made = await keats('db-init', backend, ...database.flags)
    assert.equal(made.code, 0, made.stderr)
    const version = await keats('db-version', backend, ...database.flags)
    assert.deepEqual([version.code, version.stderr], [0, ''])
    assert.match(version.stdout, /^\d+\.\d+\n$/)
    await database.drop()
  })
}

test('a server on SQLite gives leases, takes commands and ends well', async () => {
  const socket = join(scratchDirectory(), 'other-node.sock')
  const [port, replyPort] = [await freePort(), await freePort()]
  const file = writeConfig4({
    ...loopbackConfig4({type: 'sqlite', name: join(scratchDirectory(), 'other-node.sqlite'), readonly: false}),
    'control-socket': {'socket-type': 'unix', 'socket-name': socket},
    loggers: [
      {name: 'kea-dhcp4', severity: 'INFO'},
      {name: 'kea-dhcp4.leases', severity: 'WARN'},
    ],
  })
  const server = start('bin/run.js', 'dhcp4', '-c', file, '-p', `${port}`, '-P', `${replyPort}`)
  const end = ended(server)
  await printed(server, 'DHCP4_STARTED')
  const ports = ['--port', `${port}`, '--local-port', `${replyPort}`]
  const probe = await keats('probe', '127.0.0.1', ...ports, '-n', '2000', '--json')
  assert.equal(probe.code, 0, probe.stderr)
  assert.equal(JSON.parse(probe.stdout).completed, 2000)
  const status = await keats('ctl', 'status', '--socket', socket)
  assert.match(status.stdout, /^serving\n/, status.stderr)
  server.kill('SIGTERM')
  const {code, stdout, stderr} = await end
  assert.deepEqual([code, stderr], [0, ''])
  assert.doesNotMatch(stdout, / (ERROR|FATAL) /)
})

// Statements that were collected have ended processes of this Node.js: see db/sqlite.ts.
test('lease commands at random, on SQLite', async () => {
  const {code, stdout, stderr} = await ended(start('dist/test/property/lease-commands4.test.js'))
  assert.equal(code, 0, stdout.slice(-3000) + stderr)
})
