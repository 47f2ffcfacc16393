import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {setupOf} from '../../../../src/ha/setup.ts'
import {peer, relationship, setup} from '../../../support/ha.ts'
import {lease, ReplicatorLab, soFar} from '../../../support/ha-replicator4.ts'

const balancing = {state: 'load-balancing'} as const

describe('replicator: one query', () => {
  for (const [result, verdict] of [
    [0, 'answer'],
    [3, 'answer'],
    [1, 'not-acknowledged'],
    [2, 'not-acknowledged'],
    [4, 'not-acknowledged'],
  ] as const) {
    test(`the partner answers ${result}: ${verdict}`, async () => {
      const lab = new ReplicatorLab(setup('load-balancing'), balancing)
      const told = lab.put(1)
      assert.equal(await soFar(told), 'waits')
      assert.equal(lab.replicator.parked, 1)
      assert.deepEqual(lab.line.now, ['lease4-update 192.0.2.1'])
      await lab.line.asked[0]!.answer(result)
      assert.equal(await told, verdict)
      assert.equal(lab.replicator.parked, 0)
      const lost = result === 1 || result === 2
      assert.equal(lab.driver.machine.partner.state, lost ? 'unavailable' : undefined)
      assert.equal(lab.driver.machine.rejected, result === 4 ? 1 : 0)
    })
  }

  test('nobody there: silence, and the partner is unavailable', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    const told = lab.put(1)
    await lab.line.asked[0]!.fail()
    assert.equal(await told, 'not-acknowledged')
    assert.equal(lab.driver.state, 'communication-recovery')
    assert.deepEqual(lab.log, ['HA_LEASE_UPDATE_COMMUNICATIONS_FAILED 192.0.2.1'])
  })

  test('a line in ten seconds tells of all that fail alike', async () => {
    const lab = new ReplicatorLab(setup('hot-standby'), {state: 'hot-standby'})
    for (const [index, steady] of [0, 1000, 9999, 10_000].entries()) {
      lab.driver.steady = steady
      const told = lab.put(index + 1)
      await lab.line.asked[0]!.answer(4)
      await told
    }
    const line = 'HA_LEASE_UPDATE_CREATE_UPDATE_FAILED_ON_PEER 192.0.2'
    assert.deepEqual(lab.log, [`${line}.1`, `${line}.4 (and 2 more like it since the last line)`])
  })

  test('what goes is told before what comes', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    void lab.end(1)
    assert.deepEqual(lab.line.now, ['lease4-del 192.0.2.1'])
  })

  test('a partner that is down is not asked, but counted', () => {
    const lab = new ReplicatorLab(setup('load-balancing'), {state: 'partner-down'})
    assert.equal(lab.put(1), undefined)
    assert.deepEqual(lab.line.now, [])
    assert.equal(lab.driver.machine.unsent, 1)
  })

  test('a client whose query was decided before service ended is not told: the partner is about to serve it', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), {state: 'partner-down'})
    lab.serves = false
    assert.equal(await lab.put(1), 'not-acknowledged')
    assert.equal(lab.driver.machine.unsent, 1)
    assert.equal(lab.replicator.owes(lease(1).address), true)
  })

  test('more than parked-packet-limit do not wait', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    lab.parkedLimit = 2
    const [first] = [lab.put(1), lab.put(2)]
    assert.equal(await lab.put(3), 'parking-full')
    await lab.line.asked[0]!.answer(0)
    assert.equal(await first, 'answer')
    assert.equal(await soFar(lab.put(4)), 'waits')
    lab.parkedLimit = 0
    assert.equal(await soFar(lab.put(5)), 'waits')
  })
})

describe('replicator: backups', () => {
  const peers = [peer('server1', 'primary'), peer('server2', 'secondary'), peer('server3', 'backup')]

  test('they are sent the same, but nobody waits for them', async () => {
    const lab = new ReplicatorLab(setup('load-balancing', {peers}), balancing)
    const [partner, backup] = [...lab.lines.values()]
    const told = lab.put(1)
    assert.deepEqual(backup!.now, ['lease4-update 192.0.2.1'])
    await backup!.asked[0]!.fail()
    await partner!.asked[0]!.answer(0)
    assert.equal(await told, 'answer')
    assert.equal(lab.driver.state, 'load-balancing')
  })

  test('with wait-backup-ack their word counts', async () => {
    const given = setupOf(relationship('passive-backup', {waitBackupAck: true}))
    const lab = new ReplicatorLab(given, {state: 'passive-backup'})
    const told = lab.put(1)
    assert.equal(await soFar(told), 'waits')
    await lab.line.asked[0]!.fail()
    assert.equal(await told, 'not-acknowledged')
    const again = lab.put(1)
    await lab.line.asked[0]!.answer(0)
    assert.equal(await again, 'answer')
  })
})
