import {setImmediate as nextTurn} from 'node:timers/promises'
import {sleep} from '../lib/sleep.ts'
import {attemptsOf, mayComeBack, type RecoveryPolicy, retriesAtStart} from '../model/recovery-policy.ts'

/** What a recovery tells while it goes on, in the order of these fields; nothing after it was closed. */
export interface RecoveryEvents {
  /** A connection broke. */
  readonly lost: (error: Error) => void
  /** The first connection failed, and the policy says to look for it as for a lost one. */
  readonly absent: (error: Error) => void
  readonly attempting: () => void
  readonly attemptFailed: (error: Error) => void
  /** The next attempt, counted from 1, will be made after `reconnect-wait-time`. */
  readonly scheduled: (attempt: number) => void
  /** Reads again what may have changed meanwhile. Unless the connection broke once more, `recovered` follows. */
  readonly refresh: () => Promise<void>
  readonly recovered: () => void
  /** No attempt is left, or none was allowed, or another will not help. It stays away. */
  readonly givenUp: (error: Error) => void
}

export interface RecoveryOptions<R> {
  /** Connects and checks; `onLost` is to be called when the connection breaks. */
  readonly open: (onLost: (error: Error) => void) => Promise<R>
  readonly policy: RecoveryPolicy
  readonly events: RecoveryEvents
  /** Ends the recovery, as closing it does. */
  readonly signal: AbortSignal
}

/** A connection that breaks this soon (milliseconds) is not opened again at once: it would be a loop without a pause. */
const HASTY = 1000

/**
 * Something with a connection that comes back (facts: server.md §1.4): the first attempt at once, the next after each
 * `reconnect-wait-time`, `max-reconnect-tries` in all, counted anew after each success. What `open` checked at first it
 * checks again, the schema's version included.
 */
export class Recovery<R extends {close(): Promise<void>}> {
  readonly #options: RecoveryOptions<R>
  readonly #closed = new AbortController()
  readonly #signal: AbortSignal
  #resource: R | undefined
  #cause: Error = new Error('not connected yet')
  #since = Number.NEGATIVE_INFINITY

  private constructor(options: RecoveryOptions<R>) {
    this.#options = options
    this.#signal = AbortSignal.any([options.signal, this.#closed.signal])
  }

  /** Rejects as `open` does, unless the policy says to try again at the start as well. */
  static async start<R extends {close(): Promise<void>}>(options: RecoveryOptions<R>): Promise<Recovery<R>> {
    const recovery = new Recovery(options)
    try {
      await recovery.#connect()
    } catch (error) {
      if (!retriesAtStart(options.policy, error)) throw error
      recovery.#goWithout(asError(error), options.events.absent)
    }
    return recovery
  }

  /** undefined while it is away. */
  get resource(): R | undefined {
    return this.#resource
  }

  /** Why it is away, or was at last. */
  get cause(): Error {
    return this.#cause
  }

  /** Closes what is open. An attempt under way is not waited for; what it opens is closed at once. */
  async close(): Promise<void> {
    this.#closed.abort()
    const resource = this.#resource
    this.#resource = undefined
    await resource?.close()
  }

  async #connect(): Promise<R> {
    let opened: R | undefined
    let lostEarly: Error | undefined
    opened = await this.#options.open(error => {
      lostEarly ??= error
      if (opened !== undefined && this.#resource === opened) this.#lose(error)
    })
    if (lostEarly !== undefined || this.#signal.aborted) {
      opened.close().catch(() => {})
      throw lostEarly ?? new Error('closed')
    }
    this.#resource = opened
    this.#since = performance.now()
    return opened
  }

  #lose(error: Error): void {
    const broken = this.#resource
    this.#resource = undefined
    // What is left of it must not hold anything up: its connection is gone.
    broken?.close().catch(() => {})
    this.#goWithout(error, this.#options.events.lost)
  }

  #goWithout(error: Error, tell: (error: Error) => void): void {
    this.#cause = error
    if (this.#signal.aborted) return
    tell(error)
    void this.#recover()
  }

  async #recover(): Promise<void> {
    const {policy, events} = this.#options
    const attempts = attemptsOf(policy)
    // What failed together with the connection is told before the first attempt.
    await nextTurn()
    if (this.#signal.aborted) return
    for (let attempt = 1; attempt <= attempts; attempt++) {
      await sleep(this.#pauseBefore(attempt), this.#signal)
      if (this.#signal.aborted) return
      events.attempting()
      const resource = await this.#connect().catch(asError)
      if (this.#signal.aborted) return
      if (!(resource instanceof Error)) return this.#resume(resource)
      this.#cause = resource
      events.attemptFailed(resource)
      if (!mayComeBack(resource)) break
      if (attempt < attempts) events.scheduled(attempt + 1)
    }
    if (!this.#signal.aborted) events.givenUp(this.#cause)
  }

  /** Milliseconds. */
  #pauseBefore(attempt: number): number {
    const {reconnectWaitTime} = this.#options.policy
    if (attempt > 1) return reconnectWaitTime
    return performance.now() - this.#since < HASTY ? Math.min(HASTY, reconnectWaitTime) : 0
  }

  async #resume(resource: R): Promise<void> {
    const {events} = this.#options
    // When it fails because the connection broke again, the next recovery is under way already.
    await events.refresh().catch(() => {})
    if (this.#resource === resource && !this.#signal.aborted) events.recovered()
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
