import {ConfigSyntaxError, type Issues, type Place} from './issues.ts'
import type {Entry, MapNode, Node} from './node.ts'
import {type ReadFile, Source} from './source.ts'
import {unescapeString} from './string-literal.ts'

/** Far beyond any real file; keeps hostile nesting from exhausting the stack. */
const MAX_DEPTH = 200

/**
 * Reads Kea's dialect of JSON (facts: server.md §2.1): three comment styles, includes, stray commas (each a warning).
 * Throws ConfigSyntaxError at the first thing that is not.
 */
export function readJson(text: string, file: string, readFile: ReadFile, issues: Issues): Node {
  const source = new Source(text, file, readFile)
  const value = new Reader(source, issues).value(0)
  source.skip()
  if (source.next !== '') throw unexpected(source, 'the end of the text')
  return value
}

class Reader {
  readonly #source: Source
  readonly #issues: Issues

  constructor(source: Source, issues: Issues) {
    this.#source = source
    this.#issues = issues
  }

  value(depth: number): Node {
    const source = this.#source
    source.skip()
    const at = source.place
    if (depth > MAX_DEPTH) throw new ConfigSyntaxError(at, `nested deeper than ${MAX_DEPTH}`)
    if (source.next === '{') return this.#map(at, depth)
    if (source.next === '[') return this.#list(at, depth)
    if (source.next === '"') return {kind: 'string', at, value: this.#string(at)}
    return this.#number(at) ?? this.#word(at)
  }

  #map(at: Place, depth: number): MapNode {
    const entries = new Map<string, Entry>()
    this.#members('{', '}', () => {
      const key = this.#key(entries)
      this.#source.skip()
      if (this.#source.take(/:/y) === undefined) throw unexpected(this.#source, '":"')
      entries.set(key.text, {at: key.at, value: this.value(depth + 1)})
    })
    return {kind: 'map', at, entries}
  }

  #key(entries: ReadonlyMap<string, Entry>): {readonly text: string; readonly at: Place} {
    const at = this.#source.place
    if (this.#source.next !== '"') throw unexpected(this.#source, 'a keyword in double quotes')
    const text = this.#string(at)
    const previous = entries.get(text)
    if (previous !== undefined) {
      const {file, line, column} = previous.at
      throw new ConfigSyntaxError(at, `"${text}" is in this map twice, first at ${file}:${line}:${column}`)
    }
    return {text, at}
  }

  #list(at: Place, depth: number): Node {
    const items: Node[] = []
    this.#members('[', ']', () => items.push(this.value(depth + 1)))
    return {kind: 'list', at, items}
  }

  /** What stands between two brackets. A comma too many is tolerated, but not before the first member. */
  #members(open: string, close: string, read: () => void): void {
    const source = this.#source
    source.take(open === '{' ? /\{/y : /\[/y)
    source.skip()
    while (source.next !== close) {
      read()
      source.skip()
      if (source.next !== close && source.next !== ',') throw unexpected(source, `"," or "${close}"`)
      this.#commas(close)
    }
    source.take(close === '}' ? /\}/y : /\]/y)
  }

  #commas(close: string): void {
    const source = this.#source
    for (let at = source.place; source.take(/,/y) !== undefined; at = source.place) {
      source.skip()
      if (source.next !== ',' && source.next !== close) return
      this.#issues.warn(at, '', 'extraneous comma: a piece of configuration may have been omitted')
    }
  }

  #string(at: Place): string {
    const literal = this.#source.take(/"(?:[^"\\\n]|\\[^\n])*"/y)
    if (literal === undefined) throw new ConfigSyntaxError(at, 'this string is not closed on its line')
    return unescapeString(literal, at)
  }

  #number(at: Place): Node | undefined {
    const literal = this.#source.take(/-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y)
    if (literal === undefined) return undefined
    // 0, not -0: the two print alike and must be the same when they are read again.
    const value = Number(literal) + 0
    if (/^-?\d+$/.test(literal)) {
      // Kea reads 64 bits; no keyword takes more than 32, so rounding beyond 2^53 decides nothing.
      if (Math.abs(value) >= 2 ** 63) throw new ConfigSyntaxError(at, 'expected an integer of at most 64 bits')
      if (/^-?0\d/.test(literal))
        this.#issues.warn(at, '', `${literal} has leading zeros, it is read as decimal ${value}`)
      return {kind: 'integer', at, value}
    }
    if (!Number.isFinite(value)) throw new ConfigSyntaxError(at, 'this number is too large')
    return {kind: 'float', at, value}
  }

  #word(at: Place): Node {
    const word = this.#source.take(/[A-Za-z]{1,30}/y)
    if (word === 'true' || word === 'false') return {kind: 'boolean', at, value: word === 'true'}
    if (word === 'null') return {kind: 'null', at, value: null}
    if (word === undefined) throw unexpected(this.#source, 'a value')
    const lower = word.toLowerCase()
    if (['true', 'false', 'null'].includes(lower)) throw new ConfigSyntaxError(at, `expected ${lower} in lower case`)
    // The word is not repeated: it may be a password whose quotes were forgotten.
    throw new ConfigSyntaxError(at, 'expected a value, found a word without double quotes')
  }
}

function unexpected(source: Source, expected: string): ConfigSyntaxError {
  const found = source.next === '' ? 'the end of the text' : JSON.stringify(source.next)
  return new ConfigSyntaxError(source.place, `expected ${expected}, found ${found}`)
}
