import type {ServerConfig4} from '../model/config4.ts'
import {type Host4, identifierKey} from '../model/host4.ts'
import type {HostKeys4} from '../ports/host-store.ts'

/** The reservations of the configuration, found without walking over them. Built once per configuration. */
export class Reservations4 {
  readonly #byIdentifier = new Map<string, Host4>()
  readonly #byAddress = new Map<string, Host4[]>()

  constructor(config: ServerConfig4) {
    for (const host of config.reservations) {
      this.#byIdentifier.set(`${host.subnetId}/${identifierKey(host.identifier)}`, host)
      if (host.address === undefined) continue
      const key = `${host.subnetId}/${host.address}`
      const others = this.#byAddress.get(key)
      if (others === undefined) this.#byAddress.set(key, [host])
      else others.push(host)
    }
  }

  /** As a database would answer. */
  find(keys: HostKeys4): readonly Host4[] {
    if (this.#byIdentifier.size === 0) return []
    const found = new Set<Host4>()
    for (const subnetId of keys.subnetIds) {
      for (const identifier of keys.identifiers) {
        const host = this.#byIdentifier.get(`${subnetId}/${identifierKey(identifier)}`)
        if (host !== undefined) found.add(host)
      }
      for (const address of keys.addresses) {
        for (const host of this.#byAddress.get(`${subnetId}/${address}`) ?? []) found.add(host)
      }
    }
    return [...found]
  }
}
