import type {Ipv4} from '../../net-types/ipv4.ts'
import type {Lane4} from './lane4.ts'
import type {LeaseUpdate4} from './update4.ts'

/** Beyond it the oldest go: the partner learns of them when it synchronizes. */
const MOST = 65_536

/** Updates on their way at the same time. */
const WINDOW = 256

/** Times that one is sent: what a peer does not want to have must not be tried for ever. */
const TRIES = 3

interface Entry {
  readonly update: LeaseUpdate4
  tries: number
}

/**
 * Rows that the partner has not heard of and whose clients will not make this server tell of them again: those of releases and
 * declines above all. Each is sent again until it arrives, or something newer is known of its address.
 */
export class Unheard4 {
  readonly #entries = new Map<Ipv4, Entry>()
  #sending = false

  add(update: LeaseUpdate4): void {
    const {address} = update.lease
    this.#entries.delete(address)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size >= MOST && oldest !== undefined) this.#entries.delete(oldest)
    this.#entries.set(address, {update, tries: 0})
  }

  /** Something newer is known of this address. */
  settle(address: Ipv4): void {
    if (this.#entries.size > 0) this.#entries.delete(address)
  }

  /** The partner has fetched every row. */
  clear(): void {
    this.#entries.clear()
  }

  /** Stops where one does not arrive. Never rejects. */
  async send(lane: Pick<Lane4, 'send'>): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    const entries = [...this.#entries.values()]
    for (let first = 0; first < entries.length; first += WINDOW) {
      const arrived = await Promise.all(entries.slice(first, first + WINDOW).map(entry => this.#tell(lane, entry)))
      if (arrived.includes(false)) break
    }
    this.#sending = false
  }

  async #tell(lane: Pick<Lane4, 'send'>, entry: Entry): Promise<boolean> {
    const {address} = entry.update.lease
    if (this.#entries.get(address) !== entry) return true
    entry.tries++
    const arrived = (await lane.send(entry.update)) !== 'failed'
    if ((arrived || entry.tries === TRIES) && this.#entries.get(address) === entry) this.#entries.delete(address)
    return arrived
  }
}
