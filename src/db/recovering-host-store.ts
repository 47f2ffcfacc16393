import type {Host4} from '../model/host4.ts'
import type {
  HostFilter4,
  HostKeys4,
  HostStore,
  HostWhich4,
  HostWriteOptions,
  ReservedAddress4,
  StoredHost4,
} from '../ports/host-store.ts'
import {StoreError} from '../ports/lease-store.ts'
import {Recovery, type RecoveryOptions} from './recovery.ts'

/** A host store whose connection comes back by itself. Meanwhile every call is rejected as lost, and nothing is queued. */
export class RecoveringHostStore implements HostStore {
  readonly readonly: boolean
  readonly #recovery: Recovery<HostStore>

  private constructor(recovery: Recovery<HostStore>, readonly: boolean) {
    this.#recovery = recovery
    this.readonly = readonly
  }

  /** Rejects as `open` does, unless the policy says to try again at the start as well. */
  static async open(options: RecoveryOptions<HostStore>, readonly: boolean): Promise<RecoveringHostStore> {
    return new RecoveringHostStore(await Recovery.start(options), readonly)
  }

  /** false while it is away. */
  get connected(): boolean {
    return this.#store !== undefined
  }

  /** Why it is away, or was at last. */
  get cause(): Error {
    return this.#recovery.cause
  }

  load4(keys: HostKeys4): Promise<readonly StoredHost4[]> | 'full' {
    return this.#store?.load4(keys) ?? this.#refuse()
  }

  find4(filter: HostFilter4, after: number | undefined, limit: number): Promise<readonly StoredHost4[]> {
    return this.#store?.find4(filter, after, limit) ?? this.#refuse()
  }

  reserved4(after: number | undefined, limit: number): Promise<readonly ReservedAddress4[]> {
    return this.#store?.reserved4(after, limit) ?? this.#refuse()
  }

  add4(host: Host4, options: HostWriteOptions): ReturnType<HostStore['add4']> {
    return this.#store?.add4(host, options) ?? this.#refuse()
  }

  update4(host: Host4, options: HostWriteOptions): ReturnType<HostStore['update4']> {
    return this.#store?.update4(host, options) ?? this.#refuse()
  }

  delete4(which: HostWhich4): Promise<number> {
    return this.#store?.delete4(which) ?? this.#refuse()
  }

  /** Ends a recovery too. */
  close(): Promise<void> {
    return this.#recovery.close()
  }

  get #store(): HostStore | undefined {
    return this.#recovery.resource
  }

  #refuse(): Promise<never> {
    const {cause} = this.#recovery
    return Promise.reject(new StoreError('lost', 'the hosts database is not connected', {cause}))
  }
}
