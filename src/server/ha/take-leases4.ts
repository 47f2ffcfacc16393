import {setImmediate as turn} from 'node:timers/promises'
import {readLease4} from '../../ha/messages/page4.ts'
import {sleep} from '../../lib/sleep.ts'
import type {Json} from '../../model/json.ts'
import {cltt, type Lease4} from '../../model/lease4.ts'
import {formatIpv4, type Ipv4} from '../../net-types/ipv4.ts'
import {type LeaseChange4, type LeaseStore4, StoreError} from '../../ports/lease-store.ts'
import type {SyncParts4} from './sync-parts4.ts'
import type {SyncTally4} from './sync-tally4.ts'

/** Leases that are read, compared and committed together; between them everything else has its turn. */
const PART = 250

/** Parts under way at once: while one is on its way to the disk the next is compared. */
const AT_ONCE = 4

/** Times that a part is compared anew because others have changed its rows meanwhile. */
const TRIES = 5

/** Milliseconds until a full queue is asked again, and how often: packets come first. */
const FULL_WAIT = 20
const FULL_TRIES = 500

/** So many leases that the database refuses, without one that it takes: the database is the trouble. */
const MOST_REFUSED = 1000

type Parts = Pick<SyncParts4, 'store' | 'applied' | 'signal' | 'log'>

/** Puts leases of the partner into the store, where they are newer. Rejects with StoreError, or with the signal's reason. */
export class LeaseTaker4 {
  readonly #parts: Parts
  readonly #tally: SyncTally4
  /** Whether each lease that is left alone has a line. */
  readonly #tellStale: boolean
  #refused = 0
  /**
   * Whether a lease of the partner that is as new as the one here, but another client's, counts. Both servers may have given
   * an address in the same second while they could not reach each other: exactly one of them has to yield.
   */
  yields = false

  constructor(parts: Parts, tally: SyncTally4) {
    this.#parts = parts
    this.#tally = tally
    this.#tellStale = parts.log.enabled('HA_LEASE_SYNC_STALE_LEASE4_SKIP')
  }

  async take(values: readonly Json[]): Promise<void> {
    const failed = new AbortController()
    let next = 0
    const work = async () => {
      while (next < values.length && !failed.signal.aborted) {
        const part = values.slice(next, next + PART)
        next += PART
        this.#parts.signal.throwIfAborted()
        const leases = this.#read(part)
        this.#tally.settled(part.length, await this.#settle([...leases.values()]))
        await turn()
      }
    }
    const working = Array.from({length: AT_ONCE}, () => work().finally(() => failed.abort()))
    const ends = await Promise.allSettled(working)
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  /** Each address once: should the partner send two leases of it, the newer. */
  #read(values: readonly Json[]): Map<Ipv4, Lease4> {
    const leases = new Map<Ipv4, Lease4>()
    for (const value of values) {
      const lease = readLease4(value)
      if (typeof lease === 'string') this.#tally.skip(lease)
      else if (isNewer(lease, leases.get(lease.address))) leases.set(lease.address, lease)
    }
    return leases
  }

  /** Answers how many were taken. */
  async #settle(leases: readonly Lease4[]): Promise<number> {
    for (let tries = 0; tries < TRIES; tries++) {
      const {changes, formers} = await this.#judge(leases, tries === 0)
      if (changes.length === 0) return 0
      const outcome = await this.#commit(changes)
      if (outcome === 'ok') {
        this.#parts.applied(changes, formers)
        this.#refused = 0
        return changes.length
      }
      if (outcome !== 'conflict') return this.#split(leases, outcome)
    }
    return this.#split(leases, 'others change it all the time')
  }

  /** One lease must not keep the others out. */
  async #split(leases: readonly Lease4[], reason: string): Promise<number> {
    const half = leases.length >> 1
    if (half > 0) return (await this.#settle(leases.slice(0, half))) + (await this.#settle(leases.slice(half)))
    if (++this.#refused === MOST_REFUSED) throw new StoreError('fatal', reason)
    for (const {address} of leases) this.#tally.skip(`${formatIpv4(address)}: ${reason}`)
    return 0
  }

  /** The newest counts, whoever has it and in what state (facts: ha.md §7). */
  async #judge(leases: readonly Lease4[], first: boolean) {
    const addresses = leases.map(({address}) => address)
    const rows = await this.#unlessFull(store => store.load4({clientId: undefined, hwAddr: undefined, addresses}))
    const mine = new Map(rows.map(row => [row.address, row]))
    const changes: LeaseChange4[] = []
    const formers: (Lease4 | undefined)[] = []
    for (const lease of leases) {
      const former = mine.get(lease.address)
      if (isNewer(lease, former) || (this.yields && isRival(lease, former))) {
        changes.push(former === undefined ? {kind: 'create', lease} : {kind: 'update', lease, expected: former.expire})
        formers.push(former)
      } else if (first && this.#tellStale) this.#tally.stale(lease.address)
    }
    return {changes, formers}
  }

  /** A text = a value among them that the database does not take. */
  async #commit(changes: readonly LeaseChange4[]): Promise<'ok' | 'conflict' | string> {
    try {
      return await this.#unlessFull(store => store.commit4(changes))
    } catch (error) {
      if (error instanceof StoreError && error.kind === 'fatal') return error.message
      throw error
    }
  }

  async #unlessFull<T>(ask: (store: LeaseStore4) => Promise<T> | 'full'): Promise<T> {
    const {store, signal} = this.#parts
    for (let tries = 0; tries < FULL_TRIES; tries++) {
      signal.throwIfAborted()
      const answer = ask(store())
      if (answer !== 'full') return answer
      await sleep(FULL_WAIT, signal)
    }
    throw new StoreError('busy', 'the lease database is too busy')
  }
}

function isNewer(lease: Lease4, mine: Lease4 | undefined): boolean {
  return mine === undefined || cltt(mine) < cltt(lease)
}

function isRival(lease: Lease4, mine: Lease4 | undefined): boolean {
  if (mine === undefined || cltt(mine) !== cltt(lease)) return false
  return (mine.hwAddr ?? '') !== (lease.hwAddr ?? '') || mine.clientId !== lease.clientId
}
