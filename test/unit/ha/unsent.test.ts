import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {Driver, setup} from '../../support/ha.ts'

// Leases that only one server has: the other must fetch them before both are normal again, also where Kea would not.

const entered = (driver: Driver) => driver.effects.flatMap(effect => (effect.kind === 'entered' ? [effect.to] : []))

/** It has synchronized when the partner's count was `unsent`. */
function ready(unsent: number): Driver {
  const driver = new Driver(setup('load-balancing')).hear('waiting')
  return driver.finish({kind: 'done', unsent})
}

describe('unsent updates of the partner', () => {
  test('they are new until they were fetched, not only in one heartbeat', () => {
    const driver = new Driver(setup('load-balancing')).put({state: 'partner-down'})
    driver.hear('syncing', {unsent: 3}).hear('ready', {unsent: 3})
    assert.equal(entered(driver)[0], 'waiting')
    assert.deepEqual(
      [driver.finish({kind: 'done', unsent: 3}).state, driver.machine.partner.newUnsent],
      ['load-balancing', false],
    )
    driver.put({state: 'partner-down'}).hear('ready', {unsent: 3})
    assert.equal(driver.state, 'load-balancing')
  })

  test('what was counted before the leases were fetched is not new', () => {
    for (const column of ['load-balancing', 'ready', 'communication-recovery'] as const) {
      assert.equal(ready(7).hear(column, {unsent: 7}).state, 'load-balancing')
      assert.deepEqual(entered(ready(7).hear(column, {unsent: 8})), ['waiting', 'syncing'])
    }
  })

  test('where leases are not synchronized nothing is fetched', () => {
    const driver = new Driver(setup('load-balancing', {syncLeases: false})).hear('waiting')
    assert.deepEqual(entered(driver.hear('load-balancing', {unsent: 8})), ['load-balancing'])
  })

  test('out of communication-recovery: the own ones are sent, then those of the partner are fetched', () => {
    const driver = new Driver(setup('load-balancing')).put({state: 'communication-recovery'})
    assert.equal(driver.hear('load-balancing', {unsent: 1}).task, 'flush')
    assert.deepEqual(entered(driver.finish()), ['waiting', 'syncing'])
  })
})

describe('updates that wait', () => {
  const recovering = (waiting: number) =>
    new Driver(setup('load-balancing'))
      .put({state: 'communication-recovery', service: true})
      .tell({kind: 'update-delayed', waiting, overflowed: false})

  test('they count as unsent when they will not be sent', () => {
    assert.equal(recovering(3).hear('partner-down').machine.unsent, 3)
    assert.equal(recovering(0).hear('partner-down').machine.unsent, 0)
    assert.equal(recovering(3).hear('load-balancing').finish().machine.unsent, 0)
    // How many of them were on their way is not known.
    const flushing = recovering(0).hear('load-balancing').tell({kind: 'reset'})
    assert.equal(flushing.machine.unsent, 1)
  })

  test('too many of them count once, none at all means that the partner lacks nothing; the count never ends at 0', () => {
    const full = recovering(0).tell({kind: 'update-delayed', waiting: 0, overflowed: true}).hear('partner-down')
    assert.deepEqual([full.machine.unsent, full.machine.partnerLacks], [1, true])
    assert.equal(recovering(0).hear('partner-down').machine.partnerLacks, false)
    const last = new Driver(setup('load-balancing')).put({unsent: Number.MAX_SAFE_INTEGER - 1})
    assert.equal(last.tell({kind: 'update-unsent'}).machine.unsent, Number.MAX_SAFE_INTEGER)
    assert.equal(last.tell({kind: 'update-unsent'}).machine.unsent, 1)
  })

  test('what a maintenance has kept is over where it leads elsewhere than back', () => {
    const maintained = () => {
      const driver = recovering(2).hear('partner-in-maintenance')
      return driver.tell({kind: 'maintenance-notified', cancel: true})
    }
    assert.deepEqual([maintained().state, maintained().machine.backlog.overflowed], ['communication-recovery', true])
    const driver = recovering(2).hear('partner-in-maintenance').tell({kind: 'reset'})
    assert.deepEqual([driver.state, driver.machine.backlog], ['waiting', {waiting: 0, overflowed: false}])
  })

  test('a maintenance does not forget that the partner lacks them', () => {
    for (const [first, second] of [
      ['partner-in-maintenance', 'in-maintenance'],
      ['in-maintenance', 'partner-in-maintenance'],
    ] as const) {
      const driver = recovering(2).hear(first)
      assert.equal(driver.state, second)
      assert.deepEqual(driver.machine.backlog, {waiting: 0, overflowed: true})
      driver.put({state: 'communication-recovery'}).tell({kind: 'update-delayed', waiting: 1, overflowed: false})
      assert.equal(driver.hear('load-balancing').task, 'reset-partner')
      assert.deepEqual(driver.finish().machine.backlog, {waiting: 0, overflowed: false})
    }
    assert.deepEqual(recovering(0).hear('in-maintenance').machine.backlog, {waiting: 0, overflowed: false})
  })
})

describe('maintenance beside unsent updates', () => {
  const maintained = () => new Driver(setup('hot-standby')).hear('hot-standby').put({state: 'in-maintenance'})
  const cancel = {kind: 'maintenance-notified', cancel: true} as const

  test('its end leads over a synchronization where the partner has served alone', () => {
    const normal = maintained().put({beforeMaintenance: 'hot-standby'})
    assert.equal(normal.tell(cancel).state, 'hot-standby')
    const behind = maintained().put({beforeMaintenance: 'hot-standby'}).hear('partner-in-maintenance', {unsent: 1})
    assert.equal(behind.tell(cancel).state, 'waiting')
    const told = new Driver(setup('hot-standby')).hear('hot-standby').put({state: 'hot-standby'})
    told.tell({kind: 'maintenance-notified', cancel: false, state: 'partner-down'})
    assert.deepEqual([told.state, told.tell(cancel).state], ['in-maintenance', 'waiting'])
  })

  test('its end is a sign of life: heartbeats begin anew', () => {
    const driver = maintained().put({beforeMaintenance: 'hot-standby'})
    driver.steady = 50_000
    driver.tell(cancel).steady = 110_000
    assert.equal(driver.tell({kind: 'updates-finished', failed: true}).state, 'hot-standby')
    driver.steady = 110_001
    assert.equal(driver.tell({kind: 'updates-finished', failed: true}).state, 'partner-down')
  })

  test('a server that has not fetched its leases yet is not left to serve alone', () => {
    for (const state of ['waiting', 'syncing'] as const) {
      const driver = new Driver(setup('hot-standby')).put({state: 'hot-standby'})
      driver.tell({kind: 'maintenance-notified', cancel: false, state})
      assert.match(driver.answer!, /^1001 /)
    }
  })
})

describe('what ended a relationship is asked anew after a reset', () => {
  test('the partner’s clock', () => {
    const driver = new Driver(setup('hot-standby'))
    driver.hear('hot-standby', {time: Math.floor(driver.now.wall / 1000) + 61})
    assert.equal(driver.state, 'terminated')
    assert.equal(driver.tell({kind: 'reset'}).state, 'syncing')
  })

  test('whether it is there: nobody has asked since', () => {
    const driver = new Driver(setup('hot-standby')).hear('terminated').tell({kind: 'heartbeat-failed'})
    driver.put({state: 'terminated'}).steady = 3_600_000
    assert.equal(driver.tell({kind: 'reset'}).state, 'waiting')
    assert.equal(driver.tell({kind: 'heartbeat-failed'}).state, 'waiting')
  })

  test('for how long the partner has been terminated', () => {
    const driver = new Driver(setup('hot-standby')).put({state: 'hot-standby'}).hear('terminated')
    driver.steady = 3_600_000
    assert.equal(driver.tell({kind: 'reset'}).state, 'waiting')
  })

  test('a paused server without a partner does not begin a maintenance', () => {
    const driver = new Driver(setup('passive-backup', {pauses: new Map([['waiting', 'always']])}))
    assert.equal(driver.state, 'waiting')
    assert.match(driver.tell({kind: 'maintenance-start'}).answer!, /^1 /)
  })
})
