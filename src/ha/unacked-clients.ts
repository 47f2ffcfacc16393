import {toHex} from '../net-types/identifiers.ts'
import {MOST_CLIENTS} from './failover.ts'
import type {HaTraffic} from './machine.ts'

/** What is looked at in a query of the partner's clients (facts: ha.md §3). */
export interface TriedQuery4 {
  readonly hwAddr: Uint8Array
  readonly clientId: Uint8Array | undefined
  /** Since the client began, as it says. */
  readonly secs: number
}

/**
 * Seconds, also of clients that write the two bytes the wrong way round: nobody tries for so long that the low byte is 0
 * and the high byte is not.
 */
export function triedSeconds(secs: number): number {
  return secs > 255 && (secs & 255) === 0 ? secs >> 8 : secs
}

/**
 * Who among the partner's clients goes unanswered while communication is interrupted. A client counts once, and from
 * connecting it becomes unacked, never back. Bounded: where there are too many, connecting ones are forgotten, the oldest first.
 */
export class UnackedClients {
  readonly #maxAckDelay: number
  readonly #most: number
  #analyzed = 0
  readonly #connecting = new Set<string>()
  readonly #unacked = new Set<string>()

  /** `maxAckDelay` in milliseconds. */
  constructor(maxAckDelay: number, most = MOST_CLIENTS) {
    this.#maxAckDelay = maxAckDelay
    this.#most = most
  }

  note4(query: TriedQuery4): void {
    this.#note(
      `${toHex(query.hwAddr)}/${query.clientId === undefined ? '' : toHex(query.clientId)}`,
      triedSeconds(query.secs) * 1000 > this.#maxAckDelay,
    )
  }

  /** A good heartbeat: the partner is there. */
  clear(): void {
    this.#analyzed = 0
    this.#connecting.clear()
    this.#unacked.clear()
  }

  get traffic(): HaTraffic {
    return {analyzed: this.#analyzed, connecting: this.#connecting.size, unacked: this.#unacked.size}
  }

  #note(key: string, unacked: boolean): void {
    this.#analyzed++
    if (this.#unacked.has(key)) return
    if (unacked) {
      this.#connecting.delete(key)
      if (this.#makeRoom()) this.#unacked.add(key)
    } else if (!this.#connecting.has(key) && this.#makeRoom()) this.#connecting.add(key)
  }

  #makeRoom(): boolean {
    if (this.#connecting.size + this.#unacked.size < this.#most) return true
    const [oldest] = this.#connecting
    return oldest !== undefined && this.#connecting.delete(oldest)
  }
}
