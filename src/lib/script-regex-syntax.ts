import {RegexReader} from './regex-reader.ts'
import {RegexError, type RegexNode, setOf} from './regex-tree.ts'

/** Ranges of the classes of one letter. */
const ranges: Readonly<Record<string, string>> = {d: '09', w: '09AZaz__', s: '\t\r  '}

const controls: Readonly<Record<string, number>> = {t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0}

/**
 * Reads a regular expression as ECMAScript and C++ write it, over bytes: what needs a memory of the text (references back,
 * assertions that look ahead, word boundaries) is refused. The text has one character for each byte. Throws RegexError.
 */
export function parseScriptRegex(text: string): RegexNode {
  return new ScriptReader(text).read()
}

class ScriptReader extends RegexReader {
  protected override readonly bracketBegins = false

  /** One repetition at most; that it may be a lazy one makes no difference to whether the whole text matches. */
  protected override repeated(item: RegexNode): RegexNode {
    const bounds = this.bounds()
    if (bounds === undefined) return item
    this.take('?')
    return {kind: 'repeat', item, ...bounds}
  }

  /** Anything but the end of a line. */
  protected override any(): RegexNode {
    return setOf(set => {
      set.fill(1)
      set[10] = 0
      set[13] = 0
    })
  }

  protected override group(depth: number, at: number): RegexNode {
    if (this.take('?') && !this.take(':'))
      throw new RegexError(`groups that look around are not supported, at ${at + 1}`)
    return super.group(depth, at)
  }

  protected override escape(set: Uint8Array): void {
    this.#escaped(set)
  }

  /** What follows a "\": the byte that it is, undefined for a class of several. */
  #escaped(set: Uint8Array): number | undefined {
    const at = this.at
    const char = this.text[this.at++]
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
    const digits = /^[0-9a-fA-F]{2}/.exec(this.text.slice(this.at, this.at + 2))?.[0]
    if (digits === undefined) throw new RegexError(`a "\\x" without two digits at ${this.at}`)
    this.at += 2
    return Number.parseInt(digits, 16)
  }

  protected override member(set: Uint8Array): void {
    const from = this.#element(set)
    if (from === undefined || !this.isRange) return
    this.at++
    const to = this.#element(set)
    if (to === undefined || to < from) throw new RegexError(`a range that ends before it begins at ${this.at}`)
    set.fill(1, from, to + 1)
  }

  /** Adds one byte, which it answers, or a class of them. */
  #element(set: Uint8Array): number | undefined {
    if (this.take('\\')) return this.#escaped(set)
    if (this.take('[:')) {
      addRanges(set, this.namedClass(), false)
      return undefined
    }
    const byte = this.text.charCodeAt(this.at++)
    set[byte] = 1
    return byte
  }
}

function addRanges(set: Uint8Array, text: string, negated: boolean): void {
  const members = new Uint8Array(256)
  for (let at = 0; at < text.length; at += 2) members.fill(1, text.charCodeAt(at), text.charCodeAt(at + 1) + 1)
  members.forEach((member, byte) => {
    if ((member === 1) !== negated) set[byte] = 1
  })
}
