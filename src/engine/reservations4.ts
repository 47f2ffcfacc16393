import type {ServerConfig4} from '../model/config4.ts'
import {GLOBAL_SUBNET, type Host4, type HostIdentifier, type HostIdentifierType} from '../model/host4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Request4} from './request4.ts'

const nobody: readonly Host4[] = []

/** Those of one subnet, or the global ones. */
class SubnetReservations4 {
  /** Parted by the type, so that no text is put together for each: there may be a hundred thousand. */
  readonly #byIdentifier = new Map<HostIdentifierType, Map<string, Host4>>()
  readonly #byAddress = new Map<Ipv4, Host4[]>()

  add(host: Host4): void {
    const {type, value} = host.identifier
    const ofType = this.#byIdentifier.get(type)
    if (ofType === undefined) this.#byIdentifier.set(type, new Map([[value, host]]))
    else ofType.set(value, host)
    if (host.address === undefined) return
    const others = this.#byAddress.get(host.address)
    if (others === undefined) this.#byAddress.set(host.address, [host])
    else others.push(host)
  }

  find({type, value}: HostIdentifier): Host4 | undefined {
    return this.#byIdentifier.get(type)?.get(value)
  }

  at(address: Ipv4): readonly Host4[] {
    return this.#byAddress.get(address) ?? nobody
  }
}

/** The reservations of the configuration, found without walking over them. Built once per configuration. */
export class Reservations4 {
  readonly size: number
  readonly #bySubnet = new Map<number, SubnetReservations4>()

  constructor({reservations}: ServerConfig4) {
    this.size = reservations.length
    for (const host of reservations) {
      const subnetId = host.subnetId ?? GLOBAL_SUBNET
      let ofSubnet = this.#bySubnet.get(subnetId)
      if (ofSubnet === undefined) {
        ofSubnet = new SubnetReservations4()
        this.#bySubnet.set(subnetId, ofSubnet)
      }
      ofSubnet.add(host)
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
    return this.#bySubnet.get(subnetId)?.at(address) ?? nobody
  }

  #find(subnetId: number, identifiers: readonly HostIdentifier[]): readonly Host4[] {
    const ofSubnet = this.#bySubnet.get(subnetId)
    if (ofSubnet === undefined) return nobody
    return identifiers.flatMap(identifier => ofSubnet.find(identifier) ?? [])
  }
}
