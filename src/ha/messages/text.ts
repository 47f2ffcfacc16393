import type {Json, JsonMap} from '../../model/json.ts'

/** JSON as Kea spells it on the wire: members by name, blanks inside of brackets. */
export function keaText(value: Json): string {
  if (isList(value)) return `[ ${value.map(keaText).join(', ')} ]`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
  const members = Object.keys(value).sort()
  return `{ ${members.map(name => `${JSON.stringify(name)}: ${keaText(value[name]!)}`).join(', ')} }`
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

/** A map out of a text of another program; undefined = it is none. */
export function asMap(value: unknown): JsonMap | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : undefined
}

/** Own members only: a text may name any. */
export function member(map: JsonMap, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/** Brackets within brackets that anybody needs. Deeper texts are not for us, nor for the stack. */
const DEEPEST = 32

export function isTooDeep(value: Json, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth >= DEEPEST || Object.values(value).some(inner => isTooDeep(inner as Json, depth + 1))
}
