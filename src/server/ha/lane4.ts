import {batchLine4, MOST_IN_BATCH} from '../../ha/messages/batch4.ts'
import type {HaSender} from '../../ha/messages/commands4.ts'
import {type UpdateVerdict, verdictOf} from '../../ha/updates.ts'
import {RingQueue} from '../../lib/ring-queue.ts'
import type {HaPeer} from '../../model/ha.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {PeerLine} from '../../ports/peers.ts'
import {PATIENCE} from './ask-peer.ts'
import {askBatch4, askUpdate4, type UpdateOutcome4, unanswered} from './ask-updates4.ts'
import type {LeaseUpdate4} from './update4.ts'

export interface LaneParts4 {
  readonly peer: HaPeer
  readonly line: PeerLine
  readonly sender: HaSender
  /** Requests at the same time. */
  readonly connections: number
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number
  /** Told of every update that was not accepted. */
  readonly failed: (peer: HaPeer, update: LeaseUpdate4, outcome: UpdateOutcome4) => void
}

interface Waiting {
  readonly update: LeaseUpdate4
  /** When its client has waited long enough (steady). */
  readonly deadline: number
  readonly resolve: (verdict: UpdateVerdict) => void
}

/** Updates that wait for one peer or are on their way to it; beyond it none is taken. */
const MOST_WAITING = 10_000

/** Characters after which a batch is full: a keats reads one longer command at a time, and this is none of those. */
const FULL_BATCH = 56_000

/**
 * The updates for one peer on their way. Singles fly at the same time, those of one address one after the other: a peer
 * that learnt of a renewal behind the release would keep a lease that is no more. Of batches one flies while the next one fills.
 */
export class Lane4 {
  readonly #parts: LaneParts4
  readonly #queue = new RingQueue<Waiting>()
  /** Of addresses with a single update in flight: those behind it. */
  readonly #busy = new Map<Ipv4, Waiting[]>()
  /** Waiting or in flight. */
  #pending = 0
  #flying = 0
  #batchFlies = false
  #pumping = false
  #takesBatches = false

  constructor(parts: LaneParts4) {
    this.#parts = parts
  }

  /** The peer has said whether it takes batches. */
  set takesBatches(takes: boolean) {
    this.#takesBatches = takes
  }

  hasRoomFor(updates: number): boolean {
    return this.#pending + updates <= MOST_WAITING
  }

  /** What the peer says, after a bounded time; of one update too many, that it has failed. Never rejects. */
  send(update: LeaseUpdate4): Promise<UpdateVerdict> {
    if (!this.hasRoomFor(1)) {
      this.#parts.failed(this.#parts.peer, update, tooMany)
      return Promise.resolve('failed')
    }
    return new Promise(resolve => {
      this.#pending++
      this.#queue.push({update, deadline: this.#parts.steady() + PATIENCE, resolve})
      if (this.#takesBatches) this.#pumpSoon()
      else this.#pump()
    })
  }

  /** What comes in one turn of the event loop goes together. */
  #pumpSoon(): void {
    if (this.#pumping || this.#batchFlies) return
    this.#pumping = true
    setImmediate(() => {
      this.#pumping = false
      this.#pump()
    })
  }

  /** Singles and batches never fly at the same time: they would overtake each other. */
  #pump(): void {
    if (this.#batchFlies) return
    if (!this.#takesBatches) this.#pumpSingles()
    else if (this.#flying === 0 && this.#queue.length > 0) void this.#flyBatch()
  }

  #pumpSingles(): void {
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

  async #ask(waiting: Waiting): Promise<void> {
    const {line, sender, steady} = this.#parts
    const timeout = Math.ceil(waiting.deadline - steady())
    const outcome = timeout > 0 ? await askUpdate4(line, sender, waiting.update, timeout) : late
    this.#end(waiting, outcome)
  }

  async #flyBatch(): Promise<void> {
    this.#batchFlies = true
    const {batch, lines} = this.#nextBatch()
    if (batch.length > 0) {
      // The oldest would leave too little time for all.
      const timeout = Math.ceil(batch.at(-1)!.deadline - this.#parts.steady())
      const outcomes = await askBatch4(this.#parts.line, lines, timeout)
      if (outcomes === 'unsupported') await this.#oneByOne(batch)
      else for (const [index, waiting] of batch.entries()) this.#end(waiting, outcomes[index]!)
    }
    this.#batchFlies = false
    this.#pump()
  }

  #nextBatch(): {readonly batch: readonly Waiting[]; readonly lines: readonly string[]} {
    const batch: Waiting[] = []
    const lines: string[] = []
    const now = this.#parts.steady()
    for (let length = 0; batch.length < MOST_IN_BATCH && length < FULL_BATCH; ) {
      const next = this.#queue.shift()
      if (next === undefined) break
      if (next.deadline <= now) {
        this.#end(next, late)
        continue
      }
      const line = batchLine4(next.update.kind, next.update.lease)
      length += line.length
      batch.push(next)
      lines.push(line)
    }
    return {batch, lines}
  }

  /** The peer is no longer the program that it was. */
  async #oneByOne(batch: readonly Waiting[]): Promise<void> {
    this.#takesBatches = false
    for (const waiting of batch) await this.#ask(waiting)
  }

  #end({update, resolve}: Waiting, outcome: UpdateOutcome4): void {
    this.#pending--
    const verdict = verdictOf(update.created === true, outcome)
    if (verdict === 'failed' || verdict === 'rejected') this.#parts.failed(this.#parts.peer, update, outcome)
    resolve(verdict)
  }
}

const late = unanswered('its turn did not come in time')
const tooMany = unanswered(`${MOST_WAITING} updates wait for it already`)
