import type {Lifetime, Pool4, Subnet4} from '../model/config4.ts'
import {INFINITE_LIFETIME, type Lease4, type LeaseState, leaseState} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {isEndOf24} from './address-bitmap.ts'
import {admits4} from './classify4.ts'
import {withExtendedInfo4} from './extended-info4.ts'
import {name4} from './name4.ts'
import type {Client4} from './outcome4.ts'
import {clientIdIn4} from './ownership4.ts'
import type {RelayInfo4} from './relay-info4.ts'
import type {Request4} from './request4.ts'

/** Option 51 clamped into the bounds; the default when the client asks for nothing (or for 0). */
function lifetimeFor4({min, default: usual, max}: Lifetime, requested: number | undefined): number {
  return requested === undefined || requested === 0 ? usual : Math.min(Math.max(requested, min), max)
}

/** The row that results when a request gets an address now; `before` is the row that the address has. */
export function leaseFor4(
  request: Request4,
  subnet: Subnet4,
  address: Ipv4,
  client: Client4,
  lifetime: Lifetime,
  before: Lease4 | undefined,
  now: number,
): Lease4 {
  // A BOOTP client never renews.
  const validLifetime = request.bootp ? INFINITE_LIFETIME : lifetimeFor4(lifetime, request.requestedLifetime)
  const state: LeaseState = leaseState.assigned
  return {
    address,
    hwAddr: request.hwAddr === '' ? undefined : request.hwAddr,
    clientId: clientIdIn4(subnet, request),
    validLifetime,
    expire: expiry(now, validLifetime),
    subnetId: subnet.id,
    fqdnFwd: false,
    fqdnRev: false,
    hostname: name4(request.name, subnet.names, client.host?.hostname ?? '', address).hostname,
    state,
    userContext: subnet.storeExtendedInfo
      ? withExtendedInfo4(before?.userContext, sentBy(request.relay))
      : before?.userContext,
  }
}

/** What came out of a lease is in it already. */
function sentBy(relay: RelayInfo4 | undefined): Uint8Array | undefined {
  return relay?.stashed === true ? undefined : relay?.bytes
}

export function expiry(now: number, validLifetime: number): number {
  return validLifetime === INFINITE_LIFETIME ? now : now + validLifetime
}

export function poolOf4(subnet: Subnet4, address: Ipv4): Pool4 | undefined {
  return subnet.pools.find(pool => address >= pool.first && address <= pool.last)
}

/**
 * The first of the subnets that has the address in a pool which the client may have. What a subnet leaves out is given to
 * nobody new, but `kept` by whom has it.
 */
export function allowedIn4(
  subnets: readonly Subnet4[],
  address: Ipv4,
  classes: ReadonlySet<string>,
  kept: boolean,
): Subnet4 | undefined {
  const isEnd = !kept && isEndOf24(address)
  return subnets.find(subnet => {
    if (isEnd && subnet.leavesOutEnds) return false
    const pool = poolOf4(subnet, address)
    return pool !== undefined && admits4(pool.clientClasses, classes)
  })
}
