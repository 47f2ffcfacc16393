import {nodeOf} from '../config/json-node.ts'
import type {MapNode} from '../config/node.ts'
import {plain} from '../config/node.ts'
import type {JsonMap} from '../model/json.ts'
import {formatPrefix4, parsePrefix4} from '../net-types/prefix4.ts'
import type {ControlAnswer} from '../ports/control.ts'
import {type Arguments, CommandError, clip} from './arguments.ts'
import {done, nothing} from './command.ts'
import type {ControlledServer4} from './server4.ts'
import {briefly, idArgument} from './subnet-arguments4.ts'
import {type PlacedSubnet, placedSubnets} from './subnet-tree4.ts'

/** The subnets in force, by id. */
function subnetsOf(server: ControlledServer4): readonly PlacedSubnet[] {
  return [...placedSubnets(nodeOf(server.current.dhcp4) as MapNode)].sort((a, b) => a.id - b.id)
}

/** subnet4-list. */
export function listSubnets4(server: ControlledServer4): ControlAnswer {
  const subnets = subnetsOf(server).map((subnet): JsonMap => {
    const {network} = subnet
    return network === undefined ? briefly(subnet) : {...briefly(subnet), 'shared-network-name': network}
  })
  const text = `${subnets.length} IPv4 subnets found`
  return subnets.length === 0 ? nothing(text, {subnets}) : done(text, {subnets})
}

/** subnet4-get: by `id` or by `subnet`. */
export function getSubnet4(server: ControlledServer4, args: Arguments): ControlAnswer {
  const {matches, what} = wantedSubnet(args)
  const found = subnetsOf(server).find(matches)
  if (found === undefined) return nothing(`there is no IPv4 subnet ${what}`)
  const text = `Info about IPv4 subnet ${found.prefix} (id ${found.id}) returned`
  return done(text, {subnets: [plain(found.map)]})
}

function wantedSubnet(args: Arguments): {
  readonly matches: (subnet: PlacedSubnet) => boolean
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
