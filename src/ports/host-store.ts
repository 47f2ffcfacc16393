import type {Host4, HostIdentifier} from '../model/host4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {StoreError} from './lease-store.ts'

/** A host of a database, with the number that its row has there. */
export interface StoredHost4 {
  readonly id: number
  readonly host: Host4
}

/**
 * What one message needs to see: reservations in any of the subnets (0 = the global ones) for any of the identifiers or
 * of the addresses. Without identifiers or addresses, or without subnets, nothing is looked up.
 */
export interface HostKeys4 {
  readonly subnetIds: readonly number[]
  readonly identifiers: readonly HostIdentifier[]
  readonly addresses: readonly Ipv4[]
}

/**
 * Which hosts a query of an operator is about; `subnetId` undefined = of any subnet, the global one included. Host names
 * are compared without regard to the case of ASCII letters.
 */
export type HostFilter4 =
  | {readonly by: 'subnet'; readonly subnetId: number | undefined}
  | {readonly by: 'hostname'; readonly hostname: string; readonly subnetId: number | undefined}
  | {readonly by: 'identifier'; readonly identifier: HostIdentifier; readonly subnetId: number | undefined}
  | {readonly by: 'address'; readonly address: Ipv4; readonly subnetId: number | undefined}

/** The hosts that a deletion is about. */
export type HostWhich4 =
  | {readonly subnetId: number; readonly identifier: HostIdentifier}
  | {readonly subnetId: number; readonly address: Ipv4}

/** Which of the rules for reservations would be broken: another host has it in the same subnet. */
export interface HostConflict {
  readonly kind: 'conflict'
  readonly of: 'identifier' | 'address'
}

export interface HostWriteOptions {
  /** ip-reservations-unique: no two hosts of a subnet have one address. */
  readonly uniqueAddress: boolean
}

/** The little of a host that free-address search needs. */
export interface ReservedAddress4 {
  /** Of the host. */
  readonly id: number
  readonly subnetId: number
  readonly address: Ipv4
}

/**
 * Reservations in a database. Rejects with StoreError; a conflict is an answer, not an error. A host that the tables
 * cannot hold is refused with an error of kind `fatal` that says why, before anything is sent; so is a host that has no
 * IPv4 subnet. Hosts without one are never answered.
 */
export interface HostStore {
  readonly readonly: boolean
  /** Hosts that match, each once, by id; the call shares a round trip with others. 'full' = the queue is at its bound. */
  load4(keys: HostKeys4): Promise<readonly StoredHost4[]> | 'full'
  /**
   * Hosts by id, from `after` (exclusive, undefined = from the lowest), at most `limit`; fewer mean that there are no
   * more. Not for the packet path.
   */
  find4(filter: HostFilter4, after: number | undefined, limit: number): Promise<readonly StoredHost4[]>
  /** Reserved addresses in the order of find4, from `after` in the same way; fewer than `limit` mean no more. */
  reserved4(after: number | undefined, limit: number): Promise<readonly ReservedAddress4[]>
  /** Writes a host with its options, or nothing of it. */
  add4(host: Host4, options: HostWriteOptions): Promise<{readonly kind: 'added'; readonly id: number} | HostConflict>
  /**
   * Puts the host in place of the one with its identifier and subnet, options included; what the row holds for IPv6
   * besides the subnet id stays.
   */
  update4(host: Host4, options: HostWriteOptions): Promise<{readonly kind: 'updated' | 'missing'} | HostConflict>
  /** Removes rows, what they hold for IPv6 included; answers how many. */
  delete4(which: HostWhich4): Promise<number>
  /** Waits for what is in flight, then closes. */
  close(): Promise<void>
}

/** A write was asked of a store that is configured to be only read. */
export class ReadonlyStoreError extends StoreError {
  constructor() {
    super('fatal', 'the hosts database is read-only by its configuration')
    this.name = 'ReadonlyStoreError'
  }
}
