import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {HaRelationship} from '../../../src/model/ha.ts'
import type {JsonMap} from '../../../src/model/json.ts'
import {PeerError} from '../../../src/ports/peers.ts'
import {MemoryControl, MemoryServer4} from '../../support/controlled-server4.ts'
import {peer, relationship} from '../../support/ha.ts'
import {MemoryPeers, memoryHa4, type PeerScript} from '../../support/memory-ha4.ts'

const names = [
  ...['ha-continue', 'ha-heartbeat', 'ha-maintenance-cancel', 'ha-maintenance-notify', 'ha-maintenance-start'],
  ...['ha-reset', 'ha-scopes', 'ha-sync', 'ha-sync-complete-notify'],
]

function pair(change: Partial<HaRelationship> = {}, script: PeerScript = () => undefined) {
  const server = new MemoryServer4({'valid-lifetime': 4000})
  const peers = new MemoryPeers(script)
  const given = relationship('load-balancing', {delayedUpdatesLimit: 100, ...change})
  const {ha, lines} = memoryHa4({service: server.service, peers, relationship: given, wall: () => server.now})
  server.ha = ha
  const control = new MemoryControl(server)
  /** "result text" */
  const ask = async (command: string, args?: unknown) => {
    const {result, text} = await control.command(command, args)
    return `${result} ${text}`
  }
  return {server, ha, peers, control, ask, told: lines}
}

const fine: PeerScript = () => ({result: 0, text: 'good'})

test('without a relationship there are none of them', async () => {
  const control = new MemoryControl(new MemoryServer4({'valid-lifetime': 4000}))
  const list = (await control.command('list-commands')).arguments as string[]
  assert.deepEqual(
    list.filter(name => name.startsWith('ha-')),
    [],
  )
  for (const name of names) {
    assert.deepEqual(await control.command(name), {result: 2, text: `'${name}' command not supported.`})
  }
  assert.equal('high-availability' in ((await control.command('status-get')).arguments as object), false)
  const paired = (await pair().control.command('list-commands')).arguments as string[]
  assert.deepEqual(
    paired.filter(name => name.startsWith('ha-')),
    names,
  )
})

describe('ha-heartbeat', () => {
  test('says what Kea says, and what it can to whom asks', async () => {
    const {control} = pair()
    const report = {
      'date-time': 'Thu, 01 Jan 1970 00:16:40 GMT',
      scopes: [],
      state: 'waiting',
      'unsent-update-count': 0,
    }
    const answer = (args: object) => ({result: 0, text: 'HA peer status returned.', arguments: args})
    assert.deepEqual(await control.command('ha-heartbeat'), answer(report))
    assert.deepEqual(await control.command('ha-heartbeat', {'server-name': 'server2', other: 5}), answer(report))
    assert.deepEqual(await control.command('ha-heartbeat', []), answer(report))
    const batches = {'keats-lease-batches': 1}
    assert.deepEqual(await control.command('ha-heartbeat', batches), answer({...report, ...batches}))
    assert.deepEqual(await control.command('ha-heartbeat', {'keats-lease-batches': true}), answer(report))
  })

  test('a name of another relationship is refused, and the log says so', async () => {
    const {ask, control} = pair()
    for (const name of names.filter(one => !['ha-sync', 'ha-scopes'].includes(one))) {
      if (name === 'ha-maintenance-start' || name === 'ha-maintenance-cancel') continue
      assert.equal(await ask(name, {'server-name': 'other'}), "1 other matches no configured 'server-name'")
      assert.equal(await ask(name, {'server-name': 5}), "1 'server-name' must be a string")
    }
    const [id, fields] = control.lines.find(([line]) => line === 'HA_HEARTBEAT_HANDLER_FAILED')!
    assert.deepEqual(
      [id, fields],
      ['HA_HEARTBEAT_HANDLER_FAILED', {reason: "other matches no configured 'server-name'"}],
    )
  })
})

test('ha-scopes and ha-continue', async () => {
  const {ask, server, ha} = pair({pauses: new Map([['waiting', 'always']])})
  assert.equal(await ask('ha-continue'), '0 HA state machine continues.')
  assert.equal(await ask('ha-continue'), '0 HA state machine is not paused.')
  assert.equal(await ask('ha-scopes', {scopes: ['server2', 'server1']}), '0 New HA scopes configured.')
  assert.deepEqual(ha.machine.scopes, ['server1', 'server2'])
  assert.equal(
    await ask('ha-scopes', {scopes: ['HA_server1']}),
    "1 invalid server name specified 'HA_server1' while enabling/disabling HA scopes",
  )
  assert.equal(await ask('ha-scopes'), "1 arguments not found in the 'ha-scopes' command")
  assert.equal(await ask('ha-scopes', []), "1 arguments in the 'ha-scopes' command are not a map")
  assert.equal(await ask('ha-scopes', {}), "1 'scopes' is mandatory for the 'ha-scopes' command")
  assert.equal(await ask('ha-scopes', {scopes: 5}), "1 'scopes' must be a list in the 'ha-scopes' command")
  assert.equal(await ask('ha-scopes', {scopes: [5]}), "1 scope name must be a string in the 'scopes' argument")
  assert.equal(server.service.on, false)
})

test('ha-sync: what it needs, and how it ends', async () => {
  const {ask, peers} = pair()
  assert.equal(await ask('ha-sync'), "1 arguments not found in the 'ha-sync' command")
  assert.equal(await ask('ha-sync', {}), "1 'server-name' is mandatory for the 'ha-sync' command")
  assert.equal(await ask('ha-sync', {'server-name': 5}), "1 'server-name' must be a string in the 'ha-sync' command")
  assert.equal(await ask('ha-sync', {'server-name': 'x'}), "1 x matches no configured 'server-name'")
  assert.equal(await ask('ha-sync', {'server-name': 'server1'}), '1 server1 is this server itself')
  for (const period of ['x', 0, -1, 1.5]) {
    const text = "1 'max-period' must be a positive integer in the 'ha-sync' command"
    assert.equal(await ask('ha-sync', {'server-name': 'server2', 'max-period': period}), text)
  }
  assert.match(await ask('ha-sync', {'server-name': 'server2'}), /^1 Lease database synchronization failed: /)
  peers.open = () => {
    throw new PeerError('TLS', 'a file is gone')
  }
  const failed = '1 Lease database synchronization failed: a file is gone'
  assert.equal(await ask('ha-sync', {'server-name': 'server2'}), failed)
})

describe('maintenance', () => {
  test('of this server: in and out, and 1001 when the partner is the one', async () => {
    const {ask, control, told, ha} = pair({}, fine)
    const notify = (args?: object) => ask('ha-maintenance-notify', args)
    assert.equal(await notify(), "1 arguments not found in the 'ha-maintenance-notify' command")
    assert.equal(await notify({}), "1 'cancel' is mandatory for the 'ha-maintenance-notify' command")
    assert.equal(await notify({cancel: 1}), "1 'cancel' must be a boolean in the 'ha-maintenance-notify' command")
    assert.match(await notify({cancel: true}), /^1 Unable to cancel the maintenance for the server not in/)
    const words = {'server-name': 'server2', state: 'load-balancing'}
    assert.equal(await notify({cancel: false, ...words}), '0 Server is in-maintenance state.')
    assert.equal(ha.machine.state, 'in-maintenance')
    assert.match(await ask('ha-maintenance-start'), /^1 Unable to transition the server from the in-maintenance/)
    const answer = {result: 0, text: 'Server maintenance canceled.', arguments: {state: 'waiting'}}
    assert.deepEqual(await control.command('ha-maintenance-notify', {cancel: true, state: 'nonsense'}), answer)
    assert.equal(await ask('ha-maintenance-start'), `0 ${started}`)
    const refused = await control.command('ha-maintenance-notify', {cancel: false})
    assert.equal(refused.result, 1001)
    assert.equal(await ask('ha-maintenance-cancel'), '0 Server maintenance successfully canceled.')
    assert.match(await ask('ha-maintenance-cancel'), /^1 Unable to cancel maintenance request because/)
    const ids = told.map(([id]) => id)
    assert.ok(ids.includes('HA_MAINTENANCE_SHUTDOWN_SAFE') && ids.includes('HA_MAINTENANCE_STARTED'))
  })

  test('of the partner: refused by it, and not answered', async () => {
    const no = pair({}, () => ({result: 1001, text: 'not now'}))
    assert.equal(await no.ask('ha-maintenance-start'), '1 The partner does not go into maintenance: not now')
    assert.equal(no.ha.machine.state, 'waiting')
    const gone = pair()
    assert.match(await gone.ask('ha-maintenance-start'), /^0 Server is now in the partner-down state/)
    assert.equal(gone.ha.machine.state, 'partner-down')
    const ids = gone.told.map(([id]) => id)
    for (const id of [
      'HA_MAINTENANCE_NOTIFY_COMMUNICATIONS_FAILED',
      'HA_MAINTENANCE_STARTED_IN_PARTNER_DOWN',
    ] as const) {
      assert.ok(ids.includes(id), id)
    }
    assert.equal(
      no.told.some(([id]) => id === 'HA_MAINTENANCE_NOTIFY_FAILED'),
      true,
    )
  })
})

const started =
  'Server is now in the partner-in-maintenance state and its partner is in-maintenance state. The partner can be now safely shut down.'

test('ha-reset and ha-sync-complete-notify', async () => {
  const {ask, server, ha} = pair()
  assert.equal(await ask('ha-reset'), '0 HA state machine already in WAITING state.')
  await ask('ha-maintenance-notify', {cancel: false})
  assert.equal(await ask('ha-reset', {'server-name': 'server2'}), '0 HA state machine reset.')
  assert.equal(ha.machine.state, 'waiting')
  const complete = '0 Server successfully notified about the synchronization completion.'
  const locks: readonly (readonly [object, object | undefined])[] = [
    [{origin: 'ha-partner'}, undefined],
    [
      {'origin-id': 2000, origin: 'ha-partner'},
      {'server-name': 'server2', 'origin-id': 2000, origin: 2000},
    ],
    [{'origin-id': 2001}, {'server-name': 'server2', 'origin-id': 2001, origin: 2001}],
  ]
  for (const [lock, args] of locks) {
    await ask('dhcp-disable', {'max-period': 60, ...lock})
    assert.equal(server.service.reasons.length, 2, JSON.stringify(lock))
    assert.equal(await ask('ha-sync-complete-notify', args), complete)
    assert.deepEqual(server.service.reasons, ['ha:1000'])
  }
  await ask('dhcp-disable')
  assert.equal(await ask('ha-sync-complete-notify', {'origin-id': 1}), complete)
  assert.equal(await ask('ha-sync-complete-notify', {'origin-id': 1000}), complete)
  assert.match(await ask('ha-sync-complete-notify', {'origin-id': 'x'}), /^1 'origin-id' argument must be a number/)
  assert.deepEqual([...server.service.reasons].sort(), ['ha:1000', 'user'])
})

test('status-get tells of the relationship, and no credentials', async () => {
  const credentials = {basicAuth: {user: 'someone', password: 'secret'}}
  const peers = [peer('server1', 'primary', credentials), peer('server2', 'secondary', credentials)]
  const {control, server, ha} = pair({peers})
  server.now = 1_030_000
  const status = async () => (await control.command('status-get')).arguments as {'high-availability': JsonMap[]}
  const [one, ...others] = (await status())['high-availability']
  assert.deepEqual(others, [])
  assert.deepEqual(one!['ha-mode'], 'load-balancing')
  const url = 'http://192.0.2.1/'
  assert.deepEqual(one!['keats'], {
    failover: {
      kind: 'not-heard-yet',
      text: 'the partner has neither answered a heartbeat nor failed to since this server started',
    },
    'state-since': '1970-01-01T00:16:40.000Z',
    paused: false,
    'parked-queries': 0,
    'unsent-update-count': 0,
    'delayed-updates': {waiting: 0, limit: 100, overflowed: false},
    'rejected-clients': 0,
    'max-rejected-clients': 10,
    peers: [
      {name: 'server1', role: 'primary', url, 'auto-failover': true},
      {name: 'server2', role: 'secondary', url, 'auto-failover': true},
    ],
  })
  assert.doesNotMatch(JSON.stringify(await status()), /secret|someone/)
  assert.equal(ha.machine.state, 'waiting')
})
