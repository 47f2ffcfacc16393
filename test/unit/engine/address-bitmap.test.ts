import assert from 'node:assert/strict'
import {test} from 'node:test'
import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {AddressBitmap} from '../../../src/engine/address-bitmap.ts'
import type {Ipv4} from '../../../src/net-types/ipv4.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const ip = (value: number) => value as Ipv4
const first = ip(0x0a000000)
const last = ip(0x0affffff)

test('finds the only hole of a full /8', () => {
  const used = new AddressBitmap()
  for (let at: number = first; at <= last; at++) used.add(ip(at))
  assert.equal(used.nextFree(first, last), undefined)
  for (const hole of [0x0a000000, 0x0a00001f, 0x0a000020, 0x0a00ffff, 0x0a010000, 0x0a7fffff, 0x0affffff]) {
    used.delete(ip(hole))
    assert.equal(used.nextFree(first, last), hole)
    assert.equal(used.nextFree(ip(hole), last), hole)
    assert.equal(hole === last ? undefined : used.nextFree(ip(hole + 1), last), undefined)
    used.add(ip(hole))
  }
})

test('a million addresses of a /8 cost less than 50 MB', () => {
  // What other tests have left would go meanwhile.
  collectGarbage()
  const before = process.memoryUsage().arrayBuffers
  const used = new AddressBitmap()
  for (let i = 0; i < 1_000_000; i++) used.add(ip(first + i * 16))
  const bytes = process.memoryUsage().arrayBuffers - before
  // Asked afterwards: what nobody asks any more may be gone before it is weighed.
  assert.equal(used.has(ip(first + 16)), true)
  assert.ok(bytes > 1_000_000 && bytes < 50e6, `${bytes} bytes`)
})

for (const withEnds of [false, true]) {
  const name = withEnds ? 'agrees with a set that the ends of each /24 are always in' : 'agrees with a set'
  test(`${name}, at the ends of the address space too`, () => agrees(withEnds))
}

function agrees(withEnds: boolean): void {
  const used = new AddressBitmap(withEnds)
  const model = new Set<number>()
  const isIn = (at: number) => model.has(at) || (withEnds && [0, 255].includes(at & 255))
  let state = 12345
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) % below
  }
  const bases = [0, 0xffffff00, 0x7fffff80, 0x0a00ff80, 0x0b000000]
  for (let step = 0; step < 20_000; step++) {
    const base = bases[random(bases.length)]!
    const at = base + random(256)
    // Fills and empties in turn, down to pages with one address and none.
    if (random(100) < (step % 4000 < 2000 ? 80 : 3)) {
      used.add(ip(at))
      model.add(at)
    } else {
      used.delete(ip(at))
      model.delete(at)
    }
    const from = base + random(256)
    let expected: number | undefined = from
    while (expected <= base + 255 && isIn(expected)) expected++
    if (expected > base + 255) expected = undefined
    assert.equal(used.nextFree(ip(from), ip(base + 255)), expected)
    assert.equal(used.has(ip(at)), isIn(at))
  }
}

test('with the ends of each /24 left out, a full /8 is found full at once', () => {
  const used = new AddressBitmap(true)
  for (let at: number = first; at <= last; at++) if (![0, 255].includes(at & 255)) used.add(ip(at))
  assert.equal(used.nextFree(first, last), undefined)
  used.delete(ip(0x0a7f00ff))
  used.delete(ip(0x0affff00))
  assert.equal(used.nextFree(first, last), undefined)
  used.delete(ip(0x0affff01))
  assert.equal(used.nextFree(first, last), 0x0affff01)
})
