import type {Subnet4} from '../model/config4.ts'
import type {Statistic} from './statistic.ts'
import type {Statistics} from './statistics.ts'

export interface LeaseNumbers {
  readonly assigned: number
  readonly declined: number
}

/** Why an address could not be given, as Kea tells them apart; each is counted for the server and for the subnet. */
export const allocationFailures4 = [
  'v4-allocation-fail',
  'v4-allocation-fail-shared-network',
  'v4-allocation-fail-subnet',
  'v4-allocation-fail-no-pools',
  'v4-allocation-fail-classes',
] as const

export type AllocationFailure4 = (typeof allocationFailures4)[number]

/** The statistics of one subnet (facts: server.md §6). Those of failures appear when there is one. */
export class SubnetStatistics4 {
  readonly cumulativeAssigned: Statistic
  readonly reservationConflicts: Statistic
  /** Appears when a renewal is not written. */
  readonly reuses: Statistic
  readonly reclaimedLeases: Statistic
  readonly reclaimedDeclined: Statistic
  readonly failures: Readonly<Record<AllocationFailure4, Statistic>>
  readonly #statistics: Statistics
  readonly #all: Statistic[] = []
  readonly #assigned: Statistic
  readonly #declined: Statistic
  #numbers: LeaseNumbers

  /**
   * `subnet`: undefined for leases of a subnet that is not in the configuration; only they are shown then. `failures`: those
   * of the former configuration, which go on, as in Kea.
   */
  constructor(
    statistics: Statistics,
    id: number,
    subnet: Subnet4 | undefined,
    numbers: LeaseNumbers,
    failures: SubnetStatistics4['failures'] | undefined,
  ) {
    this.#statistics = statistics
    this.#numbers = numbers
    const later = (name: string) => {
      const statistic = statistics.later(`subnet[${id}].${name}`)
      this.#all.push(statistic)
      return statistic
    }
    const make = (name: string, value = 0) => {
      const statistic = later(name)
      if (subnet !== undefined || value > 0) statistics.begin(statistic, value)
      return statistic
    }
    make('total-addresses', totalAddresses(subnet))
    this.reservationConflicts = make('v4-reservation-conflicts')
    this.cumulativeAssigned = make('cumulative-assigned-addresses')
    this.reuses = later('v4-lease-reuses')
    this.reclaimedLeases = make('reclaimed-leases')
    this.reclaimedDeclined = make('reclaimed-declined-addresses')
    this.#assigned = make('assigned-addresses', numbers.assigned)
    this.#declined = make('declined-addresses', numbers.declined)
    this.failures = failures ?? failuresOf(statistics, id)
  }

  get numbers(): LeaseNumbers {
    return this.#numbers
  }

  /** Shows what changed. */
  show(numbers: LeaseNumbers, millis: number): void {
    const {assigned, declined} = this.#numbers
    this.#numbers = numbers
    if (numbers.assigned !== assigned) this.#assigned.set(numbers.assigned, millis)
    if (numbers.declined !== declined) this.#declined.set(numbers.declined, millis)
  }

  /** Ends them, but for the failures where a next configuration goes on with those. */
  discard(keepFailures: boolean): void {
    const failures = keepFailures ? [] : Object.values(this.failures)
    for (const statistic of [...this.#all, ...failures]) this.#statistics.discard(statistic)
  }
}

function failuresOf(statistics: Statistics, id: number): SubnetStatistics4['failures'] {
  const made = allocationFailures4.map(name => [name, statistics.later(`subnet[${id}].${name}`)] as const)
  return Object.fromEntries(made) as Record<AllocationFailure4, Statistic>
}

/** Addresses of the pools, counted as often as pools have them. */
function totalAddresses(subnet: Subnet4 | undefined): number {
  return (subnet?.pools ?? []).reduce((sum, {first, last}) => sum + last - first + 1, 0)
}
