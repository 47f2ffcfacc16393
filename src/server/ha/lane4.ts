import {deleteCommand4, type HaSender, updateCommand4} from '../../ha/messages/commands4.ts'
import {type UpdateVerdict, updateVerdict} from '../../ha/updates.ts'
import {RingQueue} from '../../lib/ring-queue.ts'
import type {HaPeer} from '../../model/ha.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {PeerLine} from '../../ports/peers.ts'
import {askPeer, PATIENCE} from './ask-peer.ts'
import type {LeaseUpdate4} from './update4.ts'

/** An update that a peer has not taken. */
export interface UpdateFailure4 {
  readonly update: LeaseUpdate4
  /** undefined = there was no answer. */
  readonly result: number | undefined
  readonly reason: string
}

export interface LaneParts4 {
  readonly peer: HaPeer
  readonly line: PeerLine
  readonly sender: HaSender
  /** Requests at the same time. */
  readonly connections: number
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number
  /** Told of every update that was not accepted. */
  readonly failed: (peer: HaPeer, failure: UpdateFailure4) => void
}

interface Waiting {
  readonly update: LeaseUpdate4
  /** When its client has waited long enough (steady). */
  readonly deadline: number
  readonly resolve: (verdict: UpdateVerdict) => void
}

/** Updates that wait for one peer; beyond it none is taken. */
const MOST_WAITING = 10_000

/**
 * The updates for one peer on their way. Many fly at the same time, of one address one after the other: a peer that
 * learnt of a renewal behind the release would keep a lease that is no more.
 */
export class Lane4 {
  readonly #parts: LaneParts4
  readonly #queue = new RingQueue<Waiting>()
  /** Of addresses with an update in flight: those behind it. */
  readonly #busy = new Map<Ipv4, Waiting[]>()
  /** Waiting or in flight. */
  #pending = 0
  #flying = 0

  constructor(parts: LaneParts4) {
    this.#parts = parts
  }

  hasRoomFor(updates: number): boolean {
    return this.#pending + updates <= MOST_WAITING
  }

  /** What the peer says, PATIENCE after now at the latest. Never rejects. */
  send(update: LeaseUpdate4): Promise<UpdateVerdict> {
    return new Promise(resolve => {
      this.#pending++
      this.#queue.push({update, deadline: this.#parts.steady() + PATIENCE, resolve})
      this.#pump()
    })
  }

  #pump(): void {
    while (this.#flying < this.#parts.connections) {
      const next = this.#queue.shift()
      if (next === undefined) return
      const behind = this.#busy.get(next.update.lease.address)
      if (behind !== undefined) behind.push(next)
      else void this.#fly(next)
    }
  }

  async #fly(first: Waiting): Promise<void> {
    const {address} = first.update.lease
    const behind: Waiting[] = []
    this.#busy.set(address, behind)
    this.#flying++
    for (let next: Waiting | undefined = first; next !== undefined; next = behind.shift()) await this.#ask(next)
    this.#flying--
    this.#busy.delete(address)
    this.#pump()
  }

  async #ask({update, deadline, resolve}: Waiting): Promise<void> {
    const {line, sender, steady} = this.#parts
    const timeout = deadline - steady()
    const command = update.kind === 'put' ? updateCommand4(sender, update.lease) : deleteCommand4(sender, update.lease)
    const answer = timeout <= 0 ? 'no answer in time' : await askPeer(line, command, {timeout}).catch(messageOf)
    this.#pending--
    if (typeof answer === 'string') resolve(this.#verdict({update, result: undefined, reason: answer}))
    else resolve(this.#verdict({update, result: answer.result, reason: answer.text}))
  }

  #verdict(outcome: UpdateFailure4): UpdateVerdict {
    const verdict = updateVerdict(outcome.result)
    if (verdict !== 'accepted') this.#parts.failed(this.#parts.peer, outcome)
    return verdict
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
