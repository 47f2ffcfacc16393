import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {setupOf} from '../../../../src/ha/setup.ts'
import {peer, relationship, setup} from '../../../support/ha.ts'
import {type Asked, lease, ReplicatorLab, settled} from '../../../support/ha-replicator4.ts'

const balancing = {state: 'load-balancing'} as const

/** What a promise has come to so far. */
async function soFar(promise: Promise<unknown> | undefined): Promise<unknown> {
  await settled()
  return Promise.race([promise, Promise.resolve('waits')])
}

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

describe('replicator: one address at both servers', () => {
  test('a client whose address the partner gives meanwhile is not told; one that was told keeps it', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    const [overtaken, replaced, told] = [lab.put(1), lab.put(2), lab.put(3)]
    assert.equal(lab.replicator.yieldTo(lease(1, 9)), true)
    lab.replicator.overtake([{kind: 'create', lease: lease(2, 9)}])
    for (const asked of [...lab.line.asked]) await asked.answer(0)
    assert.deepEqual(await Promise.all([overtaken, replaced, told]), ['not-acknowledged', 'not-acknowledged', 'answer'])
    assert.equal(lab.replicator.yieldTo(lease(3, 9)), false)
    assert.equal(lab.replicator.yieldTo(lease(1, 9)), true, 'nobody was told')
    const standby = new ReplicatorLab(setup('hot-standby'), {state: 'hot-standby'})
    const only = standby.put(1)
    await standby.line.asked[0]!.answer(0)
    assert.equal(await only, 'answer')
    assert.equal(standby.replicator.yieldTo(lease(1, 9)), true, 'the partner gives none')
  })

  test('of two updates of one query the worse counts', async () => {
    for (const [results, verdict, rejected, state] of [
      [[0, 0], 'answer', 0, 'load-balancing'],
      [[0, 4], 'not-acknowledged', 1, 'load-balancing'],
      [[1, 4], 'not-acknowledged', 0, 'communication-recovery'],
      [[4, 1], 'not-acknowledged', 0, 'communication-recovery'],
    ] as const) {
      const lab = new ReplicatorLab(setup('load-balancing'), balancing)
      const told = lab.move(1, 2)
      const [gone, put] = [...lab.line.asked]
      await gone!.answer(results[0])
      await put!.answer(results[1])
      assert.equal(await told, verdict)
      assert.deepEqual([lab.driver.machine.rejected, lab.driver.state], [rejected, state])
    }
  })

  test('a query without changes is told to nobody', () => {
    const lab = new ReplicatorLab(setup('load-balancing'), {state: 'partner-down'})
    assert.equal(lab.nothing(), undefined)
    assert.equal(lab.driver.machine.unsent, 0)
    void lab.put(1)
    assert.equal(lab.driver.machine.unsent, 1)
    const sending = new ReplicatorLab(setup('load-balancing'), balancing)
    void sending.put(1)
    assert.equal(sending.driver.machine.unsent, 0)
  })
})

describe('replicator: order of one address', () => {
  test('the second waits for the first, others do not', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    void lab.put(1)
    void lab.end(1)
    void lab.put(1, 9)
    void lab.put(2)
    assert.deepEqual(lab.line.now, ['lease4-update 192.0.2.1', 'lease4-update 192.0.2.2'])
    await lab.line.asked[0]!.answer(0)
    assert.deepEqual(lab.line.now, ['lease4-update 192.0.2.2', 'lease4-del 192.0.2.1'])
    await lab.line.asked[1]!.answer(0)
    assert.equal(lab.line.asked[1]!.args['hw-address'], '02:00:00:00:00:09')
  })

  test('as many requests as connections; what has waited for too long is not sent', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    const told = Array.from({length: 9}, (_, index) => lab.put(index + 1))
    assert.equal(lab.line.asked.length, 8)
    lab.driver.steady = 10_000
    await lab.line.asked[0]!.fail()
    assert.equal(await told[8], 'not-acknowledged')
    assert.equal(lab.line.asked.length, 7)
  })
})

describe('replicator: batches', () => {
  const taking = () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    lab.replicator.partnerTakesBatches(true)
    return lab
  }
  const addressesIn = (asked: Asked | undefined) =>
    (asked?.args['updates'] as readonly string[] | undefined)?.map(line => line.split(' ', 2).join(' '))

  test('what comes together goes together, one request at a time', async () => {
    const lab = taking()
    const told = [lab.put(1), lab.end(1), lab.put(2)]
    await settled()
    const [first, ...others] = lab.line.asked
    assert.deepEqual(others, [])
    assert.equal(first?.command, 'keats-lease4-apply')
    assert.deepEqual(addressesIn(first), ['put 192.0.2.1', 'delete 192.0.2.1', 'put 192.0.2.2'])
    told.push(lab.put(3), lab.put(1))
    await settled()
    assert.equal(lab.line.asked.length, 1)
    await first.answer(0, {results: [0, 3, 0]})
    assert.deepEqual(await Promise.all(told.slice(0, 3)), ['answer', 'answer', 'answer'])
    assert.deepEqual(addressesIn(lab.line.asked[0]), ['put 192.0.2.3', 'put 192.0.2.1'])
    await lab.line.asked[0]!.answer(0, {results: [4, 0], texts: [{update: 0, text: 'not mine'}]})
    assert.deepEqual(await Promise.all(told.slice(3)), ['not-acknowledged', 'answer'])
    assert.equal(lab.driver.machine.rejected, 1)
    assert.equal(lab.driver.state, 'load-balancing')
  })

  test('a partner that does not know it any more gets single updates, in their order', async () => {
    const lab = taking()
    const told = [lab.put(1), lab.put(2)]
    await settled()
    told.push(lab.end(1))
    await lab.line.asked[0]!.answer(2)
    for (const next of ['lease4-update 192.0.2.1', 'lease4-update 192.0.2.2', 'lease4-del 192.0.2.1']) {
      assert.deepEqual(lab.line.now, [next])
      await lab.line.asked[0]!.answer(0)
    }
    assert.deepEqual(await Promise.all(told), ['answer', 'answer', 'answer'])
    void lab.put(3)
    assert.deepEqual(lab.line.now, ['lease4-update 192.0.2.3'])
  })

  for (const [what, answered] of [
    ['no answer', (asked: Asked) => asked.fail()],
    ['an error', (asked: Asked) => asked.answer(1)],
    ['an answer without results', (asked: Asked) => asked.answer(0)],
  ] as const) {
    test(`${what}: nobody is answered, the partner is unavailable`, async () => {
      const lab = taking()
      const told = [lab.put(1), lab.put(2)]
      await settled()
      await answered(lab.line.asked[0]!)
      assert.deepEqual(await Promise.all(told), ['not-acknowledged', 'not-acknowledged'])
      assert.equal(lab.driver.state, 'communication-recovery')
      assert.equal(lab.log.length, 1)
    })
  }

  test('the first batch waits for the single updates before it', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    void lab.put(1)
    lab.replicator.partnerTakesBatches(true)
    void lab.end(1)
    await settled()
    assert.deepEqual(lab.line.now, ['lease4-update 192.0.2.1'])
    await lab.line.asked[0]!.answer(0)
    assert.deepEqual(addressesIn(lab.line.asked[0]), ['delete 192.0.2.1'])
  })
})

describe('replicator: communication-recovery', () => {
  const recovering = () => new ReplicatorLab(setup('load-balancing'), {state: 'communication-recovery'})
  const done = {kind: 'done'}

  test('updates wait, clients do not; later they go in their order', async () => {
    const lab = recovering()
    assert.deepEqual([lab.put(1), lab.put(2), lab.end(1)], [undefined, undefined, undefined])
    assert.deepEqual(lab.driver.machine.backlog, {waiting: 3, overflowed: false})
    const outcome = lab.replicator.flush(new AbortController().signal)
    assert.deepEqual(lab.line.now, ['lease4-update 192.0.2.1', 'lease4-update 192.0.2.2'])
    assert.equal(lab.put(3), undefined)
    await lab.line.asked[0]!.answer(0)
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

describe('replicator: what the partner rejects', () => {
  test('so many clients end the relationship; one that it takes again does not count', async () => {
    const lab = new ReplicatorLab(setup('load-balancing', {maxRejectedLeaseUpdates: 3}), balancing)
    const answer = async (client: number, result: number) => {
      const told = lab.put(client)
      await lab.line.asked[0]!.answer(result)
      await told
    }
    for (const client of [1, 2, 1]) await answer(client, 4)
    assert.equal(lab.driver.machine.rejected, 2)
    await answer(1, 0)
    assert.equal(lab.driver.machine.rejected, 1)
    lab.driver.steady += 24 * 60 * 60_000
    for (const client of [3, 4]) await answer(client, 4)
    assert.equal(lab.driver.machine.rejected, 2)
    assert.equal(lab.driver.state, 'load-balancing')
    await answer(5, 4)
    assert.equal(lab.driver.state, 'terminated')
    lab.replicator.forget('rejected')
    assert.equal(lab.log.length, 2)
  })
})

describe('replicator: what peers have not acknowledged', () => {
  test('is owed until they do', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    lab.parkedLimit = 1
    const {address} = lease(1)
    const told = lab.put(1)
    void lab.put(2)
    assert.equal(lab.replicator.owes(lease(2).address), true)
    await lab.line.asked[0]!.answer(4)
    await told
    assert.equal(lab.replicator.owes(address), true)
    void lab.put(1)
    await lab.line.asked[0]!.answer(0)
    assert.equal(lab.replicator.owes(address), false)
  })

  test('who releases an address is heard also where too many wait', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    lab.parkedLimit = 1
    void lab.put(1)
    assert.equal(await soFar(lab.end(2)), 'waits')
    assert.equal(await lab.put(3), 'parking-full')
  })

  test('in states where nobody has to know, nothing is', async () => {
    const lab = new ReplicatorLab(setup('load-balancing'), balancing)
    const told = lab.put(1)
    await lab.line.asked[0]!.fail()
    await told
    lab.driver.put({state: 'partner-down'})
    assert.equal(lab.put(1), undefined)
    assert.equal(lab.replicator.owes(lease(1).address), false)
  })
})
