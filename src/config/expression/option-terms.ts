import type {OptionSource} from '../../model/expression.ts'
import type {Parsing, Term} from './parsing.ts'

/** option[…], relay4[…] and relay6[…] with what follows them. */
export function parseOptionTerm(parsing: Parsing): Term | undefined {
  const {cursor} = parsing
  const start = cursor.token
  if (cursor.skip('option')) return ending(parsing, optionSource(parsing))
  if (cursor.skip('relay4')) {
    if (parsing.context.family !== 4) cursor.fail(start, 'relay4 is for DHCPv4 only')
    const code = bracketed(parsing, () => codeOf(parsing))
    cursor.expect('.')
    return ending(parsing, {kind: 'relay4', code})
  }
  return cursor.is('relay6') ? relay6Term(parsing) : undefined
}

function optionSource(parsing: Parsing): OptionSource {
  const {cursor} = parsing
  const code = bracketed(parsing, () => (cursor.token.kind === 'option-name' ? named(parsing) : codeOf(parsing)))
  cursor.expect('.')
  if (!cursor.skip('option')) return {kind: 'option', code, sub: undefined}
  const sub = bracketed(parsing, () => codeOf(parsing))
  cursor.expect('.')
  const deeper: number[] = []
  while (cursor.skip('option')) {
    deeper.push(bracketed(parsing, () => codeOf(parsing)))
    cursor.expect('.')
  }
  return deeper.length === 0 ? {kind: 'option', code, sub} : {kind: 'option', code, sub, deeper}
}

function relay6Term(parsing: Parsing): Term {
  const {cursor} = parsing
  const start = cursor.next()
  if (parsing.context.family !== 6) cursor.fail(start, 'relay6 is for DHCPv6 only')
  const nest = bracketed(parsing, () => cursor.integer(-32, 31, 'a nest level'))
  cursor.expect('.')
  if (!cursor.skip('option')) {
    const field = cursor.word(['linkaddr', 'peeraddr'] as const)
    return {type: 'value', value: {kind: 'relay6', nest, field}}
  }
  const code = bracketed(parsing, () => codeOf(parsing))
  cursor.expect('.')
  return ending(parsing, {kind: 'relay6', nest, code})
}

/** What stands in brackets. */
export function bracketed<T>({cursor}: Parsing, read: () => T): T {
  cursor.expect('[')
  const found = read()
  cursor.expect(']')
  return found
}

export function codeOf({cursor, context}: Parsing): number {
  return cursor.integer(0, context.family === 4 ? 255 : 65535, 'a code')
}

function named({cursor, context}: Parsing): number {
  const token = cursor.next()
  return context.optionCode(token.text) ?? cursor.fail(token, `there is no option '${token.text}'`)
}

/** .hex, .text or .exists. */
export function ending({cursor}: Parsing, source: OptionSource): Term {
  const form = cursor.word(['hex', 'text', 'exists'] as const)
  if (form === 'exists') return {type: 'condition', condition: {kind: 'exists', source}}
  return {type: 'value', value: {kind: 'option', source, form}}
}
