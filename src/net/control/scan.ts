/** What a piece of a command's text leads to. end: the value is complete with that many bytes of the piece. */
export type Scanned =
  | {readonly kind: 'more'}
  | {readonly kind: 'end'; readonly length: number}
  | {readonly kind: 'broken'; readonly reason: string}

/** Deeper than any configuration; the reader of commands has a bound of its own below it. */
const MAX_DEPTH = 256
/**
 * Values are what a text costs in memory once it is read (some 200 bytes each), so they are bounded beside the bytes:
 * enough for 100,000 subnets with pool and relay.
 */
const MAX_VALUES = 1_000_000

const more = {kind: 'more'} as const

type State = 'plain' | 'string' | 'escape' | 'slash' | 'line-comment' | 'block-comment' | 'star'

/**
 * Finds where one JSON value ends in a stream of bytes, each of which is looked at once. Brackets, strings and comments
 * (facts: server.md §2.1) are all that matters for that; whether the text between them is JSON is for its reader to say.
 * Bytes that no such text can have end the scan at once, so that noise is answered instead of waited for.
 */
export class CommandScanner {
  #state: State = 'plain'
  /** The brackets that are still to come. */
  readonly #closing: number[] = []
  #values = 0

  push(bytes: Uint8Array): Scanned {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!
      const failure = this.#state === 'plain' ? this.#plain(byte) : this.#inside(byte)
      if (failure === DONE) return {kind: 'end', length: at + 1}
      if (failure !== undefined) return {kind: 'broken', reason: failure}
    }
    return more
  }

  /** Outside of strings and comments. */
  #plain(byte: number): string | undefined {
    const kind = kinds[byte]!
    if (kind === BLANK) return undefined
    if (kind === SLASH) return this.#enter('slash')
    if (kind === HASH) return this.#enter('line-comment')
    if (kind === OPEN) return this.#open(byte)
    if (this.#closing.length === 0) return 'a command begins with {'
    if (kind === QUOTE) return this.#enter('string')
    if (kind === CLOSE) return this.#close(byte)
    if (byte === COMMA) this.#values++
    if (this.#values > MAX_VALUES) return `a command has at most ${MAX_VALUES} values`
    return kind === WORD ? undefined : 'a byte that JSON has only in strings'
  }

  #inside(byte: number): string | undefined {
    switch (this.#state) {
      case 'string':
        if (byte === 0x22) return this.#enter('plain')
        if (byte === 0x5c) return this.#enter('escape')
        return byte < 0x20 ? 'a control character in a string must be escaped' : undefined
      case 'escape':
        return this.#enter('string')
      case 'slash':
        if (byte === 0x2f) return this.#enter('line-comment')
        return byte === STAR ? this.#enter('block-comment') : 'a slash that begins no comment'
      case 'line-comment':
        return byte === 0x0a ? this.#enter('plain') : undefined
      case 'block-comment':
        return byte === STAR ? this.#enter('star') : undefined
      default:
        if (byte === STAR) return undefined
        return this.#enter(byte === 0x2f ? 'plain' : 'block-comment')
    }
  }

  #enter(state: State): undefined {
    this.#state = state
    return undefined
  }

  #open(byte: number): string | undefined {
    // '{' and '}' are two apart in ASCII, and so are the others.
    this.#closing.push(byte + 2)
    this.#values++
    return this.#closing.length > MAX_DEPTH ? `a command is nested at most ${MAX_DEPTH} deep` : undefined
  }

  #close(byte: number): string | undefined {
    if (this.#closing.pop() !== byte) return 'brackets that do not match'
    return this.#closing.length === 0 ? DONE : undefined
  }
}

const DONE = ''
const COMMA = 0x2c
const STAR = 0x2a

const [NOISE, BLANK, OPEN, CLOSE, QUOTE, SLASH, HASH, WORD] = [0, 1, 2, 3, 4, 5, 6, 7]

/** What a byte is outside of strings. */
const kinds = new Uint8Array(256).fill(NOISE!)
const classes: readonly (readonly [number, string])[] = [
  [BLANK!, ' \t\r\n'],
  [OPEN!, '{['],
  [CLOSE!, '}]'],
  [QUOTE!, '"'],
  [SLASH!, '/'],
  [HASH!, '#'],
  // <? ?> is an include.
  [WORD!, ',:+-.<?>0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'],
]
for (const [kind, characters] of classes) {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind
}
