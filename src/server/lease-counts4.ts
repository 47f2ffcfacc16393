import type {DatabaseAccess, ServerConfig4, Subnet4} from '../model/config4.ts'
import {type Lease4, leaseState} from '../model/lease4.ts'
import type {Clock} from '../ports/clock.ts'
import type {LeaseChange4, LeaseCount} from '../ports/lease-store.ts'
import type {Statistic} from './statistic.ts'
import type {Statistics} from './statistics.ts'
import {type LeaseNumbers, SubnetStatistics4} from './subnet-statistics4.ts'

const NOTHING: LeaseNumbers = {assigned: 0, declined: 0}
const ASSIGNED: LeaseNumbers = {assigned: 1, declined: 0}
const DECLINED: LeaseNumbers = {assigned: 1, declined: 1}

/**
 * What a row in that state counts as. A declined address is an assigned one too, and a row whose time is over counts until
 * it is reclaimed (both measured on Kea 2.2.0).
 */
export function weightOf(state: number | undefined): LeaseNumbers {
  if (state === leaseState.declined) return DECLINED
  return state === leaseState.assigned ? ASSIGNED : NOTHING
}

/** Tells databases apart: what a new connection to the same one changes is the same leases. */
export function databaseKey(access: DatabaseAccess): string {
  // What is only in memory is empty when it is opened again, so for files any difference counts.
  if (access.type === 'sqlite' || access.type === 'memfile') return JSON.stringify(access)
  return JSON.stringify([access.type, access.host, access.port, access.name])
}

/**
 * How many leases the lease database holds, by subnet. The numbers are kept here and only shown in the statistics: one
 * that somebody has reset or removed is right again at its next move, and none is ever negative.
 */
export class LeaseCounts4 {
  readonly #statistics: Statistics
  readonly #clock: Clock
  readonly #subnets = new Map<number, SubnetStatistics4>()
  readonly #assigned: Statistic
  readonly #declined: Statistic
  #database: string | undefined
  #all = NOTHING

  constructor(statistics: Statistics, clock: Clock) {
    this.#statistics = statistics
    this.#clock = clock
    this.#assigned = statistics.make('assigned-addresses')
    this.#declined = statistics.make('declined-addresses')
  }

  /** The statistics of a subnet; undefined when it is not in the configuration and had no leases. */
  of(subnetId: number): SubnetStatistics4 | undefined {
    return this.#subnets.get(subnetId)
  }

  /** Whether the numbers are those of this database (`databaseKey`). */
  follows(database: string): boolean {
    return this.#database === database
  }

  /**
   * Makes the statistics of all subnets anew, as Kea does at each configuration. `counts`: what its lease database holds,
   * undefined while nobody can tell. They are not looked at when it is the database that was followed before: what was
   * committed since they were read would be missing.
   */
  configure(config: ServerConfig4, counts: readonly LeaseCount[] | undefined): void {
    const database = databaseKey(config.leaseDatabase)
    const numbers = this.follows(database) ? this.#numbers() : sumsOf(counts ?? [])
    this.#database = database
    const configured = new Map<number, Subnet4>(config.subnets.map(subnet => [subnet.id, subnet]))
    const failures = new Map([...this.#subnets].map(([id, subnet]) => [id, subnet.failures]))
    for (const [id, subnet] of this.#subnets) subnet.discard(configured.has(id))
    this.#subnets.clear()
    for (const id of new Set([...configured.keys(), ...numbers.keys()])) {
      const former = configured.has(id) ? failures.get(id) : undefined
      this.#subnets.set(
        id,
        new SubnetStatistics4(this.#statistics, id, configured.get(id), numbers.get(id) ?? NOTHING, former),
      )
    }
    this.#showAll()
  }

  /** Takes over what the database holds after it was away: commits whose answer was lost are known then. */
  recount(database: string, counts: readonly LeaseCount[]): void {
    if (!this.follows(database)) return
    const now = this.#clock.millis()
    const numbers = sumsOf(counts)
    for (const [id, subnet] of this.#subnets) subnet.show(numbers.get(id) ?? NOTHING, now)
    for (const [id, number] of numbers) {
      if (!this.#subnets.has(id)) this.#unconfigured(id, number)
    }
    this.#showAll()
  }

  /** A subnet that only its leases tell of: a former configuration had it, or the one that is being prepared has it. */
  #unconfigured(id: number, numbers: LeaseNumbers): SubnetStatistics4 {
    const subnet = new SubnetStatistics4(this.#statistics, id, undefined, numbers, undefined)
    this.#subnets.set(id, subnet)
    return subnet
  }

  /**
   * Follows committed changes. `formers`: the row that each replaced or removed, undefined for a created one. Those of a
   * database that is no longer the configured one count for nothing.
   */
  applied(
    database: string,
    changes: readonly LeaseChange4[],
    formers: readonly (Pick<Lease4, 'subnetId' | 'state'> | undefined)[],
  ): void {
    if (!this.follows(database)) return
    for (const [index, change] of changes.entries()) {
      const former = formers[index]
      const lease = change.kind === 'delete' ? undefined : change.lease
      // A renewal, the most frequent change of all.
      if (lease !== undefined && former?.subnetId === lease.subnetId && former.state === lease.state) continue
      if (former !== undefined) this.#move(former.subnetId, weightOf(former.state), -1)
      if (lease !== undefined) this.#move(lease.subnetId, weightOf(lease.state), 1)
    }
  }

  #move(subnetId: number, weight: LeaseNumbers, by: 1 | -1): void {
    if (weight === NOTHING) return
    const subnet = this.#subnets.get(subnetId) ?? (by === 1 ? this.#unconfigured(subnetId, NOTHING) : undefined)
    if (subnet === undefined) return
    const before = subnet.numbers
    const now = this.#clock.millis()
    // Never below zero: another server of the same database may have made the lease that goes now.
    const assigned = Math.max(0, before.assigned + weight.assigned * by)
    const declined = Math.max(0, before.declined + weight.declined * by)
    subnet.show({assigned, declined}, now)
    this.#showTotal(
      this.#all.assigned + assigned - before.assigned,
      this.#all.declined + declined - before.declined,
      now,
    )
  }

  #showAll(): void {
    let assigned = 0
    let declined = 0
    for (const {numbers} of this.#subnets.values()) {
      assigned += numbers.assigned
      declined += numbers.declined
    }
    this.#showTotal(assigned, declined, this.#clock.millis())
  }

  #showTotal(assigned: number, declined: number, now: number): void {
    if (assigned !== this.#all.assigned) this.#assigned.set(assigned, now)
    if (declined !== this.#all.declined) this.#declined.set(declined, now)
    this.#all = {assigned, declined}
  }

  #numbers(): ReadonlyMap<number, LeaseNumbers> {
    return new Map([...this.#subnets].map(([id, {numbers}]) => [id, numbers]))
  }
}

function sumsOf(counts: readonly LeaseCount[]): ReadonlyMap<number, LeaseNumbers> {
  const sums = new Map<number, LeaseNumbers>()
  for (const {subnetId, state, leases} of counts) {
    const weight = weightOf(state)
    const {assigned, declined} = sums.get(subnetId) ?? NOTHING
    sums.set(subnetId, {
      assigned: assigned + weight.assigned * leases,
      declined: declined + weight.declined * leases,
    })
  }
  return sums
}
