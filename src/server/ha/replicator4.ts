import {chainKeyOf4} from '../../engine/keys.ts'
import type {Request4} from '../../engine/request4.ts'
import {Backlog} from '../../ha/backlog.ts'
import type {HaEvent, TaskOutcome} from '../../ha/events.ts'
import type {HaMachine} from '../../ha/machine.ts'
import type {HaSender} from '../../ha/messages/commands4.ts'
import {RejectedClients} from '../../ha/rejected-clients.ts'
import type {HaSetup} from '../../ha/setup.ts'
import {planUpdates, type UpdateVerdict} from '../../ha/updates.ts'
import type {HaPeer} from '../../model/ha.ts'
import type {Lease4} from '../../model/lease4.ts'
import type {LeaseChange4} from '../../ports/lease-store.ts'
import type {Log} from '../../ports/log.ts'
import type {PeerLine} from '../../ports/peers.ts'
import type {MessageId} from '../messages.ts'
import {connectionsOf} from './connections.ts'
import type {HaGate4, HaSilence4} from './gate4.ts'
import {Lane4} from './lane4.ts'
import {UpdateTeller4} from './tell-updates4.ts'
import {type LeaseUpdate4, updatesOf4} from './update4.ts'

export interface ReplicatorParts4 {
  readonly setup: HaSetup
  readonly sender: HaSender
  /** To each of the other peers. */
  readonly lines: ReadonlyMap<HaPeer, PeerLine>
  /** parked-packet-limit: 0 = no bound. */
  readonly parkedLimit: () => number
  readonly machine: () => HaMachine
  readonly tell: (event: HaEvent) => void
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number
  readonly log: Log<MessageId>
}

/** An update with the client that has caused it. */
interface OwnedUpdate4 {
  readonly client: string
  readonly update: LeaseUpdate4
}

/** Sends what queries have changed to the peers, keeps what must wait, and counts what the partner does not take. */
export class Replicator4 implements Pick<HaGate4, 'replicate'> {
  readonly #parts: ReplicatorParts4
  readonly #lanes = new Map<HaPeer, Lane4>()
  readonly #backlog: Backlog<OwnedUpdate4>
  readonly #rejected = new RejectedClients()
  /** As the machine was told last. */
  #rejectedTold = 0
  #parked = 0

  constructor(parts: ReplicatorParts4) {
    this.#parts = parts
    const {setup, sender, lines, steady, log} = parts
    const teller = new UpdateTeller4(setup.own.name, log, steady)
    const failed: UpdateTeller4['failed'] = (peer, update, outcome) => teller.failed(peer, update, outcome)
    const connections = connectionsOf(setup.relationship)
    for (const [peer, line] of lines)
      this.#lanes.set(peer, new Lane4({peer, line, sender, connections, steady, failed}))
    this.#backlog = new Backlog(setup.relationship.delayedUpdatesLimit)
  }

  /** Clients whose answers wait. */
  get parked(): number {
    return this.#parked
  }

  /** The partner has said whether it takes many updates in one request. */
  partnerTakesBatches(takes: boolean): void {
    this.#lanes.get(this.#parts.setup.partner!)!.takesBatches = takes
  }

  replicate(
    request: Request4,
    changes: readonly LeaseChange4[],
    formers: readonly (Lease4 | undefined)[],
  ): Promise<'answer' | HaSilence4> | undefined {
    const {setup, machine, tell} = this.#parts
    const updates = updatesOf4(changes, formers)
    if (updates.length === 0) return undefined
    const {to, awaited, delayed, unsent} = planUpdates(setup, machine())
    if (awaited.length > 0 && this.#isFull(awaited, updates.length)) return Promise.resolve('parking-full')
    const client = chainKeyOf4(request)
    if (delayed) this.#delay(client, updates)
    if (unsent) tell({kind: 'update-unsent'})
    const told: Promise<boolean>[] = []
    for (const peer of to) {
      const sent = this.#send(peer, client, updates)
      if (awaited.includes(peer)) told.push(sent)
    }
    return told.length === 0 ? undefined : this.#park(told)
  }

  /** Sends what waits, first in, first out, until nothing does. Never rejects. */
  async flush(signal: AbortSignal): Promise<TaskOutcome> {
    const lane = this.#lanes.get(this.#parts.setup.partner!)!
    while (!signal.aborted) {
      const next = this.#backlog.take()
      if (next === undefined) return {kind: 'done'}
      const verdict = await lane.send(next.update)
      if (verdict === 'failed') return {kind: 'partner-failed', text: 'an update that has waited was not taken'}
      this.#judge(next.client, verdict)
    }
    return {kind: 'failed', text: 'given up'}
  }

  forget(what: 'backlog' | 'rejected'): void {
    if (what === 'backlog') return this.#backlog.clear()
    this.#rejected.clear()
    this.#rejectedTold = 0
  }

  #isFull(awaited: readonly HaPeer[], updates: number): boolean {
    const limit = this.#parts.parkedLimit()
    if (limit > 0 && this.#parked >= limit) return true
    return awaited.some(peer => !this.#lanes.get(peer)!.hasRoomFor(updates))
  }

  #delay(client: string, updates: readonly LeaseUpdate4[]): void {
    for (const update of updates) this.#backlog.add({client, update})
    const {waiting, overflowed} = this.#backlog
    this.#parts.tell({kind: 'update-delayed', waiting, overflowed})
  }

  /** Whether the peer has taken all of a query's updates. */
  async #send(peer: HaPeer, client: string, updates: readonly LeaseUpdate4[]): Promise<boolean> {
    const lane = this.#lanes.get(peer)!
    if (!lane.hasRoomFor(updates.length)) return false
    const verdicts = await Promise.all(updates.map(update => lane.send(update)))
    const worst = worstOf(verdicts)
    if (peer !== this.#parts.setup.partner) return worst === 'accepted'
    this.#judge(client, worst)
    this.#parts.tell({kind: 'updates-finished', failed: worst === 'failed'})
    return worst === 'accepted'
  }

  /** Which clients the partner does not want to have. */
  #judge(client: string, verdict: UpdateVerdict): void {
    if (verdict === 'rejected') this.#rejected.reject(client, this.#parts.steady())
    else if (verdict === 'accepted' && this.#rejectedTold > 0) this.#rejected.accept(client)
    else return
    const clients = this.#rejected.count(this.#parts.steady())
    if (clients === this.#rejectedTold) return
    this.#rejectedTold = clients
    this.#parts.tell({kind: 'rejected', clients})
  }

  async #park(told: readonly Promise<boolean>[]): Promise<'answer' | HaSilence4> {
    this.#parked++
    const taken = await Promise.all(told)
    this.#parked--
    return taken.every(Boolean) ? 'answer' : 'not-acknowledged'
  }
}

function worstOf(verdicts: readonly UpdateVerdict[]): UpdateVerdict {
  if (verdicts.includes('failed')) return 'failed'
  return verdicts.includes('rejected') ? 'rejected' : 'accepted'
}
