import assert from 'node:assert/strict'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {scratchDirectory} from '../support/databases.ts'
import {
  haUntil,
  isNormal,
  type LoopbackSide,
  loopbackRelationship,
  loopbackServer,
  startSide,
  stopSide,
} from '../support/ha-loopback4.ts'
import {type Ended, ended, keats, printed, startKeats} from '../support/keats.ts'
import {writeConfig4} from '../support/loopback4.ts'
import {freePort} from '../support/servers.ts'

let relationship: object
let one: LoopbackSide
let two: LoopbackSide

before(async () => {
  relationship = await loopbackRelationship('load-balancing', {'max-response-delay': 20_000})
  const socket = (name: string) => join(scratchDirectory(), `ha-cli-${name}.sock`)
  ;[one, two] = await Promise.all([
    startSide('server1', socket('1'), relationship),
    startSide('server2', socket('2'), relationship),
  ])
  await Promise.all([one, two].map(({socket}) => haUntil(socket, 'normal', isNormal)))
})

after(() => Promise.all([one, two].map(stopSide)))

const ha = (words: string, side: LoopbackSide = one): Promise<Ended> =>
  keats(['ha', ...words.split(' '), '--socket', side.socket])

test('status: for people, for programs, with the file of the server', async () => {
  const [shown, json, byFile, other] = await Promise.all([
    ha('status'),
    ha('status --json'),
    keats(['ha', 'status', '-c', one.file]),
    ha('status', two),
  ])
  for (const {code, stdout, stderr} of [shown, byFile]) {
    assert.deepEqual([code, stderr], [0, ''], stdout)
    assert.match(stdout, /^load-balancing: in order\n/)
    assert.match(stdout, /^name +server1 +server2$/m)
    assert.match(stdout, /^failover +the partner answers, its state is load-balancing$/m)
    assert.match(stdout, /^last sync +.* ago, took .* s, from server2, leases 0/m)
  }
  assert.match(other.stdout, /^name +server2 +server1$/m)
  const document = JSON.parse(json.stdout) as {'in-order': boolean; 'high-availability': {'ha-mode': string}[]}
  assert.deepEqual([document['in-order'], document['high-availability'][0]!['ha-mode']], [true, 'load-balancing'])
})

test('sync, scopes, continue: the words of the server, and its refusals', async () => {
  const [sync, named, unknown, scopes, none, wrong, nobody, goOn] = await Promise.all([
    ha('sync'),
    ha('sync --server server1 --max-period 10 --json', two),
    ha('sync --server server9'),
    ha('scopes server1 server2 --json', two),
    ha('scopes'),
    ha('scopes HA_server1'),
    ha('scopes --watch'),
    ha('continue'),
  ])
  assert.deepEqual([sync.code, sync.stdout], [0, 'Lease database synchronization complete.\n'], sync.stderr)
  assert.equal((JSON.parse(named.stdout) as {result: number}).result, 0, named.stdout)
  assert.equal(unknown.code, 1)
  assert.match(unknown.stderr, /^✖ ha-sync: server9/)
  assert.equal((JSON.parse(scopes.stdout) as {text: string}).text, 'New HA scopes configured.')
  assert.deepEqual([none.code, nobody.code, wrong.code], [2, 2, 1])
  assert.match(wrong.stderr, /invalid server name specified 'HA_server1'/)
  assert.equal(goOn.stdout, 'HA state machine is not paused.\n')
  const {local} = await haUntil(two.socket, 'with both scopes', ({local}) => local.scopes.length === 2)
  assert.equal(local.state, 'load-balancing')
  assert.equal((await ha('scopes server2', two)).code, 0)
})

test('maintenance, and its end', async () => {
  const started = await ha('maintenance start')
  assert.equal(started.code, 0, started.stderr)
  assert.match(started.stdout, /its partner is in-maintenance state/)
  const [here, there, again] = await Promise.all([ha('status'), ha('status', two), ha('maintenance start')])
  assert.deepEqual([here.code, there.code, again.code], [1, 1, 1])
  assert.match(
    here.stdout,
    /^ {2}this server is in the state partner-in-maintenance\n[\s\S]*^failover +this server serves/m,
  )
  assert.match(there.stdout, /^failover +this server is in maintenance/m)
  const cancelled = await ha('maintenance cancel')
  assert.equal(cancelled.stdout, 'Server maintenance successfully canceled.\n')
  assert.equal((await ha('maintenance cancel')).code, 1)
  await Promise.all([one, two].map(({socket}) => haUntil(socket, 'normal', isNormal)))
})

test('watching: a line for each change until Ctrl-C', async () => {
  const child = startKeats(['ha', 'status', '--watch', '0.2', '--socket', one.socket])
  const over = ended(child)
  await printed(child, 'server1 load-balancing [server1] | server2 load-balancing [server2]')
  const taken = printed(child, 'server1 partner-in-maintenance [server1 server2]')
  assert.equal((await ha('maintenance start')).code, 0)
  await taken
  child.kill('SIGINT')
  const {code, stdout, stderr} = await over
  assert.deepEqual([code, stderr], [130, '✖ stopped watching\n'])
  const lines = stdout.trim().split('\n')
  assert.ok(
    lines.every(line => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d server1 /.test(line)),
    stdout,
  )
})

test('a reader that has seen enough ends it with the next change; reset begins anew', async () => {
  const child = startKeats(['ha', 'status', '--watch', '0.2', '--socket', one.socket])
  const over = ended(child)
  await printed(child, 'server1 partner-in-maintenance')
  child.stdout!.destroy()
  assert.equal((await ha('maintenance cancel')).code, 0)
  const {code, stderr} = await over
  assert.deepEqual([code, stderr], [0, ''])
  const reset = await ha('reset', two)
  assert.equal(reset.stdout, 'HA state machine reset.\n')
  await Promise.all([one, two].map(({socket}) => haUntil(socket, 'normal', isNormal)))
})

test('where there is no high availability, no server, or no way in', async () => {
  const plain = await startSide('server1', join(scratchDirectory(), 'ha-cli-plain.sock'), {}, {'hooks-libraries': []})
  try {
    const [status, maintenance, away, nowhere] = await Promise.all([
      ha('status', plain),
      ha('maintenance start', plain),
      keats(['ha', 'status', '--socket', join(scratchDirectory(), 'nothing.sock')]),
      keats(['ha', 'status']),
    ])
    assert.deepEqual([status.code, maintenance.code, away.code, nowhere.code], [1, 1, 3, 2])
    assert.match(status.stderr, /this server has no high availability\n +its configuration needs libdhcp_ha\.so/)
    assert.match(maintenance.stderr, /^✖ ha-maintenance-start: /)
    assert.match(nowhere.stderr, /which server\?/)
  } finally {
    await stopSide(plain)
  }
})

test('a server whose url is taken says so, and what may listen there, and serves', async context => {
  const socket = join(scratchDirectory(), 'ha-cli-taken.sock')
  const loggers = [{name: 'kea-dhcp4', severity: 'INFO'}]
  const file = writeConfig4(loopbackServer('server1', socket, relationship, {loggers}))
  const child = startKeats(['dhcp4', '-c', file, '-p', `${await freePort()}`])
  context.after(() => child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', chunk => {
      said += String(chunk)
    })
  }
  await printed(child, 'DHCP4_STARTED')
  assert.match(said, /HA_LISTENER_TAKEN .*listener for high-availability peers http:.*another program listens there/)
  assert.match(said, /kea-ctrl-agent/)
  assert.match((await ha('status', {...one, socket})).stdout, /^name +server1 +server2$/m)
})
