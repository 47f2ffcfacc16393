import type {UserContext} from '../model/config4.ts'
import type {Issues, Place} from './issues.ts'
import {nearest} from './nearest.ts'
import {type ListNode, type MapNode, type Node, nameOf, plain} from './node.ts'

/**
 * Keywords that Kea takes in a map and keats does not support: the value that changes nothing there (and so is accepted),
 * with its name for people.
 */
export type LaterKeywords = Readonly<Record<string, Harmless | undefined>>

export interface Harmless {
  readonly text: string
  readonly accepts: (node: Node) => boolean
}

/** A member of a list with its path. */
export interface Item {
  readonly node: Node
  readonly path: string
}

export interface MapItem extends Item {
  readonly node: MapNode
}

/**
 * One map of the configuration while it is read. Each method takes one keyword, checks its type as Kea's grammar does and
 * answers undefined when it is absent or wrong (which is reported). What was never asked for is refused by `finish`:
 * so the supported keywords are exactly those that some code uses.
 */
export class Section {
  readonly path: string
  readonly at: Place
  readonly issues: Issues
  readonly #node: MapNode
  readonly #later: LaterKeywords
  readonly #asked = new Set<string>()

  constructor(node: MapNode, path: string, issues: Issues, later: LaterKeywords = {}) {
    this.#node = node
    this.#later = later
    this.path = path
    this.at = node.at
    this.issues = issues
    if (node.entries.size === 0) issues.error(node.at, path, 'this map is empty, expected at least one keyword')
  }

  has(key: string): boolean {
    return this.#node.entries.has(key)
  }

  pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`
  }

  /** Place of the value of `key`, of the map itself when it is absent. */
  placeOf(key: string): Place {
    return this.#node.entries.get(key)?.value.at ?? this.at
  }

  error(key: string, message: string): undefined {
    this.issues.error(this.placeOf(key), this.pathOf(key), message)
    return undefined
  }

  warn(key: string, message: string): void {
    this.issues.warn(this.placeOf(key), this.pathOf(key), message)
  }

  /** The value whatever its type. */
  node(key: string): Node | undefined {
    this.#asked.add(key)
    return this.#node.entries.get(key)?.value
  }

  boolean(key: string): boolean | undefined {
    return this.#typed(key, 'boolean')?.value
  }

  integer(key: string, min: number, max: number): number | undefined {
    const node = this.#typed(key, 'integer')
    if (node === undefined) return undefined
    if (node.value >= min && node.value <= max) return node.value
    return this.error(key, `expected an integer ${min}..${max}, found ${node.value}`)
  }

  float(key: string): number | undefined {
    return this.#typed(key, 'float')?.value
  }

  string(key: string): string | undefined {
    return this.#typed(key, 'string')?.value
  }

  /** A string out of a closed list. */
  word<const W extends string>(key: string, words: readonly W[]): W | undefined {
    const text = this.string(key)
    if (text === undefined) return undefined
    const word = words.find(candidate => candidate === text)
    return word ?? this.error(key, `expected one of ${words.join(', ')}, found ${JSON.stringify(text)}`)
  }

  map(key: string, later: LaterKeywords = {}): Section | undefined {
    const node = this.#typed(key, 'map')
    return node === undefined ? undefined : new Section(node, this.pathOf(key), this.issues, later)
  }

  list(key: string): readonly Item[] {
    const node: ListNode | undefined = this.#typed(key, 'list')
    const path = this.pathOf(key)
    return (node?.items ?? []).map((item, index) => ({node: item, path: `${path}[${index}]`}))
  }

  maps(key: string, later: LaterKeywords = {}): readonly Section[] {
    return this.mapItems(key).map(({node, path}) => new Section(node, path, this.issues, later))
  }

  /** The members of a list of maps, for whoever need not read them all. */
  mapItems(key: string): readonly MapItem[] {
    const maps: MapItem[] = []
    for (const {node, path} of this.list(key)) {
      if (node.kind === 'map') maps.push({node, path})
      else this.issues.error(node.at, path, `expected a map, found ${nameOf(node.kind)}`)
    }
    return maps
  }

  strings(key: string): readonly {readonly value: string; readonly at: Place; readonly path: string}[] {
    return this.list(key).flatMap(({node, path}) => {
      if (node.kind === 'string') return [{value: node.value, at: node.at, path}]
      this.issues.error(node.at, path, `expected a string, found ${nameOf(node.kind)}`)
      return []
    })
  }

  /** `user-context`, with `comment` as its member of that name (facts: server.md §2.1). */
  userContext(): UserContext | undefined {
    const context = this.#typed('user-context', 'map')
    const comment = this.string('comment')
    if (context === undefined && comment === undefined) return undefined
    const given = context === undefined ? {} : (plain(context) as UserContext)
    return comment === undefined ? given : {...given, comment}
  }

  required(key: string): void {
    if (!this.has(key)) this.issues.error(this.at, this.path, `"${key}" is missing`)
  }

  /** Reports every keyword that nobody asked for. */
  finish(): void {
    for (const [key, entry] of this.#node.entries) {
      if (this.#asked.has(key)) continue
      if (!Object.hasOwn(this.#later, key)) {
        const near = nearest(key, [...this.#asked, ...Object.keys(this.#later)])
        const hint = near === undefined ? '' : `, did you mean "${near}"?`
        this.issues.error(entry.at, this.pathOf(key), `"${key}" is not a keyword here${hint}`)
        continue
      }
      const harmless = this.#later[key]
      if (harmless?.accepts(entry.value) === true) continue
      const only = harmless === undefined ? '' : `; only ${harmless.text} is accepted`
      this.issues.error(entry.at, this.pathOf(key), `"${key}" is known to Kea, not supported by keats yet${only}`)
    }
  }

  #typed<K extends Node['kind']>(key: string, kind: K): Extract<Node, {kind: K}> | undefined {
    const node = this.node(key)
    if (node === undefined || node.kind === kind) return node as Extract<Node, {kind: K}> | undefined
    return this.error(key, `expected ${nameOf(kind)}, found ${nameOf(node.kind)}`)
  }
}
