import {RegexReader} from './regex-reader.ts'
import {RegexError, type RegexNode, setOf} from './regex-tree.ts'

/** Repetitions of one thing behind each other, as in a*{2}. */
const MAX_REPEATED = 5

/**
 * Reads an extended regular expression of POSIX over bytes, as C++ does: `\` before any character stands for the character,
 * and there are no references back. The text has one character for each byte. Throws RegexError.
 */
export function parseRegex(text: string): RegexNode {
  return new ExtendedReader(text).read()
}

class ExtendedReader extends RegexReader {
  protected override readonly bracketBegins = true

  protected override repeated(atom: RegexNode): RegexNode {
    if (atom.kind === 'begin' || atom.kind === 'end') return atom
    let item = atom
    for (let times = 0; times <= MAX_REPEATED; times++) {
      const bounds = this.bounds()
      if (bounds === undefined) return item
      item = {kind: 'repeat', item, ...bounds}
    }
    throw new RegexError(`a repetition of too many repetitions at ${this.at}`)
  }

  protected override any(): RegexNode {
    return setOf(set => set.fill(1))
  }

  protected override escape(set: Uint8Array): void {
    set[this.text.charCodeAt(this.at++)] = 1
  }

  protected override member(set: Uint8Array): void {
    if (this.take('[:')) {
      const ranges = this.namedClass()
      for (let at = 0; at < ranges.length; at += 2) set.fill(1, ranges.charCodeAt(at), ranges.charCodeAt(at + 1) + 1)
      this.#noRange()
      return
    }
    const from = this.#element()
    if (!this.isRange) {
      set[from] = 1
      return
    }
    this.at++
    if (this.text[this.at] === '[' && '.=:'.includes(this.text[this.at + 1] ?? ' ')) {
      throw new RegexError(`a range that ends with no character at ${this.at + 1}`)
    }
    const to = this.text.charCodeAt(this.at++)
    if (to < from) throw new RegexError(`a range that ends before it begins at ${this.at}`)
    set.fill(1, from, to + 1)
    this.#noRange()
  }

  #noRange(): void {
    if (this.isRange) throw new RegexError(`a "-" after what can begin no range at ${this.at + 1}`)
  }

  #element(): number {
    const closing = this.take('[.') ? '.]' : this.take('[=') ? '=]' : undefined
    if (closing === undefined) return this.text.charCodeAt(this.at++)
    const name = this.until(closing)
    if (name.length !== 1) throw new RegexError(`what is not one character, before ${this.at}`)
    return name.charCodeAt(0)
  }
}
