import {withMaps} from '../config/edit.ts'
import {mapsIn, textIn} from '../config/given.ts'
import {type ControlAnswer, controlResult} from '../ports/control.ts'
import {type Arguments, CommandError, clip} from './arguments.ts'
import {done} from './command.ts'
import type {ControlledServer4} from './server4.ts'
import {amended, idArgument, nameArgument, numbered, subnetsWithin, theOne} from './subnet-arguments4.ts'
import {editNetwork, editSubnet, networkByName, subnetById, withSubnets} from './subnet-tree4.ts'

/** network4-add, with the subnets that it brings. */
export async function addNetwork4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const network = theOne(args, 'shared-networks')
  const name = textIn(network, 'name') ?? ''
  await amended(server, dhcp4 => {
    const subnets = numbered(dhcp4, subnetsWithin(network))
    const added = subnets.length === 0 ? network : withMaps(network, 'subnet4', subnets)
    return withMaps(dhcp4, 'shared-networks', [...mapsIn(dhcp4, 'shared-networks'), added])
  })
  return done(`A new IPv4 shared network '${name}' added`, {'shared-networks': [{name}]})
}

/** network4-del. `subnets-action`: what becomes of its subnets; kept ones stand by themselves then. */
export async function deleteNetwork4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const name = nameArgument(args)
  const action = args.string('subnets-action') ?? 'keep'
  if (action !== 'keep' && action !== 'delete') {
    throw new CommandError(`'subnets-action' must be 'keep' or 'delete', not '${clip(action)}'`)
  }
  await amended(server, dhcp4 => {
    const network = mapsIn(dhcp4, 'shared-networks').find(other => textIn(other, 'name') === name)
    if (network === undefined) {
      throw new CommandError(`there is no IPv4 shared network '${clip(name)}'`, controlResult.empty)
    }
    const rest = editNetwork(dhcp4, name, () => undefined)
    return action === 'delete' ? rest : withSubnets(rest, subnetsWithin(network))
  })
  return done(`IPv4 shared network '${name}' deleted`, {'shared-networks': [{name}]})
}

/** network4-subnet-add: a subnet that stands by itself becomes one of a shared network. */
export async function addSubnetToNetwork4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const [name, id] = [nameArgument(args), idArgument(args)]
  let prefix = ''
  await amended(server, dhcp4 => {
    networkByName(dhcp4, name)
    const subnet = subnetById(dhcp4, id)
    if (subnet.network !== undefined) {
      throw new CommandError(`IPv4 subnet ${subnet.prefix} (id ${id}) is part of shared network '${subnet.network}'`)
    }
    prefix = subnet.prefix
    const rest = editSubnet(dhcp4, id, () => undefined)
    return editNetwork(rest, name, network => withSubnets(network, [subnet.map]))
  })
  return done(`IPv4 subnet ${prefix} (id ${id}) is now part of shared network '${name}'`)
}

/** network4-subnet-del: a subnet of a shared network stands by itself from then on. */
export async function removeSubnetFromNetwork4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const [name, id] = [nameArgument(args), idArgument(args)]
  let prefix = ''
  await amended(server, dhcp4 => {
    networkByName(dhcp4, name)
    const subnet = subnetById(dhcp4, id)
    if (subnet.network !== name) {
      throw new CommandError(`IPv4 subnet ${subnet.prefix} (id ${id}) is not part of shared network '${clip(name)}'`)
    }
    prefix = subnet.prefix
    return withSubnets(
      editSubnet(dhcp4, id, () => undefined),
      [subnet.map],
    )
  })
  return done(`IPv4 subnet ${prefix} (id ${id}) is now removed from shared network '${name}'`)
}
