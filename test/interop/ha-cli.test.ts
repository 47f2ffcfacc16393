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
  maintenanceOver,
  startSide,
  stopSide,
} from '../support/ha-loopback4.ts'
import {type Kea4, startKea4} from '../support/kea4.ts'
import {type Ended, keats} from '../support/keats.ts'

// A pair of the real Kea 2.2.0 and keats: what the commands show of Kea, and do with it.

const theirs = join(scratchDirectory(), 'ha-cli-kea.sock')
const ours = join(scratchDirectory(), 'ha-cli-keats.sock')
let relationship: object
let kea: Kea4
let partner: LoopbackSide | undefined

before(async () => {
  relationship = await loopbackRelationship('hot-standby', {'max-unacked-clients': 2, 'max-response-delay': 5000})
  const threads = {'multi-threading': {'enable-multi-threading': true}, 'interfaces-config': {interfaces: []}}
  const {loggers: _, ...config} = loopbackServer('server2', theirs, relationship, {
    ...threads,
    'lease-database': {type: 'memfile', persist: false},
  }) as Record<string, unknown>
  kea = await startKea4(config)
  partner = await startSide('server1', ours, relationship)
  await Promise.all([theirs, ours].map(socket => haUntil(socket, 'normal', isNormal)))
})

after(async () => {
  if (partner !== undefined) await stopSide(partner)
  await kea.stop()
})

const ha = (words: string, socket = theirs): Promise<Ended> => keats(['ha', ...words.split(' '), '--socket', socket])

test('the pair as Kea tells of it, with what it does not tell, and by its file', async () => {
  const [shown, byFile, json, partners] = await Promise.all([
    ha('status'),
    keats(['ha', 'status', '-c', join(kea.directory, 'kea-dhcp4.conf')]),
    ha('status --json'),
    ha('status', ours),
  ])
  for (const {code, stdout, stderr} of [shown, byFile]) {
    assert.deepEqual([code, stderr], [0, ''], stdout)
    assert.match(stdout, /^hot-standby: in order\n/)
    assert.match(stdout, /^name +this server does not tell +this server does not tell\nrole +standby +primary$/m)
    assert.match(stdout, /^serves clients of +nobody +server1$/m)
    assert.match(stdout, /^failover +the partner answers, its state is hot-standby$/m)
    assert.match(stdout, /^updates, last sync +this server does not tell$/m)
  }
  const {'high-availability': list} = JSON.parse(json.stdout) as {'high-availability': {keats?: unknown}[]}
  assert.equal(list[0]!.keats, undefined)
  assert.match(partners.stdout, /^hot-standby: in order\n[\s\S]*^role +primary +standby$/m)
})

test('orders to Kea', async () => {
  const noName = await ha('sync')
  assert.equal(noName.code, 2)
  assert.match(noName.stderr, /from which server\?\n +name it with --server/)
  const sync = await ha('sync --server server1 --max-period 30')
  assert.deepEqual([sync.code, sync.stdout], [0, 'Lease database synchronization complete.\n'], sync.stderr)
  // Kea 2.2.0 drops the connection.
  const [unknown, scopes, wrong, goOn] = await Promise.all([
    ha('sync --server server9'),
    ha('scopes --none'),
    ha('scopes server9'),
    ha('continue'),
  ])
  assert.deepEqual([unknown.code, scopes.code, wrong.code, goOn.code], [3, 0, 1, 0])
  assert.match(unknown.stderr, /closed without an answer/)
  assert.equal(scopes.stdout, 'New HA scopes configured.\n')
  assert.equal(goOn.stdout, 'HA state machine is not paused.\n')
})

test('maintenance of keats by Kea, and of Kea by keats', async () => {
  for (const [socket, other] of [
    [theirs, ours],
    [ours, theirs],
  ] as const) {
    const started = await ha('maintenance start', socket)
    assert.deepEqual([started.code, started.stderr], [0, ''])
    const [here, there] = await Promise.all([ha('status', socket), ha('status', other)])
    assert.match(here.stdout, /^hot-standby: not in order\n {2}this server is in the state partner-in-maintenance/)
    assert.match(there.stdout, /^ {2}this server is in the state in-maintenance$/m)
    assert.match(here.stdout, /^failover +this server (serves the clients of both|has taken over: .*server1)$/m)
    assert.equal((await ha('maintenance cancel', socket)).code, 0)
    await maintenanceOver(socket, [theirs, ours])
  }
})

test('why Kea does not take over', async () => {
  await stopSide(partner!)
  partner = undefined
  await haUntil(theirs, 'without partner', ({remote}) => remote?.state === 'unavailable' && remote.interrupted)
  const {code, stdout} = await ha('status')
  assert.equal(code, 1)
  assert.match(stdout, /^ {2}the partner does not answer\n {2}communication is interrupted$/m)
  assert.match(stdout, /^unacked clients +0 of 3 needed$/m)
  assert.match(stdout, /^failover +waits: 3 more of the partner's clients must be left unanswered$/m)
})
