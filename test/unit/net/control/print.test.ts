import assert from 'node:assert/strict'
import {test} from 'node:test'
import fc from 'fast-check'
import type {Json} from '../../../../src/model/json.ts'
import {answerPieces} from '../../../../src/net/control/print.ts'
import {testSeed} from '../../../support/random.ts'

const seed = testSeed() | 0
console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)

const print = (args: Json, inList = false) => [...answerPieces({result: 0, arguments: args}, inList)].join('')

test('an answer looks as Kea prints it', () => {
  assert.equal(
    [...answerPieces({result: 0, text: 'a "b"\n'}, false)].join(''),
    '{ "result": 0, "text": "a \\"b\\"\\n" }',
  )
  assert.equal([...answerPieces({result: 3}, true)].join(''), '[ { "result": 3 } ]')
  assert.equal(
    print({b: [1, [], {}], a: {x: null, t: true}}),
    '{ "arguments": { "a": { "t": true, "x": null }, "b": [ 1, [  ], {  } ] }, "result": 0 }',
  )
})

test('numbers keep their kind: digits beyond 2^53, fractions where Kea wants them', () => {
  assert.equal(print([2n ** 64n - 1n, 0.5, -3]), '{ "arguments": [ 18446744073709551615, 0.5, -3 ], "result": 0 }')
  assert.equal(print({'t1-percent': 1}), '{ "arguments": { "t1-percent": 1.0 }, "result": 0 }')
})

test('any value comes back from its text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, inList) => {
      const read: unknown = JSON.parse(print(value as Json, inList))
      const answer = inList ? (read as unknown[])[0] : read
      // -0 is 0 in JSON text.
      assert.deepEqual(JSON.stringify(answer), JSON.stringify({arguments: sorted(value), result: 0}))
    }),
    {seed, numRuns: 500},
  )
})

test('a long answer comes in pieces, however deep it is', () => {
  const pieces = [...answerPieces({result: 0, arguments: Array.from({length: 100_000}, (_, n) => ({n, a: 'x'}))}, true)]
  assert.ok(pieces.length > 20)
  assert.ok(pieces.every(piece => piece.length < 70_000))
  assert.equal((JSON.parse(pieces.join('')) as {arguments: unknown[]}[])[0]!.arguments.length, 100_000)
  let deep: Json = 1
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  assert.equal(print(deep).length, print(1).length + 400_000)
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]))
}
