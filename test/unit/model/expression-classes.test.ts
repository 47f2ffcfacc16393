import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseCondition} from '../../../src/config/expression/parse.ts'
import {classesIn} from '../../../src/model/expression-classes.ts'
import {context4} from '../../support/expressions4.ts'

test('classes are found wherever a condition can stand', () => {
  const inner =
    "ifelse(member('HA_b'), hexstring('a', ifelse(member('HA_c'), 'x', 'y')), split('a', substring('b', 0, 1), 1))"
  const text = `not (member('HA_a') and uint8totext(${inner} + 'z') == ifelse(not member('KNOWN'), 'a', 'b')) or member('ALL')`
  const condition = parseCondition(text, context4)
  assert.ok(condition.kind !== 'expression-error')
  assert.deepEqual([...classesIn(condition)], ['HA_a', 'HA_b', 'HA_c', 'KNOWN', 'ALL'])
})

test('newer words ask for classes too', () => {
  const condition = parseCondition("match('a', lcase(ifelse(unknown, ucase('b'), 'c'))) and member('ALL')", context4)
  assert.ok(condition.kind !== 'expression-error')
  assert.deepEqual([...classesIn(condition)], ['KNOWN', 'ALL'])
})
