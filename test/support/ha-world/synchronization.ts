import type {HeartbeatReport, TaskOutcome} from '../../../src/ha/events.ts'
import type {Row} from './leases.ts'
import type {Server} from './server.ts'

/** Leases in one page: few, so that a synchronization takes several. */
const PAGE = 3

const failed: TaskOutcome = {kind: 'partner-failed', text: 'no answer'}

/** The partner's leases page by page, its service off before each (facts: ha.md §7). */
export class Synchronization {
  readonly #server: Server
  readonly #isOver: () => boolean
  readonly #finish: (outcome: TaskOutcome) => void
  /** What the partner counted when its service had gone off. */
  #unsent: number | undefined

  constructor(server: Server, isOver: () => boolean, finish: (outcome: TaskOutcome) => void) {
    this.#server = server
    this.#isOver = isOver
    this.#finish = finish
  }

  next(from: number): void {
    const locked = (done: true | undefined) => {
      if (done === undefined) this.#finish(failed)
      else if (this.#unsent !== undefined) this.#fetch(from)
      else this.#ask<HeartbeatReport>(peer => peer.heartbeat(), this.#counted)
    }
    this.#ask<true>(peer => peer.lock(true), locked)
  }

  readonly #counted = (report: HeartbeatReport | undefined): void => {
    if (report === undefined) return this.#giveUp()
    this.#unsent = report.unsent
    this.#fetch(0)
  }

  #fetch(from: number): void {
    this.#ask<readonly Row[]>(peer => peer.page(from, PAGE), this.#take)
  }

  readonly #take = (rows: readonly Row[] | undefined): void => {
    if (rows === undefined) return this.#giveUp()
    const {leases, index, storeAway} = this.#server
    if (storeAway) return this.#finish({kind: 'failed', text: 'the database is away'})
    for (const row of rows) leases.merge(row, index)
    if (rows.length < PAGE) this.#notify()
    else this.next(rows.at(-1)!.address + 1)
  }

  #notify(): void {
    const unsent = this.#unsent!
    const notified = (done: boolean | undefined) => this.#finish(done ? {kind: 'done', unsent} : failed)
    this.#ask<boolean>(peer => peer.tell({kind: 'sync-completed'}) === 0, notified)
  }

  #giveUp(): void {
    this.#ask<true>(
      peer => peer.lock(false),
      () => this.#finish(failed),
    )
  }

  #ask<T>(request: (peer: Server) => T | undefined, then: (reply: T | undefined) => void): void {
    const {world, setup} = this.#server
    world.ask<T>(this.#server, setup.partner!, request, reply => {
      if (!this.#isOver()) then(reply)
    })
  }
}
