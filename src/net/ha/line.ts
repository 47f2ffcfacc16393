import type {HaPeer} from '../../model/ha.ts'
import {PeerError, type PeerLine, type PeerRequest} from '../../ports/peers.ts'
import {Call} from './call.ts'
import {type PeerTarget, peerTarget} from './target.ts'

export interface LineLimits {
  /** Requests that may wait for a connection. */
  readonly waiting: number
  /** Milliseconds that a connection may rest. */
  readonly idle: number
}

/** Many times what a server lets wait for its partner; Kea's listener ends what has rested for 30 s (facts: ha.md §0). */
export const defaultLineLimits: LineLimits = {waiting: 4096, idle: 25_000}

/** Requests to one peer: some at once, each on a connection of its own, the others in their order. */
export class HttpLine implements PeerLine {
  readonly #peer: HaPeer
  readonly #connections: number
  readonly #limits: LineLimits
  readonly #waiting = new Set<Call>()
  readonly #underway = new Set<Call>()
  #target: PeerTarget
  #closed = false

  /** Throws PeerError when a file of TLS cannot be used. */
  constructor(peer: HaPeer, connections: number, limits: LineLimits = defaultLineLimits) {
    this.#peer = peer
    this.#target = peerTarget(peer, limits.idle)
    this.#connections = connections
    this.#limits = limits
  }

  ask(request: PeerRequest): Promise<string> {
    if (this.#closed) return Promise.reject(closed())
    if (request.signal?.aborted) return Promise.reject(request.signal.reason)
    const {waiting} = this.#limits
    if (this.#waiting.size >= waiting) {
      return Promise.reject(new PeerError('BUSY', `${waiting} requests wait for it already`))
    }
    return new Promise((resolve, reject) => {
      const call = new Call(request, {resolve, reject, ended: () => this.#ended(call)})
      this.#waiting.add(call)
      this.#next()
    })
  }

  renew(): void {
    if (this.#closed || this.#peer.tls === undefined) return
    const former = this.#target
    this.#target = peerTarget(this.#peer, this.#limits.idle)
    former.leave()
  }

  close(): void {
    this.#closed = true
    for (const call of [...this.#waiting, ...this.#underway]) call.fail(closed())
    this.#target.leave()
  }

  #ended(call: Call): void {
    this.#waiting.delete(call)
    this.#underway.delete(call)
    this.#next()
  }

  #next(): void {
    if (this.#closed || this.#underway.size >= this.#connections) return
    const [call] = this.#waiting
    if (call === undefined) return
    this.#waiting.delete(call)
    this.#underway.add(call)
    call.start(this.#target)
  }
}

function closed(): PeerError {
  return new PeerError('CLOSED', 'this server has ended its connections')
}
