/** A pattern as a tree. Sets have one entry for each byte, 1 = a member. */
export type RegexNode =
  | {readonly kind: 'set'; readonly set: Uint8Array}
  | {readonly kind: 'begin' | 'end'}
  /** No items: the empty text. */
  | {readonly kind: 'sequence'; readonly items: readonly RegexNode[]}
  | {readonly kind: 'choice'; readonly items: readonly RegexNode[]}
  /** `max` undefined = no bound. */
  | {readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number | undefined}

/** What is wrong with a pattern; the message says it to people. */
export class RegexError extends Error {
  override name = 'RegexError'
}

const MAX_DEPTH = 50
const MAX_COUNT = 1000
/** Repetitions of one thing behind each other, as in a*{2}. */
const MAX_REPEATED = 5

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

/**
 * Reads an extended regular expression of POSIX over bytes, as C++ does: `\` before any character stands for the character,
 * and there are no references back. The text has one character for each byte. Throws RegexError.
 */
export function parseRegex(text: string): RegexNode {
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
    return this.at === this.#text.length
  }

  choice(depth: number): RegexNode {
    if (depth > MAX_DEPTH) throw new RegexError('groups are nested too deeply')
    const items = [this.#sequence(depth)]
    while (this.#take('|')) items.push(this.#sequence(depth))
    return items.length === 1 ? items[0]! : {kind: 'choice', items}
  }

  #sequence(depth: number): RegexNode {
    const items: RegexNode[] = []
    while (!this.done && !'|)'.includes(this.#text[this.at]!)) {
      const atom = this.#atom(depth)
      items.push(atom.kind === 'begin' || atom.kind === 'end' ? atom : this.#repeated(atom))
    }
    return items.length === 1 ? items[0]! : {kind: 'sequence', items}
  }

  #repeated(atom: RegexNode): RegexNode {
    let item = atom
    for (let times = 0; times <= MAX_REPEATED; times++) {
      if (this.#take('*')) item = {kind: 'repeat', item, min: 0, max: undefined}
      else if (this.#take('+')) item = {kind: 'repeat', item, min: 1, max: undefined}
      else if (this.#take('?')) item = {kind: 'repeat', item, min: 0, max: 1}
      else if (this.#take('{')) item = this.#counted(item)
      else return item
    }
    throw new RegexError(`a repetition of too many repetitions at ${this.at}`)
  }

  #counted(item: RegexNode): RegexNode {
    const found = /^(\d{1,9})(?:(,)(\d{1,9})?)?\}/.exec(this.#text.slice(this.at))
    if (found === null) throw new RegexError(`a "{" without a count like {2} or {1,3} at ${this.at}`)
    this.at += found[0].length
    const min = Number(found[1])
    const max = found[3] === undefined ? (found[2] === undefined ? min : undefined) : Number(found[3])
    if (max !== undefined && max < min) throw new RegexError(`a count that ends before it begins at ${this.at}`)
    if (Math.max(min, max ?? 0) > MAX_COUNT) throw new RegexError(`a count above ${MAX_COUNT} at ${this.at}`)
    return {kind: 'repeat', item, min, max}
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
        return {kind: 'set', set: new Uint8Array(256).fill(1)}
      case '[':
        return {kind: 'set', set: this.#set()}
      case '(': {
        const inner = this.choice(depth + 1)
        if (!this.#take(')')) throw new RegexError(`a "(" without ")" at ${at + 1}`)
        return inner
      }
      case '\\':
        if (this.done) throw new RegexError('a "\\" at the end')
        return single(this.#text[this.at++]!)
      case '*':
      case '+':
      case '?':
      case '{':
        throw new RegexError(`nothing before "${char}" at ${at + 1}`)
      default:
        return single(char)
    }
  }

  /** What follows a "[". */
  #set(): Uint8Array {
    const start = this.at
    const set = new Uint8Array(256)
    const negated = this.#take('^')
    for (let first = true; first || !this.#take(']'); first = false) {
      if (this.done) throw new RegexError(`a "[" without "]" at ${start}`)
      this.#member(set)
    }
    return negated ? set.map(member => 1 - member) : set
  }

  #member(set: Uint8Array): void {
    if (this.#take('[:')) {
      const name = this.#until(':]')
      const ranges = Object.hasOwn(classes, name) ? classes[name]! : undefined
      if (ranges === undefined) throw new RegexError(`no class of characters is called ${JSON.stringify(name)}`)
      for (let at = 0; at < ranges.length; at += 2) set.fill(1, ranges.charCodeAt(at), ranges.charCodeAt(at + 1) + 1)
      this.#noRange()
      return
    }
    const from = this.#element()
    if (!this.#isRange()) {
      set[from] = 1
      return
    }
    this.at++
    if (this.#text[this.at] === '[' && '.=:'.includes(this.#text[this.at + 1] ?? ' ')) {
      throw new RegexError(`a range that ends with no character at ${this.at + 1}`)
    }
    const to = this.#text.charCodeAt(this.at++)
    if (to < from) throw new RegexError(`a range that ends before it begins at ${this.at}`)
    set.fill(1, from, to + 1)
    this.#noRange()
  }

  /** A "-" that is not the last member. */
  #isRange(): boolean {
    return this.#text[this.at] === '-' && this.#text[this.at + 1] !== ']' && this.at + 1 < this.#text.length
  }

  #noRange(): void {
    if (this.#isRange()) throw new RegexError(`a "-" after what can begin no range at ${this.at + 1}`)
  }

  #element(): number {
    const closing = this.#take('[.') ? '.]' : this.#take('[=') ? '=]' : undefined
    if (closing === undefined) return this.#text.charCodeAt(this.at++)
    const name = this.#until(closing)
    if (name.length !== 1) throw new RegexError(`${JSON.stringify(name)} is not one character`)
    return name.charCodeAt(0)
  }

  #until(closing: string): string {
    const end = this.#text.indexOf(closing, this.at)
    if (end < 0) throw new RegexError(`no ${JSON.stringify(closing)} after ${this.at}`)
    const name = this.#text.slice(this.at, end)
    this.at = end + closing.length
    return name
  }

  #take(word: string): boolean {
    if (!this.#text.startsWith(word, this.at)) return false
    this.at += word.length
    return true
  }
}

function single(char: string): RegexNode {
  const set = new Uint8Array(256)
  set[char.charCodeAt(0)] = 1
  return {kind: 'set', set}
}
