import assert from 'node:assert/strict'
import {test} from 'node:test'
import fc from 'fast-check'
import {parseCondition, parseValue} from '../../src/config/expression/parse.ts'
import {compileMaker4, compileTest4} from '../../src/engine/expression/compile4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import type {Message4} from '../../src/wire/message4.ts'
import {isWireError} from '../../src/wire/wire-error.ts'
import {expressionPackets4} from '../support/expression-packets4.ts'
import {condition, printCondition, printValue, value} from '../support/expression-trees.ts'
import {context4} from '../support/expressions4.ts'
import {message4} from '../support/message4.ts'
import {testSeed} from '../support/random.ts'

const seed = testSeed() | 0
console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)

const plain = (tree: unknown) => JSON.parse(JSON.stringify(tree)) as unknown

test('a tree that is printed and read again is the same', () => {
  const same = (printed: string, read: unknown, tree: unknown) => assert.deepEqual(plain(read), plain(tree), printed)
  fc.assert(
    fc.property(condition, tree => same(printCondition(tree), parseCondition(printCondition(tree), context4), tree)),
    {seed, numRuns: 1000},
  )
  fc.assert(
    fc.property(value, tree => same(printValue(tree), parseValue(printValue(tree), context4), tree)),
    {seed, numRuns: 1000},
  )
})

const known = [...expressionPackets4().values()].map(bytes => decode4(bytes)).filter(found => !isWireError(found))
const wild: fc.Arbitrary<Message4> = fc
  .array(fc.tuple(fc.constantFrom(43, 53, 60, 81, 82, 124, 125, 119, 55), fc.uint8Array({maxLength: 40})))
  .map(options => message4({options}))
const packet = fc.oneof(fc.constantFrom(...(known as Message4[])), wild)

test('evaluation never throws, and says the same again', () => {
  const classes = new Set(['ALL', 'known_one'])
  fc.assert(
    fc.property(condition, value, packet, (tested, made, message) => {
      const arrived = {message, interface: 'eth0', source: 1 as Ipv4, destination: 2 as Ipv4}
      const [read, readValue] = [
        parseCondition(printCondition(tested), context4),
        parseValue(printValue(made), context4),
      ]
      assert.ok(read.kind !== 'expression-error' && readValue.kind !== 'expression-error')
      const [holds, maker] = [compileTest4(read), compileMaker4(readValue)]
      const first = holds(arrived, classes)
      assert.deepEqual(compileTest4(tested)(arrived, classes), first)
      assert.ok(typeof first === 'boolean' || first.kind === 'evaluation-failure')
      assert.deepEqual(holds(arrived, classes), first)
      const bytes = maker(arrived, classes)
      assert.ok(bytes instanceof Uint8Array || bytes.kind === 'evaluation-failure')
      assert.deepEqual(maker(arrived, classes), bytes)
    }),
    {seed, numRuns: 5000},
  )
})
