import type {Enterprise} from '../../model/expression.ts'
import {bracketed, codeOf, ending} from './option-terms.ts'
import type {Parsing, Term} from './parsing.ts'

/** vendor… and vendor-class… */
export function parseVendorTerm(parsing: Parsing): Term | undefined {
  const {cursor} = parsing
  const of = cursor.is('vendor') ? 'vendor' : cursor.is('vendor-class') ? 'vendor-class' : undefined
  if (of === undefined) return undefined
  cursor.next()
  if (cursor.skip('.')) {
    cursor.word(['enterprise'])
    return {type: 'value', value: {kind: 'enterprise', of}}
  }
  const enterprise = bracketed(parsing, () => enterpriseOf(parsing))
  cursor.expect('.')
  if (cursor.skip('exists')) return {type: 'condition', condition: {kind: 'vendor-exists', of, enterprise}}
  return of === 'vendor' ? vendorOption(parsing, enterprise) : vendorClassData(parsing, enterprise)
}

function enterpriseOf({cursor}: Parsing): Enterprise {
  return cursor.skip('*') ? 'any' : cursor.integer(0, 0xffffffff, "an enterprise number or '*'")
}

function vendorOption(parsing: Parsing, enterprise: Enterprise): Term {
  const {cursor} = parsing
  if (!cursor.skip('option')) cursor.unexpected("'option' or 'exists'")
  const code = bracketed(parsing, () => codeOf(parsing))
  cursor.expect('.')
  return ending(parsing, {kind: 'vendor', enterprise, code})
}

function vendorClassData(parsing: Parsing, enterprise: Enterprise): Term {
  const {cursor} = parsing
  if (!cursor.skip('data')) cursor.unexpected("'data' or 'exists'")
  const index = cursor.is('[') ? bracketed(parsing, () => cursor.integer(0, 255, 'an index')) : 0
  return {type: 'value', value: {kind: 'vendor-class-data', enterprise, index}}
}
