import {withMember} from '../config/edit.ts'
import {mapsIn, valueIn} from '../config/given.ts'
import {nodeOf} from '../config/json-node.ts'
import type {MapNode} from '../config/node.ts'
import {runningNode} from '../config/running-node.ts'
import type {JsonMap} from '../model/json.ts'
import {type Arguments, CommandError, missing} from './arguments.ts'
import {refusalText} from './refusal.ts'
import type {ControlledServer4} from './server4.ts'
import {idOf, placedSubnets} from './subnet-tree4.ts'

/** Greatest number that a subnet can have. */
export const MAX_SUBNET_ID = 0xfffffffe

/** Puts into force what `edit` makes of the configuration. Throws CommandError with the reason when that cannot be. */
export async function amended(server: ControlledServer4, edit: (dhcp4: MapNode) => MapNode): Promise<void> {
  const verdict = await server.amend(current => edit(runningNode(current)))
  if (verdict.kind !== 'accepted') throw new CommandError(refusalText(verdict))
}

export function idArgument(args: Arguments): number {
  return args.integer('id', 1, MAX_SUBNET_ID) ?? missing('id')
}

/** The name of a shared network. */
export function nameArgument(args: Arguments): string {
  return args.string('name') ?? missing('name')
}

/** The one member of a list of subnets or of shared networks. */
export function theOne(args: Arguments, key: 'subnet4' | 'shared-networks'): MapNode {
  const items = args.list(key) ?? missing(key)
  const [first] = items
  if (items.length !== 1 || first === undefined) {
    throw new CommandError(`'${key}' must hold exactly one entry, found ${items.length}`)
  }
  if (first.kind !== 'map') throw new CommandError(`the entry of '${key}' must be a map`)
  return first
}

/** The one subnet that a command brings; its reservations have commands of their own. */
export function theSubnet(args: Arguments): MapNode {
  const subnet = theOne(args, 'subnet4')
  const reservations = subnet.entries.get('reservations')?.value
  if (reservations !== undefined && !(reservations.kind === 'list' && reservations.items.length === 0)) {
    throw new CommandError("'reservations' cannot come with a subnet here: use reservation-add")
  }
  return subnet
}

/** Its number, which says what is to be changed. */
export function requiredId(subnet: MapNode): number {
  const id = idOf(subnet)
  if (id !== undefined) return id
  throw new CommandError("the subnet needs its 'id'")
}

/**
 * Gives those that ask for any number the ones behind the highest in use. Kea counts from 1 and fails at the first that is
 * taken.
 */
export function numbered(dhcp4: MapNode, subnets: readonly MapNode[]): readonly MapNode[] {
  const taken = [...placedSubnets(dhcp4).map(({id}) => id), ...subnets.map(subnet => idOf(subnet) ?? 0)]
  let last = taken.reduce((highest, id) => Math.max(highest, id), 0)
  return subnets.map(subnet => (asksForAny(subnet) ? withMember(subnet, 'id', nodeOf(++last)) : subnet))
}

function asksForAny(subnet: MapNode): boolean {
  const id = valueIn(subnet, 'id')
  return id === undefined || id === 0
}

/** What answers tell of a subnet. */
export function briefly(subnet: {readonly id: number; readonly prefix: string}): JsonMap {
  return {id: subnet.id, subnet: subnet.prefix}
}

/** The subnets of a shared network that a command brings. */
export function subnetsWithin(network: MapNode): readonly MapNode[] {
  return mapsIn(network, 'subnet4')
}
