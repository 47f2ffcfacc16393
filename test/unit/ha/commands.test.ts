import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {HaMachine} from '../../../src/ha/machine.ts'
import type {OwnState} from '../../../src/ha/states.ts'
import {Driver, peer, setup} from '../../support/ha.ts'

const serving: Partial<HaMachine> = {state: 'load-balancing', service: true, scopes: ['server1']}
const balancing = () => new Driver(setup('load-balancing')).hear('load-balancing').put(serving)

describe('commands', () => {
  test('ha-reset leads to waiting from every state, and runs at once', () => {
    for (const state of ['load-balancing', 'terminated', 'partner-down', 'syncing'] as const) {
      const driver = balancing().put({state}).tell({kind: 'reset'})
      assert.equal(driver.answer, '0 HA state machine reset.')
      assert.deepEqual([driver.state, driver.task], ['syncing', 'sync'])
    }
    // Its partner serves for both, whatever an older heartbeat has told.
    const maintained = balancing().put({state: 'in-maintenance'}).tell({kind: 'reset'})
    assert.deepEqual([maintained.state, maintained.machine.partner.state], ['waiting', undefined])
    // The partner that is asked to end its maintenance may serve already.
    const ending = balancing().hear('in-maintenance').tell({kind: 'maintenance-cancel'})
    assert.deepEqual([ending.state, ending.task], ['partner-in-maintenance', 'end-maintenance'])
    ending.tell({kind: 'reset'})
    assert.deepEqual([ending.state, ending.machine.partner.state], ['waiting', undefined])
    assert.equal(
      new Driver(setup('hot-standby')).tell({kind: 'reset'}).answer,
      '0 HA state machine already in WAITING state.',
    )
    assert.equal(new Driver(setup('passive-backup')).tell({kind: 'reset'}).state, 'passive-backup')
  })

  test('ha-scopes takes the names of peers, in any number and order', () => {
    const driver = balancing().tell({kind: 'scopes', names: ['server2', 'server1', 'server1']})
    assert.equal(driver.answer, '0 New HA scopes configured.')
    assert.deepEqual(driver.machine.scopes, ['server1', 'server2'])
    driver.tell({kind: 'scopes', names: ['x']})
    assert.equal(driver.answer, "1 invalid server name specified 'x' while enabling/disabling HA scopes")
    assert.deepEqual(driver.machine.scopes, ['server1', 'server2'])
    assert.deepEqual(driver.tell({kind: 'scopes', names: []}).machine.scopes, [])
  })

  test('a pause holds transitions, not heartbeats, until ha-continue; "once" is once', () => {
    const driver = new Driver(
      setup('hot-standby', {
        pauses: new Map([
          ['waiting', 'once'],
          ['ready', 'always'],
        ]),
      }),
    )
    assert.equal(driver.machine.paused, true)
    assert.equal(driver.hear('waiting').state, 'waiting')
    assert.equal(driver.machine.partner.state, 'waiting')
    assert.equal(driver.tell({kind: 'continue'}).answer, '0 HA state machine continues.')
    assert.deepEqual([driver.state, driver.task], ['syncing', 'sync'])
    assert.equal(driver.tell({kind: 'continue'}).answer, '0 HA state machine is not paused.')
    assert.deepEqual([driver.finish().state, driver.machine.paused], ['ready', true])
    assert.equal(driver.hear('ready').state, 'ready')
    driver.tell({kind: 'reset'})
    assert.deepEqual([driver.state, driver.machine.paused], ['syncing', false])
  })

  test('in syncing the pause comes before anything is fetched', () => {
    const driver = new Driver(setup('hot-standby', {pauses: new Map([['syncing', 'always']])})).hear('waiting')
    assert.deepEqual([driver.state, driver.task, driver.machine.paused], ['syncing', undefined, true])
    assert.equal(driver.tell({kind: 'continue'}).task, 'sync')
  })

  test('ha-sync-complete-notify lets go of the lock; who serves for both stops until the next heartbeat', () => {
    const plain = balancing().tell({kind: 'sync-completed'})
    assert.deepEqual(
      plain.effects.map(({kind}) => kind),
      ['forget', 'release-partner-lock', 'answer'],
    )
    const down = () =>
      balancing()
        .put({state: 'partner-down', scopes: ['server1', 'server2']})
        .tell({kind: 'sync-completed'})
    const driver = down()
    assert.deepEqual(
      driver.effects.map(({kind}) => kind),
      ['service', 'forget', 'release-partner-lock', 'answer'],
    )
    assert.equal(driver.machine.service, false)
    assert.deepEqual([driver.hear('ready').state, driver.machine.service], ['load-balancing', true])
    const failed = down().tell({kind: 'heartbeat-failed'})
    assert.deepEqual([failed.state, failed.machine.service], ['partner-down', true])
    assert.deepEqual(down().hear('syncing').machine.service, true)
  })
})

describe('maintenance', () => {
  test('start: the partner agrees, this server serves for both; cancel leads back', () => {
    const driver = balancing().tell({kind: 'maintenance-start'})
    assert.equal(driver.task, 'ask-maintenance')
    const start =
      '0 Server is now in the partner-in-maintenance state and its partner is in-maintenance state. ' +
      'The partner can be now safely shut down.'
    assert.equal(driver.finish().answer, start)
    assert.deepEqual([driver.state, driver.machine.scopes], ['partner-in-maintenance', ['server1', 'server2']])
    assert.equal(driver.hear('in-maintenance').state, 'partner-in-maintenance')
    driver.tell({kind: 'maintenance-cancel'})
    assert.deepEqual(
      [driver.task, driver.machine.scopes],
      ['end-maintenance', ['server1']],
      'the others are left first',
    )
    assert.equal(driver.finish().answer, '0 Server maintenance successfully canceled.')
    assert.deepEqual([driver.state, driver.machine.scopes], ['load-balancing', ['server1']])
    assert.equal(driver.tell({kind: 'updates-finished', failed: false}).state, 'load-balancing')
  })

  test('start: no answer means that the partner is gone: partner-down, also without auto-failover', () => {
    const peers = [peer('server1', 'primary', {autoFailover: false}), peer('server2', 'secondary')]
    const driver = new Driver(setup('load-balancing', {peers})).put(serving).tell({kind: 'maintenance-start'})
    driver.finish({kind: 'partner-failed', text: 'no answer'})
    assert.match(driver.answer!, /^0 .*partner-down state as its partner appears to be offline/)
    assert.deepEqual([driver.state, driver.machine.scopes], ['partner-down', ['server1', 'server2']])
  })

  test('start: a refusal changes nothing', () => {
    const driver = balancing().tell({kind: 'maintenance-start'}).finish({kind: 'failed', text: 'no'})
    assert.deepEqual(
      [driver.answer, driver.state],
      ['1 The partner does not go into maintenance: no', 'load-balancing'],
    )
  })

  test('cancel: a partner that does not end it can be asked again, one that is gone is down', () => {
    const asked = () => {
      const driver = balancing().tell({kind: 'maintenance-start'}).finish().tell({kind: 'maintenance-cancel'})
      return driver.finish({kind: 'partner-failed', text: 'no'})
    }
    assert.deepEqual(
      [asked().answer, asked().state],
      ['1 The partner has not ended its maintenance: no', 'partner-in-maintenance'],
    )
    assert.deepEqual(asked().machine.scopes, ['server1', 'server2'])
    const there = asked().hear('in-maintenance').tell({kind: 'maintenance-cancel'}).finish()
    assert.deepEqual([there.answer, there.state], ['0 Server maintenance successfully canceled.', 'load-balancing'])
    assert.equal(asked().tell({kind: 'heartbeat-failed'}).state, 'partner-down')
  })

  test('start and cancel in states that do not have them', () => {
    for (const state of [
      'backup',
      'in-maintenance',
      'partner-in-maintenance',
      'terminated',
      'passive-backup',
    ] as const) {
      const driver = balancing().put({state}).tell({kind: 'maintenance-start'})
      assert.equal(
        driver.answer,
        `1 Unable to transition the server from the ${state} to partner-in-maintenance state.`,
      )
    }
    assert.match(balancing().tell({kind: 'maintenance-cancel'}).answer!, /^1 Unable to cancel maintenance request/)
    const notified = balancing().tell({kind: 'maintenance-notified', cancel: true})
    assert.equal(notified.answer, '1 Unable to cancel the maintenance for the server not in the in-maintenance state.')
  })

  test('the notified server stops, twice is once, and cancel leads back', () => {
    const driver = balancing()
    for (const _ of [1, 2]) {
      driver.tell({kind: 'maintenance-notified', cancel: false})
      assert.equal(driver.answer, '0 Server is in-maintenance state.')
      assert.deepEqual([driver.state, driver.machine.scopes, driver.machine.service], ['in-maintenance', [], false])
    }
    assert.equal(driver.hear('partner-in-maintenance').state, 'in-maintenance')
    driver.tell({kind: 'maintenance-notified', cancel: true})
    assert.deepEqual([driver.answer, driver.state], ['0 Server maintenance canceled.', 'load-balancing'])
    assert.equal(driver.tell({kind: 'updates-finished', failed: false}).state, 'load-balancing')
  })

  test('the partner that cancels tells the state that it is leaving: that leads into no maintenance again', () => {
    const driver = balancing().tell({kind: 'maintenance-notified', cancel: false})
    driver.tell({kind: 'maintenance-notified', cancel: true, state: 'partner-in-maintenance'})
    assert.equal(driver.tell({kind: 'updates-finished', failed: false}).state, 'load-balancing')
    assert.equal(driver.tell({kind: 'reset'}).state, 'waiting')
    assert.equal(driver.tell({kind: 'updates-finished', failed: false}).state, 'waiting')
  })

  test('notices that are refused', () => {
    for (const state of ['backup', 'partner-in-maintenance', 'terminated'] as const) {
      const driver = balancing().put({state}).tell({kind: 'maintenance-notified', cancel: false})
      assert.match(driver.answer!, /^1001 /)
    }
    const asking = balancing().tell({kind: 'maintenance-start'}).tell({kind: 'maintenance-notified', cancel: false})
    assert.match(asking.answer!, /^1001 /, 'both at once: nobody would serve')
  })

  test('a reset while the partner is asked: that command is answered too, a late end changes nothing', () => {
    const driver = balancing().tell({kind: 'maintenance-start'})
    const {id} = driver.machine.task!
    driver.tell({kind: 'reset'})
    const answers = driver.effects
      .filter(effect => effect.kind === 'answer')
      .map(({task, answer}) => [task, answer.result])
    assert.deepEqual(answers, [
      [id, 1],
      [undefined, 0],
    ])
    const {machine} = driver
    assert.equal(driver.tell({kind: 'finished', id, outcome: {kind: 'done'}}).machine, machine)
  })
})

describe('entering a state', () => {
  const scopesOf = (state: OwnState, own: string, mode: 'load-balancing' | 'hot-standby', autoFailover = true) => {
    const peers = [peer('server1', 'primary'), peer('server2', mode === 'hot-standby' ? 'standby' : 'secondary')]
    const change = {thisServerName: own, peers: peers.map(one => ({...one, autoFailover})), maxUnackedClients: 0}
    const driver = new Driver(setup(mode, change))
    driver.put({state: state === 'partner-down' ? 'ready' : 'partner-down'}).steady = 70_000
    if (state === 'partner-down') driver.tell({kind: 'heartbeat-failed'})
    else driver.hear(state === 'terminated' ? 'terminated' : 'ready')
    assert.equal(driver.state, state)
    return driver.machine.scopes
  }

  test('the scopes that belong to it', () => {
    assert.deepEqual(scopesOf('load-balancing', 'server2', 'load-balancing'), ['server2'])
    assert.deepEqual(scopesOf('hot-standby', 'server1', 'hot-standby'), ['server1'])
    assert.deepEqual(scopesOf('hot-standby', 'server2', 'hot-standby'), [])
    assert.deepEqual(scopesOf('partner-down', 'server2', 'hot-standby'), ['server1'])
    assert.deepEqual(scopesOf('partner-down', 'server2', 'hot-standby', false), [])
    assert.deepEqual(scopesOf('partner-down', 'server2', 'load-balancing'), ['server1', 'server2'])
    assert.deepEqual(scopesOf('partner-down', 'server2', 'load-balancing', false), ['server2'])
    assert.deepEqual(scopesOf('terminated', 'server2', 'hot-standby'), [])
    assert.deepEqual(scopesOf('terminated', 'server2', 'load-balancing'), ['server2'])
  })

  test('heartbeats pause while leases are fetched, and end where nobody is watched', () => {
    const beats = (driver: Driver) =>
      driver.effects.flatMap(effect => (effect.kind === 'heartbeats' ? [effect.on] : []))
    const driver = new Driver(setup('load-balancing'))
    assert.deepEqual(beats(driver), [true])
    assert.deepEqual(beats(driver.hear('waiting')), [true, false])
    assert.deepEqual(beats(driver.finish()), [true, true])
    assert.deepEqual(beats(driver.hear('terminated')), [false])
    assert.deepEqual(beats(new Driver(setup('load-balancing', {heartbeatDelay: 0}))), [false])
    assert.deepEqual(new Set(beats(new Driver(setup('passive-backup')))), new Set([false]))
  })
})
