import {AddressBitmap} from '../engine/address-bitmap.ts'
import {type SubnetIndex4, subnetsOfAddress4} from '../engine/subnet-index4.ts'
import type {Pool4} from '../model/config4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Clock} from '../ports/clock.ts'
import type {LeaseChange4, LeaseStore4} from '../ports/lease-store.ts'
import {weightOf} from './lease-counts4.ts'
import {type AllPoolStatistics4, countsPools4} from './pool-statistics4.ts'

/** Leases of the pools of one subnet: bits, so that a change which is seen twice counts once. */
interface Counted {
  readonly pools: readonly Pool4[]
  readonly assigned: AddressBitmap
  readonly declined: AddressBitmap
  readonly numbers: Map<number, {assigned: number; declined: number}>
}

const PAGE = 20_000

/**
 * How many leases the pools of a configuration have, for those subnets that give their pools ids: read from the lease
 * database once, then moved by every commit. A lease is one of a pool by its address.
 */
export class PoolNumbers4 {
  readonly #index: SubnetIndex4
  readonly #clock: Clock
  readonly #subnets = new Map<number, Counted>()
  /** What changed while the database is read: that is newer than what is read. */
  readonly #touched = new Set<Ipv4>()
  #reading = false
  #shown: AllPoolStatistics4 | undefined

  private constructor(index: SubnetIndex4, clock: Clock) {
    this.#index = index
    this.#clock = clock
    for (const {id, pools} of index.config.subnets) {
      if (countsPools4(pools)) this.#subnets.set(id, counted(pools))
    }
  }

  /** undefined = no pool has an id, and nothing is counted. */
  static of(index: SubnetIndex4, clock: Clock): PoolNumbers4 | undefined {
    return index.config.subnets.some(({pools}) => countsPools4(pools)) ? new PoolNumbers4(index, clock) : undefined
  }

  /** Rejects with StoreError. */
  async load(store: Pick<LeaseStore4, 'page4'>): Promise<void> {
    this.#reading = true
    try {
      for (const [id, {pools}] of this.#subnets) for (const pool of pools) await this.#loadPool(id, pool, store)
    } finally {
      this.#reading = false
      this.#touched.clear()
    }
    if (this.#shown !== undefined) this.show(this.#shown)
  }

  /** Follows committed changes; seeing one again changes nothing. */
  apply(changes: readonly LeaseChange4[]): void {
    for (const change of changes) {
      const address = change.kind === 'delete' ? change.address : change.lease.address
      const state = change.kind === 'delete' ? undefined : change.lease.state
      if (this.#reading) this.#touched.add(address)
      for (const {id} of subnetsOfAddress4(this.#index, address)) this.#set(id, address, state)
    }
  }

  /** From here on the numbers are shown there. */
  show(statistics: AllPoolStatistics4): void {
    this.#shown = statistics
    const now = this.#clock.millis()
    for (const [id, {numbers}] of this.#subnets) {
      for (const [poolId, number] of numbers) statistics.show(id, poolId, number, now)
    }
  }

  async #loadPool(subnetId: number, {first, last}: Pool4, store: Pick<LeaseStore4, 'page4'>): Promise<void> {
    let after: Ipv4 | undefined
    const seen = new AddressBitmap()
    for (;;) {
      const page = await store.page4(first, last, after, PAGE)
      for (const {address, state} of page) {
        seen.add(address)
        if (!this.#touched.has(address)) this.#set(subnetId, address, state)
      }
      if (page.length < PAGE) break
      after = page.at(-1)!.address
    }
    if (this.#shown !== undefined) this.#forget(subnetId, {first, last}, seen)
  }

  /** Those that were there at an earlier reading and are gone. */
  #forget(subnetId: number, {first, last}: Pick<Pool4, 'first' | 'last'>, seen: AddressBitmap): void {
    const {assigned} = this.#subnets.get(subnetId)!
    for (const address of assigned.within(first, last)) {
      if (!seen.has(address) && !this.#touched.has(address)) this.#set(subnetId, address, undefined)
    }
  }

  #set(subnetId: number, address: Ipv4, state: number | undefined): void {
    const subnet = this.#subnets.get(subnetId)
    const pool = subnet?.pools.find(({first, last}) => address >= first && address <= last)
    if (subnet === undefined || pool === undefined) return
    const weight = weightOf(state)
    const assigned = moved(subnet.assigned, address, weight.assigned > 0)
    const declined = moved(subnet.declined, address, weight.declined > 0)
    if (assigned === 0 && declined === 0) return
    const number = subnet.numbers.get(pool.id)!
    number.assigned += assigned
    number.declined += declined
    if (!this.#reading) this.#shown?.show(subnetId, pool.id, number, this.#clock.millis())
  }
}

function counted(pools: readonly Pool4[]): Counted {
  return {
    pools,
    assigned: new AddressBitmap(),
    declined: new AddressBitmap(),
    numbers: new Map(pools.map(({id}) => [id, {assigned: 0, declined: 0}])),
  }
}

function moved(bits: AddressBitmap, address: Ipv4, to: boolean): -1 | 0 | 1 {
  if (bits.has(address) === to) return 0
  if (to) bits.add(address)
  else bits.delete(address)
  return to ? 1 : -1
}
