import assert from 'node:assert/strict'
import {test} from 'node:test'
import {readClientName4} from '../../src/engine/client-name4.ts'
import {name4} from '../../src/engine/name4.ts'
import {ExtendedRegex} from '../../src/lib/extended-regex.ts'
import {RegexError} from '../../src/lib/regex-tree.ts'
import {type NameSettings4, replaceClientNameModes} from '../../src/model/names4.ts'
import {parseIpv4} from '../../src/net-types/ipv4.ts'
import {SeededRandom, testSeed} from '../support/random.ts'

const ROUNDS = 20_000
const address = parseIpv4('255.255.255.255')!

/** Bytes that make names, often; any others, now and then. */
function bytes(random: SeededRandom, most: number): Uint8Array {
  const usual = [0, 1, 2, 3, 5, 45, 46, 46, 46, 64, 65, 92, 95, 97, 98, 122, 0xc0, 0xe9]
  const length = random.below(random.pick([4, 20, most]) + 1)
  return Uint8Array.from({length}, () => (random.below(8) === 0 ? random.below(256) : random.pick(usual)))
}

const text = (random: SeededRandom, most: number) => Buffer.from(bytes(random, most)).toString('latin1')

function pattern(random: SeededRandom): ExtendedRegex | undefined {
  const parts = [
    'a',
    '.',
    '[^a-z]',
    '[^A-Za-z0-9.-]',
    '(',
    ')',
    '*',
    '+',
    '|',
    '^',
    '$',
    '{1,3}',
    '[[:alpha:]',
    ']',
    '\\',
  ]
  const written = Array.from({length: random.below(8)}, () => random.pick(parts)).join('')
  try {
    return new ExtendedRegex(written)
  } catch (error) {
    assert.ok(error instanceof RegexError, written)
    return undefined
  }
}

function settings(random: SeededRandom): NameSettings4 {
  return {
    replaceClientName: random.pick(replaceClientNameModes),
    generatedPrefix: text(random, 60),
    qualifyingSuffix: random.pick(['', 'example.org', '.', text(random, 300)]),
    charSet: pattern(random),
    charReplacement: random.pick(['', '-', '.', text(random, 10)]),
  }
}

test('whatever is sent and configured, a name fits its column and its option', t => {
  const seed = testSeed()
  t.diagnostic(`seed ${seed}`)
  const random = new SeededRandom(seed)
  let named = 0
  for (let round = 0; round < ROUNDS; round++) {
    const fqdn = random.below(2) === 0 ? bytes(random, 255) : undefined
    const sent = readClientName4(fqdn, random.below(4) === 0 ? undefined : bytes(random, 255))
    if (sent === 'malformed') continue
    const chosen = settings(random)
    const reserved = random.pick(['', '', 'reserved.example.org', text(random, 255)])
    const {hostname, option} = name4(sent, chosen, reserved, address)
    const place = `seed ${seed}, round ${round}`
    assert.ok(hostname.length <= 255, place)
    assert.ok(!hostname.includes('\0'), place)
    assert.ok(option === undefined || option[0] === (sent?.kind === 'fqdn' ? 81 : 12), place)
    assert.ok(option !== undefined || hostname === '', place)
    if (hostname !== '') named++
  }
  assert.ok(named > ROUNDS / 10, `${named} names`)
})

test('names as long as a datagram are read in the time of their length', () => {
  const kindOf = (name: ReturnType<typeof readClientName4>) => (typeof name === 'object' ? name.kind : name)
  const long = (fill: number) => {
    const content = new Uint8Array(65_000).fill(fill)
    content[64_999] = 0x61
    return content
  }
  // Read in the time of its length squared, each would take seconds.
  for (let round = 0; round < 40; round++) {
    for (const fill of [0, 0x20, 0x2e, 0x41, 0x5c]) {
      assert.equal(kindOf(readClientName4(undefined, long(fill))), fill === 0x20 ? 'host-name' : 'unusable')
      readClientName4(long(fill), undefined)
    }
  }
})
