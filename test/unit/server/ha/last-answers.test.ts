import assert from 'node:assert/strict'
import {test} from 'node:test'
import {lastAnswers} from '../../../../src/server/ha/last-answers.ts'

test('answers that wait for a silent peer are given up, others are waited for', async () => {
  let closed = 0
  let end = () => {}
  const waiting = new Promise<void>(resolve => {
    end = resolve
  })
  // What waits for a peer ends with the connections to it.
  const close = () => {
    closed++
    end()
  }
  await lastAnswers(waiting, {close}, 1)
  assert.equal(closed, 1)
  await lastAnswers(Promise.resolve(), {close}, 2 ** 31 - 1)
  assert.equal(closed, 2)
  let over = false
  const work = new Promise<void>(resolve => setTimeout(resolve, 50)).then(() => {
    over = true
  })
  await lastAnswers(work, undefined, 1)
  assert.ok(over)
})
