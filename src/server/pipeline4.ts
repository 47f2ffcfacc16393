import {type AdmitFacts4, admit4, type EarlyClient4} from '../engine/admit.ts'
import {answer4} from '../engine/answer4.ts'
import {poolsFor4} from '../engine/client4.ts'
import {decide4} from '../engine/decide4.ts'
import {chainKeyOf4} from '../engine/keys.ts'
import {firstLook4, guess4, type Look4, nextLook4, together4} from '../engine/look4.ts'
import type {AnsweredOutcome4, Candidate4, Client4, DecidedOutcome4, DropReason4} from '../engine/outcome4.ts'
import type {Request4} from '../engine/request4.ts'
import type {Found4} from '../engine/sight4.ts'
import type {SubnetIndex4} from '../engine/subnet-index4.ts'
import {KeyedChain} from '../lib/keyed-chain.ts'
import {GLOBAL_SUBNET} from '../model/host4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Clock} from '../ports/clock.ts'
import type {HostSources4} from '../ports/host-sources.ts'
import {type LeaseChange4, type LeaseStore4, StoreError} from '../ports/lease-store.ts'
import type {Datagram4, Transport4} from '../ports/transport4.ts'
import {decode4} from '../wire/decode4.ts'
import {encode4} from '../wire/encode4.ts'
import {type Message4, messageType4} from '../wire/message4.ts'
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
  /** undefined = the configuration names no hosts database. */
  readonly hosts: HostSources4 | undefined
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

/** How often a decision is taken again after another writer was faster, candidates were taken or more had to be seen. */
const MAX_ROUNDS = 6

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
    const facts = {arrival: datagram, index, serverIds: this.#parts.serverIds()}
    const admission = admit4(message, facts)
    const unwanted = admission.kind === 'drop' ? admission.reason : undefined
    counts.received(message.options.get(53)?.[0], unwanted)
    if (!this.#parts.service.on) return this.#drop(message, 'service-disabled')
    if (admission.kind === 'drop') return this.#drop(message, admission.reason)
    const early = admission.kind === 'early'
    const client = early ? admission.client : admission.request
    const limit = client.type === messageType4.DISCOVER ? limits.newClients : limits.inFlight
    if (this.#inFlight >= limit) return this.#drop(message, 'queue-full')
    this.#inFlight++
    if (!early) {
      tell.received(admission.request)
      tell.evaluated(admission.request, index.classifier)
    }
    this.#clients.submit(chainKeyOf4(client), {
      run: () => (early ? this.#serveEarly(message, client, facts) : this.#serve(admission.request)),
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

  /** Global reservations decide about the subnet: they are looked up before it is selected. */
  async #serveEarly(message: Message4, {identifiers}: EarlyClient4, facts: AdmitFacts4): Promise<void> {
    const {index, hosts, counts, tell} = this.#parts
    const written = index.reservations.global(identifiers)
    try {
      const keys = {subnetIds: [GLOBAL_SUBNET], identifiers, addresses: []}
      const stored = hosts === undefined ? [] : await hosts.load4(keys)
      const admission = stored === 'full' ? stored : admit4(message, facts, {hosts: [...written, ...stored]})
      if (admission !== 'full' && admission.kind === 'go') {
        tell.received(admission.request)
        tell.evaluated(admission.request, index.classifier)
        return await this.#serve(admission.request)
      }
      this.#drop(message, admission !== 'full' && admission.kind === 'drop' ? admission.reason : 'queue-full')
    } catch (error) {
      counts.dropped(error instanceof StoreError ? 'store-unavailable' : 'processing-failed')
      tell.failed({message}, error)
    }
    this.#left()
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

  #finish(request: Request4, outcome: DecidedOutcome4): void {
    this.#parts.counts.outcome(request, outcome)
    this.#parts.tell.outcome(request, outcome)
    if (isAnswered(outcome)) this.#answer(request, outcome)
  }

  #answer(request: Request4, outcome: AnsweredOutcome4): void {
    const {reply, encoding, destination, failure} = answer4(request, outcome, this.#parts.index)
    if (failure !== undefined) this.#parts.tell.flexOptionFailed(request, failure)
    this.#parts.transport.send(encode4(reply, encoding), destination, request.arrival.local)
    this.#parts.tell.sent(request, reply, destination)
  }

  /** Decides and commits until nobody else was faster. */
  async #settle(request: Request4): Promise<DecidedOutcome4 | ServerDrop4> {
    const {clock, store} = this.#parts
    let found = this.#offers.take(request, clock.millis())
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const decided = await this.#decide(request, found, round)
      if (typeof decided === 'string') return decided
      const {outcome, seen} = decided
      const changes = changesOf(outcome)
      const remembered = found !== undefined
      found = undefined
      // Nothing is committed that would tell whether the lease is still there: it must have been seen just now.
      if (remembered && outcome.kind === 'ack' && outcome.reused) continue
      // A stored OFFER changes the row that its REQUEST will look at.
      if (outcome.kind === 'offer' && changes.length === 0)
        this.#offers.remember(request, outcome.lease.address, seen, clock.millis())
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

  /** Loads and decides until the decision has seen all that it asks for. `found`: what a moment ago was loaded for it. */
  async #decide(
    request: Request4,
    found: Found4 | undefined,
    before: number,
  ): Promise<{readonly outcome: DecidedOutcome4; readonly seen: Found4} | ServerDrop4> {
    const {addresses, clock, index} = this.#parts
    let pickedFor = guess4(request, index)
    let candidates = await this.#candidates(request, pickedFor, before)
    let seen = found ?? (await this.#load(firstLook4(request, index, candidates)))
    for (let round = before; round < before + MAX_ROUNDS; round++) {
      if (seen === 'full') return 'queue-full'
      const now = Math.floor(clock.millis() / 1000)
      const outcome = decide4(request, {found: seen, candidates, pickedFor, index, now})
      if (outcome.kind !== 'need') {
        addresses.settle(candidates, leasedAddress(outcome))
        return {outcome, seen}
      }
      for (const address of outcome.taken) addresses.used(address)
      if (outcome.addresses.length === 0) {
        pickedFor = outcome.candidatesFor
        candidates = await this.#candidates(request, pickedFor, round + 1)
      }
      const wanted = [...outcome.addresses, ...candidates.map(({address}) => address)]
      const more = await this.#load(nextLook4(request, index, seen, wanted))
      seen = more === 'full' ? 'full' : together4(seen, more)
    }
    return 'conflict'
  }

  /** Leases and reservations in the same moment. */
  async #load({leases, hosts, addresses}: Look4): Promise<Found4 | 'full'> {
    const {store, hosts: sources} = this.#parts
    const rows = leases === undefined ? [] : store.load4(leases)
    if (sources === undefined || hosts === undefined) {
      const loaded = await rows
      return loaded === 'full' ? 'full' : {leases: loaded, hosts: [], addresses}
    }
    const [loaded, stored] = await Promise.all([rows, sources.load4(hosts)])
    return loaded === 'full' || stored === 'full' ? 'full' : {leases: loaded, hosts: stored, addresses}
  }

  async #candidates(request: Request4, client: Client4 | undefined, round: number): Promise<readonly Candidate4[]> {
    if (client === undefined) return []
    const {addresses, index} = this.#parts
    const may = poolsFor4(client, index)
    // Wrong twice: another server has filled the pool meanwhile, and guessing on would take one load per guess.
    if (round >= 2) await addresses.refresh()
    const candidates = addresses.pick(request, round, may)
    if (candidates.length > 0 || !(await addresses.refresh())) return candidates
    return addresses.pick(request, round, may)
  }
}

function changesOf(outcome: DecidedOutcome4): readonly LeaseChange4[] {
  return 'changes' in outcome ? outcome.changes : []
}

/** The rows that the changes of an outcome replace or remove, in their order. */
function formersOf(outcome: DecidedOutcome4): readonly (Lease4 | undefined)[] {
  switch (outcome.kind) {
    case 'offer':
      return [outcome.before]
    case 'ack':
      return outcome.reused ? [outcome.replaced] : [outcome.before, outcome.replaced]
    case 'released':
      return [outcome.lease]
    case 'declined':
      return [outcome.before]
    default:
      return []
  }
}

function leasedAddress(outcome: DecidedOutcome4): Ipv4 | undefined {
  return 'lease' in outcome ? outcome.lease.address : undefined
}

function isAnswered(outcome: DecidedOutcome4): outcome is AnsweredOutcome4 {
  return outcome.kind === 'offer' || outcome.kind === 'ack' || outcome.kind === 'nak' || outcome.kind === 'inform-ack'
}
