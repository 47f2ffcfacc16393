import assert from 'node:assert/strict'
import {test} from 'node:test'
import {formatExpressionError} from '../../../src/config/expression/error.ts'
import {parseCondition, parseValue} from '../../../src/config/expression/parse.ts'
import type {ExpressionContext} from '../../../src/config/expression/parsing.ts'
import {context4, expressionConditions, expressionTexts, expressionValues} from '../../support/expressions4.ts'

const context6: ExpressionContext = {...context4, family: 6}

function errorOf(text: string, context = context4): string | undefined {
  const result = parseCondition(text, context)
  return result.kind === 'expression-error' ? formatExpressionError(result) : undefined
}

test('texts are expressions, or wrong at the place that the fixture says', () => {
  const wrong = expressionTexts().filter(({text, column}) => {
    const result = parseCondition(text, context4)
    return (result.kind === 'expression-error' ? result.column : undefined) !== column
  })
  assert.deepEqual(wrong, [])
})

test('every value and condition of the fixtures is one', () => {
  for (const text of expressionValues()) assert.notEqual(parseValue(text, context4).kind, 'expression-error', text)
  for (const text of expressionConditions()) assert.equal(errorOf(text), undefined, text)
})

test('errors say what is wrong and where', () => {
  assert.equal(errorOf('option[nonsense].exists'), "column 8: there is no option 'nonsense'")
  assert.equal(errorOf("member('gone')"), "column 8: there is no class 'gone' before this one")
  assert.equal(errorOf("'a' ==\n'b' or"), 'line 2, column 7: expected a value or a condition, found the end')
  assert.equal(errorOf("'abc"), "column 1: this string has no closing ' on its line")
  assert.equal(errorOf("'a'"), "column 4: expected '==' or '+', found the end")
  assert.equal(errorOf('lower(1) == 1'), "column 1: 'lower' is not a word of expressions")
})

test('terms of the other family are refused by name', () => {
  assert.equal(errorOf('pkt6.msgtype == 1'), 'column 1: pkt6 is for DHCPv6 only')
  assert.equal(errorOf('not relay6[0].option[1].exists'), 'column 5: relay6 is for DHCPv6 only')
  assert.equal(errorOf('pkt4.mac == 0x01', context6), 'column 1: pkt4 is for DHCPv4 only')
  assert.equal(errorOf('relay4[1].exists', context6), 'column 1: relay4 is for DHCPv4 only')
  assert.equal(errorOf('relay6[-32].option[65535].exists and relay6[31].peeraddr == ::1', context6), undefined)
  assert.equal(
    errorOf('relay6[32].linkaddr == ::', context6),
    'column 8: expected a nest level from -32 to 31, found 32',
  )
})

test('a class test is a condition, the identifier of a client a string', () => {
  const value = parseValue("'a' == 'b'", context4)
  assert.equal(value.kind === 'expression-error' && value.message, "expected the end, found '=='")
  assert.equal(parseValue("hexstring(pkt4.mac, ':') + '-x'", context4).kind, 'concat')
})

test('depth and size are bounded, length of a list is not', () => {
  assert.equal(errorOf(`${'('.repeat(150)}'a' == 'a'${')'.repeat(150)}`), undefined)
  assert.match(errorOf(`${'('.repeat(50_000)}'a'`)!, /^column 20\d: more than 200 levels inside each other$/)
  assert.match(errorOf('not '.repeat(20_000))!, /more than 200 levels/)
  assert.match(errorOf('concat('.repeat(10_000))!, /more than 200 levels/)
  const addresses = Array.from({length: 2000}, (_, i) => `pkt4.mac == 0x0200${i.toString(16).padStart(8, '0')}`)
  assert.equal(errorOf(addresses.join(' or ')), undefined)
  assert.match(errorOf(' '.repeat(100_001))!, /longer than 100000 characters/)
  assert.match(errorOf(Array(101).fill("match('a', 'a')").join(' or '))!, /more than 100 regular expressions/)
})
