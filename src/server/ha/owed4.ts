import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseUpdate4} from './update4.ts'

const MOST = 65_536

/**
 * Addresses whose leases are committed here but not acknowledged by those whose word counts. A client that asks again may get
 * its lease without a change, out of the cache: also then it must not be told before the partner is. Bounded: the oldest go.
 */
export class Owed4 {
  readonly #addresses = new Set<Ipv4>()

  has(address: Ipv4): boolean {
    return this.#addresses.has(address)
  }

  add(updates: readonly LeaseUpdate4[]): void {
    for (const {kind, lease} of updates) if (kind === 'put') this.#add(lease.address)
  }

  settle(updates: readonly LeaseUpdate4[]): void {
    if (this.#addresses.size > 0) for (const {lease} of updates) this.#addresses.delete(lease.address)
  }

  #add(address: Ipv4): void {
    const [oldest] = this.#addresses
    if (this.#addresses.size >= MOST && oldest !== undefined) this.#addresses.delete(oldest)
    this.#addresses.add(address)
  }
}
