import type {ClientId, HwAddr} from '../net-types/identifiers.ts'
import type {Ipv4} from '../net-types/ipv4.ts'

/** Values of lease4.state; 3 and 4 belong to schemas newer than this release's. */
export const leaseState = {assigned: 0, declined: 1, expiredReclaimed: 2} as const

export type LeaseState = (typeof leaseState)[keyof typeof leaseState]

/** A lifetime that never ends; its row is stored with expire = cltt (facts: server.md §5.1). */
export const INFINITE_LIFETIME = 0xffffffff

/** One row of lease4, as Kea writes it. */
export interface Lease4 {
  readonly address: Ipv4
  /** undefined where the column is NULL or empty (a declined lease has none). */
  readonly hwAddr: HwAddr | undefined
  readonly clientId: ClientId | undefined
  /** Seconds. */
  readonly validLifetime: number
  /** Unix seconds: client last transaction time + validLifetime (cltt alone when infinite). */
  readonly expire: number
  readonly subnetId: number
  readonly fqdnFwd: boolean
  readonly fqdnRev: boolean
  readonly hostname: string
  readonly state: LeaseState
  /** JSON text, undefined where NULL. */
  readonly userContext: string | undefined
}

/** Client last transaction time in Unix seconds. */
export function cltt(lease: Lease4): number {
  return lease.validLifetime === INFINITE_LIFETIME ? lease.expire : lease.expire - lease.validLifetime
}

/** Whether the time of the lease has run out, whatever its state (facts: server.md §5.1). */
export function isExpired(lease: Lease4, now: number): boolean {
  return lease.validLifetime !== INFINITE_LIFETIME && lease.expire < now
}
