import {RingQueue} from '../lib/ring-queue.ts'

/** More wait for nobody, whatever delayed-updates-limit is: the partner can fetch all leases instead. */
const MOST_UPDATES = 100_000

/**
 * Updates that wait for the partner while communication is interrupted, first in, first out (facts: ha.md §2,
 * communication-recovery). One too many and it is of no use any more: the partner has to synchronize, so nothing is kept.
 * Of what concerns the same thing, `keyOf`, all counts, and only the newest goes out: the partner may have fetched it meanwhile,
 * and an older one would take it back for as long as the newest does not follow.
 */
export class Backlog<U> {
  readonly #limit: number
  readonly #keyOf: (update: U) => unknown
  #updates = new RingQueue<U>()
  /** How many of each key wait. */
  #counts = new Map<unknown, number>()
  #overflowed = false

  constructor(delayedUpdatesLimit: number, keyOf: (update: U) => unknown) {
    this.#limit = Math.min(delayedUpdatesLimit, MOST_UPDATES)
    this.#keyOf = keyOf
  }

  get waiting(): number {
    return this.#updates.length
  }

  get overflowed(): boolean {
    return this.#overflowed
  }

  add(update: U): void {
    if (this.#overflowed) return
    if (this.#updates.length < this.#limit) {
      this.#updates.push(update)
      const key = this.#keyOf(update)
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
      return
    }
    this.spoil()
  }

  /** As if there had been one too many: an update is lost, so that those behind it do not help any more. */
  spoil(): void {
    this.clear()
    this.#overflowed = true
  }

  /** The oldest that nothing newer has overtaken, which leaves the backlog with those before it. */
  take(): U | undefined {
    for (;;) {
      const update = this.#updates.shift()
      if (update === undefined) return undefined
      const key = this.#keyOf(update)
      const newer = (this.#counts.get(key) ?? 1) - 1
      if (newer > 0) this.#counts.set(key, newer)
      else {
        this.#counts.delete(key)
        return update
      }
    }
  }

  clear(): void {
    this.#updates = new RingQueue<U>()
    this.#counts = new Map()
    this.#overflowed = false
  }
}
