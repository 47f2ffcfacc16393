import type {Pool4, ServerConfig4} from '../model/config4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Statistic} from './statistic.ts'
import type {Statistics} from './statistics.ts'
import type {LeaseNumbers} from './subnet-statistics4.ts'

/** The statistics of the pools of one subnet that have one `pool-id` (facts: server.md §6). */
export interface PoolStatistics4 {
  readonly assigned: Statistic
  readonly declined: Statistic
  readonly cumulativeAssigned: Statistic
  readonly reclaimedLeases: Statistic
  readonly reclaimedDeclined: Statistic
}

/** Subnets that give one of their pools an id: the others of it have statistics then too, as 0. */
export function countsPools4(pools: readonly Pool4[]): boolean {
  return pools.some(({id}) => id !== 0)
}

/** The statistics of all pools that are counted, made anew at each configuration. */
export class AllPoolStatistics4 {
  readonly #statistics: Statistics
  readonly #pools = new Map<number, readonly Pool4[]>()
  readonly #all: Statistic[] = []
  readonly #byName = new Map<string, PoolStatistics4>()

  constructor(statistics: Statistics, {subnets}: Pick<ServerConfig4, 'subnets'>) {
    this.#statistics = statistics
    for (const {id, pools} of subnets) {
      if (!countsPools4(pools)) continue
      this.#pools.set(id, pools)
      for (const poolId of new Set(pools.map(pool => pool.id))) this.#make(id, poolId, pools)
    }
  }

  /** Those of the pool that has the address; undefined = it is not counted. */
  of(subnetId: number, address: Ipv4): PoolStatistics4 | undefined {
    const pool = this.#pools.get(subnetId)?.find(({first, last}) => address >= first && address <= last)
    return pool && this.#byName.get(`${subnetId} ${pool.id}`)
  }

  show(subnetId: number, poolId: number, {assigned, declined}: LeaseNumbers, millis: number): void {
    const pool = this.#byName.get(`${subnetId} ${poolId}`)
    if (pool?.assigned.value !== assigned) pool?.assigned.set(assigned, millis)
    if (pool?.declined.value !== declined) pool?.declined.set(declined, millis)
  }

  discard(): void {
    for (const statistic of this.#all) this.#statistics.discard(statistic)
  }

  #make(subnetId: number, poolId: number, pools: readonly Pool4[]): void {
    const make = (name: string, value = 0) => {
      const statistic = this.#statistics.later(`subnet[${subnetId}].pool[${poolId}].${name}`)
      this.#all.push(statistic)
      return this.#statistics.begin(statistic, value)
    }
    const own = pools.filter(({id}) => id === poolId)
    make(
      'total-addresses',
      own.reduce((sum, {first, last}) => sum + last - first + 1, 0),
    )
    this.#byName.set(`${subnetId} ${poolId}`, {
      assigned: make('assigned-addresses'),
      declined: make('declined-addresses'),
      cumulativeAssigned: make('cumulative-assigned-addresses'),
      reclaimedLeases: make('reclaimed-leases'),
      reclaimedDeclined: make('reclaimed-declined-addresses'),
    })
  }
}
