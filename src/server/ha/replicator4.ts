import {chainKeyOf4} from '../../engine/keys.ts'
import type {Request4} from '../../engine/request4.ts'
import type {HaEvent, TaskOutcome} from '../../ha/events.ts'
import type {HaMachine} from '../../ha/machine.ts'
import type {HaSender} from '../../ha/messages/commands4.ts'
import type {HaSetup} from '../../ha/setup.ts'
import {planUpdates, type UpdatePlan, type UpdateVerdict} from '../../ha/updates.ts'
import type {HaPeer} from '../../model/ha.ts'
import type {Lease4} from '../../model/lease4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseChange4} from '../../ports/lease-store.ts'
import type {Log} from '../../ports/log.ts'
import type {PeerLine} from '../../ports/peers.ts'
import {messageType4} from '../../wire/message4.ts'
import type {MessageId} from '../messages.ts'
import {connectionsOf} from './connections.ts'
import {Delayed4} from './delayed4.ts'
import {flushDelayed4} from './flush4.ts'
import type {HaGate4, HaSilence4} from './gate4.ts'
import {InFlight4} from './in-flight4.ts'
import {Lane4} from './lane4.ts'
import {Owed4} from './owed4.ts'
import {Rejections4} from './rejections4.ts'
import {UpdateTeller4} from './tell-updates4.ts'
import {Unheard4} from './unheard4.ts'
import {type LeaseUpdate4, updatesOf4} from './update4.ts'

export interface ReplicatorParts4 {
  readonly setup: HaSetup
  readonly sender: HaSender
  /** To each of the other peers. */
  readonly lines: ReadonlyMap<HaPeer, PeerLine>
  /** parked-packet-limit: 0 = no bound. */
  readonly parkedLimit: () => number
  readonly machine: () => HaMachine
  /** Whether neither the state of this server nor its partner stands against service. */
  readonly serves: () => boolean
  readonly tell: (event: HaEvent) => void
  /** As remains4. */
  readonly remains: (update: LeaseUpdate4) => Promise<Lease4 | undefined>
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number
  readonly log: Log<MessageId>
}

/** Sends what queries have changed to the peers, keeps what must wait, and counts what the partner does not take. */
export class Replicator4 implements Pick<HaGate4, 'replicate' | 'owes'> {
  readonly #parts: ReplicatorParts4
  readonly #lanes = new Map<HaPeer, Lane4>()
  readonly #delayed: Delayed4
  readonly #rejections: Rejections4
  readonly #owed = new Owed4()
  readonly #unheard = new Unheard4()
  /** Only in load-balancing do both servers give addresses at the same time. */
  readonly #inFlight: InFlight4 | undefined
  #parked = 0
  /** Nothing is delayed any more, but the machine has not heard of it yet. */
  #flushed = false

  constructor(parts: ReplicatorParts4) {
    this.#parts = parts
    const {setup, sender, lines, steady, tell, log} = parts
    const teller = new UpdateTeller4(setup.own.name, log, steady)
    const failed: UpdateTeller4['failed'] = (peer, update, outcome) => teller.failed(peer, update, outcome)
    const connections = connectionsOf(setup.relationship)
    for (const [peer, line] of lines)
      this.#lanes.set(peer, new Lane4({peer, line, sender, connections, steady, failed}))
    if (setup.relationship.mode === 'load-balancing') this.#inFlight = new InFlight4(steady)
    this.#delayed = new Delayed4(setup.relationship.delayedUpdatesLimit, tell)
    this.#rejections = new Rejections4(steady, tell)
  }

  /** Clients whose answers wait. */
  get parked(): number {
    return this.#parked
  }

  /** The partner has said whether it takes many updates in one request. */
  partnerTakesBatches(takes: boolean): void {
    this.#lanes.get(this.#parts.setup.partner!)!.takesBatches = takes
  }

  /** Others than the pipeline have committed these. */
  overtake(changes: readonly LeaseChange4[]): void {
    this.#inFlight?.overtake(changes)
    for (const change of changes) this.#unheard.settle(change.kind === 'delete' ? change.address : change.lease.address)
  }

  /** As InFlight4. */
  yieldTo(lease: Lease4): boolean {
    return this.#inFlight?.yieldTo(lease) ?? true
  }

  owes(address: Ipv4): boolean {
    return this.#owed.has(address)
  }

  replicate(
    request: Request4,
    changes: readonly LeaseChange4[],
    formers: readonly (Lease4 | undefined)[],
  ): Promise<'answer' | HaSilence4> | undefined {
    const updates = updatesOf4(changes, formers)
    if (updates.length === 0) return undefined
    for (const {lease} of updates) this.#unheard.settle(lease.address)
    const plan = this.#plan()
    if (plan.awaited.length > 0 && this.#isFull(request, plan, updates)) {
      this.#owed.add(updates)
      this.#keepUnheard(request.type, updates)
      return Promise.resolve('parking-full')
    }
    const client = chainKeyOf4(request)
    if (plan.delayed) this.#delayed.add(client, updates)
    if (plan.unsent) this.#parts.tell({kind: 'update-unsent'})
    if (plan.unsent || plan.delayed) this.#leaveTombstones(updates)
    const told: Promise<boolean>[] = []
    for (const peer of plan.to) {
      const sent =
        peer === this.#parts.setup.partner ? this.#inform(request, client, updates) : this.#send(peer, updates)
      if (plan.awaited.includes(peer)) told.push(sent.then(isAccepted))
    }
    // Decided before service ended: the partner is about to serve this client without knowing of it.
    if (!this.#parts.serves()) told.push(Promise.resolve(false))
    if (told.length > 0) return this.#park(updates, told)
    this.#owed.settle(updates)
    return undefined
  }

  /** Sends what waits, first in, first out, until nothing does. Never rejects. */
  async flush(signal: AbortSignal): Promise<TaskOutcome> {
    const {setup, log} = this.#parts
    this.#flushed = false
    const outcome = await flushDelayed4({
      delayed: this.#delayed,
      lane: this.#lanes.get(setup.partner!)!,
      rejections: this.#rejections,
      names: {server: setup.own.name, partner: setup.partner!.name},
      log,
      signal,
    })
    this.#flushed = outcome.kind === 'done' && !signal.aborted
    return outcome
  }

  /** Tells the partner, which is there, what it has not heard. */
  async catchUp(): Promise<void> {
    const {setup, machine} = this.#parts
    const {partner} = setup
    if (partner === undefined || machine().partner.state === 'unavailable') return
    if (this.#plan().to.includes(partner)) await this.#unheard.send(this.#lanes.get(partner)!)
  }

  forget(what: 'backlog' | 'rejected' | 'unheard'): void {
    if (what === 'unheard') return this.#unheard.clear()
    if (what === 'rejected') return this.#rejections.clear()
    this.#delayed.clear()
    this.#flushed = false
  }

  /** What comes behind the last that was delayed is sent as in load-balancing. */
  #plan(): UpdatePlan {
    const {setup, machine} = this.#parts
    const plan = planUpdates(setup, machine())
    if (!plan.delayed || !this.#flushed) return plan
    const partner = setup.partner!
    return {to: [partner, ...plan.to], awaited: [partner, ...plan.awaited], delayed: false, unsent: false}
  }

  /** Whether one more is too many. Who releases or declines an address waits for nothing, and says it only once. */
  #isFull({type}: Request4, {awaited}: UpdatePlan, {length}: readonly LeaseUpdate4[]): boolean {
    const limit = this.#parts.parkedLimit()
    if (limit > 0 && this.#parked >= limit && !saysOnce(type)) return true
    return awaited.some(peer => !this.#lanes.get(peer)!.hasRoomFor(length))
  }

  /** Tells the partner; the machine hears what has come of it. */
  async #inform(request: Request4, client: string, updates: readonly LeaseUpdate4[]): Promise<UpdateVerdict> {
    const {setup, tell} = this.#parts
    const verdict = await this.#send(setup.partner!, updates)
    this.#rejections.judge(client, verdict)
    tell({kind: 'updates-finished', failed: verdict === 'failed'})
    if (verdict === 'failed' || verdict === 'rejected') this.#keepUnheard(request.type, updates)
    return verdict
  }

  /** Of a lease that ends nothing is left to be fetched, and what waits may come to nothing. */
  #leaveTombstones(updates: readonly LeaseUpdate4[]): void {
    for (const update of updates) if (update.kind === 'delete') void this.#parts.remains(update)
  }

  /** Whoever asks for a lease asks again, and that is told anew; but what has gone with it is gone only once. */
  #keepUnheard(type: Request4['type'], updates: readonly LeaseUpdate4[]): void {
    if (this.#parts.setup.partner === undefined) return
    for (const update of updates) {
      if (update.kind === 'put' && !saysOnce(type)) continue
      void this.#parts.remains(update).then(lease => lease && this.#unheard.add({kind: 'put', lease}))
    }
  }

  async #send(peer: HaPeer, updates: readonly LeaseUpdate4[]): Promise<UpdateVerdict> {
    const lane = this.#lanes.get(peer)!
    const [only] = updates
    if (updates.length === 1) return lane.send(only!)
    return worstOf(await Promise.all(updates.map(update => lane.send(update))))
  }

  async #park(updates: readonly LeaseUpdate4[], told: readonly Promise<boolean>[]): Promise<'answer' | HaSilence4> {
    this.#parked++
    const waiting = this.#inFlight?.begin(updates)
    const taken = await Promise.all(told)
    if (waiting !== undefined) this.#inFlight?.end(updates, waiting)
    this.#parked--
    if (waiting?.overtaken || !taken.every(Boolean)) {
      this.#owed.add(updates)
      return 'not-acknowledged'
    }
    this.#owed.settle(updates)
    this.#inFlight?.told(updates)
    return 'answer'
  }
}

function isAccepted(verdict: UpdateVerdict): boolean {
  return verdict === 'accepted'
}

/** Of what a client does not send again until it is answered. */
function saysOnce(type: Request4['type']): boolean {
  return type === messageType4.RELEASE || type === messageType4.DECLINE
}

const fromWorst: readonly UpdateVerdict[] = ['failed', 'rejected', 'crossed']

function worstOf(verdicts: readonly UpdateVerdict[]): UpdateVerdict {
  return fromWorst.find(verdict => verdicts.includes(verdict)) ?? 'accepted'
}
