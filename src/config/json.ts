import {ConfigSyntaxError, type Issues, type Place} from './issues.ts'
import {readScalar, readString, unexpected} from './json-scalar.ts'
import type {Entry, ListNode, Node} from './node.ts'
import {type ReadFile, Source} from './source.ts'

/** Far beyond any real file; keeps hostile nesting from exhausting the stack of those who walk over the values. */
const MAX_DEPTH = 200

/**
 * Reads Kea's dialect of JSON (facts: server.md §2.1): three comment styles, includes, stray commas (each a warning).
 * Throws ConfigSyntaxError at the first thing that is not.
 */
export function readJson(text: string, file: string, readFile: ReadFile, issues: Issues): Node {
  return new JsonReading(text, file, readFile, issues).advance(Number.POSITIVE_INFINITY)!
}

/** A map or a list whose end has not come. */
type Open = (ListNode & {readonly items: Node[]}) | OpenMap

interface OpenMap {
  readonly kind: 'map'
  readonly at: Place
  readonly entries: Map<string, Entry>
  /** Of the member whose value comes next. */
  key: string
  keyAt: Place
}

/** A text while it is read, in as many pieces as the caller likes: what is long must not hold up everything else. */
export class JsonReading {
  readonly #source: Source
  readonly #issues: Issues
  /** What is around the next value, outermost first. */
  readonly #open: Open[] = []
  #root: Node | undefined

  constructor(text: string, file: string, readFile: ReadFile, issues: Issues) {
    this.#source = new Source(text, file, readFile)
    this.#issues = issues
  }

  /** Reads on by about so many values; answers the whole once the text is at its end. Throws as readJson does. */
  advance(values: number): Node | undefined {
    for (let left = values; left > 0; left--) {
      const inner = this.#open.at(-1)
      if (inner !== undefined) this.#member(inner)
      else if (this.#root === undefined) this.#value()
      else return this.#end(this.#root)
    }
    return undefined
  }

  #end(root: Node): Node {
    this.#source.skip()
    if (this.#source.next !== '') throw unexpected(this.#source, 'the end of the text')
    return root
  }

  /** The next member, or the end of its map or list. */
  #member(inner: Open): void {
    if (this.#source.takeCharacter(inner.kind === 'map' ? '}' : ']')) {
      this.#open.pop()
      this.#put(inner.kind === 'map' ? {kind: 'map', at: inner.at, entries: inner.entries} : inner)
      return
    }
    if (inner.kind === 'map') this.#key(inner)
    this.#value()
  }

  #key(map: OpenMap): void {
    const source = this.#source
    map.keyAt = source.place
    if (source.next !== '"') throw unexpected(source, 'a keyword in double quotes')
    map.key = readString(source, map.keyAt)
    const previous = map.entries.get(map.key)
    if (previous !== undefined) {
      const {file, line, column} = previous.at
      throw new ConfigSyntaxError(map.keyAt, `"${map.key}" is in this map twice, first at ${file}:${line}:${column}`)
    }
    source.skip()
    if (!source.takeCharacter(':')) throw unexpected(source, '":"')
  }

  /** A whole value, or the beginning of a map or a list. */
  #value(): void {
    const source = this.#source
    source.skip()
    const at = source.place
    if (this.#open.length > MAX_DEPTH) throw new ConfigSyntaxError(at, `nested deeper than ${MAX_DEPTH}`)
    if (source.takeCharacter('{')) this.#open.push({kind: 'map', at, entries: new Map(), key: '', keyAt: at})
    else if (source.takeCharacter('[')) this.#open.push({kind: 'list', at, items: []})
    else return this.#put(readScalar(source, at, this.#issues))
    source.skip()
  }

  /** Puts a whole value where it belongs, and goes to the next member or the end there. */
  #put(value: Node): void {
    const outer = this.#open.at(-1)
    if (outer === undefined) {
      this.#root = value
      return
    }
    if (outer.kind === 'map') outer.entries.set(outer.key, {at: outer.keyAt, value})
    else outer.items.push(value)
    this.#commas(outer.kind === 'map' ? '}' : ']')
  }

  /** A comma too many is tolerated, but not before the first member. */
  #commas(close: '}' | ']'): void {
    const source = this.#source
    source.skip()
    if (source.next !== close && source.next !== ',') throw unexpected(source, `"," or "${close}"`)
    for (let at = source.place; source.takeCharacter(','); at = source.place) {
      source.skip()
      if (source.next !== ',' && source.next !== close) return
      this.#issues.warn(at, '', 'extraneous comma: a piece of configuration may have been omitted')
    }
  }
}
