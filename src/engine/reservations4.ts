import type {ServerConfig4} from '../model/config4.ts'
import {GLOBAL_SUBNET, type Host4, type HostIdentifier, identifierKey} from '../model/host4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Request4} from './request4.ts'

const nobody: readonly Host4[] = []

/** The reservations of the configuration, found without walking over them. Built once per configuration. */
export class Reservations4 {
  readonly size: number
  readonly #byIdentifier = new Map<string, Host4>()
  readonly #byAddress = new Map<string, Host4[]>()

  constructor(config: ServerConfig4) {
    this.size = config.reservations.length
    for (const host of config.reservations) {
      this.#byIdentifier.set(`${host.subnetId}/${identifierKey(host.identifier)}`, host)
      if (host.address === undefined) continue
      const key = `${host.subnetId}/${host.address}`
      const others = this.#byAddress.get(key)
      if (others === undefined) this.#byAddress.set(key, [host])
      else others.push(host)
    }
  }

  /** A client's, in any of its subnets and the global ones. */
  of({subnets, identifiers}: Request4): readonly Host4[] {
    const found = this.global(identifiers)
    return [...found, ...subnets.flatMap(({id}) => this.#find(id, identifiers))]
  }

  /** A client's global ones. */
  global(identifiers: readonly HostIdentifier[]): readonly Host4[] {
    return this.#find(GLOBAL_SUBNET, identifiers)
  }

  /** Those of one address. */
  at(subnetId: number, address: Ipv4): readonly Host4[] {
    return this.#byAddress.get(`${subnetId}/${address}`) ?? nobody
  }

  #find(subnetId: number, identifiers: readonly HostIdentifier[]): Host4[] {
    return identifiers.flatMap(identifier => this.#byIdentifier.get(`${subnetId}/${identifierKey(identifier)}`) ?? [])
  }
}
