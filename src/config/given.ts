import type {Json, JsonMap} from '../model/json.ts'
import {type MapNode, type Node, plain} from './node.ts'

/** What one keyword that was given prints: itself in Kea's spelling, others, or nothing. */
export type Rule = (node: Node, key: string) => JsonMap

export type Rules = Readonly<Record<string, Rule>>

/** For keywords that are printed from elsewhere. */
export const nothing: Rule = () => ({})

/** A word that is read in any case. */
export const lowerCase: Rule = (node, key) => ({[key]: String(plain(node)).toLowerCase()})

export const unlessEmpty: Rule = (node, key) => (plain(node) === '' ? {} : {[key]: plain(node)})

/**
 * `defaults`, and over them everything that an accepted map says: by its rule, else as it stands. `comment` becomes part of
 * the user context, and a list without members is left out unless it has a default, both as Kea does.
 */
export function filled(given: MapNode | undefined, defaults: JsonMap, rules: Rules = {}): JsonMap {
  // A spread here makes every member that follows ten times slower, and there may be ten thousand subnets.
  const printed: Record<string, Json> = Object.assign({}, defaults)
  for (const [key, {value}] of given?.entries ?? []) {
    if (key === 'comment' || key === 'user-context') continue
    if (value.kind === 'list' && value.items.length === 0 && !Object.hasOwn(defaults, key)) continue
    const rule = rules[key]
    if (rule === undefined) printed[key] = plain(value)
    else Object.assign(printed, rule(value, key))
  }
  const context = contextOf(given)
  if (context !== undefined) printed['user-context'] = context
  return printed
}

function contextOf(given: MapNode | undefined): JsonMap | undefined {
  const context = mapIn(given, 'user-context')
  const comment = valueIn(given, 'comment')
  if (comment === undefined) return context === undefined ? undefined : (plain(context) as JsonMap)
  return {...(context === undefined ? {} : (plain(context) as JsonMap)), comment}
}

/** The value of `key` as plain JSON; undefined when it was not given. */
export function valueIn(given: MapNode | undefined, key: string): Json | undefined {
  const node = given?.entries.get(key)?.value
  return node === undefined ? undefined : plain(node)
}

export function textIn(given: MapNode | undefined, key: string): string | undefined {
  const value = valueIn(given, key)
  return typeof value === 'string' ? value : undefined
}

export function mapIn(given: MapNode | undefined, key: string): MapNode | undefined {
  const node = given?.entries.get(key)?.value
  return node?.kind === 'map' ? node : undefined
}

export function mapsIn(given: MapNode | undefined, key: string): readonly MapNode[] {
  const node = given?.entries.get(key)?.value
  return node === undefined ? [] : mapsOf(node)
}

export function mapsOf(node: Node): readonly MapNode[] {
  return node.kind === 'list' ? node.items.filter(item => item.kind === 'map') : []
}
