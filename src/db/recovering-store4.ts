import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {
  type AddressUse,
  type LeaseChange4,
  type LeaseCount,
  type LeaseFilter4,
  type LeaseKeys4,
  type LeaseStore4,
  type LimitCounts4,
  StoreError,
} from '../ports/lease-store.ts'
import {Recovery, type RecoveryOptions} from './recovery.ts'

/**
 * A lease store whose connection comes back by itself. Meanwhile every call is rejected as lost, and nothing is queued.
 */
export class RecoveringLeaseStore4 implements LeaseStore4 {
  readonly #recovery: Recovery<LeaseStore4>

  private constructor(recovery: Recovery<LeaseStore4>) {
    this.#recovery = recovery
  }

  /** Rejects as `open` does, unless the policy says to try again at the start as well. */
  static async open(options: RecoveryOptions<LeaseStore4>): Promise<RecoveringLeaseStore4> {
    return new RecoveringLeaseStore4(await Recovery.start(options))
  }

  /** false while it is away. */
  get connected(): boolean {
    return this.#store !== undefined
  }

  /** Why it is away, or was at last. */
  get cause(): Error {
    return this.#recovery.cause
  }

  load4(keys: LeaseKeys4): Promise<readonly Lease4[]> | 'full' {
    return this.#store?.load4(keys) ?? this.#refuse()
  }

  commit4(changes: readonly LeaseChange4[]): Promise<'ok' | 'conflict'> | 'full' {
    return this.#store?.commit4(changes) ?? this.#refuse()
  }

  expired4(before: number, limit: number): Promise<readonly Lease4[]> {
    return this.#store?.expired4(before, limit) ?? this.#refuse()
  }

  deleteReclaimed4(before: number): Promise<number> {
    return this.#store?.deleteReclaimed4(before) ?? this.#refuse()
  }

  page4(first: Ipv4, last: Ipv4, after: Ipv4 | undefined, limit: number): Promise<readonly AddressUse[]> {
    return this.#store?.page4(first, last, after, limit) ?? this.#refuse()
  }

  find4(filter: LeaseFilter4, after: Ipv4 | undefined, limit: number): Promise<readonly Lease4[]> {
    return this.#store?.find4(filter, after, limit) ?? this.#refuse()
  }

  counts4(): Promise<readonly LeaseCount[]> {
    return this.#store?.counts4() ?? this.#refuse()
  }

  limitCounts4(classes: readonly string[], subnetIds: readonly number[]): Promise<LimitCounts4> {
    return this.#store?.limitCounts4(classes, subnetIds) ?? this.#refuse()
  }

  /** Ends a recovery too. */
  close(): Promise<void> {
    return this.#recovery.close()
  }

  get #store(): LeaseStore4 | undefined {
    return this.#recovery.resource
  }

  #refuse(): Promise<never> {
    const {cause} = this.#recovery
    return Promise.reject(new StoreError('lost', 'the lease database is not connected', {cause}))
  }
}
