import {belongsTo4} from '../../engine/ownership4.ts'
import type {Lease4} from '../../model/lease4.ts'
import type {HwAddr} from '../../net-types/identifiers.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseChange4} from '../../ports/lease-store.ts'
import type {LeaseUpdate4} from './update4.ts'

/** Milliseconds in which an update of the partner may still come that it sent before it took up one of this server. */
const CROSSING = 20_000
const MOST = 65_536

/** The leases of one query while its client waits for peers. */
export interface Waiting4 {
  /** Others have changed a lease of it meanwhile. */
  readonly overtaken: boolean
}

interface Entry {
  readonly lease: Lease4
  readonly waiting: {overtaken: boolean}
}

/**
 * Both servers of a pair may give the same address at the same moment, each to a client of its own, and each take up what the
 * other has given. Whose update arrives while the other's client still waits wins: that client is not told. As an answer is
 * sent only after the update has arrived, never are both clients told by two keats. A Kea tells its
 * client all the same; what it says of ours tells whether it had given the address (verdictOf).
 */
export class InFlight4 {
  readonly #entries = new Map<Ipv4, readonly Entry[]>()
  /** Leases that clients have just been told of, the oldest first, until when (steady). */
  readonly #told = new Map<Ipv4, {readonly lease: Lease4; readonly until: number}>()
  readonly #steady: () => number

  constructor(steady: () => number) {
    this.#steady = steady
  }

  begin(updates: readonly LeaseUpdate4[]): Waiting4 {
    const waiting = {overtaken: false}
    for (const {kind, lease} of updates) {
      if (kind !== 'put') continue
      this.#entries.set(lease.address, [...(this.#entries.get(lease.address) ?? []), {lease, waiting}])
    }
    return waiting
  }

  end(updates: readonly LeaseUpdate4[], ended: Waiting4): void {
    for (const {lease} of updates) {
      const left = this.#entries.get(lease.address)?.filter(({waiting}) => waiting !== ended) ?? []
      if (left.length === 0) this.#entries.delete(lease.address)
      else this.#entries.set(lease.address, left)
    }
  }

  /** The clients of these are told now. */
  told(updates: readonly LeaseUpdate4[]): void {
    const now = this.#steady()
    for (const {kind, lease} of updates) {
      this.#told.delete(lease.address)
      // Of a lease that is over the partner may well have given the address to another.
      const until = now + Math.min(CROSSING, lease.validLifetime * 1000)
      if (kind === 'put') this.#told.set(lease.address, {lease, until})
    }
    this.#tidy()
  }

  /**
   * To be asked in the moment before a lease of the partner is committed. false = a client has just been told of that address:
   * leave it; else whoever still waits for it is not told any more.
   */
  yieldTo(lease: Lease4): boolean {
    const told = this.#told.get(lease.address)
    if (told !== undefined && told.until > this.#steady() && !isOfSame(lease, told.lease)) return false
    this.#overtake(lease.address, lease)
    return true
  }

  #tidy(): void {
    const now = this.#steady()
    for (const [address, {until}] of this.#told) {
      if (until > now && this.#told.size <= MOST) return
      this.#told.delete(address)
    }
  }

  /** What others than the pipeline have committed. */
  overtake(changes: readonly LeaseChange4[]): void {
    if (this.#entries.size === 0) return
    for (const change of changes) {
      if (change.kind === 'delete') this.#overtake(change.address, undefined)
      else this.#overtake(change.lease.address, change.lease)
    }
  }

  /** `by`: the lease that is there instead. */
  #overtake(address: Ipv4, by: Lease4 | undefined): void {
    for (const {lease, waiting} of this.#entries.get(address) ?? []) {
      if (by === undefined || !isOfSame(by, lease)) waiting.overtaken = true
    }
  }
}

function isOfSame(one: Lease4, {hwAddr = '' as HwAddr, clientId}: Lease4): boolean {
  return belongsTo4(one, hwAddr, clientId)
}
