import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {HaMachine} from '../../../src/ha/machine.ts'
import {Driver, setup} from '../../support/ha.ts'

// What a turn asks to be done, in full: a state that is right does not help where service, timers or lists are not.

const serving: Partial<HaMachine> = {state: 'load-balancing', service: true, scopes: ['server1']}
const balancing = (change = {}) => new Driver(setup('load-balancing', change)).hear('load-balancing').put(serving)
const both = ['server1', 'server2']
const down = (change = {}) => balancing(change).put({state: 'partner-down', scopes: both})
const forgetClients = {kind: 'forget', what: 'clients'}

describe('service and the partner’s synchronization (facts: ha.md §5.8)', () => {
  const notified = {result: 0, text: 'Server successfully notified about the synchronization completion.'}
  const release = [
    {kind: 'forget', what: 'unheard'},
    {kind: 'release-partner-lock'},
    {kind: 'answer', answer: notified},
  ]

  test('who serves for both stops before the partner’s lock goes, until the next heartbeat, whatever that says', () => {
    const held = down().tell({kind: 'sync-completed'})
    assert.deepEqual(held.effects, [{kind: 'service', enabled: false}, ...release])
    assert.deepEqual([held.machine.heldForHeartbeat, held.machine.service], [true, false])
    held.hear('syncing')
    assert.deepEqual(held.effects, [forgetClients, {kind: 'service', enabled: true}])
    assert.equal(held.machine.heldForHeartbeat, false)
    held.hear('syncing')
    assert.deepEqual(held.effects, [forgetClients])
    const lost = down().tell({kind: 'sync-completed'}).tell({kind: 'heartbeat-failed'})
    assert.deepEqual(lost.effects, [{kind: 'service', enabled: true}])
    assert.deepEqual([lost.state, lost.machine.service], ['partner-down', true])
  })

  test('nobody is held where no heartbeat follows, or where each serves its own', () => {
    for (const driver of [down({heartbeatDelay: 0}), balancing()]) {
      driver.tell({kind: 'sync-completed'})
      assert.deepEqual(driver.effects, release)
      assert.equal(driver.machine.service, true)
    }
  })

  test('scopes that are told end the hold', () => {
    const driver = down()
      .tell({kind: 'sync-completed'})
      .tell({kind: 'scopes', names: ['server1']})
    const answer = {result: 0, text: 'New HA scopes configured.'}
    assert.deepEqual(driver.effects, [
      {kind: 'service', enabled: true},
      {kind: 'answer', answer},
    ])
    assert.deepEqual([driver.machine.heldForHeartbeat, driver.machine.service], [false, true])
    const waiting = new Driver(setup('load-balancing')).tell({kind: 'scopes', names: both})
    assert.deepEqual([waiting.effects[0], waiting.machine.service], [{kind: 'service', enabled: false}, false])
  })
})

describe('lists and timers', () => {
  test('a good heartbeat empties the list of clients left unanswered, a failed one does not', () => {
    assert.deepEqual(balancing().hear('load-balancing').effects, [forgetClients])
    assert.deepEqual(down().tell({kind: 'heartbeat-failed'}).effects, [])
  })

  test('the end of a pause is told, with the state that it was in', () => {
    const paused = new Driver(setup('load-balancing', {pauses: new Map([['waiting', 'always']])}))
    assert.deepEqual(paused.effects.at(-1), {kind: 'paused', state: 'waiting'})
    assert.deepEqual(paused.tell({kind: 'continue'}).effects, [
      {kind: 'continued', state: 'waiting'},
      {kind: 'answer', answer: {result: 0, text: 'HA state machine continues.'}},
    ])
  })

  test('heartbeats begin again after a synchronization, if there are any', () => {
    const failed = {kind: 'partner-failed', text: ''} as const
    for (const heartbeatDelay of [10_000, 0]) {
      const driver = new Driver(setup('load-balancing', {heartbeatDelay})).hear('waiting')
      assert.equal(driver.task, 'sync')
      assert.deepEqual(driver.finish(failed).effects[0], {kind: 'heartbeats', on: heartbeatDelay > 0})
      assert.deepEqual([driver.state, driver.machine.partner.state], ['syncing', 'unavailable'])
    }
  })

  test('work that something in this server has ended says nothing of the partner', () => {
    const driver = new Driver(setup('load-balancing')).hear('waiting').finish({kind: 'failed', text: 'the database'})
    assert.deepEqual([driver.state, driver.machine.partner.state], ['syncing', 'waiting'])
  })

  test('no work has the number of former work', () => {
    const driver = new Driver(setup('load-balancing')).hear('waiting')
    const ids = [1, 2, 3].map(() => {
      const {id} = driver.machine.task!
      driver.finish({kind: 'partner-failed', text: ''}).hear('waiting')
      return id
    })
    assert.deepEqual(ids, [1, 2, 3])
  })
})

describe('the partner as it is seen', () => {
  test('since when it is in its state', () => {
    const driver = balancing()
    const since = () => driver.machine.partner.since
    driver.steady = 10_000
    assert.equal(driver.hear('load-balancing') && since(), 0)
    assert.equal(driver.hear('terminated') && since(), 10_000)
    driver.steady = 20_000
    assert.equal(driver.hear('terminated') && since(), 10_000)
  })

  test('a count of nothing is no news: it has been restarted', () => {
    const driver = balancing().hear('load-balancing', {unsent: 5})
    assert.equal(driver.machine.partner.newUnsent, true)
    assert.equal(driver.hear('load-balancing', {unsent: 0}).machine.partner.newUnsent, false)
  })

  test('a reset leaves alone when it was heard last, unless nobody has asked', () => {
    const reset = (state: HaMachine['state']) => {
      const driver = balancing().tell({kind: 'heartbeat-failed'}).put({state})
      driver.steady = 50_000
      return driver.tell({kind: 'reset'}).machine.partner.contact
    }
    assert.deepEqual([reset('load-balancing'), reset('terminated')], [0, 50_000])
  })
})
