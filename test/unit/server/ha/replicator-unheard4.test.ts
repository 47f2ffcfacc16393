import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {setup} from '../../../support/ha.ts'
import {lease, ReplicatorLab} from '../../../support/ha-replicator4.ts'

describe('replicator: what the partner has not heard', () => {
  const standby = () => new ReplicatorLab(setup('hot-standby'), {state: 'hot-standby'})
  /** The partner has answered a heartbeat. */
  const heard = (lab: ReplicatorLab) => {
    lab.driver.hear(lab.driver.state)
    void lab.replicator.catchUp()
  }

  test('a release that did not arrive is told when the partner is there again, once', async () => {
    const lab = standby()
    const told = lab.end(1)
    await lab.line.asked[0]!.fail()
    await told
    assert.deepEqual(lab.tombstones, [1])
    await lab.replicator.catchUp()
    assert.deepEqual(lab.line.now, [], 'it is not there')
    heard(lab)
    assert.deepEqual(lab.line.now, ['lease4-update 192.0.2.1'])
    const {args} = lab.line.asked[0]!
    assert.deepEqual([args['state'], args['valid-lft'], args['hw-address']], [2, 0, '00:c0:00:02:01'])
    heard(lab)
    assert.equal(lab.line.asked.length, 1, 'one at a time')
    await lab.line.asked[0]!.answer(0)
    heard(lab)
    assert.deepEqual(lab.line.now, [])
  })

  test('so is a decline, and one that nobody could be told of because too many wait', async () => {
    const lab = standby()
    const declined = lab.decline(1)
    await lab.line.asked[0]!.answer(4)
    assert.equal(await declined, 'not-acknowledged')
    heard(lab)
    assert.deepEqual([lab.line.now, lab.line.asked[0]!.args['state']], [['lease4-update 192.0.2.1'], 1])
    await lab.line.asked[0]!.answer(0)
    const waiting = Array.from({length: 10_000}, () => lab.end(2))
    assert.equal(await lab.end(3), 'parking-full')
    lab.driver.steady = 10_000
    await lab.line.asked[0]!.fail()
    await Promise.all(waiting)
    assert.ok(lab.tombstones.includes(3))
  })

  test('what has gone with a new lease is told too; the lease itself when its client asks again', async () => {
    const lab = standby()
    const told = lab.move(1, 2)
    assert.deepEqual(lab.line.now, ['lease4-del 192.0.2.1', 'lease4-update 192.0.2.2'])
    await lab.line.asked[0]!.fail()
    await lab.line.asked[0]!.answer(0)
    assert.equal(await told, 'not-acknowledged')
    heard(lab)
    assert.deepEqual(lab.line.now, ['lease4-update 192.0.2.1'])
  })

  test('nothing is told where something newer is known of the address, or all was fetched', async () => {
    const missing = async () => {
      const lab = standby()
      const told = lab.end(1)
      await lab.line.asked[0]!.fail()
      await told
      return lab
    }
    const given = await missing()
    void given.put(1, 9)
    await given.line.asked[0]!.fail()
    heard(given)
    const taken = await missing()
    taken.replicator.overtake([{kind: 'update', lease: lease(1, 9), expected: 1}])
    heard(taken)
    const fetched = await missing()
    fetched.replicator.forget('unheard')
    heard(fetched)
    const changed = standby()
    changed.changedSince = true
    const told = changed.end(1)
    await changed.line.asked[0]!.fail()
    await told
    heard(changed)
    for (const lab of [given, taken, fetched, changed]) assert.deepEqual(lab.line.now, [])
  })

  test('a partner that does not take it is not asked for ever', async () => {
    const lab = standby()
    const told = lab.end(1)
    await lab.line.asked[0]!.answer(1)
    await told
    for (let tries = 0; tries < 3; tries++) {
      heard(lab)
      await lab.line.asked[0]!.answer(1)
    }
    assert.equal(lab.driver.machine.partner.state, 'hot-standby')
    heard(lab)
    assert.deepEqual(lab.line.now, [])
  })

  test('in states that send nothing a row tells of what is gone, and of nothing else', () => {
    for (const state of ['partner-down', 'communication-recovery', 'terminated'] as const) {
      const lab = new ReplicatorLab(setup('load-balancing'), {state})
      assert.deepEqual([lab.end(1), lab.put(2), lab.move(3, 4)], [undefined, undefined, undefined])
      assert.deepEqual(lab.tombstones, [1, 3], state)
      void lab.replicator.catchUp()
      assert.deepEqual(lab.line.now, [])
    }
    const backed = new ReplicatorLab(setup('passive-backup'), {state: 'passive-backup'})
    void backed.end(1)
    void backed.replicator.catchUp()
    assert.deepEqual([backed.tombstones, backed.line.now], [[], ['lease4-del 192.0.2.1']])
  })
})
