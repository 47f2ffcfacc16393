import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {HaMachine} from '../../../src/ha/machine.ts'
import type {OwnState} from '../../../src/ha/states.ts'
import {Driver, peer, setup} from '../../support/ha.ts'

/** A machine that a heartbeat leads from one state into the next. */
function led(from: OwnState, partner: Parameters<Driver['hear']>[0], change: Partial<HaMachine> = {}): Driver {
  const driver = new Driver(setup('load-balancing')).hear('load-balancing').put({state: from, service: true})
  return driver.put(change).hear(partner)
}

const entered = ({effects}: Driver) => effects.flatMap(effect => (effect.kind === 'entered' ? [effect.to] : []))
const forgotten = ({effects}: Driver) => effects.flatMap(effect => (effect.kind === 'forget' ? [effect.what] : []))
const services = ({effects}: Driver) => effects.flatMap(effect => (effect.kind === 'service' ? [effect.enabled] : []))

describe('what an entry into a state means', () => {
  test('service goes with the state', () => {
    assert.deepEqual(services(led('partner-down', 'ready')), [true])
    assert.deepEqual(services(led('load-balancing', 'partner-in-maintenance')), [false])
    // In waiting and in syncing.
    assert.deepEqual(services(led('load-balancing', 'partner-down')), [false, false])
  })

  test('a hold until the next heartbeat ends with the state', () => {
    const driver = led('load-balancing', 'load-balancing').put({state: 'partner-down'}).tell({kind: 'sync-completed'})
    assert.equal(driver.machine.heldForHeartbeat, true)
    driver.tell({kind: 'reset'})
    assert.deepEqual([driver.state, driver.machine.heldForHeartbeat], ['syncing', false])
  })

  test('rejected updates are forgotten where a server begins anew, and nowhere else', () => {
    for (const [from, partner, to] of [
      ['partner-down', 'partner-down', 'waiting'],
      ['waiting', 'ready', 'syncing'],
      ['partner-in-maintenance', 'unavailable', 'partner-down'],
      ['load-balancing', 'terminated', 'terminated'],
    ] as const) {
      const driver = led(from, partner, {rejected: 3, task: undefined})
      assert.equal(entered(driver)[0], to)
      assert.ok(forgotten(driver).includes('rejected'), to)
      assert.equal(driver.machine.rejected, 0)
    }
    const synchronized = new Driver(setup('load-balancing')).hear('waiting')
    synchronized.machine = {...synchronized.machine, rejected: 3}
    assert.deepEqual([synchronized.finish().state, synchronized.machine.rejected], ['ready', 0])
    assert.ok(forgotten(synchronized).includes('rejected'))
    for (const [from, partner] of [
      ['ready', 'load-balancing'],
      ['load-balancing', 'in-maintenance'],
      ['load-balancing', 'partner-in-maintenance'],
    ] as const) {
      const driver = led(from, partner, {rejected: 3})
      assert.equal(entered(driver).length, 1)
      assert.deepEqual([forgotten(driver).includes('rejected'), driver.machine.rejected], [false, 3])
    }
  })

  test('why a relationship ends is told where this server has found it out', () => {
    const why = ({effects}: Driver) => effects.flatMap(effect => (effect.kind === 'terminate' ? [effect.why] : []))
    assert.deepEqual(why(led('load-balancing', 'terminated')), [])
    assert.deepEqual(why(led('load-balancing', 'load-balancing', {rejected: 10})), ['rejected'])
    assert.deepEqual(why(led('partner-down', 'ready')), [])
  })

  test('a pause is told, and nothing where there is none', () => {
    const pauses = ({effects}: Driver) => effects.filter(({kind}) => kind === 'paused')
    assert.deepEqual(pauses(led('partner-down', 'ready')), [])
    const driver = new Driver(setup('load-balancing', {pauses: new Map([['syncing', 'once']])})).hear('waiting')
    assert.deepEqual(pauses(driver), [{kind: 'paused', state: 'syncing'}])
  })

  test('a backup has nobody to watch, whatever the mode', () => {
    const peers = [peer('server1', 'primary'), peer('server2', 'secondary'), peer('server3', 'backup')]
    const backup = new Driver(setup('load-balancing', {peers, thisServerName: 'server3'}))
    assert.deepEqual([backup.state, backup.setup.partner], ['backup', undefined])
    const beats = backup.effects.flatMap(effect => (effect.kind === 'heartbeats' ? [effect.on] : []))
    assert.deepEqual(new Set(beats), new Set([false]))
  })

  test('where the end of a maintenance leads back to: not into one', () => {
    const driver = led('load-balancing', 'partner-in-maintenance')
    assert.deepEqual([driver.state, driver.machine.beforeMaintenance], ['in-maintenance', 'load-balancing'])
    driver.put({state: 'partner-in-maintenance'}).hear('unavailable')
    assert.deepEqual([driver.state, driver.machine.beforeMaintenance], ['partner-down', 'load-balancing'])
  })

  test('what is under way is given up; only who has asked for it is answered', () => {
    const answers = ({effects}: Driver) => effects.filter(({kind}) => kind === 'answer').length
    const flushing = led('communication-recovery', 'load-balancing')
    const {id} = flushing.machine.task!
    flushing.tell({kind: 'reset'})
    assert.deepEqual(flushing.effects[0], {kind: 'abandon', id})
    assert.equal(answers(flushing), 1, 'of the reset')
    for (const before of ['load-balancing', 'partner-in-maintenance'] as const) {
      const asking = led(before, before === 'load-balancing' ? before : 'in-maintenance')
      asking.tell({kind: before === 'load-balancing' ? 'maintenance-start' : 'maintenance-cancel'})
      const task = asking.machine.task!.id
      asking.tell({kind: 'reset'})
      assert.ok(asking.effects.some(effect => effect.kind === 'answer' && effect.task === task))
    }
  })
})
