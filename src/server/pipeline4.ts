import {type Admission4, type AdmitFacts4, admit4} from '../engine/admit.ts'
import {answer4} from '../engine/answer4.ts'
import {isBootp4} from '../engine/hooks/receive4.ts'
import {chainKeyOf4} from '../engine/keys.ts'
import type {AnsweredOutcome4, DecidedOutcome4, DropReason4, GrantedOutcome4} from '../engine/outcome4.ts'
import {RateLimits4} from '../engine/rate-limits4.ts'
import type {Request4} from '../engine/request4.ts'
import type {SubnetIndex4} from '../engine/subnet-index4.ts'
import {KeyedChain} from '../lib/keyed-chain.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Clock} from '../ports/clock.ts'
import type {HostSources4} from '../ports/host-sources.ts'
import {type LeaseChange4, type LeaseStore4, StoreError} from '../ports/lease-store.ts'
import type {Datagram4, Transport4} from '../ports/transport4.ts'
import {decode4} from '../wire/decode4.ts'
import {encode4} from '../wire/encode4.ts'
import {type Message4, messageType4} from '../wire/message4.ts'
import {AddressLimits4, type Permit4} from './address-limits4.ts'
import {changesOf, formersOf, unchanged} from './changes4.ts'
import type {Counts4, ServerDrop4} from './count4.ts'
import {Decider4} from './decider4.ts'
import {admitEarly4} from './early4.ts'
import type {FreeAddresses4} from './free-addresses4.ts'
import type {HaGate4, HaSilence4} from './ha/gate4.ts'
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
  readonly counts: Pick<Counts4, 'received' | 'parseFailed' | 'dropped' | 'outcome' | 'unanswered'>
  /** Told of every commit; `formers`: the row that each change replaced or removed, undefined for a created one. */
  readonly committed: (changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]) => void
  /** Told of every message that was decided, after its answer has left. */
  readonly finished?: ((request: Request4, outcome: DecidedOutcome4) => void) | undefined
  /** undefined = this server is in no relationship. */
  readonly ha?: HaGate4 | undefined
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
  readonly #decider: Decider4
  /** Both undefined without the hook of limits. */
  readonly #rates: RateLimits4 | undefined
  readonly #quota: AddressLimits4 | undefined
  #inFlight = 0
  #idle: (() => void)[] = []

  constructor(parts: PipelineParts4) {
    this.#parts = parts
    this.#decider = new Decider4(parts)
    const {limits} = parts.index.config
    this.#rates = limits && new RateLimits4(limits)
    this.#quota = limits && new AddressLimits4(limits, parts.store)
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
    const serves = this.#parts.service.on
    const judged = serves ? this.#parts.ha?.judge(message) : undefined
    const haClass = judged?.kind === 'serve' ? judged.haClass : undefined
    const facts = {arrival: datagram, index, serverIds: this.#parts.serverIds(), haClass}
    const admission = admit4(message, facts)
    const unwanted = admission.kind === 'drop' ? admission.reason : undefined
    counts.received(typeOf(message, index), judged?.kind === 'drop' ? judged.reason : unwanted)
    if (!serves) return this.#drop(message, 'service-disabled')
    if (judged?.kind === 'drop') return this.#drop(message, judged.reason)
    if (admission.kind === 'drop') return this.#drop(message, admission.reason)
    const early = admission.kind !== 'go'
    const client = early ? admission.client : admission.request
    const limit = client.type === messageType4.DISCOVER ? limits.newClients : limits.inFlight
    // Who waits for the partner has a bound of its own, and takes no room from those who can be served.
    const atWork = this.#inFlight - (this.#parts.ha?.parked ?? 0)
    if (atWork >= limit) return this.#drop(message, 'queue-full')
    if (!early && this.#isTooMuch(admission.request)) return this.#drop(message, 'rate-limited')
    this.#inFlight++
    if (!early) {
      tell.received(admission.request)
      tell.evaluated(admission.request, index.classifier)
    }
    this.#clients.submit(chainKeyOf4(client), {
      run: () => (early ? this.#serveEarly(message, admission, facts) : this.#serve(admission.request)),
      dropped: () => {
        this.#drop(message, 'superseded')
        this.#left()
      },
    })
  }

  /** Goes on with the rates that the pipeline of a former configuration has counted. */
  resume(former: Pipeline4): void {
    if (former.#rates !== undefined) this.#rates?.resume(former.#rates)
  }

  /** Somebody has made a reservation: an address that was offered may be for another client now. */
  reserved(): void {
    this.#offers.forget()
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

  #isTooMuch(request: Request4): boolean {
    return this.#rates !== undefined && !this.#rates.admit(request, this.#parts.clock.millis())
  }

  #drop(message: Request4['message'], reason: DropReason4 | ServerDrop4): void {
    this.#parts.counts.dropped(reason)
    this.#parts.tell.dropped(message, reason)
  }

  /** What decides about the subnet and is in a database is looked up before it is selected. */
  async #serveEarly(message: Message4, waiting: Admission4, facts: AdmitFacts4): Promise<void> {
    const {index, counts, tell} = this.#parts
    try {
      const admission = await admitEarly4(message, waiting, facts, this.#parts)
      if (admission === 'full') this.#drop(message, 'queue-full')
      else if (admission.kind === 'drop') this.#drop(message, admission.reason)
      else if (this.#isTooMuch(admission.request)) this.#drop(message, 'rate-limited')
      else {
        tell.received(admission.request)
        tell.evaluated(admission.request, index.classifier)
        return await this.#serve(admission.request)
      }
    } catch (error) {
      counts.dropped(error instanceof StoreError ? 'store-unavailable' : 'processing-failed')
      tell.failed({message}, error)
    }
    this.#left()
  }

  async #serve(request: Request4): Promise<void> {
    try {
      const outcome = await this.#settle(request)
      if (typeof outcome === 'string') return this.#drop(request.message, outcome)
      // Nothing is awaited where there is nobody to tell.
      const silence = this.#parts.ha === undefined ? undefined : await this.#replicate(request, outcome, this.#parts.ha)
      if (silence !== undefined) return this.#leaveUnanswered(request, outcome, silence)
      this.#finish(request, outcome)
    } catch (error) {
      this.#parts.counts.dropped(error instanceof StoreError ? 'store-unavailable' : 'processing-failed')
      this.#parts.tell.failed(request, error)
    } finally {
      this.#left()
    }
  }

  /** Where a partner has to know of a lease before its client does: why the client is not told, if it is not. */
  async #replicate(request: Request4, outcome: DecidedOutcome4, ha: HaGate4): Promise<HaSilence4 | undefined> {
    if (outcome.kind === 'offer') return undefined
    const owed = outcome.kind === 'ack' && outcome.reused && ha.owes(outcome.lease.address)
    const changes = owed ? [...outcome.changes, unchanged(outcome.lease)] : changesOf(outcome)
    const told = changes.length === 0 ? undefined : ha.replicate(request, changes, formersOf(outcome))
    const verdict = told === undefined ? 'answer' : await told
    return verdict === 'answer' ? undefined : verdict
  }

  /** The lease is given all the same, and whoever is told of leases is told of it. */
  #leaveUnanswered(request: Request4, outcome: DecidedOutcome4, silence: HaSilence4): void {
    this.#parts.counts.unanswered(outcome)
    this.#parts.tell.outcome(request, outcome)
    this.#parts.finished?.(request, outcome)
    this.#drop(request.message, silence)
  }

  #finish(request: Request4, outcome: DecidedOutcome4): void {
    this.#parts.counts.outcome(request, outcome)
    this.#parts.tell.outcome(request, outcome)
    if (isAnswered(outcome)) this.#answer(request, outcome)
    this.#parts.finished?.(request, outcome)
  }

  #answer(request: Request4, outcome: AnsweredOutcome4): void {
    const {index, clock} = this.#parts
    const {reply, encoding, destination, failure} = answer4(request, outcome, index)
    const host = outcome.kind === 'nak' ? undefined : outcome.client.host
    const refused = host === undefined ? undefined : index.optionLevels.refused(host)
    if (host !== undefined && refused !== undefined && refused.length > 0)
      this.#parts.tell.optionsRefused(request, host, refused, clock.millis())
    if (failure !== undefined) this.#parts.tell.flexOptionFailed(request, failure)
    this.#parts.transport.send(encode4(reply, encoding), destination, request.arrival.local)
    this.#parts.tell.sent(request, reply, destination)
  }

  /** Decides and commits until nobody else was faster. */
  async #settle(request: Request4): Promise<DecidedOutcome4 | ServerDrop4> {
    const {clock} = this.#parts
    let found = this.#offers.take(request, clock.millis())
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const decided = await this.#decider.decide(request, found, round)
      if (typeof decided === 'string') return decided
      const {outcome, seen} = decided
      const changes = changesOf(outcome)
      const remembered = found !== undefined
      found = undefined
      // Nothing is committed that would tell whether the lease is still there: it must have been seen just now.
      if (remembered && outcome.kind === 'ack' && outcome.reused) continue
      const asks = this.#quota !== undefined && isGranted(outcome)
      const permit = asks ? await this.#quota.permit(outcome, formersOf(outcome)) : undefined
      if (permit !== undefined && 'kind' in permit) return this.#refuse(request, outcome, permit)
      // A stored OFFER changes the row that its REQUEST will look at.
      if (outcome.kind === 'offer' && changes.length === 0)
        this.#offers.remember(request, outcome.lease.address, seen, clock.millis())
      if (changes.length === 0) return outcome
      const result = await this.#commit(changes, permit)
      if (result === 'full') return 'queue-full'
      if (result === 'ok') {
        this.#parts.committed(changes, formersOf(outcome))
        return outcome
      }
    }
    return 'conflict'
  }

  /** Where a subnet has no room under its limit, another one of its network may have some. */
  #refuse(request: Request4, wanted: DecidedOutcome4, refusal: DecidedOutcome4) {
    if (wanted.kind !== 'offer' || this.#quota?.isLimited(wanted.subnet) !== true) return refusal
    const subnets = request.subnets.filter(({id}) => id !== wanted.subnet.id)
    return subnets.length === 0 ? refusal : this.#settle({...request, subnets})
  }

  async #commit(changes: readonly LeaseChange4[], permit: Permit4 | undefined) {
    try {
      return await this.#parts.store.commit4(changes)
    } finally {
      permit?.end()
    }
  }
}

/** The message type to count it by. */
function typeOf(message: Message4, {config}: SubnetIndex4): number | undefined {
  return config.hooks.bootp && isBootp4(message) ? messageType4.REQUEST : message.options.get(53)?.[0]
}

function isGranted(outcome: DecidedOutcome4): outcome is GrantedOutcome4 {
  return outcome.kind === 'offer' || outcome.kind === 'ack'
}

function isAnswered(outcome: DecidedOutcome4): outcome is AnsweredOutcome4 {
  return outcome.kind === 'offer' || outcome.kind === 'ack' || outcome.kind === 'nak' || outcome.kind === 'inform-ack'
}
