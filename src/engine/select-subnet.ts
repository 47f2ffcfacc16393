import type {Subnet4} from '../model/config4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Message4} from '../wire/message4.ts'
import {option4} from './option-codes4.ts'
import {ipv4Option} from './read-option4.ts'
import type {RelayInfo4} from './relay-info4.ts'
import type {Arrival4} from './request4.ts'
import {admitsTo4, type SubnetIndex4, subnetsOfAddress4} from './subnet-index4.ts'

export {indexSubnets4, type SubnetIndex4} from './subnet-index4.ts'

/**
 * The subnet that a message belongs to (facts: server.md §5.7); it stands for its whole shared network. Of several that a
 * rule names it is the one of lowest id that takes clients of these classes.
 */
export function selectSubnet4(
  message: Message4,
  relay: RelayInfo4 | undefined,
  arrival: Arrival4,
  index: SubnetIndex4,
  classes: ReadonlySet<string>,
): Subnet4 | undefined {
  const {subnets} = namedSubnets4(message, relay, arrival, index)
  return subnets.find(subnet => admitsTo4(index, subnet, classes))
}

/** The rule that a subnet is selected by, the address or name that it looks at, and the subnets that these name, by id. */
export interface NamedSubnets4 {
  readonly rule: 'link-selection' | 'relay' | 'giaddr' | 'ciaddr' | 'source' | 'interface' | 'link-address'
  readonly by: Ipv4 | string
  readonly subnets: readonly Subnet4[]
}

/** The first rule that applies. */
export function namedSubnets4(
  message: Message4,
  relay: RelayInfo4 | undefined,
  arrival: Arrival4,
  index: SubnetIndex4,
): NamedSubnets4 {
  const chosen = chosenByOption(message, relay, index)
  if (chosen !== undefined) return byAddress('link-selection', chosen, index)
  const {giaddr, ciaddr} = message
  if (giaddr !== 0) {
    const subnets = index.byRelay.get(giaddr)
    return subnets === undefined ? byAddress('giaddr', giaddr, index) : {rule: 'relay', by: giaddr, subnets}
  }
  if (!isBroadcast4(arrival)) {
    if (ciaddr !== 0) return byAddress('ciaddr', ciaddr, index)
    if (arrival.source !== 0) return byAddress('source', arrival.source, index)
  }
  return namedByLink(arrival, index)
}

function byAddress(rule: NamedSubnets4['rule'], by: Ipv4, index: SubnetIndex4): NamedSubnets4 {
  return {rule, by, subnets: subnetsOfAddress4(index, by)}
}

/** A datagram from no address can only have come by broadcast; else the transport must have said so. */
export function isBroadcast4(arrival: Arrival4): boolean {
  return arrival.broadcast ?? arrival.source === 0
}

function chosenByOption(message: Message4, relay: RelayInfo4 | undefined, index: SubnetIndex4): Ipv4 | undefined {
  const link = index.config.compatibility.ignoreRaiLinkSelection ? undefined : relay?.linkSelection
  const chosen = link ?? ipv4Option(message.options.get(option4.subnetSelection))
  return chosen === 0 ? undefined : chosen
}

function namedByLink({local}: Arrival4, index: SubnetIndex4): NamedSubnets4 {
  const name = local.interface
  const subnets = name === undefined ? undefined : index.byInterface.get(name)
  if (name !== undefined && subnets !== undefined) return {rule: 'interface', by: name, subnets}
  return byAddress('link-address', local.addresses[0]?.address ?? local.address, index)
}
