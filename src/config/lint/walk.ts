import type {Placed} from './finding.ts'

/** Calls `visit` for a map and for every map in it, but for user contexts, whose content is nobody's business. */
export function eachMap(root: Placed, visit: (place: Placed) => void): void {
  visit(root)
  for (const [key, {value}] of root.node.entries) {
    if (key === 'user-context') continue
    if (value.kind === 'map') eachMap({path: `${root.path}.${key}`, node: value}, visit)
    if (value.kind !== 'list') continue
    for (const [index, node] of value.items.entries()) {
      if (node.kind === 'map') eachMap({path: `${root.path}.${key}[${index}]`, node}, visit)
    }
  }
}
