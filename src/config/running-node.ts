import type {Host4} from '../model/host4.ts'
import type {Json, JsonMap} from '../model/json.ts'
import type {OptionDefinition} from '../wire/option-definition.ts'
import {nodeOf} from './json-node.ts'
import type {Entry, KnownReservation4, MapNode, Node} from './node.ts'

/** What is in force and is to be changed: the value of "Dhcp4", and what was read from the reservations in it. */
export interface Running4 {
  readonly config: {readonly optionDefinitions: readonly OptionDefinition[]}
  readonly dhcp4: Json
  /** By the maps of `dhcp4` that print them. */
  readonly printed: ReadonlyMap<JsonMap, Host4>
}

/**
 * The value of "Dhcp4" as the reader of configurations takes it. Of a hundred thousand reservations few change at once:
 * those that stay as they are need not be read again, nor be printed again.
 */
export function runningNode({config: {optionDefinitions}, dhcp4, printed}: Running4): MapNode {
  const {at} = nodeOf({})
  const reservation = (json: JsonMap): MapNode => {
    const host = printed.get(json)
    return host === undefined ? (nodeOf(json) as MapNode) : new RunningReservation(at, {json, host, optionDefinitions})
  }
  return nodeOf(dhcp4, '', value => {
    const reservations = value['reservations']
    if (!Array.isArray(reservations)) return undefined
    const items = (reservations as readonly JsonMap[]).map(reservation)
    return {reservations: {kind: 'list', at, items}}
  }) as MapNode
}

/** Its members become nodes only where somebody looks at them. */
class RunningReservation implements MapNode {
  readonly kind = 'map'
  readonly at: Node['at']
  readonly known: KnownReservation4
  #entries: ReadonlyMap<string, Entry> | undefined

  constructor(at: Node['at'], known: KnownReservation4) {
    this.at = at
    this.known = known
  }

  get entries(): ReadonlyMap<string, Entry> {
    this.#entries ??= (nodeOf(this.known.json) as MapNode).entries
    return this.#entries
  }
}
