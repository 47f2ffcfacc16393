import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseCondition} from '../../src/config/expression/parse.ts'
import {compileTest4} from '../../src/engine/expression/compile4.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {isWireError} from '../../src/wire/wire-error.ts'
import {expressionPackets4} from '../support/expression-packets4.ts'
import {context4, expressionConditions, expressionTexts} from '../support/expressions4.ts'
import {SeededRandom, testSeed} from '../support/random.ts'

const seed = testSeed()
const packets = [...expressionPackets4().values()].flatMap(bytes => {
  const message = decode4(bytes)
  return isWireError(message) ? [] : [{message, interface: 'lo', source: 1 as Ipv4, destination: 2 as Ipv4}]
})
const corpus = [...expressionTexts().map(({text}) => text), ...expressionConditions()]
const pieces = [
  ...[
    "'",
    "''",
    '(',
    ')',
    '[',
    ']',
    '.',
    ',',
    '==',
    '+',
    '*',
    '0x',
    '0x0',
    '-',
    '-1',
    '4294967296',
    '1.2.3.4',
    '::',
    ' ',
  ],
  ...[
    'not ',
    ' and ',
    ' or ',
    'option[',
    'relay4[',
    'vendor[*]',
    '.hex',
    '.text',
    '.exists',
    'substring(',
    'ifelse(',
    'all',
    'known',
    'lcase(',
    "match('",
    "(a|b)*{2}', ",
  ],
  ...['\n', '\r', '\0', '\ud800', 'é', '__proto__', 'constructor', 'hasOwnProperty]', 'toString]'],
]

function mutated(random: SeededRandom): string {
  let text = random.pick(corpus)
  for (let changes = 1 + random.below(6); changes > 0; changes--) {
    const at = random.below(text.length + 1)
    const cut = at + random.below(8)
    const other = random.pick(corpus)
    const from = random.below(other.length + 1)
    const inserts = [
      '',
      random.pick(pieces),
      random.pick(pieces).repeat(1 + random.below(300)),
      other.slice(from, from + 30),
    ]
    text = text.slice(0, at) + random.pick(inserts) + text.slice(random.below(2) === 0 ? at : cut)
  }
  return text
}

test('any text is an expression that can be evaluated, or wrong at a place inside it', () => {
  const random = new SeededRandom(seed)
  let accepted = 0
  for (let run = 0; run < 40_000; run++) {
    const text = mutated(random)
    const told = `seed ${seed}, run ${run}: ${JSON.stringify(text.slice(0, 300))}`
    const result = parseCondition(text, context4)
    if (result.kind === 'expression-error') {
      assert.ok(result.offset >= 0 && result.offset <= text.length && result.column >= 1, told)
      assert.ok(result.message.length > 0 && result.message.length < 300, told)
      continue
    }
    accepted++
    const holds = compileTest4(result)(random.pick(packets), new Set())
    assert.ok(typeof holds === 'boolean' || holds.kind === 'evaluation-failure', told)
  }
  console.log(`seed ${seed}: ${accepted} of 40000 texts were expressions`)
  assert.ok(accepted > 400, `only ${accepted} texts were expressions`)
})

test('texts made to take long are refused or read at once', () => {
  const long = [
    'not',
    "'a'+",
    'a',
    '0',
    "'",
    '(',
    '1.',
    ':',
    '0x1',
    'hex ',
    '- ',
    'option[',
    "'a'=='a'or ",
    ' ',
    '\n',
    'concat(',
    "match('a', 'a') or ",
    "match('",
    "match('(",
    '.option[1]',
  ]
  const started = process.cpuUsage().user
  for (const piece of long) parseCondition(piece.repeat(Math.floor(100_000 / piece.length)), context4)
  for (const piece of ['(', 'a*', '(a|b)', '[^a]', 'a{1000}', '.*a', '(a*)*', '[', '\\\\d', 'a|']) {
    for (const times of [3, 30, 3000]) parseCondition(`match('${piece.repeat(times)}', 'a')`, context4)
  }
  // Seconds of a slow machine: anything quadratic takes minutes.
  assert.ok(process.cpuUsage().user - started < 30_000_000)
})
