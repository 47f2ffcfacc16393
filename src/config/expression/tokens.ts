import {type ExpressionError, expressionError} from './error.ts'

export type TokenKind = 'string' | 'hex' | 'integer' | 'address' | 'option-name' | 'word' | 'sign' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** As it was written; '' at the end. */
  readonly text: string
  readonly offset: number
}

const WORDS = [
  ...[
    'not',
    'and',
    'or',
    'member',
    'known',
    'unknown',
    'match',
    'exists',
    'hex',
    'text',
    'option',
    'relay4',
    'relay6',
    'linkaddr',
    'peeraddr',
  ],
  ...['pkt', 'iface', 'src', 'dst', 'len', 'pkt4', 'mac', 'hlen', 'htype', 'ciaddr', 'giaddr', 'yiaddr', 'siaddr'],
  ...['pkt6', 'msgtype', 'transid', 'vendor', 'vendor-class', 'data', 'enterprise', 'all'],
  ...['substring', 'split', 'concat', 'ifelse', 'hexstring', 'lcase', 'ucase', 'addrtotext'],
  ...['int8totext', 'int16totext', 'int32totext', 'uint8totext', 'uint16totext', 'uint32totext'],
]

// Of the kinds that fit the longest counts, the earlier of two of one length. Words need no space around them ("notmember").
// A name of an option is only known by the bracket behind it; it is bounded, as is the space, so that no text takes long.
const KINDS: readonly (readonly [TokenKind, RegExp])[] = [
  ['string', /'[^'\n]*'/y],
  ['hex', /0[xX][0-9a-fA-F]+/y],
  ['integer', /-?[0-9]+/y],
  ['address', /[0-9]+(?:\.[0-9]+){3}|[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*/y],
  ['word', new RegExp([...WORDS].sort((one, other) => other.length - one.length).join('|'), 'y')],
  ['sign', /==|[.()[\],*+]/y],
]
const OPTION_NAME = /[A-Za-z](?:[-_A-Za-z0-9]{0,126}[A-Za-z0-9])?(?=[ \t\n]{0,99}\])/y
const BLANK = /[ \t\n]*/y

/** Splits an expression; the last token is the end. */
export function tokensOf(text: string): Token[] | ExpressionError {
  const tokens: Token[] = []
  let offset = 0
  for (;;) {
    offset += matched(BLANK, text, offset).length
    if (offset >= text.length) return [...tokens, {kind: 'end', text: '', offset}]
    const token = tokenAt(text, offset)
    if (token === undefined) return unknown(text, offset)
    tokens.push(token)
    offset += token.text.length
  }
}

function tokenAt(text: string, offset: number): Token | undefined {
  const name = matched(OPTION_NAME, text, offset)
  if (name !== '') return {kind: 'option-name', text: name, offset}
  let best: Token | undefined
  for (const [kind, pattern] of KINDS) {
    const found = matched(pattern, text, offset)
    if (found.length > (best?.text.length ?? 0)) best = {kind, text: found, offset}
  }
  return best
}

function matched(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset
  return pattern.exec(text)?.[0] ?? ''
}

function unknown(text: string, offset: number): ExpressionError {
  const found = String.fromCodePoint(text.codePointAt(offset)!)
  if (found === "'") return expressionError(text, offset, "this string has no closing ' on its line")
  if (found === '"') return expressionError(text, offset, 'strings stand in single quotes')
  const word = /[A-Za-z][\w-]*/y
  const name = matched(word, text, offset)
  if (name !== '') return expressionError(text, offset, `'${name.slice(0, 40)}' is not a word of expressions`)
  return expressionError(text, offset, `unexpected ${JSON.stringify(found)}`)
}
