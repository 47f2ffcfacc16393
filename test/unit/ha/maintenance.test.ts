import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {Driver, peer, setup} from '../../support/ha.ts'

const maintaining = (change = {}) =>
  new Driver(setup('load-balancing', change))
    .hear('load-balancing')
    .put({state: 'partner-in-maintenance', service: true, beforeMaintenance: 'load-balancing'})
const cancel = {kind: 'maintenance-cancel'} as const
const notified = {kind: 'maintenance-notified', cancel: false} as const

describe('maintenance that begins', () => {
  test('a server that is at work with its partner is asked later', () => {
    const flushing = new Driver(setup('load-balancing')).hear('load-balancing').put({state: 'communication-recovery'})
    assert.equal(flushing.hear('load-balancing').task, 'flush')
    const text = 'The server is busy with its partner (flush), try again.'
    assert.equal(flushing.tell({kind: 'maintenance-start'}).answer, `1 ${text}`)
    assert.equal(flushing.task, 'flush')
    const ending = maintaining().tell(cancel)
    assert.equal(ending.tell(cancel).answer, '1 The server is busy with its partner (end-maintenance), try again.')
    assert.equal(ending.task, 'end-maintenance')
  })

  test('a partner that refuses is there, whatever failed before: nobody takes over from it', () => {
    const driver = new Driver(setup('hot-standby', {thisServerName: 'server2'})).hear('hot-standby')
    assert.equal(driver.task, 'sync')
    driver.steady += 100_000
    driver.finish({kind: 'partner-failed', text: 'no page'}).tell({kind: 'maintenance-start'})
    assert.equal(driver.task, 'ask-maintenance')
    assert.match(
      driver.finish({kind: 'failed', text: 'busy'}).answer ?? '',
      /^1 The partner does not go into maintenance/,
    )
    assert.equal(driver.state, 'syncing')
  })

  test('who is in maintenance is not put there again: what was before is remembered', () => {
    const driver = new Driver(setup('load-balancing')).hear('load-balancing').put({state: 'load-balancing'})
    assert.ok(driver.tell(notified).effects.some(({kind}) => kind === 'entered'))
    assert.deepEqual(
      driver.tell(notified).effects.map(({kind}) => kind),
      ['answer'],
    )
    assert.equal(driver.machine.beforeMaintenance, 'load-balancing')
  })
})

describe('maintenance that ends', () => {
  test('two that have served alone do not go on with it beside each other', () => {
    const ended = (before: 'partner-down' | 'load-balancing', outcome: object) => {
      const driver = maintaining().put({beforeMaintenance: before}).tell(cancel)
      return driver.finish({kind: 'done', ...outcome}).effects.find(effect => effect.kind === 'entered')?.to
    }
    // A Kea 2.2.0 does not tell where it is; a newer one that has not served alone has to fetch leases, so somebody must serve.
    for (const told of [{}, {state: 'partner-down'}, {state: 'load-balancing'}, {state: 'in-maintenance'}] as const)
      assert.equal(ended('partner-down', told), 'waiting', JSON.stringify(told))
    for (const state of ['waiting', 'syncing', 'ready'] as const) {
      assert.equal(ended('partner-down', {state}), 'partner-down')
      assert.equal(ended('load-balancing', {state}), 'load-balancing')
    }
    assert.equal(ended('load-balancing', {}), 'load-balancing')
  })

  test('nor does the one that is told', () => {
    const driver = new Driver(setup('load-balancing')).hear('load-balancing').put({state: 'in-maintenance'})
    driver.put({beforeMaintenance: 'partner-down'}).tell({kind: 'maintenance-notified', cancel: true})
    assert.equal(driver.effects.find(effect => effect.kind === 'entered')?.to, 'waiting')
  })

  test('what the partner tells of its state counts, unless it is about to leave it', () => {
    const seen = (outcome: object) =>
      maintaining()
        .tell(cancel)
        .finish({kind: 'done', ...outcome}).machine.partner.state
    assert.equal(seen({state: 'load-balancing'}), 'load-balancing')
    for (const told of [{}, {state: 'in-maintenance'}, {state: 'partner-in-maintenance'}])
      assert.equal(seen(told), undefined)
  })

  test('heartbeats begin anew: the answer to one under way may tell what was before', () => {
    const {effects} = maintaining().tell(cancel).finish()
    const beats = effects.flatMap(effect => (effect.kind === 'heartbeats' ? [effect.on] : []))
    assert.deepEqual(beats, [false, true])
  })

  test('a partner that does not end it: this server serves for both again, whatever auto-failover says', () => {
    const peers = [peer('server1', 'primary', {autoFailover: false}), peer('server2', 'secondary')]
    const driver = maintaining({peers}).tell(cancel)
    assert.deepEqual(driver.machine.scopes, ['server1'])
    driver.finish({kind: 'partner-failed', text: 'no'})
    assert.deepEqual(driver.machine.scopes, ['server1', 'server2'])
  })
})
