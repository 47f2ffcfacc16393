import {FreeMap4} from '../engine/free-map.ts'
import type {Candidate4} from '../engine/outcome4.ts'
import type {Pool4, ServerConfig4, Subnet4} from '../model/config4.ts'
import {INFINITE_LIFETIME, leaseState} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Clock} from '../ports/clock.ts'
import type {HostSources4} from '../ports/host-sources.ts'
import type {AddressUse, LeaseChange4, LeaseStore4} from '../ports/lease-store.ts'

export interface FreeAddressesParts4 {
  readonly config: ServerConfig4
  readonly store: LeaseStore4
  /** Their reserved addresses are not offered to others. */
  readonly hosts?: HostSources4 | undefined
  readonly clock: Clock
  /** A number in [0, 1) for the random allocator. */
  readonly chance: () => number
}

/** Rows of one page when the map is filled from the store. */
const PAGE = 20_000

/** An empty map asks the store again at most this often: addresses may come free behind our back. */
const REFRESH_MILLIS = 2000

/** Candidates of a first try; further tries of one message look at more, since the map was wrong once. */
const CANDIDATES = [1, 16, 64]

/**
 * Keeps the engine's free map true to the store: filled at the start, moved by every commit, and read again when it
 * runs dry, since other servers on the same database give and take addresses too.
 */
export class FreeAddresses4 {
  readonly #parts: FreeAddressesParts4
  #map: FreeMap4
  #refreshed = Number.NEGATIVE_INFINITY
  #refreshing: Promise<void> | undefined
  /** What came about while the store is being read, once for each reading: its pages may be older. */
  readonly #missed = new Set<((map: FreeMap4) => void)[]>()

  constructor(parts: FreeAddressesParts4) {
    this.#parts = parts
    this.#map = new FreeMap4(parts.config)
  }

  /** Reads which addresses of the pools have leases or are reserved. Rejects with StoreError. */
  async load(): Promise<void> {
    const {clock, chance} = this.#parts
    const missed: ((map: FreeMap4) => void)[] = []
    this.#missed.add(missed)
    try {
      const map = await this.#read()
      for (const follow of missed) follow(map)
      map.resume(this.#map)
      map.ready(chance)
      this.#map = map
    } finally {
      this.#missed.delete(missed)
    }
    this.#refreshed = clock.millis()
  }

  async #read(): Promise<FreeMap4> {
    const {config, clock, hosts} = this.#parts
    const map = new FreeMap4(config)
    for (const pool of config.subnets.flatMap(subnet => subnet.pools)) {
      for await (const page of this.#pages(pool.first, pool.last)) {
        const now = Math.floor(clock.millis() / 1000)
        for (const use of page) if (isInForce(use, now)) map.use(use.address)
      }
    }
    if (hosts !== undefined) {
      for await (const page of hosts.reserved4()) for (const host of page) map.reserve(host.subnetId, host.address)
    }
    return map
  }

  /** Goes on where the addresses of the former configuration stood. */
  resume(former: FreeAddresses4): void {
    this.#map.resume(former.#map)
  }

  /** Free addresses of a link, more of them the more often its message was tried. [] = none is left. */
  pick(
    subnets: readonly Subnet4[],
    round: number,
    may?: (subnet: Subnet4, pool: Pool4) => boolean,
  ): readonly Candidate4[] {
    const count = CANDIDATES[Math.min(round, CANDIDATES.length - 1)]!
    return this.#map.take(subnets, count, this.#parts.chance, may)
  }

  /** Tells which of the picked candidates was needed, so that the others are the next client's. */
  settle(candidates: readonly Candidate4[], leased: Ipv4 | undefined): void {
    for (let i = candidates.length - 1; i >= 0; i--) {
      if (candidates[i]!.address === leased) return this.#map.keep(candidates[i]!)
      this.#map.giveBack(candidates[i]!)
    }
  }

  used(address: Ipv4): void {
    this.#map.use(address)
  }

  reserved(subnetId: number, address: Ipv4): void {
    this.#follow(map => map.reserve(subnetId, address))
  }

  unreserved(address: Ipv4): void {
    this.#follow(map => map.unreserve(address))
  }

  apply(changes: readonly LeaseChange4[]): void {
    const now = Math.floor(this.#parts.clock.millis() / 1000)
    this.#map.apply(changes, now)
    for (const missed of this.#missed) missed.push(map => map.apply(changes, now))
  }

  #follow(change: (map: FreeMap4) => void): void {
    change(this.#map)
    for (const missed of this.#missed) missed.push(change)
  }

  /** Reads the store again because no address was left. false = that was done a moment ago. */
  async refresh(): Promise<boolean> {
    if (this.#refreshing === undefined) {
      if (this.#parts.clock.millis() - this.#refreshed < REFRESH_MILLIS) return false
      this.#refreshing = this.load().finally(() => {
        this.#refreshing = undefined
      })
    }
    await this.#refreshing
    return true
  }

  async *#pages(first: Ipv4, last: Ipv4): AsyncGenerator<readonly AddressUse[]> {
    let after: Ipv4 | undefined
    for (;;) {
      const page = await this.#parts.store.page4(first, last, after, PAGE)
      yield page
      if (page.length < PAGE) return
      after = page.at(-1)!.address
    }
  }
}

function isInForce(use: AddressUse, now: number): boolean {
  if (use.state === leaseState.expiredReclaimed) return false
  return use.validLifetime === INFINITE_LIFETIME || use.expire >= now
}
