import {MOST_CLIENTS} from './failover.ts'

/** A rejection counts for a day (facts: ha.md §9). */
const COUNTS_FOR = 24 * 60 * 60_000

/**
 * Clients whose lease updates the partner has rejected, each once; an update that it accepts takes the client out. Times are
 * milliseconds of a clock that nobody sets.
 */
export class RejectedClients {
  readonly #most: number
  /** By the time of the last rejection: the oldest first. */
  readonly #clients = new Map<string, number>()

  constructor(most = MOST_CLIENTS) {
    this.#most = most
  }

  /** How many count now. */
  count(now: number): number {
    for (const [client, at] of this.#clients) {
      if (now - at < COUNTS_FOR) break
      this.#clients.delete(client)
    }
    return this.#clients.size
  }

  reject(client: string, now: number): void {
    this.#clients.delete(client)
    if (this.#clients.size < this.#most) this.#clients.set(client, now)
  }

  accept(client: string): void {
    this.#clients.delete(client)
  }

  clear(): void {
    this.#clients.clear()
  }
}
