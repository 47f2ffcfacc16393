import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {setup} from '../../../support/ha.ts'
import {type Asked, lease, ReplicatorLab, settled} from '../../../support/ha-replicator4.ts'

const balancing = {state: 'load-balancing'} as const

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
