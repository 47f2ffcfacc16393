import {sleep} from '../lib/sleep.ts'
import type {DatabaseRecovery} from '../model/config4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {
  type AddressUse,
  type LeaseChange4,
  type LeaseCount,
  type LeaseFilter4,
  type LeaseKeys4,
  type LeaseStore4,
  StoreError,
} from '../ports/lease-store.ts'

/** What a recovery tells while it goes on. */
export interface RecoveryEvents {
  readonly lost: (error: Error) => void
  readonly attemptFailed: (error: Error) => void
  /** The next attempt will be made after `reconnect-wait-time`. */
  readonly scheduled: (attempt: number) => void
  readonly recovered: () => Promise<void>
  /** No attempt is left, or none was allowed, or another will not help. The store stays without a connection. */
  readonly givenUp: (error: Error) => void
}

export interface RecoveringOptions {
  /** Opens the store; `onLost` is to be called when its connection breaks. */
  readonly open: (onLost: (error: Error) => void) => Promise<LeaseStore4>
  readonly policy: DatabaseRecovery
  readonly events: RecoveryEvents
  readonly signal: AbortSignal
}

/**
 * A lease store whose connection comes back (facts: server.md §1.4): the first attempt at once, the next after each
 * `reconnect-wait-time`, `max-reconnect-tries` in all. Meanwhile every call is rejected as lost. The new connection has
 * passed the same checks as the first, the schema's version included.
 */
export class RecoveringLeaseStore4 implements LeaseStore4 {
  readonly #options: RecoveringOptions
  #store: LeaseStore4 | undefined
  #lost: Error = new Error('not connected yet')
  #recovery: Promise<void> = Promise.resolve()

  private constructor(options: RecoveringOptions) {
    this.#options = options
  }

  /** Rejects as `open` does, unless the policy says to try again at the start as well. */
  static async open(options: RecoveringOptions): Promise<RecoveringLeaseStore4> {
    const store = new RecoveringLeaseStore4(options)
    try {
      await store.#connect()
    } catch (error) {
      if (!options.policy.retryOnStartup || !isUnreachable(error)) throw error
      store.#lose(error)
    }
    return store
  }

  /** false while it is away. */
  get connected(): boolean {
    return this.#store !== undefined
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

  /** Ends a recovery too, when the signal of the options is aborted. */
  async close(): Promise<void> {
    await this.#recovery
    await this.#store?.close()
    this.#store = undefined
  }

  #refuse(): Promise<never> {
    return Promise.reject(new StoreError('lost', 'the lease database is not connected', {cause: this.#lost}))
  }

  async #connect(): Promise<void> {
    let lostEarly: Error | undefined
    const store = await this.#options.open(error => {
      if (this.#store === store) this.#lose(error)
      else lostEarly = error
    })
    if (lostEarly !== undefined) throw lostEarly
    this.#store = store
  }

  #lose(error: Error): void {
    const broken = this.#store
    this.#store = undefined
    this.#lost = error
    // What is left of it must not hold anything up: its connection is gone.
    broken?.close().catch(() => {})
    if (this.#options.signal.aborted) return
    this.#options.events.lost(error)
    this.#recovery = this.#recover(error)
  }

  async #recover(cause: Error): Promise<void> {
    const {policy, events, signal} = this.#options
    const tries = policy.reconnectWaitTime === 0 ? 0 : policy.maxReconnectTries
    let last = cause
    for (let attempt = 1; attempt <= tries; attempt++) {
      if (attempt > 1) await sleep(policy.reconnectWaitTime, signal)
      if (signal.aborted) return
      try {
        await this.#connect()
        return await events.recovered()
      } catch (error) {
        last = error instanceof Error ? error : new Error(String(error))
        events.attemptFailed(last)
        if (!isUnreachable(last)) break
        if (attempt < tries) events.scheduled(attempt + 1)
      }
    }
    events.givenUp(last)
  }
}

/** Whether another attempt may help. A refused password or a wrong schema stays what it is. */
function isUnreachable(error: unknown): error is Error {
  if (!(error instanceof Error) || !('kind' in error)) return false
  return error.kind === 'unreachable' || error.kind === 'lost' || error.kind === 'busy'
}
