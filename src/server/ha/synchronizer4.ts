import type {SyncProgress} from '../../ha/sync-progress.ts'
import type {HaPeer} from '../../model/ha.ts'
import type {Peers} from '../../ports/peers.ts'
import type {SyncOutcome4, SyncParts4} from './sync-parts4.ts'
import {synchronize4} from './synchronize4.ts'

export interface SynchronizerParts4
  extends Pick<SyncParts4, 'relationship' | 'sender' | 'store' | 'applied' | 'wall' | 'log'> {
  readonly peers: Peers
}

/** One synchronization at a time: else one would have the partner serve again while another still fetches its leases. */
export class Synchronizer4 {
  readonly #parts: SynchronizerParts4
  /** The end of the last one that was asked for. */
  #last: Promise<unknown> = Promise.resolve()
  #progress: SyncProgress | undefined

  constructor(parts: SynchronizerParts4) {
    this.#parts = parts
  }

  /** Of the last one, or the one under way. */
  get progress(): SyncProgress | undefined {
    return this.#progress
  }

  /** `maxPeriod` in seconds. Rejects with PeerError when a file of TLS cannot be used. */
  run(peer: HaPeer, signal: AbortSignal, maxPeriod?: number): Promise<SyncOutcome4> {
    const turn = this.#last.then(() => this.#fetch(peer, signal, maxPeriod))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #fetch(peer: HaPeer, signal: AbortSignal, maxPeriod: number | undefined): Promise<SyncOutcome4> {
    if (signal.aborted) return {kind: 'failed', text: 'it was stopped before its turn came'}
    const {peers, ...parts} = this.#parts
    // Of its own: pages are long, and no update waits behind them.
    const line = peers.open(peer, 1)
    const progress = (now: SyncProgress) => {
      this.#progress = now
    }
    const own = maxPeriod === undefined ? {} : {maxPeriod}
    return synchronize4({...parts, ...own, partner: peer.name, line, progress, signal}).finally(() => line.close())
  }
}
