import type {Json, JsonMap} from '../../model/json.ts'
import {type MapNode, type Node, plain} from '../node.ts'
import {haDefaults, haThreadDefaults, MOST_UPDATES_DELAYED} from './defaults.ts'

/**
 * The parameters of libdhcp_ha.so as config-get prints them: what was given, and Kea's defaults wherever something was not
 * (facts: ha.md §1). Of parameters that `readHighAvailability` has accepted.
 */
export function effectiveHighAvailability(parameters: MapNode): JsonMap {
  return withRules(parameters, {'high-availability': node => mapsOf(node).map(relationship)})
}

function relationship(given: MapNode): JsonMap {
  const mode = given.entries.get('mode')?.value
  const delayed = mode?.kind === 'string' && mode.value === 'load-balancing' ? MOST_UPDATES_DELAYED : 0
  return {
    'delayed-updates-limit': delayed,
    ...haDefaults,
    'multi-threading': haThreadDefaults,
    ...withRules(given, {
      'multi-threading': node => ({...haThreadDefaults, ...asMap(node)}),
      peers: node => mapsOf(node).map(peer => ({'auto-failover': true, ...asMap(peer)})),
      'state-machine': node => ({...asMap(node), ...states(node)}),
    }),
  }
}

function states(machine: Node): JsonMap {
  const list = machine.kind === 'map' ? machine.entries.get('states')?.value : undefined
  return list === undefined ? {} : {states: mapsOf(list).map(state => ({pause: 'never', ...asMap(state)}))}
}

/** A map as given, but for the keywords that have a rule. */
function withRules(map: MapNode, rules: Readonly<Record<string, (node: Node) => Json>>): JsonMap {
  const printed = [...map.entries].map(([key, {value}]) => {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined
    return [key, rule === undefined ? plain(value) : rule(value)] as const
  })
  return Object.fromEntries(printed)
}

function asMap(node: Node): JsonMap {
  return node.kind === 'map' ? (plain(node) as JsonMap) : {}
}

function mapsOf(node: Node): readonly MapNode[] {
  return node.kind === 'list' ? node.items.filter(item => item.kind === 'map') : []
}
