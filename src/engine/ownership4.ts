import type {Subnet4} from '../model/config4.ts'
import {isExpired, type Lease4} from '../model/lease4.ts'
import type {ClientId, HwAddr} from '../net-types/identifiers.ts'
import type {Request4} from './request4.ts'

/** Client-id decides where both sides have one; else the hardware address does (facts: server.md §5.4). */
export function belongsTo4(lease: Lease4, hwAddr: HwAddr, clientId: ClientId | undefined): boolean {
  if (clientId !== undefined && lease.clientId !== undefined) return clientId === lease.clientId
  return hwAddr !== '' && lease.hwAddr === hwAddr
}

/** The client-id that counts in a subnet. */
export function clientIdIn4(subnet: Subnet4, request: Request4): ClientId | undefined {
  return subnet.matchClientId ? request.clientId : undefined
}

/** A lease of the client and the subnet of its network that the lease is in. */
export interface OwnLease4 {
  readonly lease: Lease4
  readonly subnet: Subnet4
}

/** Looks through all of the subnets by client-id, then through all by hardware address. */
export function ownLease4(
  request: Request4,
  subnets: readonly Subnet4[],
  view: readonly Lease4[],
): OwnLease4 | undefined {
  return byClientId(request, subnets, view) ?? byHwAddr(request, subnets, view)
}

function byClientId({clientId}: Request4, subnets: readonly Subnet4[], view: readonly Lease4[]): OwnLease4 | undefined {
  if (clientId === undefined) return undefined
  for (const subnet of subnets) {
    if (!subnet.matchClientId) continue
    const lease = view.find(row => row.subnetId === subnet.id && row.clientId === clientId)
    if (lease !== undefined) return {lease, subnet}
  }
  return undefined
}

function byHwAddr(request: Request4, subnets: readonly Subnet4[], view: readonly Lease4[]): OwnLease4 | undefined {
  for (const subnet of subnets) {
    const lease = view.find(
      row =>
        row.subnetId === subnet.id &&
        row.hwAddr === request.hwAddr &&
        belongsTo4(row, request.hwAddr, clientIdIn4(subnet, request)),
    )
    if (lease !== undefined) return {lease, subnet}
  }
  return undefined
}

/**
 * The lease that tells whether a restarted client is known: any with its client-id, else any with its hardware address,
 * in the order of the subnets. match-client-id does not matter here (measured on Kea 2.2.0).
 */
export function rebootLease4(
  request: Request4,
  subnets: readonly Subnet4[],
  view: readonly Lease4[],
): Lease4 | undefined {
  const first = (matches: (row: Lease4) => boolean): Lease4 | undefined => {
    for (const {id} of subnets) {
      const lease = view.find(row => row.subnetId === id && matches(row))
      if (lease !== undefined) return lease
    }
    return undefined
  }
  const {clientId, hwAddr} = request
  const byId = clientId === undefined ? undefined : first(row => row.clientId === clientId)
  return byId ?? (hwAddr === '' ? undefined : first(row => row.hwAddr === hwAddr))
}

/** Whether a row keeps other clients off its address. */
export function isTaken4(lease: Lease4 | undefined, now: number): boolean {
  return lease !== undefined && !isExpired(lease, now)
}
