import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {Backlog} from '../../../src/ha/backlog.ts'
import {failoverStatus} from '../../../src/ha/failover.ts'
import {RejectedClients} from '../../../src/ha/rejected-clients.ts'
import {triedSeconds, UnackedClients} from '../../../src/ha/unacked-clients.ts'
import {planUpdates, updateVerdict, verdictOf} from '../../../src/ha/updates.ts'
import {Driver, peer, setup} from '../../support/ha.ts'

const recovering = () => {
  const driver = new Driver(setup('load-balancing'))
    .hear('load-balancing')
    .put({state: 'load-balancing', service: true})
  return driver.tell({kind: 'updates-finished', failed: true})
}

describe('communication-recovery', () => {
  test('the first failure leads there, the backlog is sent, and then it is load-balancing again', () => {
    const driver = recovering()
    assert.equal(driver.state, 'communication-recovery')
    assert.equal(
      driver.tell({kind: 'update-delayed', waiting: 2, overflowed: false}).hear('load-balancing').task,
      'flush',
    )
    assert.equal(driver.hear('load-balancing').task, 'flush', 'one at a time')
    driver.finish()
    assert.equal(driver.state, 'load-balancing')
    assert.ok(driver.effects.some(effect => effect.kind === 'forget' && effect.what === 'backlog'))
    assert.deepEqual(driver.machine.backlog, {waiting: 0, overflowed: false})
  })

  test('too many updates, or one that fails: the partner is reset, and leases are fetched', () => {
    const full = recovering().tell({kind: 'update-delayed', waiting: 0, overflowed: true})
    assert.equal(full.hear('load-balancing').task, 'reset-partner')
    assert.deepEqual([full.finish().state, full.task], ['syncing', 'sync'])
    const failing = recovering().hear('load-balancing').finish({kind: 'partner-failed', text: ''})
    assert.equal(failing.task, 'reset-partner')
    assert.deepEqual(
      [failing.finish({kind: 'partner-failed', text: ''}).state, failing.task],
      ['communication-recovery', undefined],
    )
  })

  test('a partner that begins anew, too many updates: waiting, unless communication is interrupted', () => {
    for (const partner of ['waiting', 'syncing', 'ready'] as const) {
      const few = recovering().hear(partner)
      assert.equal(few.state, 'communication-recovery')
      few.tell({kind: 'update-delayed', waiting: 0, overflowed: true}).hear(partner)
      assert.ok(few.effects.some(effect => effect.kind === 'entered' && effect.to === 'waiting'))
    }
  })
})

describe('a partner that was cut off while this server has served for both', () => {
  /** In load-balancing again, as a real Kea is that has heard nothing of what happened meanwhile. */
  const back = (driver: Driver) => driver.put({state: 'load-balancing', service: true}).hear('load-balancing')
  const alone = (change = {}) =>
    new Driver(setup('load-balancing', change)).hear('load-balancing').put({state: 'partner-down', service: true})

  test('it is told to begin anew, so that it fetches what it lacks; this server goes on', () => {
    const driver = back(alone().tell({kind: 'update-unsent'}))
    assert.deepEqual([driver.state, driver.task], ['load-balancing', 'reset-partner'])
    driver.finish({kind: 'partner-failed', text: ''})
    assert.deepEqual([driver.state, driver.task], ['load-balancing', undefined])
    assert.equal(back(driver).task, 'reset-partner', 'it is tried again')
    driver.finish()
    assert.deepEqual([driver.state, driver.task], ['load-balancing', undefined])
    assert.equal(driver.hear('load-balancing').task, undefined, 'once')
  })

  test('updates that have waited in vain count', () => {
    const driver = recovering().tell({kind: 'update-delayed', waiting: 1, overflowed: false})
    driver.steady = 60_001
    driver.tell({kind: 'traffic', traffic: {analyzed: 11, connecting: 0, unacked: 11}}).tell({kind: 'heartbeat-failed'})
    assert.equal(driver.state, 'partner-down')
    assert.equal(back(driver).task, 'reset-partner')
  })

  test('it lacks nothing, or has fetched it', () => {
    const fetched = alone().tell({kind: 'update-unsent'}).tell({kind: 'sync-completed'})
    for (const driver of [alone(), fetched]) assert.equal(back(driver).task, undefined)
  })
})

describe('the backlog', () => {
  test('first in, first out; one too many and nothing is left', () => {
    const backlog = new Backlog<number>(3, update => update)
    for (const update of [1, 2, 3]) backlog.add(update)
    assert.deepEqual([backlog.waiting, backlog.overflowed, backlog.take()], [3, false, 1])
    backlog.add(4)
    backlog.add(5)
    assert.deepEqual([backlog.waiting, backlog.overflowed, backlog.take()], [0, true, undefined])
    backlog.add(6)
    assert.equal(backlog.waiting, 0)
    backlog.clear()
    assert.equal(backlog.overflowed, false)
  })
})

describe('a backlog with several updates of one address', () => {
  test('sends the newest of them in its turn, though all count', () => {
    const backlog = new Backlog<string>(5, update => update[0])
    for (const update of ['a1', 'b1', 'a2', 'c1', 'a3']) backlog.add(update)
    assert.equal(backlog.waiting, 5)
    const order = Array.from({length: 4}, () => backlog.take())
    assert.deepEqual([order, backlog.waiting], [['b1', 'c1', 'a3', undefined], 0])
    backlog.add('a4')
    backlog.clear()
    backlog.add('a5')
    assert.deepEqual([backlog.take(), backlog.take()], ['a5', undefined], 'what was cleared overtakes nothing')
  })
})

describe('clocks and rejected updates', () => {
  const skewed = (seconds: number) => {
    const driver = new Driver(setup('hot-standby')).hear('ready').put({state: 'hot-standby'})
    driver.steady = 5_000
    const time = Math.floor(driver.now.wall / 1000) + seconds
    return driver.hear('hot-standby', {time})
  }

  test('warned above 30 seconds, once in a minute; ended above 60', () => {
    for (const [seconds, warns, state] of [
      [30, false, 'hot-standby'],
      [-31, true, 'hot-standby'],
      [60, true, 'hot-standby'],
      [-61, true, 'terminated'],
      [61, true, 'terminated'],
    ] as const) {
      const driver = skewed(seconds)
      assert.equal(driver.state, state)
      assert.equal(
        driver.effects.some(({kind}) => kind === 'skew'),
        warns,
        String(seconds),
      )
      assert.equal(
        driver.effects.some(effect => effect.kind === 'terminate' && effect.why === 'skew'),
        state === 'terminated',
      )
    }
    const driver = skewed(45)
    const warned = (steady: number) => {
      driver.steady = steady
      driver.hear('hot-standby', {time: Math.floor(driver.now.wall / 1000) + 45})
      return driver.effects.some(({kind}) => kind === 'skew')
    }
    assert.deepEqual([warned(64_999), warned(65_000), warned(70_000)], [false, true, false])
  })

  test('the clock of a lost partner is forgotten', () => {
    const driver = skewed(45).tell({kind: 'heartbeat-failed'})
    assert.equal(driver.machine.partner.skew, undefined)
  })

  test('as many clients with rejected updates as the configuration says end the relationship; 0: never', () => {
    const rejecting = (most: number, clients: number) => {
      const driver = new Driver(setup('hot-standby', {maxRejectedLeaseUpdates: most})).hear('ready')
      return driver
        .put({state: 'hot-standby'})
        .tell({kind: 'rejected', clients})
        .tell({kind: 'updates-finished', failed: false}).state
    }
    assert.deepEqual(
      [rejecting(10, 9), rejecting(10, 10), rejecting(0, 1000)],
      ['hot-standby', 'terminated', 'hot-standby'],
    )
  })

  test('a client counts once, for a day, until an update is accepted', () => {
    const clients = new RejectedClients(3)
    clients.reject('a', 0)
    clients.reject('a', 10)
    clients.reject('b', 20)
    assert.equal(clients.count(30), 2)
    clients.accept('a')
    assert.equal(clients.count(30), 1)
    assert.equal(clients.count(86_400_019), 1)
    assert.equal(clients.count(86_400_020), 0)
    for (let client = 0; client < 10; client++) clients.reject(String(client), 0)
    assert.equal(clients.count(1), 3)
    clients.reject('0', 1000)
    assert.equal(clients.count(86_400_500), 1, 'the last rejection counts')
    clients.clear()
    assert.equal(clients.count(86_400_500), 0)
  })
})

describe('clients left unanswered', () => {
  const query = (client: number, secs: number) => ({hwAddr: Uint8Array.of(client), clientId: undefined, secs})

  test('above max-ack-delay, also where the bytes of secs are swapped', () => {
    assert.deepEqual([10, 255, 256, 2560, 2561, 0xff00].map(triedSeconds), [10, 255, 1, 10, 2561, 255])
    const clients = new UnackedClients(10_000)
    for (const [index, secs] of [10, 11, 0x0a00, 0x0b00, 0].entries()) clients.note4(query(index, secs))
    assert.deepEqual(clients.traffic, {analyzed: 5, connecting: 3, unacked: 2})
  })

  test('once for each client, from connecting to unacked and not back', () => {
    const clients = new UnackedClients(10_000)
    for (const secs of [1, 2, 11, 12, 0]) clients.note4(query(1, secs))
    clients.note4({...query(1, 0), clientId: Uint8Array.of(1)})
    assert.deepEqual(clients.traffic, {analyzed: 6, connecting: 1, unacked: 1})
    clients.clear()
    assert.deepEqual(clients.traffic, {analyzed: 0, connecting: 0, unacked: 0})
  })

  test('a flood of new clients hides nobody who waits', () => {
    const clients = new UnackedClients(10_000, 4)
    for (let client = 0; client < 100; client++) clients.note4(query(client, 0))
    for (let client = 200; client < 203; client++) clients.note4(query(client, 60))
    assert.deepEqual(clients.traffic, {analyzed: 103, connecting: 1, unacked: 3})
    for (let client = 210; client < 230; client++) clients.note4(query(client, 60))
    assert.deepEqual(clients.traffic, {analyzed: 123, connecting: 0, unacked: 4})
  })
})

describe('updates', () => {
  const peers = [peer('server1', 'primary'), peer('server2', 'secondary'), peer('b', 'backup')]
  const planned = (state: 'load-balancing' | 'communication-recovery' | 'partner-down', change = {}) => {
    const driver = new Driver(setup('load-balancing', {peers, ...change})).put({state})
    const {to, awaited, delayed, unsent} = planUpdates(driver.setup, driver.machine)
    const names = (list: readonly {readonly name: string}[]) => list.map(({name}) => name).join()
    return [names(to), names(awaited), delayed, unsent]
  }

  test('to the partner by the state, to backups always; only the partner is waited for', () => {
    assert.deepEqual(planned('load-balancing'), ['server2,b', 'server2', false, false])
    assert.deepEqual(planned('communication-recovery'), ['b', '', true, false])
    assert.deepEqual(planned('partner-down'), ['b', '', false, true])
    assert.deepEqual(planned('load-balancing', {sendLeaseUpdates: false}), ['', '', false, false])
    assert.deepEqual(planned('load-balancing', {thisServerName: 'b'}), ['', '', false, false])
  })

  test('passive-backup: backups are waited for where the configuration says so', () => {
    for (const waitBackupAck of [true, false]) {
      const {setup: passive, machine} = new Driver(setup('passive-backup', {waitBackupAck}))
      const {to, awaited, unsent} = planUpdates(passive, machine)
      assert.deepEqual([to.length, awaited.length, unsent], [1, waitBackupAck ? 1 : 0, false])
    }
  })

  test('what an answer means', () => {
    const verdicts = [0, 3, 4, 1, 2, 5, undefined].map(updateVerdict)
    const replaced = {result: 0, text: 'IPv4 lease updated.'}
    assert.equal(verdictOf(true, replaced), 'crossed')
    assert.equal(verdictOf(false, replaced), 'accepted')
    assert.equal(verdictOf(true, {result: 0, text: 'IPv4 lease added.'}), 'accepted')
    assert.equal(verdictOf(true, {result: 1, text: 'IPv4 lease updated.'}), 'failed')
    assert.deepEqual(verdicts, ['accepted', 'accepted', 'rejected', 'failed', 'failed', 'failed', 'failed'])
  })

  test('unsent ones are counted', () => {
    const driver = new Driver(setup('hot-standby')).tell({kind: 'update-unsent'}).tell({kind: 'update-unsent'})
    assert.equal(driver.machine.unsent, 2)
  })
})

describe('why it does not fail over', () => {
  const why = (driver: Driver) => failoverStatus(driver.setup, driver.machine, driver.now)
  const standby = () => {
    const driver = new Driver(setup('hot-standby', {thisServerName: 'server2'})).hear('hot-standby')
    return driver.put({state: 'hot-standby', service: true})
  }

  test('the rule that blocks', () => {
    const driver = standby()
    assert.deepEqual(why(driver), {kind: 'partner-answers', state: 'hot-standby'})
    driver.steady = 60_000
    driver.tell({kind: 'heartbeat-failed'})
    assert.deepEqual(why(driver), {kind: 'not-interrupted', silent: 60_000, limit: 60_000})
    driver.steady = 60_001
    driver.tell({kind: 'traffic', traffic: {analyzed: 20, connecting: 3, unacked: 7}})
    assert.deepEqual(why(driver), {kind: 'clients-answered', unacked: 7, needed: 11})
    driver.tell({kind: 'traffic', traffic: {analyzed: 20, connecting: 3, unacked: 11}})
    assert.deepEqual(why(driver), {kind: 'down'})
    assert.deepEqual(why(driver.tell({kind: 'heartbeat-failed'})), {kind: 'serves-all'})
    assert.deepEqual(why(driver.put({scopes: []})), {kind: 'not-automatic'})
  })

  test('states that have nothing to decide', () => {
    assert.deepEqual(why(new Driver(setup('passive-backup'))), {kind: 'no-partner'})
    assert.deepEqual(why(new Driver(setup('hot-standby'))), {kind: 'not-heard-yet'})
    assert.deepEqual(why(new Driver(setup('hot-standby', {heartbeatDelay: 0}))), {kind: 'no-heartbeats'})
    assert.deepEqual(why(standby().put({state: 'terminated'})), {kind: 'until-told', state: 'terminated'})
    assert.deepEqual(why(standby().put({paused: true})), {kind: 'paused'})
    assert.deepEqual(why(standby().put({state: 'partner-in-maintenance'})), {kind: 'serves-all'})
  })
})
