import {RegexError, type RegexNode, setOf} from './regex-tree.ts'

const MAX_DEPTH = 50
const MAX_COUNT = 1000

/** Members of the classes of [[:name:]] in the C locale, as ranges of characters. */
const classes: Readonly<Record<string, string>> = {
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

/** How often something may come. */
export interface Bounds {
  readonly min: number
  readonly max: number | undefined
}

/** What the two ways of writing patterns have in common. The text has one character for each byte. */
export abstract class RegexReader {
  protected readonly text: string
  protected at = 0

  constructor(text: string) {
    this.text = text
  }

  /** The whole text. Throws RegexError. */
  read(): RegexNode {
    const tree = this.#choice(0)
    if (!this.done) throw new RegexError(`a ")" without "(" at ${this.at + 1}`)
    return tree
  }

  /** What "." stands for. */
  protected abstract any(): RegexNode
  /** Reads what follows a "\\" into a set. */
  protected abstract escape(set: Uint8Array): void
  /** Reads what follows it: how often it comes. */
  protected abstract repeated(atom: RegexNode): RegexNode
  /** Reads one member of a set. */
  protected abstract member(set: Uint8Array): void

  /** Whether a "]" that comes first is a member. */
  protected abstract readonly bracketBegins: boolean

  protected get done(): boolean {
    return this.at >= this.text.length
  }

  #choice(depth: number): RegexNode {
    if (depth > MAX_DEPTH) throw new RegexError('groups are nested too deeply')
    const items = [this.#sequence(depth)]
    while (this.take('|')) items.push(this.#sequence(depth))
    return items.length === 1 ? items[0]! : {kind: 'choice', items}
  }

  #sequence(depth: number): RegexNode {
    const items: RegexNode[] = []
    while (!this.done && !'|)'.includes(this.text[this.at]!)) items.push(this.repeated(this.#atom(depth)))
    return items.length === 1 ? items[0]! : {kind: 'sequence', items}
  }

  /** One thing that may be repeated; the text is not at its end. */
  #atom(depth: number): RegexNode {
    const at = this.at
    const char = this.text[this.at++]!
    switch (char) {
      case '^':
        return {kind: 'begin'}
      case '$':
        return {kind: 'end'}
      case '.':
        return this.any()
      case '[':
        return {kind: 'set', set: this.#set()}
      case '(':
        return this.group(depth, at)
      case '\\':
        if (this.done) throw new RegexError('a "\\" at the end')
        return setOf(set => this.escape(set))
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

  /** What follows a "(" at `at`. */
  protected group(depth: number, at: number): RegexNode {
    const inner = this.#choice(depth + 1)
    if (!this.take(')')) throw new RegexError(`a "(" without ")" at ${at + 1}`)
    return inner
  }

  /** "*", "+", "?" or a count; undefined = none of them comes next. */
  protected bounds(): Bounds | undefined {
    if (this.take('*')) return {min: 0, max: undefined}
    if (this.take('+')) return {min: 1, max: undefined}
    if (this.take('?')) return {min: 0, max: 1}
    return this.take('{') ? this.#counted() : undefined
  }

  #counted(): Bounds {
    const found = /^(\d{1,9})(?:(,)(\d{1,9})?)?\}/.exec(this.text.slice(this.at))
    if (found === null) throw new RegexError(`a "{" without a count like {2} or {1,3} at ${this.at}`)
    this.at += found[0].length
    const min = Number(found[1])
    const max = found[3] === undefined ? (found[2] === undefined ? min : undefined) : Number(found[3])
    if (max !== undefined && max < min) throw new RegexError(`a count that ends before it begins at ${this.at}`)
    if (Math.max(min, max ?? 0) > MAX_COUNT) throw new RegexError(`a count above ${MAX_COUNT} at ${this.at}`)
    return {min, max}
  }

  /** What follows a "[". */
  #set(): Uint8Array {
    const start = this.at
    const set = new Uint8Array(256)
    const negated = this.take('^')
    for (let first = this.bracketBegins; first || !this.take(']'); first = false) {
      if (this.done) throw new RegexError(`a "[" without "]" at ${start}`)
      this.member(set)
    }
    return negated ? set.map(member => 1 - member) : set
  }

  /** A "-" that is not the last member. */
  protected get isRange(): boolean {
    return this.text[this.at] === '-' && this.text[this.at + 1] !== ']' && this.at + 1 < this.text.length
  }

  /** The members of the class whose name comes up to ":]". */
  protected namedClass(): string {
    const at = this.at
    const name = this.until(':]')
    if (!Object.hasOwn(classes, name)) throw new RegexError(`no class of characters at ${at}`)
    return classes[name]!
  }

  protected until(closing: string): string {
    const end = this.text.indexOf(closing, this.at)
    if (end < 0) throw new RegexError(`no ${JSON.stringify(closing)} after ${this.at}`)
    const name = this.text.slice(this.at, end)
    this.at = end + closing.length
    return name
  }

  protected take(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false
    this.at += word.length
    return true
  }
}
