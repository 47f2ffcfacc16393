import {withMember} from '../config/edit.ts'
import {textIn} from '../config/given.ts'
import type {MapNode} from '../config/node.ts'
import {type ControlAnswer, controlResult} from '../ports/control.ts'
import {type Arguments, CommandError} from './arguments.ts'
import {done} from './command.ts'
import type {ControlledServer4} from './server4.ts'
import {amended, briefly, idArgument, numbered, requiredId, theSubnet} from './subnet-arguments4.ts'
import {deltaAdded, deltaDeleted} from './subnet-delta4.ts'
import {editSubnet, idOf, placedSubnets, subnetById, withSubnets} from './subnet-tree4.ts'

/** subnet4-add: a subnet of the top level. A missing id becomes the one behind the highest in use. */
export async function addSubnet4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const given = theSubnet(args)
  let added = given
  await amended(server, dhcp4 => {
    added = numbered(dhcp4, [given])[0]!
    return withSubnets(dhcp4, [added])
  })
  return told('IPv4 subnet added', added)
}

/** subnet4-update: the new subnet takes the place of the old one as a whole, but for its reservations. */
export async function updateSubnet4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const given = theSubnet(args)
  const replace = (old: MapNode) => {
    const reservations = old.entries.get('reservations')
    return reservations === undefined ? given : withMember(given, 'reservations', reservations.value)
  }
  return changed(server, given, replace)
}

/** subnet4-delta-add: what is given is added to the subnet, or takes the place of what is there. */
export function addToSubnet4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const delta = theSubnet(args)
  return changed(server, delta, old => deltaAdded(old, delta))
}

/** subnet4-delta-del: what is given leaves the subnet; values do not matter. */
export function deleteFromSubnet4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const delta = theSubnet(args)
  return changed(server, delta, old => deltaDeleted(old, delta))
}

/** subnet4-del. Leases stay in the database; reservations of the configuration stand in the subnet, and go with it. */
export async function deleteSubnet4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const id = idArgument(args)
  let prefix = ''
  await amended(server, dhcp4 => {
    const found = placedSubnets(dhcp4).find(subnet => subnet.id === id)
    if (found === undefined) throw new CommandError(`there is no IPv4 subnet with id ${id}`, controlResult.empty)
    prefix = found.prefix
    return editSubnet(dhcp4, id, () => undefined)
  })
  return done(`IPv4 subnet ${prefix} (id ${id}) deleted`, {subnets: [{id, subnet: prefix}]})
}

async function changed(
  server: ControlledServer4,
  given: MapNode,
  change: (old: MapNode) => MapNode,
): Promise<ControlAnswer> {
  const id = requiredId(given)
  let changedTo = given
  await amended(server, dhcp4 => {
    changedTo = change(subnetById(dhcp4, id).map)
    return editSubnet(dhcp4, id, () => changedTo)
  })
  return told('IPv4 subnet updated', changedTo)
}

function told(text: string, subnet: MapNode): ControlAnswer {
  return done(text, {subnets: [briefly({id: idOf(subnet) ?? 0, prefix: textIn(subnet, 'subnet') ?? ''})]})
}
