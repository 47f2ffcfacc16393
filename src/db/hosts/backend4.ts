import type {Host4, HostIdentifier, HostOption4} from '../../model/host4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {HostFilter4, HostWhich4, ReservedAddress4} from '../../ports/host-store.ts'

/** What a batch of messages looks up, each key once. Identifiers are values: who has the right type is seen later. */
export interface HostLookup4 {
  readonly subnetIds: readonly number[]
  readonly identifiers: readonly string[]
  readonly addresses: readonly Ipv4[]
  /** Most hosts that the addresses may bring: nothing keeps a site from reserving one for thousands. */
  readonly limit: number
}

/** A row of hosts, beside one of its options. */
export interface HostRow4 {
  readonly id: number
  readonly host: Omit<Host4, 'options'>
  readonly option: {readonly id: number; readonly option: HostOption4} | undefined
}

/** The steps of a write, all in the transaction that they are handed out for. They reject with DbError. */
export interface HostSteps4 {
  /** Makes the row without options, answers its id; rejects with `conflict` when identifier and subnet have one. */
  insert(host: Host4): Promise<number>
  /** Changes the row of the host's identifier and subnet, answers its id; undefined when there is none. */
  update(host: Host4): Promise<number | undefined>
  /** Whether another host of the subnet has the address; from now on none gets it until the transaction ends. */
  isTaken(address: Ipv4, subnetId: number, but: HostIdentifier): Promise<boolean>
  removeOptions(id: number): Promise<void>
  /** There is at least one. */
  insertOptions(id: number, options: readonly HostOption4[]): Promise<void>
  /** Removes rows with all that belongs to them; answers how many. */
  remove(which: HostWhich4): Promise<number>
}

/** One database's way to do what HostStore promises, without batching. Rejects with DbError. */
export interface HostBackend4 {
  /** Chosen by measurement for each database. */
  readonly limits: {readonly batch: number; readonly inFlight: number}
  /** Rows of any key that are in one of the subnets; a row may come twice. One round trip. */
  load(lookup: HostLookup4): Promise<readonly HostRow4[]>
  /** Rows of at most `limit` hosts with ids above `after`, the lowest of them, in no order. */
  find(filter: HostFilter4, after: number, limit: number): Promise<readonly HostRow4[]>
  /** Addresses of at most `limit` hosts with ids above `after` that reserve one, by id. */
  reserved(after: number, limit: number): Promise<readonly ReservedAddress4[]>
  /** Runs `work` in one transaction; nothing stays of it when it rejects, or when `keep` says so of its answer. */
  write<T>(work: (steps: HostSteps4) => Promise<T>, keep: (answer: T) => boolean): Promise<T>
  close(): Promise<void>
}
