import {identifierKey} from '../../model/host4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {HostKeys4, StoredHost4} from '../../ports/host-store.ts'
import type {HostLookup4} from './backend4.ts'
import {isIdentifier} from './check4.ts'

const NOTHING: readonly StoredHost4[] = []

/** What a batch of askers needs, each key once. Identifiers that no row can have are left out. */
export function lookupOf(batch: readonly HostKeys4[], limit: number): HostLookup4 {
  const subnetIds = new Set<number>()
  const identifiers = new Set<string>()
  const addresses = new Set<Ipv4>()
  for (const keys of batch) {
    for (const subnetId of keys.subnetIds) subnetIds.add(subnetId)
    for (const {value} of keys.identifiers) if (isIdentifier(value)) identifiers.add(value)
    for (const address of keys.addresses) if (address !== 0) addresses.add(address)
  }
  return {subnetIds: [...subnetIds], identifiers: [...identifiers], addresses: [...addresses], limit}
}

function put<K>(index: Map<K, StoredHost4[]>, key: K, host: StoredHost4): void {
  const hosts = index.get(key)
  if (hosts === undefined) index.set(key, [host])
  else hosts.push(host)
}

/** Gives each asker the hosts of its subnets that match one of its keys, each once, by id as they came. */
export function distribute(batch: readonly HostKeys4[], hosts: readonly StoredHost4[]): (readonly StoredHost4[])[] {
  if (hosts.length === 0) return batch.map(() => NOTHING)
  const byIdentifier = new Map<string, StoredHost4[]>()
  const byAddress = new Map<Ipv4, StoredHost4[]>()
  for (const stored of hosts) {
    const {identifier, address} = stored.host
    put(byIdentifier, identifierKey(identifier), stored)
    if (address !== undefined) put(byAddress, address, stored)
  }
  return batch.map(({subnetIds, identifiers, addresses}) => {
    const found = new Set<StoredHost4>()
    const take = (candidates: readonly StoredHost4[] = NOTHING) => {
      for (const stored of candidates) if (subnetIds.includes(stored.host.subnetId!)) found.add(stored)
    }
    for (const identifier of identifiers) take(byIdentifier.get(identifierKey(identifier)))
    for (const address of addresses) take(byAddress.get(address))
    return found.size === 0 ? NOTHING : [...found].sort((a, b) => a.id - b.id)
  })
}
