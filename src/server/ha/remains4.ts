import {cltt, type Lease4, leaseState} from '../../model/lease4.ts'
import type {HwAddr} from '../../net-types/identifiers.ts'
import type {LeaseChange4, LeaseStore4} from '../../ports/lease-store.ts'
import {unchanged} from '../changes4.ts'
import type {LeaseUpdate4} from './update4.ts'

export interface RemainsParts4 {
  /** Throws StoreError while there is none. */
  readonly store: () => Pick<LeaseStore4, 'commit4'>
  /** Told of every commit, as of the pipeline's. */
  readonly applied: (changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]) => void
  /** Unix milliseconds. */
  readonly wall: () => number
}

/**
 * The row that tells of a change which the partner has not heard of, once it is in the store; undefined = others have changed
 * that address since, or the store cannot tell. Never rejects.
 */
export async function remains4(
  {store, applied, wall}: RemainsParts4,
  {kind, lease}: LeaseUpdate4,
): Promise<Lease4 | undefined> {
  const there = kind === 'put' ? lease : tombstone4(lease, Math.floor(wall() / 1000))
  const change: LeaseChange4 = kind === 'put' ? unchanged(lease) : {kind: 'create', lease: there}
  try {
    if ((await store().commit4([change])) !== 'ok') return undefined
  } catch {
    return undefined
  }
  if (kind === 'delete') applied([change], [undefined])
  return there
}

/**
 * What stays of a lease that is no more: a reclaimed row without a lifetime, so that the address is free. It is newer than
 * the lease, and whoever synchronizes takes it in the place of that one. It is nobody's, so that the client does not come upon
 * it; but Kea 2.2.0 takes no row without an identifier, and no Ethernet address is as short as this one.
 */
export function tombstone4(lease: Lease4, now: number): Lease4 {
  return {
    address: lease.address,
    hwAddr: lease.address.toString(16).padStart(10, '0') as HwAddr,
    clientId: undefined,
    validLifetime: 0,
    expire: Math.max(now, cltt(lease) + 1),
    subnetId: lease.subnetId,
    fqdnFwd: false,
    fqdnRev: false,
    hostname: '',
    state: leaseState.expiredReclaimed,
    userContext: undefined,
  }
}
