import type {ListNode, MapNode, Node} from './node.ts'

// Changes of a configuration as trees: each answers a new map and leaves the old one as it is.

export function withMember(map: MapNode, key: string, value: Node): MapNode {
  const entry = {at: map.entries.get(key)?.at ?? value.at, value}
  return {kind: 'map', at: map.at, entries: new Map(map.entries).set(key, entry)}
}

export function withoutMember(map: MapNode, key: string): MapNode {
  const entries = new Map(map.entries)
  entries.delete(key)
  return {kind: 'map', at: map.at, entries}
}

/** Puts a list of maps in the place of the one that is there. */
export function withMaps(map: MapNode, key: string, items: readonly MapNode[]): MapNode {
  const list: ListNode = {kind: 'list', at: map.entries.get(key)?.value.at ?? map.at, items}
  return withMember(map, key, list)
}

/** `change` answers what stands in the place of each map; undefined removes it. */
export function editMaps(map: MapNode, key: string, change: (item: MapNode) => MapNode | undefined): MapNode {
  const list = map.entries.get(key)?.value
  if (list?.kind !== 'list') return map
  const items = list.items.map(item => (item.kind === 'map' ? change(item) : item)).filter(item => item !== undefined)
  return withMember(map, key, {...list, items})
}
