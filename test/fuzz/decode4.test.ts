import assert from 'node:assert/strict'
import {test} from 'node:test'
import {decode4} from '../../src/wire/decode4.ts'
import {encode4} from '../../src/wire/encode4.ts'
import type {Message4} from '../../src/wire/message4.ts'
import {decodeOption, formatOption} from '../../src/wire/option-codec.ts'
import {standardOption4} from '../../src/wire/options4.ts'
import {decodeSubOptions} from '../../src/wire/sub-options.ts'
import {isWireError} from '../../src/wire/wire-error.ts'
import {capturedPackets} from '../support/packets.ts'
import {SeededRandom, testSeed} from '../support/random.ts'
import {mutate4} from './mutate4.ts'

const PACKETS = 1_000_000
/** Far above what any input may take, far below what a loop without end or a quadratic one would. */
const SLOWEST_MS = 100

function sameMessage(one: Message4, other: Message4): boolean {
  const {options: ours, chaddr, ...fields} = one
  const {options: theirs, chaddr: otherChaddr, ...otherFields} = other
  const keys = Object.keys(fields) as (keyof typeof fields)[]
  if (!keys.every(key => fields[key] === otherFields[key])) return false
  if (Buffer.compare(chaddr, otherChaddr) !== 0 || ours.size !== theirs.size) return false
  for (const [code, content] of ours) {
    const content2 = theirs.get(code)
    if (content2 === undefined || Buffer.compare(content, content2) !== 0) return false
  }
  return true
}

/** Milliseconds of one decode. A pause of the machine is not the packet's fault: what seems slow is measured again. */
function timed(bytes: Uint8Array): number {
  let best = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 5 && best > SLOWEST_MS; tries++) {
    const before = performance.now()
    decode4(bytes)
    best = Math.min(best, performance.now() - before)
  }
  return best
}

/** All that the server and its logs do with the content of options. */
function readOptions(message: Message4): void {
  for (const [code, content] of message.options) {
    const definition = standardOption4(code)
    if (definition === undefined) continue
    decodeOption(definition, content)
    assert.equal(typeof formatOption(definition, content), 'string')
  }
  decodeSubOptions(message.options.get(82) ?? new Uint8Array(0))
}

test(`${PACKETS} mutated packets: each gives a message or a fault, and messages survive another round`, () => {
  const seed = testSeed()
  console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)
  const random = new SeededRandom(seed)
  const corpus = capturedPackets().map(packet => packet.bytes)
  const outcomes = {message: 0, fault: 0}
  let slowest = 0
  for (let index = 0; index < PACKETS; index++) {
    const bytes = mutate4(corpus, random)
    try {
      slowest = Math.max(slowest, timed(bytes))
      const message = decode4(bytes)
      if (isWireError(message)) {
        outcomes.fault++
        assert.ok(message.offset >= 0 && message.offset <= bytes.length)
        continue
      }
      outcomes.message++
      readOptions(message)
      const again = decode4(encode4(message))
      assert.ok(!isWireError(again) && sameMessage(message, again), 'decode, encode, decode is not stable')
    } catch (error) {
      const hex = Buffer.from(bytes).toString('hex')
      throw new Error(`seed ${seed}, packet ${index}: ${hex}`, {cause: error})
    }
  }
  console.log(`${outcomes.message} messages, ${outcomes.fault} faults, slowest decode ${slowest.toFixed(1)} ms`)
  // The mutator must neither break everything nor nothing.
  assert.ok(outcomes.message > PACKETS / 10 && outcomes.fault > PACKETS / 100)
  assert.ok(slowest < SLOWEST_MS, `a packet took ${slowest} ms`)
})
