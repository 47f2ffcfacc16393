import assert from 'node:assert/strict'
import {test} from 'node:test'
import {RateLimits4} from '../../../src/engine/rate-limits4.ts'
import type {Limits4} from '../../../src/model/limits4.ts'

const rate = (packets: number, seconds: number) => ({rate: {packets, seconds}, addresses: undefined})
const limits = (
  classes: [string, ReturnType<typeof rate>][],
  subnets: [number, ReturnType<typeof rate>][] = [],
): Limits4 => ({
  classes: new Map(classes),
  subnets: new Map(subnets),
  counted: new Set(),
})
const of = (...classes: string[]) => ({classes: new Set(classes), subnet: undefined})

test('so many packets in the time that begins with the first', () => {
  const rates = new RateLimits4(limits([['a', rate(2, 10)]]))
  const admitted = [1000, 5000, 10_999, 11_000, 11_001, 11_002].map(millis => rates.admit(of('ALL', 'a'), millis))
  assert.deepEqual(admitted, [true, true, false, true, true, false])
})

test('a packet that one limit refuses takes no place under another', () => {
  const rates = new RateLimits4(
    limits([
      ['a', rate(1, 10)],
      ['b', rate(2, 10)],
    ]),
  )
  assert.equal(rates.admit(of('a', 'b'), 0), true)
  for (let n = 0; n < 5; n++) assert.equal(rates.admit(of('a', 'b'), 1), false)
  assert.equal(rates.admit(of('b'), 2), true)
  assert.equal(rates.admit(of('b'), 3), false)
  assert.equal(rates.admit(of('c'), 3), true)
})

test('a clock that is set back begins anew', () => {
  const rates = new RateLimits4(limits([['a', rate(1, 3600)]]))
  assert.equal(rates.admit(of('a'), 1_000_000), true)
  assert.equal(rates.admit(of('a'), 1_000_001), false)
  assert.equal(rates.admit(of('a'), 10), true)
})

test('a reconfiguration gives nobody new packets where the limit has stayed', () => {
  const former = new RateLimits4(limits([['a', rate(1, 10)]], [[1, rate(1, 10)]]))
  assert.equal(former.admit(of('a'), 1000), true)
  const [same, other] = [new RateLimits4(limits([['a', rate(1, 10)]])), new RateLimits4(limits([['a', rate(2, 10)]]))]
  same.resume(former)
  other.resume(former)
  assert.equal(same.admit(of('a'), 1001), false)
  assert.equal(same.admit(of('a'), 11_000), true)
  assert.equal(other.admit(of('a'), 1001), true)
})
