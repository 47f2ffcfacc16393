import type {Subnet4} from '../model/config4.ts'
import type {Host4} from '../model/host4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {hostIn4, reservedForAnother4} from './hosts4.ts'
import type {Request4} from './request4.ts'
import type {SubnetIndex4} from './subnet-index4.ts'

/** What was loaded for a decision, once or in several goes. */
export interface Found4 {
  readonly leases: readonly Lease4[]
  /** Of the hosts databases, in their order. */
  readonly hosts: readonly Host4[]
  /** Addresses whose leases and reservations were asked for. */
  readonly addresses: readonly Ipv4[]
}

export const nothingFound4: Found4 = {leases: [], hosts: [], addresses: []}

/**
 * What a decision sees of leases and reservations. It remembers which addresses it was asked about and cannot answer for: a
 * decision that met one of those is void, and taken again when they are loaded.
 */
export class Sight4 {
  readonly leases: readonly Lease4[]
  readonly missing: Ipv4[] = []
  readonly #request: Request4
  readonly #index: SubnetIndex4
  readonly #found: Found4
  readonly #hosts: readonly Host4[]

  constructor(request: Request4, found: Found4, index: SubnetIndex4) {
    this.leases = found.leases
    this.#request = request
    this.#index = index
    this.#found = found
    this.#hosts = hostsFor(request, found, index)
  }

  /** The row of an address. */
  lease(address: Ipv4): Lease4 | undefined {
    const row = this.leases.find(lease => lease.address === address)
    if (row === undefined) this.#ask(address)
    return row
  }

  /** The client's reservation in one of its subnets. */
  host(subnet: Subnet4): Host4 | undefined {
    return this.#hosts.length === 0 ? undefined : hostIn4(this.#request, subnet, this.#hosts)
  }

  /** Another client's reservation of an address. */
  holder(subnet: Subnet4, address: Ipv4): Host4 | undefined {
    if (this.#index.config.hostsDatabases.length > 0) this.#ask(address)
    const {reservations} = this.#index
    if (reservations.size === 0 && this.#hosts.length === 0) return undefined
    const written = reservations.size === 0 ? [] : reservations.at(subnet.id, address)
    const hosts = written.length === 0 ? this.#hosts : [...written, ...this.#hosts]
    return reservedForAnother4(this.#request, subnet, address, hosts)
  }

  #ask(address: Ipv4): void {
    if (!this.#found.addresses.includes(address) && !this.missing.includes(address)) this.missing.push(address)
  }
}

/** Those of the configuration before those of the databases: the first that knows a client is believed. */
function hostsFor(request: Request4, {hosts}: Found4, {reservations}: SubnetIndex4): readonly Host4[] {
  if (reservations.size === 0) return hosts
  const written = reservations.of(request)
  return written.length === 0 ? hosts : [...written, ...hosts]
}
