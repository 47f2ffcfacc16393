import type {DecidedOutcome4, DropReason4, Exhausted4, Grant4, ReservationConflict4} from '../engine/outcome4.ts'
import type {Request4} from '../engine/request4.ts'
import type {ServerConfig4} from '../model/config4.ts'
import {cltt, isExpired, type Lease4, leaseState} from '../model/lease4.ts'
import type {Clock} from '../ports/clock.ts'
import type {LeaseCount} from '../ports/lease-store.ts'
import type {Transport4} from '../ports/transport4.ts'
import type {HaDrop4, HaSilence4} from './ha/gate4.ts'
import {LeaseCounts4} from './lease-counts4.ts'
import {AllPoolStatistics4} from './pool-statistics4.ts'
import type {Statistic} from './statistic.ts'
import type {Statistics} from './statistics.ts'
import {type AllocationFailure4, allocationFailures4} from './subnet-statistics4.ts'
import {countTransport4} from './transport-statistics4.ts'

/** Reasons of the server's own not to answer, beside those of the protocol. */
export type ServerDrop4 =
  | HaDrop4
  | HaSilence4
  | 'parse-failed'
  | 'service-disabled'
  | 'queue-full'
  | 'rate-limited'
  | 'superseded'
  | 'conflict'
  | 'store-unavailable'
  | 'processing-failed'

const receivedNames: readonly (string | undefined)[] = [
  undefined,
  'pkt4-discover-received',
  'pkt4-offer-received',
  'pkt4-request-received',
  'pkt4-decline-received',
  'pkt4-ack-received',
  'pkt4-nak-received',
  'pkt4-release-received',
  'pkt4-inform-received',
]

/**
 * Newer Kea's statistic of each reason to drop a packet. Every one but those of `lefts` also moves pkt4-receive-drop; a
 * reason without a name is no dropped packet: the message was understood, and silence is what the protocol says (measured
 * on Kea 2.2.0).
 */
const dropNames: {readonly [reason in DropReason4 | ServerDrop4]: string | undefined} = {
  'parse-failed': 'pkt4-parse-failed',
  'service-disabled': 'pkt4-service-disabled',
  'queue-full': 'pkt4-queue-full',
  'rate-limited': 'pkt4-limit-exceeded',
  superseded: 'pkt4-duplicate',
  conflict: 'pkt4-processing-failed',
  'store-unavailable': 'pkt4-processing-failed',
  'processing-failed': 'pkt4-processing-failed',
  'not-in-scope': 'pkt4-not-for-us',
  'no-owner': 'pkt4-not-for-us',
  'parking-full': 'pkt4-queue-full',
  'not-acknowledged': undefined,
  'class-drop': 'pkt4-admin-filtered',
  'class-drop-after-host': 'pkt4-admin-filtered',
  'foreign-server-id': 'pkt4-not-for-us',
  'direct-without-subnet': 'pkt4-not-for-us',
  'no-identifier': 'pkt4-rfc-violation',
  'bad-client-id': 'pkt4-rfc-violation',
  'no-message-type': 'pkt4-rfc-violation',
  'unknown-message-type': 'pkt4-rfc-violation',
  'unsupported-message-type': 'pkt4-rfc-violation',
  'inform-without-address': 'pkt4-rfc-violation',
  'discover-with-server-id': 'pkt4-rfc-violation',
  'decline-without-address': 'pkt4-rfc-violation',
  'malformed-option': 'pkt4-parse-failed',
  'unknown-address': undefined,
  'init-reboot-unknown-client': undefined,
  'no-subnet': undefined,
  'no-free-address': undefined,
  'limit-reached': undefined,
  'release-no-lease': undefined,
  'release-wrong-client': undefined,
  'decline-no-lease': undefined,
  'decline-wrong-client': undefined,
}

/** A partner's client is no loss, and half of all packets may be such: Kea 2.2.0 counts that it came, and no more. */
const lefts: ReadonlySet<DropReason4 | ServerDrop4> = new Set(['not-in-scope', 'no-owner'])

/** The one place that decides which statistics a packet moves (facts: server.md §6). */
export class Counts4 {
  /** Leases by subnet: whoever changes leases tells it. */
  readonly leases: LeaseCounts4
  #pools: AllPoolStatistics4 | undefined
  readonly #statistics: Statistics
  readonly #clock: Clock
  readonly #received: Statistic
  readonly #receivedBy: readonly Statistic[]
  readonly #unknown: Statistic
  readonly #dropped: Statistic
  readonly #drops: Readonly<Record<DropReason4 | ServerDrop4, Statistic | undefined>>
  readonly #sent: Statistic
  readonly #sentBy: Readonly<Record<'offer' | 'ack' | 'nak', Statistic>>
  readonly #failures: Readonly<Record<AllocationFailure4, Statistic>>
  readonly #cumulativeAssigned: Statistic
  readonly #reservationConflicts: Statistic
  readonly #reuses: Statistic
  readonly #reclaimedLeases: Statistic
  readonly #reclaimedDeclined: Statistic

  constructor(statistics: Statistics, clock: Clock) {
    this.#statistics = statistics
    this.#clock = clock
    this.#received = statistics.make('pkt4-received')
    this.#unknown = statistics.make('pkt4-unknown-received')
    this.#receivedBy = receivedNames.map(name => (name === undefined ? this.#unknown : statistics.make(name)))
    this.#dropped = statistics.make('pkt4-receive-drop')
    this.#drops = makeDrops(statistics)
    this.#sent = statistics.make('pkt4-sent')
    this.#sentBy = {
      offer: statistics.make('pkt4-offer-sent'),
      ack: statistics.make('pkt4-ack-sent'),
      nak: statistics.make('pkt4-nak-sent'),
    }
    const failures = allocationFailures4.map(name => [name, statistics.make(name)] as const)
    this.#failures = Object.fromEntries(failures) as Record<AllocationFailure4, Statistic>
    this.#cumulativeAssigned = statistics.make('cumulative-assigned-addresses')
    this.#reuses = statistics.later('v4-lease-reuses')
    this.#reclaimedLeases = statistics.make('reclaimed-leases')
    this.#reclaimedDeclined = statistics.make('reclaimed-declined-addresses')
    this.#reservationConflicts = statistics.make('v4-reservation-conflicts')
    this.leases = new LeaseCounts4(statistics, clock)
  }

  /** Takes over a configuration; `counts` as LeaseCounts4.configure. */
  configure(config: ServerConfig4, counts: readonly LeaseCount[] | undefined): void {
    this.#statistics.configure(config.statisticSamples)
    this.leases.configure(config, counts)
    this.#pools?.discard()
    this.#pools = new AllPoolStatistics4(this.#statistics, config)
  }

  /** Of the configuration in force; undefined before there is one. */
  get pools(): AllPoolStatistics4 | undefined {
    return this.#pools
  }

  /** Counts for a transport what it alone sees. */
  watch(transport: Pick<Transport4, 'counters'>): void {
    countTransport4(this.#statistics, transport, () => this.#clock.millis())
  }

  /**
   * A message of that type (option 53), whatever becomes of it. One with an option that nobody can read has no type: for
   * Kea it is no message at all; nor is one that is left to a partner.
   */
  received(type: number | undefined, drop: DropReason4 | HaDrop4 | undefined): void {
    const now = this.#clock.millis()
    this.#received.add(1, now)
    if (drop !== undefined && (drop === 'malformed-option' || lefts.has(drop))) return
    const statistic = this.#receivedBy[type ?? 0] ?? this.#unknown
    statistic.add(1, now)
  }

  /** Bytes that are no message. */
  parseFailed(): void {
    this.#received.add(1, this.#clock.millis())
    this.dropped('parse-failed')
  }

  dropped(reason: DropReason4 | ServerDrop4): void {
    const statistic = this.#drops[reason]
    if (statistic === undefined) return
    const now = this.#clock.millis()
    statistic.add(1, now)
    if (!lefts.has(reason)) this.#dropped.add(1, now)
  }

  /** A lease that is given, and whose client is not told of it. */
  unanswered(outcome: DecidedOutcome4): void {
    if (outcome.kind === 'ack' && !outcome.reused) this.#granted(outcome, this.#clock.millis())
  }

  outcome(request: Request4, outcome: DecidedOutcome4): void {
    const now = this.#clock.millis()
    switch (outcome.kind) {
      case 'offer':
        this.#conflicting(outcome.conflict, now)
        if (outcome.changes.length > 0) this.#granted(outcome, now)
        return this.#answered('offer', now)
      case 'ack':
        if (outcome.reused) this.#reused(outcome, now)
        else this.#granted(outcome, now)
        return this.#answered(request.bootp ? undefined : 'ack', now)
      case 'inform-ack':
        return this.#answered('ack', now)
      case 'nak':
        if (outcome.exhausted !== undefined) this.#exhausted(request, outcome.exhausted, now)
        return this.#answered(request.bootp ? undefined : 'nak', now)
      case 'drop':
        this.#conflicting(outcome.conflict, now)
        if (outcome.exhausted !== undefined) this.#exhausted(request, outcome.exhausted, now)
        return this.dropped(outcome.reason)
      case 'declined':
      case 'released':
        return undefined
      default:
        return outcome satisfies never
    }
  }

  /** An expired lease that was taken back, as it was before. */
  reclaimed(lease: Lease4): void {
    const now = this.#clock.millis()
    const subnet = this.leases.of(lease.subnetId)
    const pool = this.#pools?.of(lease.subnetId, lease.address)
    this.#reclaimedLeases.add(1, now)
    subnet?.reclaimedLeases.add(1, now)
    pool?.reclaimedLeases.add(1, now)
    if (lease.state !== leaseState.declined) return
    this.#reclaimedDeclined.add(1, now)
    subnet?.reclaimedDeclined.add(1, now)
    pool?.reclaimedDeclined.add(1, now)
  }

  /** An answer to a BOOTP client has no message type. */
  #answered(by: 'offer' | 'ack' | 'nak' | undefined, now: number): void {
    this.#sent.add(1, now)
    if (by !== undefined) this.#sentBy[by].add(1, now)
  }

  /** Of DISCOVER alone, as in Kea: a client in conflict would else count at each of its messages. */
  #conflicting(conflict: ReservationConflict4 | undefined, now: number): void {
    if (conflict === undefined) return
    this.#reservationConflicts.add(1, now)
    this.leases.of(conflict.subnet.id)?.reservationConflicts.add(1, now)
  }

  /** What is no renewal is a new assignment, and over a lease whose time is out it is a reclamation as well. */
  #granted({lease, before}: Grant4, now: number): void {
    if (before !== undefined && before.state !== leaseState.expiredReclaimed) {
      if (!isExpired(before, cltt(lease))) return
      this.reclaimed(before)
    }
    this.#cumulativeAssigned.add(1, now)
    this.leases.of(lease.subnetId)?.cumulativeAssigned.add(1, now)
    this.#pools?.of(lease.subnetId, lease.address)?.cumulativeAssigned.add(1, now)
  }

  /** They appear when it happens. */
  #reused({lease}: Grant4, now: number): void {
    this.#reuses.add(1, now)
    this.leases.of(lease.subnetId)?.reuses.add(1, now)
  }

  /** Of a network Kea blames the subnet that it looked at last. */
  #exhausted({network, subnets}: Request4, {hasPools}: Exhausted4, now: number): void {
    const blamed = subnets.at(-1)
    const subnet = blamed && this.leases.of(blamed.id)
    const fail = (name: AllocationFailure4) => {
      this.#failures[name].add(1, now)
      subnet?.failures[name].add(1, now)
    }
    fail(network === undefined ? 'v4-allocation-fail-subnet' : 'v4-allocation-fail-shared-network')
    // Without a pool for the client nothing was tried, so nothing failed.
    fail(hasPools ? 'v4-allocation-fail' : 'v4-allocation-fail-no-pools')
    // Every client is in some class: ALL at least.
    fail('v4-allocation-fail-classes')
  }
}

/** Reasons that share a name share the statistic. */
function makeDrops(statistics: Statistics): Record<DropReason4 | ServerDrop4, Statistic | undefined> {
  const byName = new Map<string, Statistic>()
  const made = Object.entries(dropNames).map(([reason, name]) => {
    if (name === undefined) return [reason, undefined] as const
    const statistic = byName.get(name) ?? statistics.make(name)
    byName.set(name, statistic)
    return [reason, statistic] as const
  })
  return Object.fromEntries(made) as Record<DropReason4 | ServerDrop4, Statistic | undefined>
}
