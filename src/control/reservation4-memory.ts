import {editMaps, withMaps} from '../config/edit.ts'
import {identifierText} from '../config/effective-reservations4.ts'
import {mapsIn} from '../config/given.ts'
import type {MapNode} from '../config/node.ts'
import {GLOBAL_SUBNET} from '../model/host4.ts'
import type {Json, JsonMap} from '../model/json.ts'
import {formatIpv4} from '../net-types/ipv4.ts'
import type {HostFilter4, HostWhich4} from '../ports/host-store.ts'
import {editSubnet} from './subnet-tree4.ts'

/** A reservation of the configuration in force, as config-get prints it. */
export interface MemoryHost {
  readonly subnetId: number
  readonly json: JsonMap
}

/** In the order of config-get: the global ones, those in shared networks, then those of other subnets. */
export function* memoryHosts(dhcp4: Json): Generator<MemoryHost> {
  yield* hostsOf(dhcp4, GLOBAL_SUBNET)
  const networks = mapsOf(dhcp4, 'shared-networks')
  for (const parent of [...networks, dhcp4]) {
    for (const subnet of mapsOf(parent, 'subnet4')) yield* hostsOf(subnet, Number(subnet['id']))
  }
}

function* hostsOf(parent: Json, subnetId: number): Generator<MemoryHost> {
  for (const json of mapsOf(parent, 'reservations')) yield {subnetId, json}
}

function mapsOf(parent: Json, key: string): readonly JsonMap[] {
  const list = (parent as JsonMap)[key]
  return Array.isArray(list) ? (list as readonly JsonMap[]) : []
}

/** Whether a filter is about a reservation. */
export function memoryMatcher(filter: HostFilter4): (host: MemoryHost) => boolean {
  const says = saysOf(filter)
  return ({subnetId, json}) => (filter.subnetId === undefined || filter.subnetId === subnetId) && says(json)
}

function saysOf(filter: HostFilter4): (json: JsonMap) => boolean {
  switch (filter.by) {
    case 'subnet':
      return () => true
    case 'hostname': {
      const name = filter.hostname.toLowerCase()
      return json => String(json['hostname']).toLowerCase() === name
    }
    case 'identifier': {
      const {type} = filter.identifier
      const text = identifierText(filter.identifier)
      return json => json[type] === text
    }
    case 'address': {
      const text = formatIpv4(filter.address)
      return json => json['ip-address'] === text
    }
  }
}

/** Of the hosts in `which`'s subnet. */
export function filterOf(which: HostWhich4): HostFilter4 {
  return 'address' in which ? {by: 'address', ...which} : {by: 'identifier', ...which}
}

/** Changes the list of reservations of a subnet, or the global one, in the value of "Dhcp4". */
export function editReservations(dhcp4: MapNode, subnetId: number, change: (parent: MapNode) => MapNode): MapNode {
  return subnetId === GLOBAL_SUBNET ? change(dhcp4) : editSubnet(dhcp4, subnetId, change)
}

export function withReservation(parent: MapNode, reservation: MapNode): MapNode {
  return withMaps(parent, 'reservations', [...mapsIn(parent, 'reservations'), reservation])
}

export function editReservation(parent: MapNode, change: (reservation: MapNode) => MapNode | undefined): MapNode {
  return editMaps(parent, 'reservations', change)
}
