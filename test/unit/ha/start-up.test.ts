import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {statusJson} from '../../../src/ha/messages/status.ts'
import {at, Driver, setup} from '../../support/ha.ts'

const pair = () =>
  [setup('load-balancing'), setup('load-balancing', {thisServerName: 'server2'})].map(one => new Driver(one))

/** A heartbeat of the one, answered with what the other is by then; what it leads to is done at once. */
function beat(from: Driver, to: Driver): void {
  from.hear(to.state, {scopes: to.machine.scopes, unsent: to.machine.unsent})
  if (from.task !== 'sync') return
  to.tell({kind: 'sync-completed'})
  from.finish()
}

describe('as captured from pairs of Kea 2.2.0', () => {
  test('a start takes three heartbeats after the first one', () => {
    const [one, other] = pair() as [Driver, Driver]
    const seen: string[] = []
    const look = () => seen.push(`${one.state}[${one.machine.scopes}] ${other.state}[${other.machine.scopes}]`)
    // Both ask before either has moved, as in the capture.
    const before = other.state
    beat(one, other)
    other.hear('waiting')
    assert.equal(before, 'waiting')
    look()
    beat(other, one)
    look()
    beat(one, other)
    look()
    beat(other, one)
    look()
    assert.deepEqual(seen, [
      'ready[] waiting[]',
      'ready[] ready[]',
      'load-balancing[server1] ready[]',
      'load-balancing[server1] load-balancing[server2]',
    ])
  })

  test('a server comes back to one that has served for both (facts: ha.md §7)', () => {
    const [one, back] = pair() as [Driver, Driver]
    one.hear('load-balancing').put({state: 'partner-down', scopes: ['server1', 'server2'], service: true, unsent: 3})
    beat(back, one)
    assert.deepEqual([back.state, one.state, one.machine.service], ['ready', 'partner-down', false])
    beat(one, back)
    assert.deepEqual([one.state, one.machine.service, one.machine.scopes], ['load-balancing', true, ['server1']])
    beat(back, one)
    assert.deepEqual([back.state, back.machine.scopes, one.machine.unsent], ['load-balancing', ['server2'], 3])
  })
})

describe('status-get', () => {
  test('as Kea prints it, with what newer versions add', () => {
    const driver = new Driver(setup('load-balancing'))
    driver.hear('load-balancing', {scopes: ['server2']}).put({state: 'load-balancing', scopes: ['server1']})
    const remote = {
      age: 0,
      'analyzed-packets': 0,
      'clock-skew': 0,
      'communication-interrupted': false,
      'connecting-clients': 0,
      'in-touch': true,
      'last-scopes': ['server2'],
      'last-state': 'load-balancing',
      role: 'secondary',
      'server-name': 'server2',
      'system-time': '2026-11-22 16:51:04',
      'unacked-clients': 0,
      'unacked-clients-left': 0,
    }
    const local = {
      role: 'primary',
      scopes: ['server1'],
      'server-name': 'server1',
      state: 'load-balancing',
      'system-time': '2026-11-22 16:51:04',
    }
    const json = (steady: number) => statusJson(driver.setup, driver.machine, at(steady))
    assert.deepEqual(json(0), {'ha-mode': 'load-balancing', 'ha-servers': {local, remote}})
    driver.tell({kind: 'heartbeat-failed'}).put({traffic: {analyzed: 9, connecting: 2, unacked: 4}})
    const {'ha-servers': servers} = json(61_500) as {'ha-servers': {local: object; remote: object}}
    const unknown = {'clock-skew': null, 'system-time': null}
    const lost = {'last-state': 'unavailable', age: 61, 'communication-interrupted': true, ...unknown}
    const clients = {'analyzed-packets': 9, 'connecting-clients': 6, 'unacked-clients': 4, 'unacked-clients-left': 7}
    assert.deepEqual(servers.remote, {...remote, ...lost, ...clients})
    assert.deepEqual(servers.local, {...local, state: 'communication-recovery', 'system-time': '2026-11-22 16:52:05'})
  })

  test('a backup and passive-backup have no remote, and before the first contact its state is empty', () => {
    const servers = (driver: Driver) => statusJson(driver.setup, driver.machine, driver.now)['ha-servers'] as object
    assert.deepEqual(Object.keys(servers(new Driver(setup('passive-backup')))), ['local'])
    const {remote} = servers(new Driver(setup('hot-standby'))) as {remote: {[key: string]: unknown}}
    assert.deepEqual([remote['last-state'], remote['in-touch'], remote['last-scopes']], ['', false, []])
  })
})
