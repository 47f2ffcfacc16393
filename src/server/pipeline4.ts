import {admit4} from '../engine/admit.ts'
import {decide4} from '../engine/decide4.ts'
import {destination4} from '../engine/destination4.ts'
import {chainKeyOf4, keysOf4, needsCandidates4} from '../engine/keys.ts'
import type {AnsweredOutcome4, Candidate4, DropReason4, Outcome4} from '../engine/outcome4.ts'
import {reply4} from '../engine/reply4.ts'
import type {Request4} from '../engine/request4.ts'
import type {SubnetIndex4} from '../engine/subnet-index4.ts'
import {KeyedChain} from '../lib/keyed-chain.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Clock} from '../ports/clock.ts'
import {type LeaseChange4, type LeaseStore4, StoreError} from '../ports/lease-store.ts'
import type {Datagram4, Transport4} from '../ports/transport4.ts'
import {decode4} from '../wire/decode4.ts'
import {encode4} from '../wire/encode4.ts'
import {messageType4} from '../wire/message4.ts'
import type {Counts4, ServerDrop4} from './count4.ts'
import type {FreeAddresses4} from './free-addresses4.ts'
import {RecentOffers4} from './recent-offers4.ts'
import type {ServiceState} from './service-state.ts'
import type {Teller4} from './tell4.ts'

export interface PipelineLimits {
  /** Messages between receipt and answer. */
  readonly inFlight: number
  /** The lower bound at which new clients are shed, so that those who have a lease keep it. */
  readonly newClients: number
}

export interface PipelineParts4 {
  readonly index: SubnetIndex4
  readonly store: LeaseStore4
  readonly service: Pick<ServiceState, 'on'>
  readonly addresses: FreeAddresses4
  readonly transport: Pick<Transport4, 'send'>
  /** Addresses of the open sockets. */
  readonly serverIds: () => ReadonlySet<Ipv4>
  readonly clock: Clock
  readonly tell: Teller4
  readonly counts: Pick<Counts4, 'received' | 'parseFailed' | 'dropped' | 'outcome'>
  /** Told of every commit; `formers`: the row that each change replaced or removed, undefined for a created one. */
  readonly committed: (changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]) => void
  readonly limits: PipelineLimits
}

/** How often a decision is taken again after another writer was faster, or candidates were taken. */
const MAX_ROUNDS = 4

/**
 * From a datagram to its answer: the one place of the DHCPv4 path that awaits. Per message one shared load and one
 * shared commit; decisions are the engine's. No ACK leaves before its lease is durable.
 */
export class Pipeline4 {
  readonly #parts: PipelineParts4
  readonly #clients = new KeyedChain()
  readonly #offers = new RecentOffers4()
  #inFlight = 0
  #idle: (() => void)[] = []

  constructor(parts: PipelineParts4) {
    this.#parts = parts
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** Takes a datagram; never throws and never waits. */
  receive(datagram: Datagram4): void {
    const {counts, index, limits, tell} = this.#parts
    const message = decode4(datagram.bytes)
    if ('kind' in message) {
      counts.parseFailed()
      tell.parseFailed(datagram, message)
      return
    }
    const admission = admit4(message, {arrival: datagram, index, serverIds: this.#parts.serverIds()})
    const unwanted = admission.kind === 'drop' ? admission.reason : undefined
    counts.received(message.options.get(53)?.[0], unwanted)
    if (!this.#parts.service.on) return this.#drop(message, 'service-disabled')
    if (admission.kind !== 'go') return this.#drop(message, admission.kind === 'drop' ? admission.reason : 'class-drop')
    const {request} = admission
    const limit = request.type === messageType4.DISCOVER ? limits.newClients : limits.inFlight
    if (this.#inFlight >= limit) return this.#drop(message, 'queue-full')
    this.#inFlight++
    tell.received(request)
    this.#clients.submit(chainKeyOf4(request), {
      run: () => this.#serve(request),
      dropped: () => {
        this.#drop(message, 'superseded')
        this.#left()
      },
    })
  }

  /** Resolves when no message is in flight. */
  async drained(): Promise<void> {
    if (this.#inFlight === 0) return
    await new Promise<void>(resolve => this.#idle.push(resolve))
  }

  #left(): void {
    this.#inFlight--
    if (this.#inFlight > 0) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  #drop(message: Request4['message'], reason: DropReason4 | ServerDrop4): void {
    this.#parts.counts.dropped(reason)
    this.#parts.tell.dropped(message, reason)
  }

  async #serve(request: Request4): Promise<void> {
    try {
      const outcome = await this.#settle(request)
      if (typeof outcome === 'string') this.#drop(request.message, outcome)
      else this.#finish(request, outcome)
    } catch (error) {
      this.#parts.counts.dropped(error instanceof StoreError ? 'store-unavailable' : 'processing-failed')
      this.#parts.tell.failed(request, error)
    } finally {
      this.#left()
    }
  }

  #finish(request: Request4, outcome: Outcome4): void {
    this.#parts.counts.outcome(request, outcome)
    this.#parts.tell.outcome(request, outcome)
    if (isAnswered(outcome)) this.#answer(request, outcome)
  }

  #answer(request: Request4, outcome: AnsweredOutcome4): void {
    const reply = reply4(request, outcome, this.#parts.index)
    const destination = destination4(request, reply, outcome)
    this.#parts.transport.send(encode4(reply), destination, request.arrival.local)
    this.#parts.tell.sent(request, reply, destination)
  }

  /** Loads, decides and commits until nobody else was faster. */
  async #settle(request: Request4): Promise<Outcome4 | ServerDrop4> {
    const {addresses, clock, index, store} = this.#parts
    let pick = needsCandidates4(request)
    let seen = this.#offers.take(request, clock.millis())
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const candidates = pick ? await this.#candidates(request, round) : []
      const view = seen ?? (await this.#load(request, candidates))
      seen = undefined
      if (view === 'full') return 'queue-full'
      const now = Math.floor(clock.millis() / 1000)
      const outcome = decide4(request, {view, candidates, config: index.config, now})
      if (outcome.kind === 'need-candidates') {
        for (const address of outcome.taken) addresses.used(address)
        pick = true
        continue
      }
      addresses.settle(candidates, leasedAddress(outcome))
      const changes = changesOf(outcome)
      if (outcome.kind === 'offer') this.#offers.remember(request, outcome.lease.address, view, clock.millis())
      if (changes.length === 0) return outcome
      const result = await store.commit4(changes)
      if (result === 'full') return 'queue-full'
      if (result === 'ok') {
        this.#parts.committed(changes, formersOf(outcome))
        return outcome
      }
    }
    return 'conflict'
  }

  #load(request: Request4, candidates: readonly Candidate4[]) {
    const keys = keysOf4(request, candidates)
    return keys === undefined ? [] : this.#parts.store.load4(keys)
  }

  async #candidates(request: Request4, round: number): Promise<readonly Candidate4[]> {
    const {addresses} = this.#parts
    // Wrong twice: another server has filled the pool meanwhile, and guessing on would take one load per guess.
    if (round >= 2) await addresses.refresh()
    const candidates = addresses.pick(request, round)
    if (candidates.length > 0 || !(await addresses.refresh())) return candidates
    return addresses.pick(request, round)
  }
}

function changesOf(outcome: Outcome4): readonly LeaseChange4[] {
  return 'changes' in outcome ? outcome.changes : []
}

/** The rows that the changes of an outcome replace or remove, in their order. */
function formersOf(outcome: Outcome4): readonly (Lease4 | undefined)[] {
  switch (outcome.kind) {
    case 'ack':
      return [outcome.before, outcome.replaced]
    case 'released':
      return [outcome.lease]
    case 'declined':
      return [outcome.before]
    default:
      return []
  }
}

function leasedAddress(outcome: Outcome4): Ipv4 | undefined {
  return 'lease' in outcome ? outcome.lease.address : undefined
}

function isAnswered(outcome: Outcome4): outcome is AnsweredOutcome4 {
  return outcome.kind === 'offer' || outcome.kind === 'ack' || outcome.kind === 'nak' || outcome.kind === 'inform-ack'
}
