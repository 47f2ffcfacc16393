import type {Subnet4} from '../model/config4.ts'
import {GLOBAL_SUBNET, type Host4} from '../model/host4.ts'
import {type Lease4, leaseState} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {messageType4} from '../wire/message4.ts'
import {offerLifetimeOf4} from './class-settings4.ts'
import {admits4} from './classify4.ts'
import {subnetsFor4} from './client4.ts'
import {poolOf4} from './grant4.ts'
import {wantedAddress4} from './keys.ts'
import type {Candidate4, Client4, Exhausted4, PickedFor4, ReservationConflict4} from './outcome4.ts'
import {type OwnLease4, ownLease4} from './ownership4.ts'
import type {Rejecting4} from './rejection4.ts'
import type {Request4} from './request4.ts'
import type {Sight4} from './sight4.ts'
import type {SubnetIndex4} from './subnet-index4.ts'

export interface AllocationFacts4 extends Rejecting4 {
  readonly candidates: readonly Candidate4[]
  /** Whom the candidates were picked for; undefined = none were picked. */
  readonly pickedFor: PickedFor4 | undefined
  readonly index: SubnetIndex4
  /** Unix seconds. */
  readonly now: number
}

/** An address that a reservation gives to the client. */
export interface Reserved4 {
  readonly address: Ipv4
  readonly subnet: Subnet4
  readonly host: Host4
}

/** Everything that the choice of an address looks at. */
export interface Allocation4 extends AllocationFacts4 {
  readonly request: Request4
  readonly client: Client4
  readonly sight: Sight4
  /** Where the client may be served from, the selected subnet first. */
  readonly subnets: readonly Subnet4[]
  readonly own: OwnLease4 | undefined
  readonly reserved: Reserved4 | undefined
  /** The address that it asks for; a REQUEST that names none asks for the reserved one. */
  readonly wanted: Ipv4 | undefined
  /** Found on the way. */
  conflict: ReservationConflict4 | undefined
}

export function allocation4(request: Request4, client: Client4, sight: Sight4, facts: AllocationFacts4): Allocation4 {
  const {candidates, pickedFor, index, now, rejected} = facts
  const subnets = subnetsFor4(request, client, index)
  const own = ownOf(request, client, subnets, sight, index)
  const reserved = reservedAddress(from4(own?.subnet, subnets), sight)
  const asked = wantedAddress4(request)
  return {
    candidates,
    pickedFor,
    index,
    now,
    request,
    client,
    sight,
    subnets,
    own,
    reserved,
    wanted: asked ?? (request.type === messageType4.REQUEST ? reserved?.address : undefined),
    conflict: undefined,
    rejected,
  }
}

/** A lease that it was told of comes before an address that an OFFER has kept for it. */
function ownOf(
  request: Request4,
  client: Client4,
  subnets: readonly Subnet4[],
  {leases}: Sight4,
  index: SubnetIndex4,
): OwnLease4 | undefined {
  const own = ownLease4(request, subnets, leases)
  if (own === undefined || leases.length === 1 || !isKeptOffer4(own.lease, own.subnet, client, index)) return own
  const others = leases.filter(lease => lease !== own.lease)
  return ownLease4(request, subnets, others) ?? own
}

/** Whether a row is what an OFFER has stored, by its lifetime: no client was told of such a lease (offer-lifetime). */
export function isKeptOffer4(lease: Lease4, subnet: Subnet4, client: Client4, {classifier}: SubnetIndex4): boolean {
  const offered = offerLifetimeOf4(subnet, classifier.definitions(client.classes))
  return offered > 0 && lease.validLifetime === offered && lease.state === leaseState.assigned
}

/** The subnets of a link, beginning with one of them: where the client has a lease comes first. */
export function from4(first: Subnet4 | undefined, subnets: readonly Subnet4[]): readonly Subnet4[] {
  const at = first === undefined ? 0 : subnets.indexOf(first)
  return at <= 0 ? subnets : [...subnets.slice(at), ...subnets.slice(0, at)]
}

/**
 * The first subnet whose reservation for the client has an address. A global one is taken as it stands, whatever the
 * subnet and its pools (measured on Kea 2.2.0, and what its manual warns of).
 */
function reservedAddress(subnets: readonly Subnet4[], sight: Sight4): Reserved4 | undefined {
  for (const subnet of subnets) {
    const host = sight.host(subnet)
    const address = host?.address
    if (host === undefined || address === undefined) continue
    const {outOfPool} = subnet.reservationModes
    const ignored = host.subnetId !== GLOBAL_SUBNET && outOfPool && poolOf4(subnet, address) !== undefined
    if (!ignored) return {address, subnet, host}
  }
  return undefined
}

/** Nothing is free for the client: who it is, and whether there would have been anything to try. */
export function exhausted4({client: {classes}, subnets}: Allocation4): Exhausted4 {
  const hasPools = subnets.some(({pools}) => pools.some(pool => admits4(pool.clientClasses, classes)))
  return {classes, hasPools}
}
