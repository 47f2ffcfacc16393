import type {Host4} from '../model/host4.ts'
import type {Json, JsonMap} from '../model/json.ts'
import type {OptionDefinition} from '../wire/option-definition.ts'
import type {Place} from './issues.ts'

export interface MapNode {
  readonly kind: 'map'
  readonly at: Place
  readonly entries: ReadonlyMap<string, Entry>
  /** Of a reservation that is in force as it stands. */
  readonly known?: KnownReservation4
}

/** What was made of a reservation: where it is read again among the same definitions, that need not be done anew. */
export interface KnownReservation4 {
  /** As config-get prints it. */
  readonly json: JsonMap
  readonly host: Host4
  /** What its options were read by. */
  readonly optionDefinitions: readonly OptionDefinition[]
}

export interface Entry {
  /** Place of the key. */
  readonly at: Place
  readonly value: Node
}

export interface ListNode {
  readonly kind: 'list'
  readonly at: Place
  readonly items: readonly Node[]
}

export interface StringNode {
  readonly kind: 'string'
  readonly at: Place
  readonly value: string
}

/** A literal without fraction and exponent; beyond 2^53 `value` is not exact. */
export interface IntegerNode {
  readonly kind: 'integer'
  readonly at: Place
  readonly value: number
}

/** A literal with fraction or exponent: Kea's grammar tells the two apart ("t1-percent": 1 is refused). */
export interface FloatNode {
  readonly kind: 'float'
  readonly at: Place
  readonly value: number
}

export interface BooleanNode {
  readonly kind: 'boolean'
  readonly at: Place
  readonly value: boolean
}

export interface NullNode {
  readonly kind: 'null'
  readonly at: Place
  readonly value: null
}

/** A value of configuration text that knows where it stood. */
export type Node = MapNode | ListNode | StringNode | IntegerNode | FloatNode | BooleanNode | NullNode

const names: Readonly<Record<Node['kind'], string>> = {
  map: 'a map',
  list: 'a list',
  string: 'a string',
  integer: 'an integer',
  float: 'a number with a fraction',
  boolean: 'true or false',
  null: 'null',
}

export function nameOf(kind: Node['kind']): string {
  return names[kind]
}

/** The plain value, for what is kept as given (user-context). */
export function plain(node: Node): Json {
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind !== 'map') return node.value
  // fromEntries defines own properties, so a key "__proto__" stays a key.
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.value)]))
}
