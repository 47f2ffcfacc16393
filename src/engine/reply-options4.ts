import {option4} from './option-codes4.ts'

/**
 * The options of a reply in Kea's order on the wire: message type, ascending codes, relay agent information last.
 * Sorted at every insert: a reply has about ten, and a Map filled and sorted afterwards took most of its time.
 */
export class ReplyOptions4 {
  readonly #ranks: number[] = []
  readonly #values: Uint8Array[] = []

  has(code: number): boolean {
    return this.#ranks.includes(rankOf(code))
  }

  get(code: number): Uint8Array | undefined {
    const at = this.#ranks.indexOf(rankOf(code))
    return at < 0 ? undefined : this.#values[at]
  }

  /** Adds an option; one that is there stays as it is. */
  add(code: number, value: Uint8Array): void {
    const rank = rankOf(code)
    let at = this.#ranks.length
    while (at > 0 && this.#ranks[at - 1]! >= rank) at--
    if (this.#ranks[at] === rank) return
    this.#ranks.splice(at, 0, rank)
    this.#values.splice(at, 0, value)
  }

  delete(code: number): void {
    const at = this.#ranks.indexOf(rankOf(code))
    if (at < 0) return
    this.#ranks.splice(at, 1)
    this.#values.splice(at, 1)
  }

  toMap(): Map<number, Uint8Array> {
    const map = new Map<number, Uint8Array>()
    for (let at = 0; at < this.#ranks.length; at++) map.set(codeOf(this.#ranks[at]!), this.#values[at]!)
    return map
  }
}

const FIRST = -1
const LAST = 255

function rankOf(code: number): number {
  if (code === option4.messageType) return FIRST
  return code === option4.relayAgentInfo ? LAST : code
}

function codeOf(rank: number): number {
  if (rank === FIRST) return option4.messageType
  return rank === LAST ? option4.relayAgentInfo : rank
}
