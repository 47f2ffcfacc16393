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
  return firstFor(namedBy(message, relay, arrival, index), index, classes)
}

/** The subnets that the first rule which applies names, by id. */
function namedBy(
  message: Message4,
  relay: RelayInfo4 | undefined,
  arrival: Arrival4,
  index: SubnetIndex4,
): readonly Subnet4[] {
  const chosen = chosenByOption(message, relay, index)
  if (chosen !== undefined) return subnetsOfAddress4(index, chosen)
  if (message.giaddr !== 0) return index.byRelay.get(message.giaddr) ?? subnetsOfAddress4(index, message.giaddr)
  if (!isBroadcast4(arrival)) {
    if (message.ciaddr !== 0) return subnetsOfAddress4(index, message.ciaddr)
    if (arrival.source !== 0) return subnetsOfAddress4(index, arrival.source)
  }
  return subnetsOfLink(arrival, index)
}

function firstFor(subnets: readonly Subnet4[], index: SubnetIndex4, classes: ReadonlySet<string>): Subnet4 | undefined {
  return subnets.find(subnet => admitsTo4(index, subnet, classes))
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

function subnetsOfLink({local}: Arrival4, index: SubnetIndex4): readonly Subnet4[] {
  const named = local.interface === undefined ? undefined : index.byInterface.get(local.interface)
  if (named !== undefined) return named
  const address = local.addresses[0]?.address ?? local.address
  return subnetsOfAddress4(index, address)
}
