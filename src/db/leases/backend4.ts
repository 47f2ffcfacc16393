import type {Lease4} from '../../model/lease4.ts'
import type {ClientId, HwAddr} from '../../net-types/identifiers.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {AddressUse, LeaseChange4, LeaseCount, LeaseFilter4, LimitCounts4} from '../../ports/lease-store.ts'
import type {DbError} from '../session.ts'

/** What a batch of messages looks up, each key once. */
export interface Lookup4 {
  readonly clientIds: readonly ClientId[]
  readonly hwAddrs: readonly HwAddr[]
  readonly addresses: readonly Ipv4[]
  /** Most rows of each kind of key: one client with a million leases must not fill the memory. */
  readonly limit: number
}

/** What a batch that must be whole came to: which of its changes the database refused, if any. */
export type Refused = ReadonlySet<Ipv4>

/**
 * One database's way to do what LeaseStore4 promises, without batching. Rejects with DbError.
 * All changes of one call have different addresses.
 */
export interface LeaseBackend4 {
  readonly limits: BackendLimits4
  /** Rows of any key; a row may come once per kind of key. */
  load(lookup: Lookup4): Promise<readonly Lease4[]>
  /**
   * Changes that do not depend on each other, in one transaction: those whose row is not as expected are left out
   * and answered, the others are durable.
   */
  apply(changes: readonly LeaseChange4[]): Promise<Refused>
  /** All changes in one transaction, or none: answers those that stood in the way. Durable when the answer is empty. */
  applyAll(changes: readonly LeaseChange4[]): Promise<Refused>
  expired(before: number, limit: number): Promise<readonly Lease4[]>
  /** Removes at most `limit` rows; answers how many. */
  deleteReclaimed(before: number, limit: number): Promise<number>
  page(first: Ipv4, last: Ipv4, limit: number): Promise<readonly AddressUse[]>
  /** Rows from `first` on, in address order. */
  find(filter: LeaseFilter4, first: Ipv4, limit: number): Promise<readonly Lease4[]>
  counts(): Promise<readonly LeaseCount[]>
  limitCounts(classes: readonly string[], subnetIds: readonly number[]): Promise<LimitCounts4>
  close(): Promise<void>
}

export interface BackendOptions4 {
  /** Milliseconds after which a connection that does not answer is given up. */
  readonly answerTimeout: number
  /** Called for each connection that breaks. */
  readonly onLost: (error: DbError) => void
}

/**
 * Milliseconds, in whole seconds, that a statement waits for another session's lock: well before a server that does not
 * answer counts as lost.
 */
export function lockTimeout(answerTimeout: number): number {
  return Math.min(5, Math.max(1, Math.floor(answerTimeout / 2000))) * 1000
}

/** Counters from rows of a class name or a subnet id, and a number of leases. */
export function limitCounts(rows: readonly (readonly [unknown, unknown, unknown])[]): LimitCounts4 {
  const classes = new Map<string, number>()
  const subnets = new Map<number, number>()
  for (const [name, subnetId, leases] of rows) {
    if (typeof name === 'string') classes.set(name, Number(leases))
    else subnets.set(Number(subnetId), Number(leases))
  }
  return {classes, subnets}
}

/** How much longer than a batch a page or a chunk of deletions may take. */
export const SIDE_PATIENCE = 6

/** Chosen by measurement for each database. */
export interface BackendLimits4 {
  readonly load: {readonly batch: number; readonly inFlight: number}
  readonly commit: {readonly batch: number; readonly inFlight: number}
  /** Latest time (Unix seconds) that the column holds. */
  readonly expire: number
}

export const NONE_REFUSED: Refused = new Set()
