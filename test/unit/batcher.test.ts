import assert from 'node:assert/strict'
import {test} from 'node:test'
import {Batcher} from '../../src/lib/batcher.ts'

test('items of one turn share a call, in order', async () => {
  const calls: number[][] = []
  const batcher = new Batcher<number, number>({batch: 4, inFlight: 1, queued: 100}, async items => {
    calls.push([...items])
    return items.map(item => item * 2)
  })
  const outputs = await Promise.all([1, 2, 3, 4, 5].map(item => batcher.submit(item)))
  assert.deepEqual(outputs, [2, 4, 6, 8, 10])
  assert.deepEqual(calls, [[1, 2, 3, 4], [5]])
})

test('a full queue answers at once', async () => {
  const batcher = new Batcher<number, number>({batch: 1, inFlight: 1, queued: 2}, async items => [...items])
  const accepted = [batcher.submit(1), batcher.submit(2)]
  assert.equal(batcher.submit(3), 'full')
  assert.deepEqual(await Promise.all(accepted), [1, 2])
})

test('a failing call rejects its items and the next batch still runs', async () => {
  let first = true
  const batcher = new Batcher<number, number>({batch: 1, inFlight: 1, queued: 10}, async items => {
    if (first) {
      first = false
      throw new Error('lost')
    }
    return [...items]
  })
  const one = batcher.submit(1)
  const two = batcher.submit(2)
  await assert.rejects(async () => one, /lost/)
  assert.equal(await two, 2)
})
