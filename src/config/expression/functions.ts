import {type TextForm, textForms, type Value} from '../../model/expression.ts'
import type {Parsing, Term} from './parsing.ts'

type Reader = (parsing: Parsing) => Value

/** Kea keeps the numbers of substring and split as text and fails at every packet when they are beyond 32 bits. */
const [MIN, MAX] = [-(2 ** 31), 2 ** 31 - 1]

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['substring', substring],
  ['split', split],
  ['concat', concat],
  ['ifelse', ifelse],
  ['hexstring', hexstring],
  ...(['lcase', 'ucase'] as const).map(kind => [kind, (parsing: Parsing) => ({kind, of: parsing.value()})] as const),
  ...textForms.map(as => [as, (parsing: Parsing) => totext(parsing, as)] as const),
])

/** name(argument, …): all of them make values. */
export function parseFunction(parsing: Parsing): Term | undefined {
  const {cursor} = parsing
  const read = cursor.token.kind === 'word' ? readers.get(cursor.token.text) : undefined
  if (read === undefined) return undefined
  cursor.next()
  cursor.expect('(')
  const value = read(parsing)
  cursor.expect(')')
  return {type: 'value', value}
}

function substring(parsing: Parsing): Value {
  const {cursor} = parsing
  const of = parsing.value()
  cursor.expect(',')
  const start = cursor.integer(MIN, MAX, 'a start')
  cursor.expect(',')
  const length = cursor.skip('all') ? 'all' : cursor.integer(MIN, MAX, "a length or 'all'")
  return {kind: 'substring', of, start, length}
}

function split(parsing: Parsing): Value {
  const {cursor} = parsing
  const of = parsing.value()
  cursor.expect(',')
  const delimiters = parsing.value()
  cursor.expect(',')
  return {kind: 'split', of, delimiters, field: cursor.integer(MIN, MAX, 'the number of a field')}
}

function concat(parsing: Parsing): Value {
  const left = parsing.value()
  parsing.cursor.expect(',')
  return {kind: 'concat', of: [left, parsing.value()]}
}

function ifelse(parsing: Parsing): Value {
  const condition = parsing.condition()
  parsing.cursor.expect(',')
  const yes = parsing.value()
  parsing.cursor.expect(',')
  return {kind: 'ifelse', condition, yes, no: parsing.value()}
}

function hexstring(parsing: Parsing): Value {
  const of = parsing.value()
  parsing.cursor.expect(',')
  return {kind: 'hexstring', of, separator: parsing.value()}
}

function totext(parsing: Parsing, as: TextForm): Value {
  return {kind: 'totext', as, of: parsing.value()}
}
