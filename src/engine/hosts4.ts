import type {Pool4, Subnet4} from '../model/config4.ts'
import {GLOBAL_SUBNET, type Host4, type HostIdentifier} from '../model/host4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {HostKeys4} from '../ports/host-store.ts'
import {messageType4} from '../wire/message4.ts'
import type {Request4} from './request4.ts'

/** The reservation of a client in one subnet: the first identifier that has one, of the first source that knows it. */
export function hostOf4(
  identifiers: readonly HostIdentifier[],
  subnetId: number,
  hosts: readonly Host4[],
): Host4 | undefined {
  for (const {type, value} of identifiers) {
    const found = hosts.find(
      ({subnetId: id, identifier}) => id === subnetId && identifier.type === type && identifier.value === value,
    )
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * The reservation that holds for a client in a subnet: the subnet's own beats a global one (facts: server.md §5.5). In a
 * network the selected subnet says whether anything is looked for, here as in the others.
 */
export function hostIn4(request: Request4, subnet: Subnet4, hosts: readonly Host4[]): Host4 | undefined {
  const selected = (request.subnet ?? subnet).reservationModes
  const common = selected.global ? hostOf4(request.identifiers, GLOBAL_SUBNET, hosts) : undefined
  const looks = selected.inSubnet || (selected.global && common === undefined)
  const own = looks && subnet.reservationModes.inSubnet ? hostOf4(request.identifiers, subnet.id, hosts) : undefined
  return own ?? (subnet.reservationModes.global ? common : undefined)
}

/** Another host that an address of a subnet is reserved for; undefined = it is free to be given to this client. */
export function reservedForAnother4(
  request: Request4,
  subnet: Subnet4,
  address: Ipv4,
  hosts: readonly Host4[],
): Host4 | undefined {
  const {inSubnet, outOfPool} = subnet.reservationModes
  if (!inSubnet || (outOfPool && isInPool(subnet.pools, address))) return undefined
  const holders = hosts.filter(host => host.subnetId === subnet.id && host.address === address)
  return holders.some(host => isClient(request, host)) ? undefined : holders[0]
}

function isClient({identifiers}: Request4, {identifier}: Host4): boolean {
  return identifiers.some(({type, value}) => type === identifier.type && value === identifier.value)
}

function isInPool(pools: readonly Pool4[], address: Ipv4): boolean {
  return pools.some(({first, last}) => first <= address && address <= last)
}

/** The reservations that a decision looks at: the client's own, and those of the addresses that it may get. */
export function hostKeys4(request: Request4, addresses: readonly Ipv4[]): HostKeys4 | undefined {
  if (request.type === messageType4.RELEASE || request.type === messageType4.DECLINE) return undefined
  const subnetIds = new Set<number>()
  // Of subnets that are not asked for the client's own: an address there may be reserved for another.
  for (const {id, reservationModes} of request.subnets) if (reservationModes.inSubnet) subnetIds.add(id)
  if (request.subnet?.reservationModes.global) subnetIds.add(GLOBAL_SUBNET)
  if (subnetIds.size === 0) return undefined
  return {subnetIds: [...subnetIds], identifiers: request.identifiers, addresses}
}
