import {buildMachine, type RegexMachine} from './regex-machine.ts'
import {parseRegex} from './regex-syntax.ts'
import type {RegexNode} from './regex-tree.ts'

/**
 * An extended regular expression of POSIX over bytes, whose matches are the leftmost longest ones. It never goes back over
 * a text byte by byte in search of another way, as JavaScript's do: a text of n bytes takes at most n² / 2 table lookups,
 * whatever the pattern is, so that who sends the texts cannot make them slow.
 */
export class ExtendedRegex {
  readonly #machine: RegexMachine
  /** The pattern where it is one set of bytes, as nearly all are. */
  readonly #set: Uint8Array | undefined

  /** `pattern` is read as the bytes of its UTF-8. Throws RegexError. */
  constructor(pattern: string) {
    const tree: RegexNode = parseRegex(Buffer.from(pattern).toString('latin1'))
    this.#machine = buildMachine(tree)
    this.#set = tree.kind === 'set' ? tree.set : undefined
  }

  /** `text` (one character for each byte) with `replacement` in place of every match. */
  replaceAll(text: string, replacement: string): string {
    if (this.#set !== undefined) return replaceMembers(text, this.#set, replacement)
    let result = ''
    for (let at = 0; at <= text.length; ) {
      const end = this.#matchAt(text, at)
      if (end !== undefined) result += replacement
      if (end === undefined || end === at) result += text.charAt(at++)
      else at = end
    }
    return result
  }

  /** Where the longest match that begins at `at` ends. */
  #matchAt(text: string, at: number): number | undefined {
    const {start, next, accepts} = this.#machine
    let state = at === 0 ? start[0] : start[1]
    let end: number | undefined
    for (let index = at; ; index++) {
      if (accepts[state] === 1 || (accepts[state] === 2 && index === text.length)) end = index
      if (state === 0 || index === text.length) return end
      state = next[state * 256 + (text.charCodeAt(index) & 255)]!
    }
  }
}

function replaceMembers(text: string, set: Uint8Array, replacement: string): string {
  let result = ''
  let kept = 0
  for (let at = 0; at < text.length; at++) {
    if (set[text.charCodeAt(at) & 255] === 0) continue
    result += text.slice(kept, at) + replacement
    kept = at + 1
  }
  return kept === 0 ? text : result + text.slice(kept)
}
