import assert from 'node:assert/strict'
import {test} from 'node:test'
import {ExtendedRegex} from '../../../src/lib/extended-regex.ts'
import {RegexError} from '../../../src/lib/regex-tree.ts'
import {SeededRandom, testSeed} from '../../support/random.ts'

const replaced = (pattern: string, text: string) => new ExtendedRegex(pattern).replaceAll(text, '_')

// What kea-dhcp4 2.2.0 makes of the same patterns.
test('matches are the leftmost longest ones', () => {
  assert.equal(replaced('a|ab', 'ab'), '_')
  assert.equal(replaced('(a|ab)(b|c)', 'xx.aab.d1-'), 'xx.a_.d1-')
  assert.equal(replaced('aa|aab', 'aaabbbaaa'), '_abbb_a')
  assert.equal(replaced('b*', 'aaabbbaaa'), '_a_a_a__a_a_a_')
  assert.equal(replaced('a{2}', 'xx.aab'), 'xx._b')
  assert.equal(replaced('a{0}', 'ab'), '_a_b_')
  assert.equal(replaced('', 'ab'), '_a_b_')
})

test('anchors hold at the ends of the text only', () => {
  assert.equal(replaced('^a', 'aab'), '_ab')
  assert.equal(replaced('a$b', 'ab'), 'ab')
  assert.equal(replaced('(^a)|b$', 'abab'), '_ba_')
  assert.equal(replaced('^$', ''), '_')
  assert.equal(replaced('$', 'ab'), 'ab_')
})

test('sets', () => {
  assert.equal(replaced('[^A-Za-z0-9.-]', 'a_b!.c-d\u00e9'), 'a_b_.c-d_')
  assert.equal(replaced('[]a]', 'a]b'), '__b')
  assert.equal(replaced('[^]a]', 'a]b'), 'a]_')
  assert.equal(replaced('[\\d]', 'a\\d1'), 'a__1')
  assert.equal(replaced('\\d', 'd1'), '_1')
  assert.equal(replaced('[[:digit:][.a.][=b=]]', 'abc1'), '__c_')
  assert.equal(replaced('[--/]', 'a-./'), 'a___')
})

for (const pattern of [
  '(',
  ')',
  '[',
  '[a',
  '[]',
  '[a-',
  '[z-a]',
  '[a-z-9]',
  '[[:foo:]]',
  '[[.hyphen.]]',
  '[[:',
  '*',
  '+a',
  'a|*',
  'a{',
  'a{2',
  'a{,2}',
  'a{3,2}',
  'a{2000}',
  '^*',
  '\\',
  '('.repeat(60),
  '(a{900}){900}',
  '((a{50}){50}){50}',
  '(a|b)*a(a|b){20}',
  '((a*)*b*){600}',
  `a${'?'.repeat(100_000)}`,
  `a${'{1}'.repeat(100_000)}`,
  `${'('.repeat(49)}a${`${'*'.repeat(40)})`.repeat(49)}`,
]) {
  test(`no pattern: ${pattern.slice(0, 20)}`, () => {
    assert.throws(() => new ExtendedRegex(pattern), RegexError)
  })
}

test('the empty text as often as anybody likes is the empty text', () => {
  assert.equal(replaced('(){1000}{1000}{1000}{1000}', 'ab'), '_a_b_')
  assert.equal(replaced('((){1000}){1000}{1000}{1000}b', 'ab'), 'a_')
})

/** The same, by trying every part of the text. */
function replacedSlowly(pattern: string, text: string): string {
  const whole = new RegExp(`^(?:${pattern})$`)
  let result = ''
  for (let at = 0; at <= text.length; ) {
    let end = text.length
    while (end >= at && !whole.test(text.slice(at, end))) end--
    if (end >= at) result += '_'
    if (end > at) at = end
    else result += text.charAt(at++)
  }
  return result
}

test('every match is the longest of the whole parts that JavaScript matches', t => {
  const seed = testSeed()
  t.diagnostic(`seed ${seed}`)
  const random = new SeededRandom(seed)
  const atoms = ['a', 'b', '.', '[ab]', '[^a]', '(b|a)', '(ab)', '(a|ab|)']
  const suffixes = ['', '', '', '*', '+', '?', '{2}', '{1,2}', '{2,}']
  for (let round = 0; round < 3000; round++) {
    const pattern = Array.from({length: random.below(4) + 1}, () => random.pick(atoms) + random.pick(suffixes)).join('')
    const text = Array.from({length: random.below(9)}, () => random.pick(['a', 'b', 'c'])).join('')
    assert.equal(replaced(pattern, text), replacedSlowly(pattern, text), `${pattern} on ${text}, seed ${seed}`)
  }
})

test('a long text that almost matches costs what any other does', () => {
  const slow = new ExtendedRegex('(a+)+b|((a*)*)*c|(a|a)*d')
  const text = 'a'.repeat(255)
  for (let round = 0; round < 200; round++) assert.equal(slow.replaceAll(text, ''), text)
})
