import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {setup} from '../../../support/ha.ts'
import {lease, ReplicatorLab, soFar} from '../../../support/ha-replicator4.ts'

const balancing = {state: 'load-balancing'} as const

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
