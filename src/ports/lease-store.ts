import type {Lease4} from '../model/lease4.ts'
import type {ClientId, HwAddr} from '../net-types/identifiers.ts'
import type {Ipv4} from '../net-types/ipv4.ts'

/** What one message needs to see. A field that is undefined is not looked up. */
export interface LeaseKeys4 {
  readonly clientId: ClientId | undefined
  readonly hwAddr: HwAddr | undefined
  readonly addresses: readonly Ipv4[]
}

/**
 * One optimistic write. `expected` is the `expire` that the row was loaded with: a row that someone else
 * has changed, removed or created in between makes the whole commit a conflict.
 */
export type LeaseChange4 =
  | {readonly kind: 'create'; readonly lease: Lease4}
  | {readonly kind: 'update'; readonly lease: Lease4; readonly expected: number}
  | {readonly kind: 'delete'; readonly address: Ipv4; readonly expected: number}

/**
 * Which leases a query of an operator is about. An empty `hwAddr` means leases without one; host names are compared
 * without regard to the case of ASCII letters.
 */
export type LeaseFilter4 =
  | {readonly by: 'all'}
  | {readonly by: 'subnet'; readonly subnetId: number}
  | {readonly by: 'hwAddr'; readonly hwAddr: HwAddr | ''; readonly subnetId: number | undefined}
  | {readonly by: 'clientId'; readonly clientId: ClientId; readonly subnetId: number | undefined}
  | {readonly by: 'hostname'; readonly hostname: string}
  | {readonly by: 'state'; readonly state: number; readonly subnetId: number | undefined}

export interface LeaseCount {
  readonly subnetId: number
  readonly state: number
  readonly leases: number
}

/** Leases in force of client classes and subnets; what is missing has none. */
export interface LimitCounts4 {
  readonly classes: ReadonlyMap<string, number>
  readonly subnets: ReadonlyMap<number, number>
}

/**
 * Leases in a database. Every call may be shared with others of the same moment.
 * Rejects with StoreError; a conflict is an answer, not an error.
 */
export interface LeaseStore4 {
  /** Rows that match any key, each once, in no order. 'full' = the queue is at its bound. */
  load4(keys: LeaseKeys4): Promise<readonly Lease4[]> | 'full'
  /** All changes or none. Resolves after they are durable. */
  commit4(changes: readonly LeaseChange4[]): Promise<'ok' | 'conflict'> | 'full'
  /** Rows not yet reclaimed whose expire is before `before` (Unix seconds), oldest first; 0 = no limit. */
  expired4(before: number, limit: number): Promise<readonly Lease4[]>
  /** Removes rows in state expired-reclaimed whose expire is before `before`; answers how many. */
  deleteReclaimed4(before: number): Promise<number>
  /** Rows of an address range in address order, from `after` (exclusive, undefined = from `first`), at most `limit`. */
  page4(first: Ipv4, last: Ipv4, after: Ipv4 | undefined, limit: number): Promise<readonly AddressUse[]>
  /**
   * Whole rows in address order, from `after` (exclusive, undefined = from the lowest), at most `limit`; fewer mean that
   * there are no more. Not for the packet path.
   */
  find4(filter: LeaseFilter4, after: Ipv4 | undefined, limit: number): Promise<readonly Lease4[]>
  /** Counters as lease4_stat keeps them. */
  counts4(): Promise<readonly LeaseCount[]>
  /** The same counters of these classes and subnets alone. */
  limitCounts4(classes: readonly string[], subnetIds: readonly number[]): Promise<LimitCounts4>
  /** Waits for what is in flight, then closes. */
  close(): Promise<void>
}

/** The little of a row that free-address search needs. */
export interface AddressUse {
  readonly address: Ipv4
  readonly expire: number
  readonly validLifetime: number
  readonly state: number
}

/** Why a store could not answer: `lost` connections come back, `busy` may be tried again, `fatal` will fail again. */
export class StoreError extends Error {
  readonly kind: 'lost' | 'busy' | 'fatal'

  constructor(kind: 'lost' | 'busy' | 'fatal', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.kind = kind
  }
}

/** Whether the store will answer again when its connection is back. */
export function isLost(error: unknown): boolean {
  return error instanceof StoreError && error.kind === 'lost'
}
