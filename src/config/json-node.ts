import type {Json, JsonMap} from '../model/json.ts'
import {isFraction} from '../model/json-text.ts'
import type {Place} from './issues.ts'
import type {Entry, Node} from './node.ts'

/** Of values that stand in no text: they are part of the configuration in force. */
const running: Place = {file: 'running configuration', line: 1, column: 1}

/** Nodes that somebody else makes of members of a map. */
export type MadeMembers = (map: JsonMap) => Readonly<Record<string, Node>> | undefined

/** A value as the reader of configurations takes it: what reading its text would give, without the text. */
export function nodeOf(value: Json, key = '', made?: MadeMembers): Node {
  if (typeof value === 'string') return {kind: 'string', at: running, value}
  if (typeof value === 'boolean') return {kind: 'boolean', at: running, value}
  if (value === null) return {kind: 'null', at: running, value}
  if (typeof value === 'number' || typeof value === 'bigint') {
    const kind = typeof value === 'number' && isFraction(value, key) ? 'float' : 'integer'
    return {kind, at: running, value: Number(value)}
  }
  if (isList(value)) return {kind: 'list', at: running, items: value.map(item => nodeOf(item, key, made))}
  const others = made?.(value)
  const entries = new Map<string, Entry>()
  for (const name of Object.keys(value))
    entries.set(name, {at: running, value: others?.[name] ?? nodeOf(value[name]!, name, made)})
  return {kind: 'map', at: running, entries}
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}
