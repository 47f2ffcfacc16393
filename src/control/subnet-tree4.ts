import {editMaps, withMaps} from '../config/edit.ts'
import {mapsIn, textIn, valueIn} from '../config/given.ts'
import type {MapNode} from '../config/node.ts'
import {CommandError, clip} from './arguments.ts'

// Subnets and shared networks in the value of "Dhcp4" as config-get prints it: every subnet has its id there.

/** One subnet where it stands. */
export interface PlacedSubnet {
  readonly id: number
  /** As it is written: host bits stay. */
  readonly prefix: string
  /** Name of the shared network around it. */
  readonly network: string | undefined
  readonly map: MapNode
}

export function placedSubnets(dhcp4: MapNode): readonly PlacedSubnet[] {
  const inside = mapsIn(dhcp4, 'shared-networks').flatMap(network => subnetsOf(network, textIn(network, 'name')))
  return [...inside, ...subnetsOf(dhcp4, undefined)]
}

function subnetsOf(parent: MapNode, network: string | undefined): readonly PlacedSubnet[] {
  return mapsIn(parent, 'subnet4').map(map => {
    return {id: idOf(map) ?? 0, prefix: textIn(map, 'subnet') ?? '', network, map}
  })
}

/** Its own number; undefined when it asks for any. */
export function idOf(subnet: MapNode): number | undefined {
  const id = valueIn(subnet, 'id')
  return typeof id === 'number' && id !== 0 ? id : undefined
}

/** Throws CommandError when there is no such subnet. */
export function subnetById(dhcp4: MapNode, id: number): PlacedSubnet {
  const found = placedSubnets(dhcp4).find(subnet => subnet.id === id)
  if (found === undefined) throw new CommandError(`there is no IPv4 subnet with id ${id}`)
  return found
}

/** Throws CommandError when there is no such shared network. */
export function networkByName(dhcp4: MapNode, name: string): MapNode {
  const found = mapsIn(dhcp4, 'shared-networks').find(network => textIn(network, 'name') === name)
  if (found === undefined) throw new CommandError(`there is no IPv4 shared network '${clip(name)}'`)
  return found
}

/** Puts another map in the place of a subnet, undefined = nothing, wherever it is. */
export function editSubnet(dhcp4: MapNode, id: number, change: (map: MapNode) => MapNode | undefined): MapNode {
  const edit = (map: MapNode) => (idOf(map) === id ? change(map) : map)
  const single = editMaps(dhcp4, 'subnet4', edit)
  return editMaps(single, 'shared-networks', network => editMaps(network, 'subnet4', edit))
}

export function editNetwork(dhcp4: MapNode, name: string, change: (map: MapNode) => MapNode | undefined): MapNode {
  return editMaps(dhcp4, 'shared-networks', network => (textIn(network, 'name') === name ? change(network) : network))
}

/** Behind the subnets of a shared network, or of the top level. */
export function withSubnets(parent: MapNode, more: readonly MapNode[]): MapNode {
  return withMaps(parent, 'subnet4', [...mapsIn(parent, 'subnet4'), ...more])
}
