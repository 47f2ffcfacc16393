import type {Json, JsonMap} from '../model/json.ts'
import {formatPrefix4, parsePrefix4} from '../net-types/prefix4.ts'
import type {ControlAnswer} from '../ports/control.ts'
import {type Arguments, CommandError, clip} from './arguments.ts'
import {done, nothing} from './command.ts'
import type {ControlledServer4} from './server4.ts'
import {idArgument, nameArgument} from './subnet-arguments4.ts'

/** What config-get prints of a list; undefined where there is none. */
function printed(parent: Json, key: string): readonly JsonMap[] {
  return ((parent as JsonMap)[key] as readonly JsonMap[] | undefined) ?? []
}

interface PrintedSubnet {
  readonly id: number
  readonly prefix: string
  readonly network: string | undefined
  readonly json: JsonMap
}

/** The subnets in force, by id. */
function subnetsOf({current: {dhcp4}}: ControlledServer4): readonly PrintedSubnet[] {
  const list = (parent: Json, network: string | undefined) => {
    return printed(parent, 'subnet4').map(json => {
      return {id: json['id'] as number, prefix: json['subnet'] as string, network, json}
    })
  }
  const inside = printed(dhcp4, 'shared-networks').flatMap(network => list(network, network['name'] as string))
  return [...inside, ...list(dhcp4, undefined)].sort((a, b) => a.id - b.id)
}

/** subnet4-list. */
export function listSubnets4(server: ControlledServer4): ControlAnswer {
  const subnets = subnetsOf(server).map(({id, prefix, network}): JsonMap => {
    return {id, subnet: prefix, ...(network === undefined ? {} : {'shared-network-name': network})}
  })
  const text = `${subnets.length} IPv4 subnets found`
  return subnets.length === 0 ? nothing(text, {subnets}) : done(text, {subnets})
}

/** subnet4-get: by `id` or by `subnet`. */
export function getSubnet4(server: ControlledServer4, args: Arguments): ControlAnswer {
  const {matches, what} = wantedSubnet(args)
  const found = subnetsOf(server).find(matches)
  if (found === undefined) return nothing(`there is no IPv4 subnet ${what}`)
  return done(`Info about IPv4 subnet ${found.prefix} (id ${found.id}) returned`, {subnets: [found.json]})
}

function wantedSubnet(args: Arguments): {
  readonly matches: (subnet: PrintedSubnet) => boolean
  readonly what: string
} {
  if (args.has('id') === args.has('subnet')) throw new CommandError("expected either 'id' or 'subnet'")
  if (args.has('id')) {
    const id = idArgument(args)
    return {matches: subnet => subnet.id === id, what: `with id ${id}`}
  }
  const text = args.string('subnet') ?? ''
  const prefix = parsePrefix4(text.replaceAll(' ', ''))
  if (prefix === undefined) throw new CommandError(`'${clip(text)}' is not an IPv4 prefix like 192.0.2.0/24`)
  const canonical = formatPrefix4(prefix)
  const same = (other: string) => {
    const parsed = parsePrefix4(other)
    return parsed !== undefined && formatPrefix4(parsed) === canonical
  }
  return {matches: subnet => same(subnet.prefix), what: canonical}
}

/** network4-list. */
export function listNetworks4({current}: ControlledServer4): ControlAnswer {
  const networks = current.config.sharedNetworks.map(({name}) => ({name}))
  const text = `${networks.length} IPv4 network(s) found`
  const args = {'shared-networks': networks}
  return networks.length === 0 ? nothing(text, args) : done(text, args)
}

/** network4-get. */
export function getNetwork4({current: {dhcp4}}: ControlledServer4, args: Arguments): ControlAnswer {
  const name = nameArgument(args)
  const found = printed(dhcp4, 'shared-networks').find(network => network['name'] === name)
  if (found === undefined) return nothing(`there is no IPv4 shared network '${clip(name)}'`)
  return done(`Info about IPv4 shared network '${name}' returned`, {'shared-networks': [found]})
}
