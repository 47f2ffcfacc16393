import {INFINITE_LIFETIME, leaseState} from '../../model/lease4.ts'
import {formatIpv4, type Ipv4} from '../../net-types/ipv4.ts'
import type {GatheredLeases} from '../lease-file/gathered.ts'
import {indexOf, type LeaseRow} from '../lease-file/layout.ts'
import {Conflicts} from './conflicts.ts'
import type {ForeignLease} from './foreign-lease.ts'

/** What became of the leases of another server's file. */
export interface Gathered {
  /** Entries of the file. */
  readonly entries: number
  /** Last entries of an address that say that it is free, and such whose time is over. */
  readonly free: number
  readonly expired: number
  readonly conflicts: Conflicts
}

export interface GatherRules {
  /** The subnet that an address is in. */
  readonly subnetOf: (address: Ipv4) => number | undefined
  /** Unix seconds. */
  readonly now: number
  readonly onProgress: (entries: number) => void
}

/** Kea's default. It matters only for the time of the last transaction, which dnsmasq does not write. */
const LIFETIME = 7200

const OFTEN = 1000

/** Gathers the leases that are in force, as rows of Kea: the last entry of an address counts. */
export async function gatherForeign(
  leases: AsyncIterable<ForeignLease>,
  into: GatheredLeases,
  {subnetOf, now, onProgress}: GatherRules,
): Promise<Gathered> {
  const conflicts = new Conflicts()
  const over = {free: new Set<number>(), expired: new Set<number>()}
  let entries = 0
  for await (const lease of leases) {
    if (++entries % OFTEN === 0) onProgress(entries)
    const {address, line} = lease
    over.free.delete(address)
    over.expired.delete(address)
    const subnet = subnetOf(address)
    const row = rowOf(lease, subnet ?? 0, now)
    const earlier = into.find(row)
    into.remove(row)
    if (lease.state === 'free') over.free.add(address)
    else if (lease.ends <= now) over.expired.add(address)
    else {
      if (subnet === undefined)
        conflicts.add({kind: 'outside', line, address: formatIpv4(address), text: 'in none of the subnets'})
      if (earlier !== undefined && contradicts(earlier.row, row, lease.starts))
        conflicts.add({
          kind: 'two-clients',
          line,
          address: formatIpv4(address),
          text: `another client has it in line ${earlier.line}; the later line counts`,
        })
      into.put({line, row})
    }
  }
  return {entries, free: over.free.size, expired: over.expired.size, conflicts}
}

/** Whether both clients hold the address at the same time. */
function contradicts(earlier: LeaseRow, later: LeaseRow, starts: number | undefined): boolean {
  const [hwAddr, clientId, valid, expire, state] = ['hwaddr', 'client_id', 'valid_lifetime', 'expire', 'state'].map(
    name => indexOf(4, name),
  ) as [number, number, number, number, number]
  if (earlier[state] === leaseState.declined || later[state] === leaseState.declined) return false
  const sameClient =
    earlier[clientId] !== null || later[clientId] !== null
      ? earlier[clientId] === later[clientId]
      : earlier[hwAddr] === later[hwAddr]
  if (sameClient) return false
  const ends = earlier[valid] === INFINITE_LIFETIME ? Number.POSITIVE_INFINITY : (earlier[expire] as number)
  return starts === undefined || ends > starts
}

function rowOf(lease: ForeignLease, subnetId: number, now: number): LeaseRow {
  const endless = lease.ends === Number.POSITIVE_INFINITY
  const starts = Math.min(lease.starts ?? Math.min(now, lease.ends - LIFETIME), now)
  const lifetime = endless ? INFINITE_LIFETIME : Math.max(lease.ends - starts, 1)
  const declined = lease.state === 'declined'
  return [
    lease.address,
    declined ? null : (lease.hwAddr ?? null),
    declined ? null : lease.clientId || null,
    lifetime,
    endless ? starts : lease.ends,
    subnetId,
    lease.fqdnFwd ? 1 : 0,
    lease.fqdnRev ? 1 : 0,
    declined ? null : lease.hostname || null,
    declined ? leaseState.declined : leaseState.assigned,
    null,
  ]
}
