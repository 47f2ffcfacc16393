import assert from 'node:assert/strict'
import {test} from 'node:test'
import {LongAnswers} from '../../../../src/net/control/long-answers.ts'
import type {ControlAnswer} from '../../../../src/ports/control.ts'

const long: ControlAnswer = {
  result: 0,
  arguments: {leases: Array.from({length: 10_000}, () => ({a: 1, b: 'x', c: 2, d: 3, e: 4}))},
}
const short: ControlAnswer = {result: 0, arguments: {names: ['a', 'b']}}

test('four long answers are on their way at once; a fifth is refused, short ones never are', async () => {
  const answers = new LongAnswers()
  const results: number[] = []
  const readers: (() => void)[] = []
  const slowly = (answer: ControlAnswer) => {
    results.push(answer.result)
    return new Promise<void>(resolve => readers.push(resolve))
  }
  const underway = [long, long, long, long].map(answer => answers.pass(answer, slowly))
  const refused = answers.pass(long, slowly)
  const passed = answers.pass(short, slowly)
  assert.deepEqual(results, [0, 0, 0, 0, 1, 0])
  readers[0]!()
  await underway[0]
  const next = answers.pass(long, slowly)
  assert.equal(results.at(-1), 0)
  for (const resolve of readers) resolve()
  await Promise.all([...underway, refused, passed, next])
})

test('a reader that goes away gives its place back', async () => {
  const answers = new LongAnswers()
  for (let tries = 0; tries < 10; tries++) {
    await assert.rejects(
      answers.pass(long, async () => Promise.reject(new Error('gone'))),
      /gone/,
    )
  }
  await answers.pass(long, async answer => assert.equal(answer.result, 0))
})
