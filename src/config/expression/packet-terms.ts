import {RegexError} from '../../lib/regex-tree.ts'
import {ScriptRegex} from '../../lib/script-regex.ts'
import {type Condition, packetFields, packetFields4, packetFields6} from '../../model/expression.ts'
import type {Parsing, Term} from './parsing.ts'

/** pkt.…, pkt4.…, pkt6.…, member('…'), known, unknown and match('…', …). */
export function parsePacketTerm(parsing: Parsing): Term | undefined {
  const {cursor, context} = parsing
  const start = cursor.token
  if (cursor.skip('pkt')) {
    cursor.expect('.')
    return {type: 'value', value: {kind: 'pkt', field: cursor.word(packetFields)}}
  }
  if (cursor.skip('pkt4')) {
    if (context.family !== 4) cursor.fail(start, 'pkt4 is for DHCPv4 only')
    cursor.expect('.')
    return {type: 'value', value: {kind: 'pkt4', field: cursor.word(packetFields4)}}
  }
  if (cursor.skip('pkt6')) {
    if (context.family !== 6) cursor.fail(start, 'pkt6 is for DHCPv6 only')
    cursor.expect('.')
    return {type: 'value', value: {kind: 'pkt6', field: cursor.word(packetFields6)}}
  }
  const known: Condition = {kind: 'member', className: 'KNOWN'}
  if (cursor.skip('known')) return {type: 'condition', condition: known}
  if (cursor.skip('unknown')) return {type: 'condition', condition: {kind: 'not', of: known}}
  if (cursor.skip('match')) return match(parsing)
  return cursor.skip('member') ? member(parsing) : undefined
}

/** match('pattern', value): the pattern is compiled here too, so that what is wrong with it has a place. */
function match(parsing: Parsing): Term {
  const {cursor} = parsing
  cursor.expect('(')
  const token = cursor.regex()
  const pattern = token.text.slice(1, -1)
  try {
    new ScriptRegex(pattern)
  } catch (error) {
    if (error instanceof RegexError) cursor.fail(token, `in this regular expression: ${error.message}`)
    throw error
  }
  cursor.expect(',')
  const of = parsing.value()
  cursor.expect(')')
  return {type: 'condition', condition: {kind: 'match', pattern, of}}
}

function member({cursor, context}: Parsing): Term {
  cursor.expect('(')
  const token = cursor.kind('string', 'the name of a class in single quotes')
  const className = token.text.slice(1, -1)
  if (!context.knowsClass(className)) {
    cursor.fail(token, `there is no class '${className.slice(0, 60)}' before this one`)
  }
  cursor.expect(')')
  return {type: 'condition', condition: {kind: 'member', className}}
}
