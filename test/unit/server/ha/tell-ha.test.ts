import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import type {HaMode, HaRelationship} from '../../../../src/model/ha.ts'
import type {LogFields} from '../../../../src/ports/log.ts'
import {PartnerClients4} from '../../../../src/server/ha/partner-clients4.ts'
import {EffectLog4} from '../../../../src/server/ha/tell-ha.ts'
import {HeartbeatLog4} from '../../../../src/server/ha/tell-heartbeat.ts'
import type {MessageId} from '../../../../src/server/messages.ts'
import {Driver, peer, setup} from '../../../support/ha.ts'
import {message4} from '../../../support/message4.ts'

/** Lines as "ID state", for those that tell a state. */
function memory() {
  const lines: string[] = []
  const write = (id: MessageId, fields: LogFields = {}) => void lines.push([id, fields['state']].join(' ').trim())
  return {lines, log: {write, enabled: () => true}}
}

/** What a server logs whose partner is heard in these states, its tasks succeeding. */
function told(mode: HaMode, change: Partial<HaRelationship>, ...states: Parameters<Driver['hear']>[0][]): string[] {
  const {lines, log} = memory()
  const driver = new Driver(setup(mode, change))
  const teller = new EffectLog4(log, driver.setup)
  const tell = () => {
    for (const effect of driver.effects) teller.tell(driver.machine, effect)
  }
  teller.started()
  tell()
  for (const state of states) {
    driver.hear(state)
    tell()
    if (driver.task === undefined) continue
    driver.finish()
    tell()
  }
  return lines
}

// As the real Kea 2.2.0 was seen to log these starts, but for HA_LOCAL_DHCP_ENABLE at the end, which its shared lock hides, and
// for the place of HA_SERVICE_STARTED.
describe('lines of a machine, under the ids of Kea', () => {
  test('from waiting to hot-standby: service changes once, and says the state in which it did', () => {
    assert.deepEqual(told('hot-standby', {}, 'waiting', 'ready'), [
      'HA_SERVICE_STARTED',
      'HA_LOCAL_DHCP_DISABLE waiting',
      'HA_STATE_TRANSITION',
      'HA_LEASE_UPDATES_DISABLED syncing',
      'HA_STATE_TRANSITION',
      'HA_LEASE_UPDATES_DISABLED ready',
      'HA_STATE_TRANSITION',
      'HA_LEASE_UPDATES_ENABLED hot-standby',
      'HA_LOCAL_DHCP_ENABLE hot-standby',
    ])
  })

  test('a state that is only passed through is not told of as if service had changed in the next one', () => {
    const lines = told('load-balancing', {thisServerName: 'server2'}, 'load-balancing')
    assert.deepEqual(
      lines.filter(line => line.startsWith('HA_LOCAL')),
      ['HA_LOCAL_DHCP_DISABLE waiting', 'HA_LOCAL_DHCP_ENABLE load-balancing'],
    )
  })

  test('what is switched off is told at the start, and again where it matters', () => {
    assert.deepEqual(told('hot-standby', {sendLeaseUpdates: false, syncLeases: false}, 'waiting', 'ready'), [
      'HA_CONFIG_LEASE_UPDATES_DISABLED',
      'HA_CONFIG_LEASE_SYNCING_DISABLED',
      'HA_SERVICE_STARTED',
      'HA_LOCAL_DHCP_DISABLE waiting',
      'HA_STATE_TRANSITION',
      'HA_CONFIG_LEASE_SYNCING_DISABLED_REMINDER ready',
      'HA_CONFIG_LEASE_UPDATES_DISABLED_REMINDER ready',
      'HA_STATE_TRANSITION',
      'HA_CONFIG_LEASE_UPDATES_DISABLED_REMINDER hot-standby',
      'HA_LOCAL_DHCP_ENABLE hot-standby',
    ])
    const peers = [peer('server1', 'primary', {autoFailover: false}), peer('server2', 'standby')]
    assert.deepEqual(told('hot-standby', {sendLeaseUpdates: false, peers}).slice(0, 3), [
      'HA_CONFIG_AUTO_FAILOVER_DISABLED',
      'HA_CONFIG_LEASE_UPDATES_DISABLED',
      'HA_CONFIG_LEASE_UPDATES_AND_SYNCING_DIFFER',
    ])
    // The partner's own affair.
    assert.ok(!told('hot-standby', {peers, thisServerName: 'server2'})[0]!.includes('AUTO_FAILOVER'))
  })

  test('where there is no partner', () => {
    assert.deepEqual(told('passive-backup', {}), [
      'HA_SERVICE_STARTED',
      'HA_LOCAL_DHCP_DISABLE waiting',
      'HA_STATE_TRANSITION_PASSIVE_BACKUP',
      'HA_LOCAL_DHCP_ENABLE passive-backup',
    ])
  })

  test('the end of the relationship', () => {
    const {lines, log} = memory()
    const driver = new Driver(setup('hot-standby')).hear('waiting', {time: 0})
    const teller = new EffectLog4(log, driver.setup)
    for (const effect of driver.effects) teller.tell(driver.machine, effect)
    const ids = ['HA_HIGH_CLOCK_SKEW_CAUSES_TERMINATION', 'HA_STATE_TRANSITION', 'HA_LEASE_UPDATES_DISABLED terminated']
    assert.deepEqual(
      lines.filter(line => line !== 'HA_HIGH_CLOCK_SKEW'),
      [...ids, 'HA_TERMINATED', 'HA_LOCAL_DHCP_ENABLE terminated'],
    )
  })
})

test('a state that the partner cannot be in is told once, until it is another', () => {
  const {lines, log} = memory()
  const heart = new HeartbeatLog4(log, setup('load-balancing'))
  for (const state of ['hot-standby', 'hot-standby', 'waiting', 'hot-standby', 'load-balancing'] as const) {
    heart.heard(state)
  }
  const line = 'HA_INVALID_PARTNER_STATE_HOT_STANDBY hot-standby'
  assert.deepEqual(lines, [line, line])
})

describe('lines of the partner’s clients', () => {
  const query = (client: number, secs: number) =>
    message4({secs, chaddr: Uint8Array.of(2, 0, 0, 0, client >> 8, client)})
  const [fresh, unacked] = ['HA_COMMUNICATION_INTERRUPTED_CLIENT4', 'HA_COMMUNICATION_INTERRUPTED_CLIENT4_UNACKED']

  test('each client once when it is new and once when it goes unanswered', () => {
    const fields: LogFields[] = []
    const {lines, log} = memory()
    const write: typeof log.write = (id, words) => {
      fields.push(words!)
      log.write(id, words)
    }
    const clients = new PartnerClients4(setup('hot-standby', {maxUnackedClients: 1}), {...log, write})
    for (const secs of [0, 1, 60, 61]) clients.note(query(1, secs))
    assert.deepEqual(clients.note(query(2, 60)), {analyzed: 5, connecting: 0, unacked: 2})
    assert.deepEqual(lines, [fresh, unacked, fresh, unacked])
    const counts = fields.flatMap(({unacked: count, left}) => (count === undefined ? [] : [[count, left]]))
    assert.deepEqual(counts, [
      [1, 1],
      [2, 0],
    ])
    assert.equal(fields[0]!['partner'], 'server2')
  })

  test('a flood of clients is not a flood of lines, until the partner was heard', () => {
    const {lines, log} = memory()
    const clients = new PartnerClients4(setup('hot-standby'), log)
    for (let client = 0; client < 1000; client++) clients.note(query(client, 0))
    assert.equal(lines.length, 200)
    clients.clear()
    clients.note(query(1, 0))
    assert.equal(lines.length, 201)
  })

  test('nothing where clients do not count', () => {
    const {lines, log} = memory()
    const clients = new PartnerClients4(setup('hot-standby', {maxUnackedClients: 0}), log)
    assert.deepEqual([clients.note(query(1, 60)), lines], [undefined, []])
  })
})
