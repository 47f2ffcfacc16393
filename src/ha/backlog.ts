import {RingQueue} from '../lib/ring-queue.ts'

/** More wait for nobody, whatever delayed-updates-limit is: the partner can fetch all leases instead. */
const MOST_UPDATES = 100_000

/**
 * Updates that wait for the partner while communication is interrupted, first in, first out (facts: ha.md §2,
 * communication-recovery). One too many and it is of no use any more: the partner has to synchronize, so nothing is kept.
 */
export class Backlog<U> {
  readonly #limit: number
  #updates = new RingQueue<U>()
  #overflowed = false

  constructor(delayedUpdatesLimit: number) {
    this.#limit = Math.min(delayedUpdatesLimit, MOST_UPDATES)
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
      return
    }
    this.spoil()
  }

  /** As if there had been one too many: an update is lost, so that those behind it do not help any more. */
  spoil(): void {
    this.clear()
    this.#overflowed = true
  }

  /** The oldest, which leaves the backlog. */
  take(): U | undefined {
    return this.#updates.shift()
  }

  clear(): void {
    this.#updates = new RingQueue<U>()
    this.#overflowed = false
  }
}
