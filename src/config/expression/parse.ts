import type {Condition, Value} from '../../model/expression.ts'
import {Cursor, ExpressionStop} from './cursor.ts'
import {type ExpressionError, expressionError} from './error.ts'
import {parseFunction} from './functions.ts'
import {parseLiteral} from './literals.ts'
import {parseOptionTerm} from './option-terms.ts'
import {parsePacketTerm} from './packet-terms.ts'
import type {ExpressionContext, Parsing, Term} from './parsing.ts'
import {tokensOf} from './tokens.ts'
import {parseVendorTerm} from './vendor-terms.ts'

/** Longer texts are refused unread: nobody writes them, and each character costs memory. */
const MAX_LENGTH = 100_000

/** Reads the `test` of a class. */
export function parseCondition(text: string, context: ExpressionContext): Condition | ExpressionError {
  return parse(text, context, parser => parser.condition())
}

/** Reads an expression that makes a string: the value of an option, the identifier of a client. */
export function parseValue(text: string, context: ExpressionContext): Value | ExpressionError {
  return parse(text, context, parser => parser.value())
}

function parse<T extends Condition | Value>(
  text: string,
  context: ExpressionContext,
  read: (parser: Parser) => T,
): T | ExpressionError {
  if (text.length > MAX_LENGTH) return expressionError(text, MAX_LENGTH, `longer than ${MAX_LENGTH} characters`)
  const tokens = tokensOf(text)
  if ('kind' in tokens) return tokens
  try {
    const parser = new Parser(new Cursor(text, tokens), context)
    const tree = read(parser)
    if (parser.cursor.token.kind !== 'end') parser.cursor.unexpected('the end')
    return tree
  } catch (error) {
    if (error instanceof ExpressionStop) return error.found
    throw error
  }
}

/** 'or' binds least, then 'and', 'not', '==' and '+'; parentheses may stand around either kind of term. */
class Parser implements Parsing {
  readonly cursor: Cursor
  readonly context: ExpressionContext

  constructor(cursor: Cursor, context: ExpressionContext) {
    this.cursor = cursor
    this.context = context
  }

  condition(): Condition {
    return this.#asCondition(this.#any())
  }

  value(): Value {
    return this.#asValue(() => this.cursor.nested(() => this.#sum()))
  }

  #any(): Term {
    return this.cursor.nested(() => this.#chain('or', () => this.#chain('and', () => this.#not())))
  }

  #chain(word: 'and' | 'or', read: () => Term): Term {
    const first = read()
    if (!this.cursor.is(word)) return first
    const of = [this.#asCondition(first)]
    while (this.cursor.skip(word)) of.push(this.#asCondition(read()))
    return {type: 'condition', condition: {kind: word, of}}
  }

  #not(): Term {
    if (!this.cursor.skip('not')) return this.#comparison()
    const of = this.cursor.nested(() => this.#asCondition(this.#not()))
    return {type: 'condition', condition: {kind: 'not', of}}
  }

  #comparison(): Term {
    const first = this.#sum()
    if (first.type === 'condition' || !this.cursor.skip('==')) return first
    const right = this.#asValue(() => this.#sum())
    return {type: 'condition', condition: {kind: 'equal', left: first.value, right}}
  }

  #sum(): Term {
    const first = this.#primary()
    if (first.type === 'condition' || !this.cursor.is('+')) return first
    const of = [first.value]
    while (this.cursor.skip('+')) of.push(this.#asValue(() => this.#primary()))
    return {type: 'value', value: {kind: 'concat', of}}
  }

  #primary(): Term {
    if (this.cursor.skip('(')) {
      const inner = this.#any()
      this.cursor.expect(')')
      return inner
    }
    const literal = parseLiteral(this.cursor)
    if (literal !== undefined) return {type: 'value', value: literal}
    const term = parseOptionTerm(this) ?? parseVendorTerm(this) ?? parsePacketTerm(this) ?? parseFunction(this)
    return term ?? this.cursor.unexpected('a value or a condition')
  }

  // The token here is the one behind the term: what would have made it fit.
  #asCondition(term: Term): Condition {
    return term.type === 'condition' ? term.condition : this.cursor.unexpected("'==' or '+'")
  }

  #asValue(read: () => Term): Value {
    const start = this.cursor.token
    const term = read()
    return term.type === 'value' ? term.value : this.cursor.fail(start, 'expected a value, found a condition')
  }
}
