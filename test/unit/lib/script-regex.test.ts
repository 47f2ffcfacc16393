import assert from 'node:assert/strict'
import {test} from 'node:test'
import fc from 'fast-check'
import {RegexError} from '../../../src/lib/regex-tree.ts'
import {ScriptRegex} from '../../../src/lib/script-regex.ts'
import {pattern} from '../../support/expression-trees.ts'
import {testSeed} from '../../support/random.ts'

const seed = testSeed() | 0
console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)

const matches = (regex: string, text: string) => new ScriptRegex(regex).matches(Buffer.from(text, 'latin1'))

test('the whole text matches, as by the regular expressions of JavaScript', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'x', '0', '\n', '-', '\xff'), {maxLength: 7})
  fc.assert(
    fc.property(pattern, text, (regex, letters) => {
      const expected = new RegExp(`^(?:${regex.replaceAll('[[:alpha:]-]', '[A-Za-z-]')})$`).test(letters.join(''))
      assert.equal(matches(regex, letters.join('')), expected)
    }),
    {seed, numRuns: 5000},
  )
})

test('what stands in brackets, after a backslash and between braces', () => {
  assert.ok(matches('[\\]a-c-]+', ']b-'))
  assert.ok(matches('[^]\\n', '\x00\n'))
  assert.ok(matches('[\\d_-]{3}\\S\\W', '0-_x.'))
  assert.ok(matches('\\x41\\.\\/\\t', 'A./\t'))
  assert.ok(matches('é', 'Ã©'))
  assert.ok(!matches('a{2,}', 'a') && matches('a{2,}', 'aaaa') && matches('(?:ab){0}', ''))
  assert.ok(!matches('[]', 'a') && !matches('.', '\r'))
})

test('what cannot be matched byte by byte is refused by name', () => {
  for (const [regex, message] of [
    ['(?=a)', /look around/],
    ['(?<name>a)', /look around/],
    ['(a)\\1', /\\1.* not supported/],
    ['\\bword', /\\b.* not supported/],
    ['a**', /nothing before "\*"/],
    ['a{,3}', /without a count/],
    ['a{3,2}', /before it begins/],
    ['[b-a]', /before it begins/],
    ['[a', /without "\]"/],
    ['(a', /without "\)"/],
    ['a)', /without "\("/],
    ['a\\', /at the end/],
    ['[[:nope:]]', /no class/],
    ['\\x4', /two digits/],
    ['(a|b){900}(c|d){900}', /too large|too complicated/],
  ] as const) {
    assert.throws(
      () => new ScriptRegex(regex),
      (error: Error) => error instanceof RegexError && message.test(error.message),
      regex,
    )
  }
})

test('no text makes a pattern slow', () => {
  const regex = new ScriptRegex('(a*)*(a|aa)+(.*a){8}b')
  const text = Buffer.alloc(2 ** 20, 'a')
  const started = process.cpuUsage().user
  assert.equal(regex.matches(text), false)
  // Seconds of a slow machine; going back over the text would take longer than anybody waits.
  assert.ok(process.cpuUsage().user - started < 10_000_000)
})
