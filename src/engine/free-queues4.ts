import type {Pool4, ServerConfig4, Subnet4} from '../model/config4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {AddressBitmap} from './address-bitmap.ts'
import {FreeQueue, shuffled} from './free-queue.ts'

interface PoolQueue {
  readonly subnetId: number
  readonly pool: Pool4
  /** What is not to be given. */
  readonly taken: AddressBitmap
  /** undefined until it is filled: before that the bitmap knows all there is to know. */
  queue: FreeQueue | undefined
}

/**
 * The queues of the pools that the allocator `flq` gives from: shuffled when the server starts, kept true by commits, and
 * taken on by a next configuration that has the same pools. `takenIn` says what is not to be given at all in a subnet.
 */
export class FreeQueues4 {
  readonly #pools: readonly PoolQueue[]
  readonly #bySubnet: ReadonlyMap<number, readonly PoolQueue[]>
  /** By the /24s that they reach into: pools of several subnets may overlap. */
  readonly #byBlock = new Map<number, PoolQueue[]>()

  constructor(config: ServerConfig4, takenIn: (subnet: Subnet4) => AddressBitmap) {
    const subnets = config.subnets.filter(subnet => subnet.allocator === 'flq')
    this.#bySubnet = new Map(
      subnets.map(subnet => [subnet.id, subnet.pools.map(pool => unfilled(subnet.id, pool, takenIn(subnet)))]),
    )
    this.#pools = [...this.#bySubnet.values()].flat()
    for (const pooled of this.#pools) this.#enter(pooled)
  }

  /** Fills what is not filled: a pause of some 30 ms for each 100,000 addresses. */
  fill(chance: () => number): void {
    for (const pooled of this.#pools) this.#filled(pooled, chance)
  }

  /** An address that is not to be given any more. */
  remove(address: Ipv4): void {
    for (const {queue} of this.#of(address)) queue?.delete(address)
  }

  /** An address that came free. */
  add(address: Ipv4): void {
    for (const {queue, taken} of this.#of(address)) if (!taken.has(address)) queue?.add(address)
  }

  /** At most `count` of the subnet, from pools that the client may have. Of several pools, chance says which is asked first. */
  take(subnet: Subnet4, count: number, chance: () => number, may: (subnet: Subnet4, pool: Pool4) => boolean): Ipv4[] {
    const queues = (this.#bySubnet.get(subnet.id) ?? []).filter(({pool}) => may(subnet, pool))
    const start = queues.length < 2 ? 0 : Math.floor(chance() * queues.length)
    const taken: Ipv4[] = []
    for (let i = 0; i < queues.length && taken.length < count; i++) {
      const queue = this.#filled(queues[(start + i) % queues.length]!, chance)
      for (let left = Math.min(count - taken.length, queue.size); left > 0; left--) taken.push(queue.turn()!)
    }
    return taken
  }

  /** One that was taken and not needed: the next client gets it. */
  putBack(address: Ipv4): void {
    for (const {queue} of this.#of(address)) queue?.putBack(address)
  }

  /** Takes over the order of another one's queues, as far as they are of the same pools. */
  resume(other: FreeQueues4): void {
    for (const pooled of this.#pools) {
      const former = other.#bySubnet.get(pooled.subnetId)?.find(({pool}) => isSame(pool, pooled.pool))?.queue
      if (former === undefined) continue
      const {first, last} = pooled.pool
      const queue = new FreeQueue(first, last)
      for (const address of former.inOrder()) if (!pooled.taken.has(address as Ipv4)) queue.add(address as Ipv4)
      for (const address of freeIn(pooled)) queue.add(address as Ipv4)
      pooled.queue = queue
    }
  }

  #filled(pooled: PoolQueue, chance: () => number): FreeQueue {
    if (pooled.queue !== undefined) return pooled.queue
    const {first, last} = pooled.pool
    const queue = new FreeQueue(first, last)
    for (const address of shuffled(freeIn(pooled), chance)) queue.add(address as Ipv4)
    pooled.queue = queue
    return queue
  }

  #enter(pooled: PoolQueue): void {
    for (let block = pooled.pool.first >>> 8; block <= pooled.pool.last >>> 8; block++) {
      const others = this.#byBlock.get(block)
      if (others === undefined) this.#byBlock.set(block, [pooled])
      else others.push(pooled)
    }
  }

  #of(address: Ipv4): readonly PoolQueue[] {
    const block = this.#byBlock.get(address >>> 8) ?? []
    return block.filter(({pool}) => address >= pool.first && address <= pool.last)
  }
}

function unfilled(subnetId: number, pool: Pool4, taken: AddressBitmap): PoolQueue {
  return {subnetId, pool, taken, queue: undefined}
}

function freeIn({pool: {first, last}, taken}: PoolQueue): Uint32Array {
  const found = new Uint32Array(last - first + 1)
  let count = 0
  for (let at: number | undefined = first; at !== undefined && at <= last; at++) {
    at = taken.nextFree(at as Ipv4, last)
    if (at === undefined) break
    found[count++] = at
  }
  return found.subarray(0, count)
}

function isSame(one: Pool4, other: Pool4): boolean {
  return one.first === other.first && one.last === other.last
}
