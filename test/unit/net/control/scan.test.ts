import assert from 'node:assert/strict'
import {test} from 'node:test'
import fc from 'fast-check'
import {ByteBudget} from '../../../../src/net/control/byte-budget.ts'
import {CommandText, MAX_COMMAND_BYTES} from '../../../../src/net/control/command-text.ts'
import {CommandScanner} from '../../../../src/net/control/scan.ts'
import {testSeed} from '../../../support/random.ts'

const seed = testSeed() | 0
console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)

/** Bytes until the end of the value, or why there is none. */
function scan(text: string | Uint8Array, pieceLength = Number.POSITIVE_INFINITY): number | string {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const scanner = new CommandScanner()
  for (let at = 0; at < bytes.length; at += pieceLength) {
    const scanned = scanner.push(bytes.subarray(at, at + pieceLength))
    if (scanned.kind === 'end') return at + scanned.length
    if (scanned.kind === 'broken') return scanned.reason
  }
  return 'more'
}

const complete = [
  '{}',
  '[]',
  ' \t\r\n{"command":"list-commands"}',
  '{"a":"}"}',
  '{"a":"\\"}"}',
  '{"a":"\\\\"}',
  '{"a":[{"b":[]},{}],"c":-1.5e+3,"d":null}',
  '// {\n{}',
  '# {\n{}',
  '/* { */{}',
  '/* * / **/{}',
  '/***/{}',
  '{/*}*/"a":1//}\n#}\n}',
  '{"/*":"*/"}',
  '{<?include "}"?>"a":1}',
  '{"ü":"€😀"}',
]

test('the end of a value is found, in whatever pieces it comes and whatever follows', () => {
  for (const text of complete) {
    const length = Buffer.byteLength(text)
    for (const rest of ['', '{"command":"other"}', '\0', 'x']) {
      for (const pieceLength of [1, 2, 3, 7, 1000]) assert.equal(scan(text + rest, pieceLength), length, text)
    }
    for (let cut = 0; cut < length; cut++) {
      assert.equal(scan(Buffer.from(text).subarray(0, cut)), 'more', `${text} cut at ${cut}`)
    }
  }
})

test('any JSON map ends where JSON.stringify ended it', () => {
  const piece = fc.integer({min: 1, max: 50})
  fc.assert(
    fc.property(fc.dictionary(fc.string({unit: 'binary'}), fc.jsonValue()), piece, fc.string(), (map, length, rest) => {
      const text = JSON.stringify(map)
      assert.equal(scan(text + rest, length), Buffer.byteLength(text))
    }),
    {seed, numRuns: 500},
  )
})

test('what cannot become a command is told at once', () => {
  const noise: readonly (readonly [string, RegExp])[] = [
    ['garbage', /begins with \{/],
    ['}', /begins with \{/],
    ['"x"', /begins with \{/],
    ['5', /begins with \{/],
    ['\0', /begins with \{/],
    ['{]', /do not match/],
    ['{"a":[}', /do not match/],
    ['{\0', /only in strings/],
    ['{"a":\x80', /only in strings/],
    ["{'a'", /only in strings/],
    ['{"a\n', /must be escaped/],
    ['/x', /no comment/],
    ['{"a":1/ 2', /no comment/],
  ]
  for (const [text, reason] of noise) assert.match(String(scan(text)), reason, text)
})

test('depth and number of values are bounded', () => {
  assert.equal(scan(`${'['.repeat(256)}${']'.repeat(256)}`), 512)
  assert.match(String(scan('['.repeat(10_000))), /nested at most 256 deep/)
  assert.equal(scan(`[${'1,'.repeat(999_998)}1]`), 2 * 999_998 + 3)
  assert.match(String(scan(`[${'1,'.repeat(1_000_000)}`)), /at most 1000000 values/)
})

test('random bytes end or wait, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 200}), fc.integer({min: 1, max: 9}), (bytes, length) => {
      const whole = scan(bytes)
      assert.equal(scan(bytes, length), whole)
    }),
    {seed, numRuns: 500},
  )
})

const budget = () => new ByteBudget(1_000_000)

test('a command is decoded once it is complete', () => {
  const command = new CommandText(budget())
  const bytes = Buffer.from('{"name":"é€😀"} {"more":1}')
  for (const byte of bytes.subarray(0, 18)) assert.deepEqual(command.add(Uint8Array.of(byte)), {kind: 'more'})
  assert.deepEqual(command.add(bytes.subarray(18)), {kind: 'text', text: '{"name":"é€😀"}'})
  assert.deepEqual(new CommandText(budget()).add(Buffer.from('{"a":"\xff"}', 'latin1')), {
    kind: 'refused',
    why: 'broken',
    reason: 'a command is UTF-8 text',
  })
})

test('a command that is too long is refused before it is complete', () => {
  const command = new CommandText(new ByteBudget(MAX_COMMAND_BYTES))
  const piece = Buffer.alloc(1024 * 1024, 'x')
  command.add(Buffer.from('{"a":"'))
  for (let index = 0; index < 15; index++) assert.equal(command.add(piece).kind, 'more')
  assert.deepEqual(command.add(piece), {
    kind: 'refused',
    why: 'too-long',
    reason: `a command has at most ${MAX_COMMAND_BYTES} bytes`,
  })
  assert.equal(command.length, 0)
})

test('long commands share a budget, short ones need none', () => {
  const shared = new ByteBudget(100_000)
  const piece = Buffer.alloc(60_000, ' ')
  const long = [new CommandText(shared), new CommandText(shared)] as const
  const send = (command: CommandText) => command.add(piece).kind
  assert.deepEqual([send(long[0]), send(long[0]), send(long[1])], ['more', 'more', 'more'])
  assert.equal(send(long[1]), 'refused')
  assert.equal(new CommandText(shared).add(Buffer.from('{"a":1}')).kind, 'text')
  long[0].release()
  assert.deepEqual([send(long[1]), send(long[1])], ['more', 'more'])
})
