import {type MapNode, type Node, nameOf} from '../config/node.ts'
import {type ControlResult, controlResult} from '../ports/control.ts'

/** What the asker did wrong, or what could not be done: becomes the answer. The text is for people and quotes no secrets. */
export class CommandError extends Error {
  readonly result: ControlResult

  constructor(text: string, result: ControlResult = controlResult.error) {
    super(text)
    this.name = 'CommandError'
    this.result = result
  }
}

/** For `args.string('name') ?? missing('name')`. */
export function missing(key: string): never {
  throw new CommandError(`missing parameter '${key}'`)
}

/**
 * The value of "arguments" while a command reads it. Each method takes one argument, answers undefined when it is absent
 * and throws CommandError, naming it, when it has another type. What nobody asks for is ignored, as Kea does, unless the
 * command calls `only`.
 */
export class Arguments {
  /** undefined when the command came without. */
  readonly node: Node | undefined
  readonly #map: MapNode | undefined

  constructor(node: Node | undefined) {
    this.node = node
    this.#map = node?.kind === 'map' ? node : undefined
  }

  /** Names of what was given; none when the arguments are no map. */
  get keys(): readonly string[] {
    return [...(this.#map?.entries.keys() ?? [])]
  }

  has(key: string): boolean {
    return this.#map?.entries.has(key) === true
  }

  /** The value whatever its type. */
  value(key: string): Node | undefined {
    return this.#map?.entries.get(key)?.value
  }

  string(key: string): string | undefined {
    return this.#typed(key, 'string')?.value
  }

  boolean(key: string): boolean | undefined {
    return this.#typed(key, 'boolean')?.value
  }

  integer(key: string, min: number, max: number): number | undefined {
    const node = this.#typed(key, 'integer')
    if (node === undefined) return undefined
    if (node.value >= min && node.value <= max) return node.value
    throw new CommandError(`'${key}' must be an integer ${min}..${max}`)
  }

  map(key: string): Arguments | undefined {
    const node = this.#typed(key, 'map')
    return node === undefined ? undefined : new Arguments(node)
  }

  list(key: string): readonly Node[] | undefined {
    return this.#typed(key, 'list')?.items
  }

  /** Refuses whatever else was given. */
  only(...keys: readonly string[]): void {
    const other = this.keys.find(key => !keys.includes(key))
    if (other !== undefined) throw new CommandError(`'${clip(other)}' is not an argument of this command`)
  }

  #typed<K extends Node['kind']>(key: string, kind: K): Extract<Node, {kind: K}> | undefined {
    const node = this.value(key)
    if (node === undefined || node.kind === kind) return node as Extract<Node, {kind: K}> | undefined
    throw new CommandError(`'${key}' must be ${nameOf(kind)}, not ${nameOf(node.kind)}`)
  }
}

/** Names come from the asker and may be of any length. */
export function clip(text: string, length = 100): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
