import type {Json, JsonMap} from '../model/json.ts'
import {mapsOf} from './given.ts'
import {effectiveHighAvailability} from './ha/effective.ts'
import {type MapNode, type Node, plain} from './node.ts'

/** `hooks-libraries` as given; the library of high availability fills in its own defaults, as in Kea (facts: ha.md §1). */
export function effectiveHooks(node: Node): JsonMap {
  return {'hooks-libraries': mapsOf(node).map(effectiveEntry)}
}

function effectiveEntry(entry: MapNode): Json {
  const given = plain(entry) as JsonMap
  const parameters = entry.entries.get('parameters')?.value
  if (parameters?.kind !== 'map' || !isHa(given['library'])) return given
  return {...given, parameters: effectiveHighAvailability(parameters)}
}

function isHa(library: Json | undefined): boolean {
  return typeof library === 'string' && library.slice(library.lastIndexOf('/') + 1) === 'libdhcp_ha.so'
}
