import assert from 'node:assert/strict'
import {test} from 'node:test'
import {failoverText} from '../../../src/control/ha4-failover-text.ts'
import {failoverStatus} from '../../../src/ha/failover.ts'
import {Driver, peer, setup} from '../../support/ha.ts'

/** What is told of a server of a pair that balances load, in service. */
const told = (driver: Driver) => failoverText(failoverStatus(driver.setup, driver.machine, driver.now))
const serving = (change = {}) =>
  new Driver(setup('load-balancing', change)).hear('load-balancing').put({state: 'load-balancing', service: true})

test('the rule that keeps a server from taking over, with its numbers', () => {
  const driver = serving()
  assert.equal(told(driver), 'the partner answers, its state is load-balancing')
  driver.steady = 59_990
  driver.tell({kind: 'heartbeat-failed'})
  const silent = 'the partner has been silent for 59.9 s, more than 60 s (max-response-delay) are needed'
  assert.equal(told(driver), `waits: ${silent}`)
  driver.steady = 60_001
  driver.put({traffic: {analyzed: 9, connecting: 5, unacked: 3}})
  const clients = "3 of the partner's clients are left unanswered, 11 are needed (max-unacked-clients)"
  assert.equal(told(driver), `waits: ${clients}`)
  driver.put({traffic: {analyzed: 99, connecting: 5, unacked: 11}})
  assert.equal(told(driver), 'the partner counts as down: this server takes over at the next heartbeat')
})

test('every other status in words', () => {
  assert.match(
    told(serving().put({state: 'partner-down', scopes: ['server1', 'server2']})),
    /serves the clients of both/,
  )
  const peers = [peer('server1', 'primary', {autoFailover: false}), peer('server2', 'secondary')]
  assert.match(
    told(serving({peers}).put({state: 'partner-down', scopes: ['server1']})),
    /auto-failover is off: ha-scopes/,
  )
  assert.match(told(serving().put({state: 'terminated'})), /ha-reset on both servers/)
  assert.match(told(serving().put({state: 'in-maintenance'})), /until the maintenance is cancelled/)
  assert.match(told(serving().put({paused: true})), /ha-continue/)
  assert.match(told(serving({heartbeatDelay: 0})), /no heartbeats are sent/)
  assert.match(told(new Driver(setup('load-balancing'))), /neither answered a heartbeat nor failed to/)
  assert.match(told(new Driver(setup('passive-backup'))), /no partner/)
})
