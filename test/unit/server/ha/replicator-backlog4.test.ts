import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {peer, setup} from '../../../support/ha.ts'
import {ReplicatorLab, soFar} from '../../../support/ha-replicator4.ts'

describe('replicator: communication-recovery', () => {
  const recovering = () => new ReplicatorLab(setup('load-balancing'), {state: 'communication-recovery'})
  const done = {kind: 'done'}

  test('updates wait, clients do not; later they go in their order, of each address the newest', async () => {
    const lab = recovering()
    assert.deepEqual([lab.put(1), lab.put(2), lab.end(1)], [undefined, undefined, undefined])
    assert.deepEqual(lab.driver.machine.backlog, {waiting: 3, overflowed: false})
    const outcome = lab.replicator.flush(new AbortController().signal)
    assert.deepEqual(lab.line.now, ['lease4-update 192.0.2.2', 'lease4-del 192.0.2.1'])
    assert.equal(lab.put(3), undefined)
    await lab.line.asked[0]!.answer(4)
    assert.deepEqual(lab.line.now, ['lease4-del 192.0.2.1'])
    await lab.line.asked[0]!.answer(3)
    assert.deepEqual(lab.line.now, ['lease4-update 192.0.2.3'])
    await lab.line.asked[0]!.answer(0)
    assert.deepEqual(await outcome, done)
    assert.deepEqual(lab.driver.machine.backlog, {waiting: 0, overflowed: false})
    assert.equal(lab.driver.machine.rejected, 1)
  })

  test('nothing gets lost between the last of them and the return to load-balancing', async () => {
    const lab = recovering()
    assert.deepEqual(await lab.replicator.flush(new AbortController().signal), done)
    const told = lab.put(1)
    assert.equal(await soFar(told), 'waits')
    lab.replicator.forget('backlog')
    await lab.line.asked[0]!.answer(0)
    assert.equal(await told, 'answer')
    assert.equal(lab.put(2), undefined)
  })

  test('what comes after the last of them is also for backups, and waits for those that count', async () => {
    const peers = [peer('server1', 'primary'), peer('server2', 'secondary'), peer('server3', 'backup')]
    const lab = new ReplicatorLab(setup('load-balancing', {peers}), {state: 'communication-recovery'})
    assert.deepEqual(await lab.replicator.flush(new AbortController().signal), done)
    const told = lab.put(1)
    const [partner, backup] = [...lab.lines.values()]
    assert.deepEqual([partner!.now, backup!.now], [['lease4-update 192.0.2.1'], ['lease4-update 192.0.2.1']])
    assert.deepEqual([lab.driver.machine.backlog.waiting, lab.driver.machine.unsent], [0, 0])
    assert.equal(await soFar(told), 'waits')
    await partner!.asked[0]!.answer(0)
    assert.equal(await told, 'answer')
  })

  test('what is forgotten is not sent, and a flush that begins anew holds back what comes', async () => {
    const lab = recovering()
    void lab.put(1)
    lab.replicator.forget('rejected')
    lab.replicator.forget('backlog')
    assert.deepEqual(await lab.replicator.flush(new AbortController().signal), done)
    assert.deepEqual(lab.line.now, [])
    void lab.replicator.flush(new AbortController().signal)
    assert.equal(lab.put(2), undefined)
  })

  test('where one does not arrive, the others help no more', async () => {
    const lab = recovering()
    for (const last of [1, 2, 3]) void lab.put(last)
    const outcome = lab.replicator.flush(new AbortController().signal)
    await lab.line.asked[1]!.fail()
    await lab.line.asked[0]!.answer(0)
    await lab.line.asked[0]!.answer(0)
    assert.equal((await outcome).kind, 'partner-failed')
    assert.equal(lab.put(4), undefined)
    assert.deepEqual(lab.driver.machine.backlog, {waiting: 0, overflowed: true})
    lab.driver.put({partner: {...lab.driver.machine.partner, contact: 0}}).hear('load-balancing')
    assert.equal(lab.driver.task, 'reset-partner')
    lab.driver.finish()
    assert.equal(lab.driver.state, 'syncing')
  })

  test('more than delayed-updates-limit: the partner is to synchronize', async () => {
    const lab = new ReplicatorLab(setup('load-balancing', {delayedUpdatesLimit: 2}), {state: 'communication-recovery'})
    for (const last of [1, 2, 3]) void lab.put(last)
    assert.deepEqual(lab.driver.machine.backlog, {waiting: 0, overflowed: true})
    lab.driver.hear('load-balancing')
    assert.equal(lab.driver.task, 'reset-partner')
  })

  test('so it is when too many come while they are sent', async () => {
    const lab = new ReplicatorLab(setup('load-balancing', {delayedUpdatesLimit: 2}), {state: 'communication-recovery'})
    void lab.put(1)
    const outcome = lab.replicator.flush(new AbortController().signal)
    for (const last of [2, 3, 4]) void lab.put(last)
    await lab.line.asked[0]!.answer(0)
    assert.equal((await outcome).kind, 'failed')
    assert.equal(lab.driver.machine.backlog.overflowed, true)
  })
})
