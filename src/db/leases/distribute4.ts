import type {Lease4} from '../../model/lease4.ts'
import type {ClientId, HwAddr} from '../../net-types/identifiers.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseKeys4} from '../../ports/lease-store.ts'
import type {Lookup4} from './backend4.ts'

const NOTHING: readonly Lease4[] = []

/** What a batch of askers needs, each key once. */
export function lookupOf(batch: readonly LeaseKeys4[]): Omit<Lookup4, 'limit'> {
  const clientIds = new Set<ClientId>()
  const hwAddrs = new Set<HwAddr>()
  const addresses = new Set<Ipv4>()
  for (const keys of batch) {
    if (keys.clientId !== undefined) clientIds.add(keys.clientId)
    // An empty hardware address would match every declined lease.
    if (keys.hwAddr !== undefined && keys.hwAddr !== '') hwAddrs.add(keys.hwAddr)
    for (const address of keys.addresses) addresses.add(address)
  }
  return {clientIds: [...clientIds], hwAddrs: [...hwAddrs], addresses: [...addresses]}
}

function put<K>(index: Map<K, Lease4[]>, key: K | undefined, lease: Lease4): void {
  if (key === undefined) return
  const leases = index.get(key)
  if (leases === undefined) index.set(key, [lease])
  else leases.push(lease)
}

/** Gives each asker the rows that match one of its keys, each row once. */
export function distribute(batch: readonly LeaseKeys4[], rows: readonly Lease4[]): (readonly Lease4[])[] {
  if (rows.length === 0) return batch.map(() => NOTHING)
  const byAddress = new Map<Ipv4, Lease4>()
  for (const lease of rows) byAddress.set(lease.address, lease)
  const byClientId = new Map<ClientId, Lease4[]>()
  const byHwAddr = new Map<HwAddr, Lease4[]>()
  for (const lease of byAddress.values()) {
    put(byClientId, lease.clientId, lease)
    put(byHwAddr, lease.hwAddr, lease)
  }
  return batch.map(keys => {
    const found = new Set<Lease4>()
    if (keys.clientId !== undefined) for (const lease of byClientId.get(keys.clientId) ?? NOTHING) found.add(lease)
    if (keys.hwAddr !== undefined) for (const lease of byHwAddr.get(keys.hwAddr) ?? NOTHING) found.add(lease)
    for (const address of keys.addresses) {
      const lease = byAddress.get(address)
      if (lease !== undefined) found.add(lease)
    }
    return found.size === 0 ? NOTHING : [...found]
  })
}
