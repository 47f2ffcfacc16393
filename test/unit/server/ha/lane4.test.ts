import assert from 'node:assert/strict'
import {describe, test} from 'node:test'
import {Lane4} from '../../../../src/server/ha/lane4.ts'
import type {LeaseUpdate4} from '../../../../src/server/ha/update4.ts'
import {peer} from '../../../support/ha.ts'
import {HeldLine, lease, settled} from '../../../support/ha-replicator4.ts'

const put = (last: number, change: Partial<LeaseUpdate4> = {}): LeaseUpdate4 => ({
  kind: 'put',
  lease: lease(last),
  ...change,
})

/** A lane to a peer that the test plays. */
class Lab {
  readonly line = new HeldLine()
  readonly failures: string[] = []
  readonly lane: Lane4
  now = 0

  constructor(takesBatches: boolean, connections = 2) {
    const sender = {name: 'server1', newer: true}
    this.lane = new Lane4({
      peer: peer('server2', 'standby'),
      line: this.line,
      sender,
      connections,
      steady: () => this.now,
      failed: (_peer, update, {text}) => void this.failures.push(`${update.lease.address & 255}: ${text}`),
    })
    this.lane.takesBatches = takesBatches
  }

  /** The updates of the requests that wait for an answer. */
  get batches(): readonly number[] {
    return this.line.asked.map(({args}) => (args['updates'] as readonly string[]).length)
  }
}

describe('a lane to a peer', () => {
  test('beyond its bound nothing is taken, until something has gone', async () => {
    const lab = new Lab(false, 1)
    const sent = Array.from({length: 9_999}, (_, index) => lab.lane.send(put(index & 127)))
    assert.deepEqual([lab.lane.hasRoomFor(1), lab.lane.hasRoomFor(2)], [true, false])
    void lab.lane.send(put(200))
    assert.equal(await lab.lane.send(put(201)), 'failed')
    assert.deepEqual(lab.failures, ['201: 10000 updates wait for it already'])
    await lab.line.asked[0]!.answer(0)
    assert.equal(await sent[0], 'accepted')
    assert.equal(lab.lane.hasRoomFor(1), true)
  })

  test('a batch has so many updates and so many characters at most, one flies at a time', async () => {
    const lab = new Lab(true)
    for (let index = 0; index < 600; index++) void lab.lane.send(put(index & 127))
    await settled()
    assert.deepEqual(lab.batches, [512])
    void lab.lane.send(put(1))
    await settled()
    assert.deepEqual(lab.batches, [512])
    await lab.line.asked[0]!.answer(0, {results: new Array(512).fill(0)})
    assert.deepEqual(lab.batches, [89])
    await lab.line.asked[0]!.answer(0, {results: new Array(89).fill(0)})
    assert.deepEqual(lab.batches, [])
    const wordy = {...lease(1), userContext: JSON.stringify({text: 'x'.repeat(20_000)})}
    for (let index = 0; index < 5; index++) void lab.lane.send({kind: 'put', lease: wordy})
    await settled()
    assert.deepEqual(lab.batches, [3])
  })

  test('of a batch those whose time is up are left out, and the youngest says how long it may take', async () => {
    const lab = new Lab(true)
    void lab.lane.send(put(1))
    await settled()
    const old = lab.lane.send(put(2))
    lab.now = 4_000
    void lab.lane.send(put(3))
    lab.now = 10_000
    await lab.line.asked[0]!.answer(0, {results: [0]})
    assert.equal(await old, 'failed')
    assert.deepEqual(lab.failures, ['2: its turn did not come in time'])
    assert.deepEqual(lab.batches, [1])
    assert.equal(lab.line.asked[0]!.request.timeout, 4_000)
  })

  test('where none of them is left nothing is sent', async () => {
    const lab = new Lab(true)
    void lab.lane.send(put(1))
    await settled()
    const old = lab.lane.send(put(2))
    lab.now = 10_000
    await lab.line.asked[0]!.answer(0, {results: [0]})
    assert.equal(await old, 'failed')
    assert.deepEqual(lab.line.asked, [])
    void lab.lane.send(put(3))
    await settled()
    assert.deepEqual(lab.batches, [1])
  })

  test('what is taken up in the place of a lease that only the peer knew has crossed it; that is no failure', async () => {
    for (const [created, verdict] of [
      [true, 'crossed'],
      [false, 'accepted'],
    ] as const) {
      const lab = new Lab(true)
      const sent = lab.lane.send(put(1, {created}))
      await settled()
      await lab.line.asked[0]!.answer(0, {results: [0], texts: [{update: 0, text: 'IPv4 lease updated.'}]})
      assert.deepEqual([await sent, lab.failures], [verdict, []])
    }
  })
})
