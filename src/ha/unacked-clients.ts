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

export interface ClientNews {
  /** Not heard since communication was interrupted. */
  readonly isNew: boolean
  /** It counts as unanswered from now on. */
  readonly unacked: boolean
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

  /** What is new about the client of this message; undefined = nothing is. */
  note4(query: TriedQuery4): ClientNews | undefined {
    return this.#note(
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

  #note(key: string, unacked: boolean): ClientNews | undefined {
    this.#analyzed++
    if (this.#unacked.has(key)) return undefined
    const isNew = !this.#connecting.has(key)
    if (unacked) this.#connecting.delete(key)
    else if (!isNew) return undefined
    if (!this.#makeRoom()) return undefined
    const set = unacked ? this.#unacked : this.#connecting
    set.add(key)
    return {isNew, unacked}
  }

  #makeRoom(): boolean {
    if (this.#connecting.size + this.#unacked.size < this.#most) return true
    const [oldest] = this.#connecting
    return oldest !== undefined && this.#connecting.delete(oldest)
  }
}
