import {type ExpressionError, expressionError} from './error.ts'
import type {Token, TokenKind} from './tokens.ts'

/** Ends the reading of an expression. Thrown and caught inside this folder only. */
export class ExpressionStop extends Error {
  readonly found: ExpressionError

  constructor(found: ExpressionError) {
    super(found.message)
    this.found = found
  }
}

const MAX_DEPTH = 200
const MAX_REGEXES = 100

/** Walks over the tokens of one expression. */
export class Cursor {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0
  #regexes = 0

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text
    this.#tokens = tokens
  }

  get token(): Token {
    return this.#tokens[this.#at]!
  }

  /** The token here, which is left behind. */
  next(): Token {
    const token = this.token
    if (token.kind !== 'end') this.#at++
    return token
  }

  /** Whether this word or sign stands here. */
  is(text: string): boolean {
    const {kind} = this.token
    return (kind === 'word' || kind === 'sign') && this.token.text === text
  }

  /** Leaves this word or sign behind if it stands here. */
  skip(text: string): boolean {
    const here = this.is(text)
    if (here) this.next()
    return here
  }

  expect(text: string): void {
    if (!this.skip(text)) this.unexpected(`'${text}'`)
  }

  /** One of the words; anything else is an error that lists them. */
  word<W extends string>(words: readonly W[]): W {
    const {kind, text} = this.token
    const found = kind === 'word' ? words.find(word => word === text) : undefined
    if (found === undefined) this.unexpected(words.map(word => `'${word}'`).join(' or '))
    this.next()
    return found
  }

  kind(kind: TokenKind, what: string): Token {
    if (this.token.kind !== kind) this.unexpected(what)
    return this.next()
  }

  integer(min: number, max: number, what: string): number {
    const token = this.kind('integer', what)
    const value = Number(token.text)
    if (!(value >= min && value <= max))
      this.fail(token, `expected ${what} from ${min} to ${max}, found ${token.text.slice(0, 40)}`)
    // "-0" is 0: the sign of zero says nothing.
    return value + 0
  }

  /** Runs the reader of something that may hold itself. */
  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.fail(this.token, `more than ${MAX_DEPTH} levels inside each other`)
    const result = read()
    this.#depth--
    return result
  }

  /** A regular expression: a large one takes memory for as long as the configuration is in force. */
  regex(): Token {
    const token = this.kind('string', 'a regular expression in single quotes')
    if (++this.#regexes > MAX_REGEXES) this.fail(token, `more than ${MAX_REGEXES} regular expressions`)
    return token
  }

  unexpected(expected: string): never {
    const {kind, text} = this.token
    const found = kind === 'end' ? 'the end' : kind === 'string' ? text : `'${text}'`
    this.fail(this.token, `expected ${expected}, found ${found.length > 60 ? `${found.slice(0, 60)}…` : found}`)
  }

  fail(token: Token, message: string): never {
    throw new ExpressionStop(expressionError(this.#text, token.offset, message))
  }
}
