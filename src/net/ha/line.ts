import type {HaPeer} from '../../model/ha.ts'
import {PeerError, type PeerLine, type PeerRequest} from '../../ports/peers.ts'
import {Call} from './call.ts'
import {type PeerTarget, peerTarget} from './target.ts'

/** Requests that may wait for a connection: many times what a server lets wait for its partner, still bounded. */
const MAX_WAITING = 4096

/** Requests to one peer: some at once, each on a connection of its own, the others in their order. */
export class HttpLine implements PeerLine {
  readonly #peer: HaPeer
  readonly #connections: number
  readonly #waiting = new Set<Call>()
  readonly #underway = new Set<Call>()
  #target: PeerTarget
  #closed = false

  /** Throws PeerError when a file of TLS cannot be used. */
  constructor(peer: HaPeer, connections: number) {
    this.#peer = peer
    this.#target = peerTarget(peer)
    this.#connections = connections
  }

  ask(request: PeerRequest): Promise<string> {
    if (this.#closed) return Promise.reject(closed())
    if (request.signal?.aborted) return Promise.reject(request.signal.reason)
    if (this.#waiting.size >= MAX_WAITING) {
      return Promise.reject(new PeerError('BUSY', `${MAX_WAITING} requests wait for it already`))
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
    this.#target = peerTarget(this.#peer)
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
