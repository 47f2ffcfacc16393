import type {Pool4, ServerConfig4, Subnet4} from '../model/config4.ts'
import {GLOBAL_SUBNET} from '../model/host4.ts'
import {isExpired, type Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {LeaseChange4} from '../ports/lease-store.ts'
import {AddressBitmap} from './address-bitmap.ts'
import {FreeQueues4} from './free-queues4.ts'
import type {Candidate4} from './outcome4.ts'
import {subnetsOfBoth4} from './shared-pools4.ts'

/**
 * Where the next free address is believed to be: a hint, since another server may share the database; the load of the
 * request is what decides. Follows Kea's order: the addresses of all pools in turn, behind the last one taken, and in a
 * shared network first the subnet that gave an address last. Mutable; the server owns one per configuration.
 */
export class FreeMap4 {
  readonly #used: AddressBitmap
  readonly #reserved = new AddressBitmap()
  /** Both of them: what is not to be picked. */
  readonly #taken = new AddressBitmap()
  /** The same where the ends of each /24 are left out; undefined = in no subnet. */
  readonly #takenOrEnd: AddressBitmap | undefined
  /** Pools of each subnet in address order. */
  readonly #pools = new Map<number, readonly Pool4[]>()
  /** Subnets where reservations inside the pools do not count. */
  readonly #outOfPool: ReadonlySet<number>
  /** Of the pools with the allocator `flq`; undefined = there are none. */
  readonly #queues: FreeQueues4 | undefined
  /** Subnets where the partner picks addresses too: without an order, so that the two rarely pick the same. */
  readonly #ofBoth: ReadonlySet<number>
  /** Last address taken of each subnet. */
  readonly #cursor = new Map<number, Ipv4>()
  /** Subnet that each shared network took from last, and the one before, by recentKey. */
  readonly #recent = new Map<string, Recent>()

  constructor(config: ServerConfig4) {
    this.#used = new AddressBitmap()
    this.#ofBoth = subnetsOfBoth4(config)
    if (config.subnets.some(({leavesOutEnds}) => leavesOutEnds)) this.#takenOrEnd = new AddressBitmap(true)
    if (config.subnets.some(({allocator}) => allocator === 'flq')) {
      this.#queues = new FreeQueues4(config, subnet => this.#takenIn(subnet))
    }
    const ignoring = config.subnets.filter(({reservationModes: {inSubnet, outOfPool}}) => !inSubnet || outOfPool)
    this.#outOfPool = new Set(ignoring.map(({id}) => id))
    for (const {subnetId, address} of config.reservations) {
      if (subnetId !== undefined && address !== undefined) this.reserve(subnetId, address)
    }
    for (const subnet of config.subnets) {
      this.#pools.set(
        subnet.id,
        [...subnet.pools].sort((a, b) => a.first - b.first),
      )
    }
  }

  /** Goes on where another map stood: the next address is the one that it would have given. */
  resume(other: FreeMap4): void {
    for (const [id, cursor] of other.#cursor) if (this.#pools.has(id)) this.#cursor.set(id, cursor)
    for (const [key, id] of other.#recent) this.#recent.set(key, id)
    if (other.#queues !== undefined) this.#queues?.resume(other.#queues)
  }

  /** Fills the queues of `flq`, which else the first client waits for. `chance` in [0, 1) shuffles them. */
  ready(chance: () => number): void {
    this.#queues?.fill(chance)
  }

  /** Marks an address as having a lease that is in force. */
  use(address: Ipv4): void {
    this.#used.add(address)
    this.#take(address)
  }

  free(address: Ipv4): void {
    this.#used.delete(address)
    if (this.#reserved.has(address)) return
    this.#taken.delete(address)
    this.#takenOrEnd?.delete(address)
    this.#queues?.add(address)
  }

  /** Marks an address as reserved for somebody, who gets it without being offered what is free. */
  reserve(subnetId: number, address: Ipv4): void {
    if (subnetId === GLOBAL_SUBNET || this.#outOfPool.has(subnetId)) return
    this.#reserved.add(address)
    this.#take(address)
  }

  unreserve(address: Ipv4): void {
    this.#reserved.delete(address)
    if (!this.#used.has(address)) this.free(address)
  }

  #take(address: Ipv4): void {
    this.#taken.add(address)
    this.#takenOrEnd?.add(address)
    this.#queues?.remove(address)
  }

  /** What is not to be picked in a subnet. */
  #takenIn({leavesOutEnds}: Subnet4): AddressBitmap {
    return (leavesOutEnds ? this.#takenOrEnd : undefined) ?? this.#taken
  }

  isUsed(address: Ipv4): boolean {
    return this.#used.has(address)
  }

  /** Follows committed changes. */
  apply(changes: readonly LeaseChange4[], now: number): void {
    for (const change of changes) {
      if (change.kind === 'delete') this.free(change.address)
      else this.see(change.lease, now)
    }
  }

  /** Follows a row that was seen. */
  see(lease: Lease4, now: number): void {
    // A released row is kept with no lifetime: Kea counts it as expired one second later, the map at once.
    if (lease.validLifetime === 0 || isExpired(lease, now)) this.free(lease.address)
    else this.use(lease.address)
  }

  /**
   * The next free addresses for a client of these subnets (Request4.subnets), at most `count`; fewer mean that no other is
   * left. `chance` in [0, 1) places subnets with the random allocator. `may`: which pools the client may have.
   */
  take(
    subnets: readonly Subnet4[],
    count: number,
    chance: () => number,
    may: (subnet: Subnet4, pool: Pool4) => boolean = anyPool,
  ): Candidate4[] {
    const taken: Candidate4[] = []
    for (const subnet of this.#inTurn(subnets)) {
      if (taken.length === count) break
      let behind = this.#cursor.get(subnet.id)
      for (const address of this.#takeFrom(subnet, count - taken.length, chance, may)) {
        taken.push({address, subnet, behind})
        behind = address
      }
    }
    this.#moveTo(taken[0]?.subnet)
    return taken
  }

  /** Gives back a candidate that was not needed, so that the next client gets it; a later `take` makes this a no-op. */
  giveBack(candidate: Candidate4): void {
    const {subnet, address, behind} = candidate
    if (subnet.allocator === 'flq') this.#queues?.putBack(address)
    if (this.#cursor.get(subnet.id) !== address) return
    if (behind === undefined) this.#cursor.delete(subnet.id)
    else this.#cursor.set(subnet.id, behind)
    this.#moveBack(subnet)
  }

  /** Tells that a candidate was needed where others were given back: its network goes on in its subnet. */
  keep({subnet}: Candidate4): void {
    if (subnet.sharedNetwork !== undefined && this.#recent.get(recentKey(subnet))?.id !== subnet.id)
      this.#moveTo(subnet)
  }

  #moveTo(subnet: Subnet4 | undefined): void {
    if (subnet?.sharedNetwork === undefined) return
    const key = recentKey(subnet)
    this.#recent.set(key, {id: subnet.id, before: this.#recent.get(key)?.id})
  }

  #moveBack(subnet: Subnet4): void {
    if (subnet.sharedNetwork === undefined) return
    const key = recentKey(subnet)
    const recent = this.#recent.get(key)
    if (recent?.id !== subnet.id) return
    if (recent.before === undefined) this.#recent.delete(key)
    else this.#recent.set(key, {id: recent.before, before: recent.before})
  }

  #inTurn(subnets: readonly Subnet4[]): readonly Subnet4[] {
    const selected = subnets[0]
    const recent = selected?.sharedNetwork === undefined ? undefined : this.#recent.get(recentKey(selected))?.id
    const at = subnets.findIndex(subnet => subnet.id === recent)
    return at <= 0 ? subnets : [...subnets.slice(at), ...subnets.slice(0, at)]
  }

  #takeFrom(
    subnet: Subnet4,
    count: number,
    chance: () => number,
    may: (subnet: Subnet4, pool: Pool4) => boolean,
  ): Ipv4[] {
    if (subnet.allocator === 'flq') return this.#queues?.take(subnet, count, chance, may) ?? []
    const all = this.#pools.get(subnet.id) ?? []
    const pools = may === anyPool ? all : all.filter(pool => may(subnet, pool))
    const taken: Ipv4[] = []
    const without = this.#takenIn(subnet)
    const inOrder = subnet.allocator === 'iterative' && !this.#ofBoth.has(subnet.id)
    let cursor = inOrder ? this.#cursor.get(subnet.id) : randomStart(pools, chance())
    while (taken.length < count) {
      const next = nextFree(pools, cursor, without)
      if (next === undefined || next === taken[0]) break
      taken.push(next)
      cursor = next
    }
    if (inOrder && cursor !== undefined) this.#cursor.set(subnet.id, cursor)
    return taken
  }
}

/** The next free address behind `cursor`, round to the beginning. */
function nextFree(
  pools: readonly {readonly first: Ipv4; readonly last: Ipv4}[],
  cursor: Ipv4 | undefined,
  taken: AddressBitmap,
): Ipv4 | undefined {
  const from = cursor === undefined ? 0 : cursor + 1
  for (const pool of pools) {
    if (pool.last < from) continue
    const found = taken.nextFree(Math.max(pool.first, from) as Ipv4, pool.last)
    if (found !== undefined) return found
  }
  for (const pool of pools) {
    if (pool.first >= from) break
    const found = taken.nextFree(pool.first, Math.min(pool.last, from - 1) as Ipv4)
    if (found !== undefined) return found
  }
  return undefined
}

function anyPool(): boolean {
  return true
}

/** Only a subnet for the same classes is taken in place of the selected one (measured on Kea 2.2.0). */
function recentKey({sharedNetwork = '', clientClasses}: Subnet4): string {
  return clientClasses.length === 0 ? sharedNetwork : [sharedNetwork, ...clientClasses].join('\n')
}

interface Recent {
  readonly id: number
  readonly before: number | undefined
}

/** The address before a random one of the pools. */
function randomStart(pools: readonly {readonly first: Ipv4; readonly last: Ipv4}[], chance: number): Ipv4 | undefined {
  const total = pools.reduce((sum, pool) => sum + pool.last - pool.first + 1, 0)
  let skip = Math.floor(chance * total)
  for (const pool of pools) {
    const size = pool.last - pool.first + 1
    if (skip < size) return pool.first + skip === 0 ? undefined : ((pool.first + skip - 1) as Ipv4)
    skip -= size
  }
  return undefined
}
