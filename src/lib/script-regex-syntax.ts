import {RegexError, type RegexNode} from './regex-syntax.ts'

const MAX_DEPTH = 50
const MAX_COUNT = 1000

/** Ranges of the classes of one letter, and of the names between [: and :]. */
const ranges: Readonly<Record<string, string>> = {
  d: '09',
  w: '09AZaz__',
  s: '\t\r  ',
  alnum: '09AZaz',
  alpha: 'AZaz',
  blank: '  \t\t',
  cntrl: '\x00\x1f\x7f\x7f',
  digit: '09',
  graph: '!~',
  lower: 'az',
  print: ' ~',
  punct: '!/:@[`{~',
  space: '\t\r  ',
  upper: 'AZ',
  xdigit: '09AFaf',
}

const controls: Readonly<Record<string, number>> = {t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0}

/**
 * Reads a regular expression as ECMAScript and C++ write it, over bytes: what needs a memory of the text (references back,
 * assertions that look ahead, word boundaries) is refused. The text has one character for each byte. Throws RegexError.
 */
export function parseScriptRegex(text: string): RegexNode {
  const reader = new Reader(text)
  const tree = reader.choice(0)
  if (!reader.done) throw new RegexError(`a ")" without "(" at ${reader.at + 1}`)
  return tree
}

class Reader {
  readonly #text: string
  at = 0

  constructor(text: string) {
    this.#text = text
  }

  get done(): boolean {
    return this.at >= this.#text.length
  }

  choice(depth: number): RegexNode {
    if (depth > MAX_DEPTH) throw new RegexError('groups are nested too deeply')
    const items = [this.#sequence(depth)]
    while (this.#take('|')) items.push(this.#sequence(depth))
    return items.length === 1 ? items[0]! : {kind: 'choice', items}
  }

  #sequence(depth: number): RegexNode {
    const items: RegexNode[] = []
    while (!this.done && !'|)'.includes(this.#text[this.at]!)) items.push(this.#repeated(this.#atom(depth)))
    return items.length === 1 ? items[0]! : {kind: 'sequence', items}
  }

  /** One repetition at most; that it may be a lazy one makes no difference to whether the whole text matches. */
  #repeated(item: RegexNode): RegexNode {
    const bounds = this.#bounds()
    if (bounds === undefined) return item
    this.#take('?')
    return {kind: 'repeat', item, min: bounds.min, max: bounds.max}
  }

  #bounds(): {readonly min: number; readonly max: number | undefined} | undefined {
    if (this.#take('*')) return {min: 0, max: undefined}
    if (this.#take('+')) return {min: 1, max: undefined}
    if (this.#take('?')) return {min: 0, max: 1}
    if (!this.#take('{')) return undefined
    const found = /^(\d{1,9})(?:(,)(\d{1,9})?)?\}/.exec(this.#text.slice(this.at))
    if (found === null) throw new RegexError(`a "{" without a count like {2} or {1,3} at ${this.at}`)
    this.at += found[0].length
    const min = Number(found[1])
    const max = found[3] === undefined ? (found[2] === undefined ? min : undefined) : Number(found[3])
    if (max !== undefined && max < min) throw new RegexError(`a count that ends before it begins at ${this.at}`)
    if (Math.max(min, max ?? 0) > MAX_COUNT) throw new RegexError(`a count above ${MAX_COUNT} at ${this.at}`)
    return {min, max}
  }

  #atom(depth: number): RegexNode {
    const at = this.at
    const char = this.#text[this.at++]!
    switch (char) {
      case '^':
        return {kind: 'begin'}
      case '$':
        return {kind: 'end'}
      case '.':
        return setOf(set => {
          set.fill(1)
          set[10] = 0
          set[13] = 0
        })
      case '[':
        return {kind: 'set', set: this.#set()}
      case '(':
        return this.#group(depth, at)
      case '\\':
        return setOf(set => this.#escape(set))
      case '*':
      case '+':
      case '?':
      case '{':
        throw new RegexError(`nothing before "${char}" at ${at + 1}`)
      default:
        return setOf(set => {
          set[char.charCodeAt(0)] = 1
        })
    }
  }

  #group(depth: number, at: number): RegexNode {
    if (this.#take('?') && !this.#take(':'))
      throw new RegexError(`groups that look around are not supported, at ${at + 1}`)
    const inner = this.choice(depth + 1)
    if (!this.#take(')')) throw new RegexError(`a "(" without ")" at ${at + 1}`)
    return inner
  }

  /** What follows a "\": the byte that it is, undefined for a class of several. */
  #escape(set: Uint8Array): number | undefined {
    const at = this.at
    const char = this.#text[this.at++]
    if (char === undefined) throw new RegexError('a "\\" at the end')
    const lower = char.toLowerCase()
    if ('dws'.includes(lower)) {
      addRanges(set, ranges[lower]!, char !== lower)
      return undefined
    }
    const byte = controls[char] ?? (char === 'x' ? this.#hexadecimal() : char.charCodeAt(0))
    if (/[a-zA-Z1-9]/.test(char) && controls[char] === undefined && char !== 'x') {
      throw new RegexError(`"\\${char}" is not supported, at ${at}`)
    }
    set[byte] = 1
    return byte
  }

  #hexadecimal(): number {
    const digits = /^[0-9a-fA-F]{2}/.exec(this.#text.slice(this.at, this.at + 2))?.[0]
    if (digits === undefined) throw new RegexError(`a "\\x" without two digits at ${this.at}`)
    this.at += 2
    return Number.parseInt(digits, 16)
  }

  /** What follows a "[". */
  #set(): Uint8Array {
    const start = this.at
    const set = new Uint8Array(256)
    const negated = this.#take('^')
    while (!this.#take(']')) {
      if (this.done) throw new RegexError(`a "[" without "]" at ${start}`)
      this.#member(set)
    }
    return negated ? set.map(member => 1 - member) : set
  }

  #member(set: Uint8Array): void {
    const from = this.#element(set)
    const isRange = this.#text[this.at] === '-' && this.#text[this.at + 1] !== ']' && this.at + 1 < this.#text.length
    if (from === undefined || !isRange) return
    this.at++
    const to = this.#element(set)
    if (to === undefined || to < from) throw new RegexError(`a range that ends before it begins at ${this.at}`)
    set.fill(1, from, to + 1)
  }

  /** Adds one byte, which it answers, or a class of them. */
  #element(set: Uint8Array): number | undefined {
    if (this.#take('\\')) return this.#escape(set)
    if (this.#take('[:')) {
      const end = this.#text.indexOf(':]', this.at)
      const name = end < 0 ? '' : this.#text.slice(this.at, end)
      if (name.length < 2 || !Object.hasOwn(ranges, name)) throw new RegexError(`no class of characters at ${this.at}`)
      this.at = end + 2
      addRanges(set, ranges[name]!, false)
      return undefined
    }
    const byte = this.#text.charCodeAt(this.at++)
    set[byte] = 1
    return byte
  }

  #take(word: string): boolean {
    if (!this.#text.startsWith(word, this.at)) return false
    this.at += word.length
    return true
  }
}

function setOf(fill: (set: Uint8Array) => void): RegexNode {
  const set = new Uint8Array(256)
  fill(set)
  return {kind: 'set', set}
}

function addRanges(set: Uint8Array, text: string, negated: boolean): void {
  const members = new Uint8Array(256)
  for (let at = 0; at < text.length; at += 2) members.fill(1, text.charCodeAt(at), text.charCodeAt(at + 1) + 1)
  members.forEach((member, byte) => {
    if ((member === 1) !== negated) set[byte] = 1
  })
}
