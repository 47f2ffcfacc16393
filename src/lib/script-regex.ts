import {buildMachine, type RegexMachine} from './regex-machine.ts'
import {parseScriptRegex} from './script-regex-syntax.ts'

/**
 * A regular expression of ECMAScript that a whole text must match, over bytes: one table lookup for each byte of the text,
 * whatever the pattern is, so that neither who writes patterns nor who sends texts can make it slow.
 */
export class ScriptRegex {
  readonly #machine: RegexMachine

  /** `pattern` is read as the bytes of its UTF-8. Throws RegexError. */
  constructor(pattern: string) {
    this.#machine = buildMachine(parseScriptRegex(Buffer.from(pattern).toString('latin1')))
  }

  matches(text: Uint8Array): boolean {
    const {start, next, accepts} = this.#machine
    let state: number = start[0]
    for (let at = 0; at < text.length && state !== 0; at++) state = next[state * 256 + text[at]!]!
    return accepts[state] !== 0
  }
}
