import {withMaps, withMember, withoutMember} from '../config/edit.ts'
import {mapsIn, textIn, valueIn} from '../config/given.ts'
import type {MapNode} from '../config/node.ts'
import {parseRange} from '../config/pools4.ts'
import {CommandError, clip} from './arguments.ts'

/** What says which subnet is meant and is never removed. */
const identity: ReadonlySet<string> = new Set(['id', 'subnet', 'pool'])

/** Lists whose members are changed one by one, with what tells that two mean the same. */
const keyed: Readonly<Record<string, (a: MapNode, b: MapNode) => boolean>> = {
  'option-data': sameOption,
  pools: samePool,
}

/** `delta` on top of a subnet or of a pool: values are set, options and pools are added or changed. */
export function deltaAdded(old: MapNode, delta: MapNode): MapNode {
  let changed = delta.entries.has('valid-lifetime') ? withoutDerivedBounds(old) : old
  for (const [key, {value}] of delta.entries) {
    const same = keyed[key]
    if (same === undefined || value.kind !== 'list') {
      changed = withMember(changed, key, value)
      continue
    }
    const items = [...mapsIn(changed, key)]
    for (const item of mapsIn(delta, key)) {
      const at = items.findIndex(other => same(other, item))
      if (at < 0) items.push(item)
      else items[at] = key === 'pools' ? deltaAdded(items[at]!, item) : item
    }
    changed = withMaps(changed, key, items)
  }
  return changed
}

/** A subnet or a pool without what `delta` names. Throws CommandError for an option or a pool that is not there. */
export function deltaDeleted(old: MapNode, delta: MapNode): MapNode {
  let changed = delta.entries.has('valid-lifetime') ? withoutDerivedBounds(old) : old
  for (const [key, {value}] of delta.entries) {
    const same = keyed[key]
    if (identity.has(key)) continue
    if (same === undefined || value.kind !== 'list') {
      changed = withoutMember(changed, key)
      continue
    }
    let items = mapsIn(changed, key)
    for (const item of mapsIn(delta, key)) {
      const found = items.find(other => same(other, item))
      if (found === undefined) throw new CommandError(`${describe(key, item)} is not there`)
      items = items.flatMap(other => (other === found ? (without(key, other, item) ?? []) : [other]))
    }
    changed = withMaps(changed, key, items)
  }
  return changed
}

/** A pool that is named with members of its own loses those, else it goes as a whole, as options always do. */
function without(key: string, item: MapNode, delta: MapNode): MapNode | undefined {
  const parts = [...delta.entries.keys()].some(name => !identity.has(name))
  return key === 'pools' && parts ? deltaDeleted(item, delta) : undefined
}

/** A subnet is printed with both bounds of its lifetime; those that only repeat it follow the next one. */
function withoutDerivedBounds(subnet: MapNode): MapNode {
  const lifetime = valueIn(subnet, 'valid-lifetime')
  const derived = ['min-valid-lifetime', 'max-valid-lifetime'].filter(key => valueIn(subnet, key) === lifetime)
  return derived.reduce(withoutMember, subnet)
}

function samePool(a: MapNode, b: MapNode): boolean {
  const [left, right] = [a, b].map(pool => parseRange(textIn(pool, 'pool') ?? ''))
  return left !== undefined && left.first === right?.first && left.last === right.last
}

/** By code where both have one, else by name; in the same space. */
function sameOption(a: MapNode, b: MapNode): boolean {
  const [space, other] = [a, b].map(option => textIn(option, 'space') ?? 'dhcp4')
  if (space !== other) return false
  const [code, otherCode] = [a, b].map(option => valueIn(option, 'code'))
  if (code !== undefined && otherCode !== undefined) return code === otherCode
  const name = textIn(a, 'name')
  return name !== undefined && name === textIn(b, 'name')
}

function describe(key: string, item: MapNode): string {
  if (key === 'pools') return `the pool ${clip(textIn(item, 'pool') ?? '')}`
  const name = textIn(item, 'name') ?? String(valueIn(item, 'code') ?? '')
  return `the option ${clip(name)} of the space '${clip(textIn(item, 'space') ?? 'dhcp4')}'`
}
