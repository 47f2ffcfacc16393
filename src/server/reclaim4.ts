import {sleep} from '../lib/sleep.ts'
import type {ExpiredLeasesProcessing} from '../model/config4.ts'
import {type Lease4, leaseState} from '../model/lease4.ts'
import type {Clock} from '../ports/clock.ts'
import type {LeaseChange4, LeaseStore4} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import type {MessageId} from './messages.ts'

/** One pass over the expired leases. `complete` = none was left when it ended. */
export interface ReclaimPass {
  readonly reclaimed: readonly Lease4[]
  readonly complete: boolean
}

export interface ReclaimerParts {
  readonly store: LeaseStore4
  readonly settings: ExpiredLeasesProcessing
  readonly clock: Clock
  readonly log: Log<MessageId>
  /** Told of every lease that a pass took back, and of the write that did it. */
  readonly reclaimed: (lease: Lease4, change: LeaseChange4) => void
}

/** Rows of one query; between queries the packets of the meantime get their turn. */
const CHUNK = 256

/**
 * Takes back expired leases as Kea does (facts: server.md §5.2): declined ones and, without a hold time, all
 * others are removed; else the row stays as expired-reclaimed until the flush. Writes are optimistic, so a
 * client that renews in the same moment keeps its lease, and several servers may do this on one database.
 */
export class Reclaimer4 {
  readonly #parts: ReclaimerParts
  #slowPasses = 0

  constructor(parts: ReclaimerParts) {
    this.#parts = parts
  }

  /** Runs both timers until `signal` aborts. Intervals count from the end of the previous run. */
  async run(signal: AbortSignal): Promise<void> {
    const {reclaimTimerWaitTime, flushReclaimedTimerWaitTime} = this.#parts.settings
    await Promise.all([
      this.#repeat(reclaimTimerWaitTime, signal, () => this.pass(signal)),
      this.#repeat(flushReclaimedTimerWaitTime, signal, () => this.flush()),
    ])
  }

  async pass(signal?: AbortSignal): Promise<ReclaimPass> {
    const {settings, clock, log} = this.#parts
    const started = clock.millis()
    const reclaimed: Lease4[] = []
    let complete = false
    for (;;) {
      const quota = settings.maxReclaimLeases === 0 ? CHUNK : settings.maxReclaimLeases - reclaimed.length
      const wanted = Math.min(CHUNK, quota)
      const now = Math.floor(clock.millis() / 1000)
      const expired = await this.#parts.store.expired4(now, wanted)
      const taken = await this.#take(expired, settings.holdReclaimedTime > 0)
      reclaimed.push(...taken)
      complete = expired.length < wanted
      const late = settings.maxReclaimTime > 0 && clock.millis() - started >= settings.maxReclaimTime
      // Rows that all conflicted would come again at once: leave them to the next pass.
      if (complete || late || quota <= CHUNK || taken.length === 0 || signal?.aborted === true) break
    }
    this.#slowPasses = complete ? 0 : this.#slowPasses + 1
    if (this.#slowPasses > settings.unwarnedReclaimCycles && settings.unwarnedReclaimCycles > 0) {
      log.write('ALLOC_ENGINE_V4_LEASES_RECLAMATION_SLOW', {cycles: this.#slowPasses})
      this.#slowPasses = 0
    }
    return {reclaimed, complete}
  }

  /** Everything that has expired by now, however long it takes; `remove`: without keeping rows. */
  async all(remove: boolean): Promise<void> {
    for (;;) {
      const now = Math.floor(this.#parts.clock.millis() / 1000)
      const expired = await this.#parts.store.expired4(now, CHUNK)
      const taken = await this.#take(expired, !remove)
      if (expired.length < CHUNK || taken.length === 0) return
    }
  }

  async flush(): Promise<number> {
    const now = Math.floor(this.#parts.clock.millis() / 1000)
    return this.#parts.store.deleteReclaimed4(now - this.#parts.settings.holdReclaimedTime)
  }

  async #take(expired: readonly Lease4[], hold: boolean): Promise<Lease4[]> {
    const changes = expired.map(lease => reclaimChange(lease, hold))
    const answers = await Promise.all(changes.map(change => this.#parts.store.commit4([change])))
    const taken = expired.filter((_, index) => answers[index] === 'ok')
    for (const [index, lease] of expired.entries()) {
      if (answers[index] === 'ok') this.#parts.reclaimed(lease, changes[index]!)
    }
    return taken
  }

  async #repeat(seconds: number, signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
    if (seconds === 0) return
    for (;;) {
      await sleep(seconds * 1000, signal)
      if (signal.aborted) return
      try {
        await work()
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error)
        this.#parts.log.write('DHCP4_RECLAIM_EXPIRED_LEASES_FAIL', {cause})
      }
    }
  }
}

/** What becomes of an expired row. A name in DNS would be removed with it, so the host name goes. */
function reclaimChange(lease: Lease4, hold: boolean): LeaseChange4 {
  if (!hold || lease.state === leaseState.declined) {
    return {kind: 'delete', address: lease.address, expected: lease.expire}
  }
  const kept = {...lease, state: leaseState.expiredReclaimed, hostname: '', fqdnFwd: false, fqdnRev: false}
  return {kind: 'update', lease: kept, expected: lease.expire}
}
