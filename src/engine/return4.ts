import type {ServerConfig4} from '../model/config4.ts'
import {type Lease4, leaseState} from '../model/lease4.ts'
import type {Outcome4} from './outcome4.ts'
import {belongsTo4} from './ownership4.ts'
import type {Request4} from './request4.ts'

/** RELEASE: the row of ciaddr goes, whatever the hold time of reclaimed leases (measured on Kea 2.2.0). */
export function release4(request: Request4, view: readonly Lease4[]): Outcome4 {
  const lease = view.find(row => row.address === request.message.ciaddr)
  if (lease === undefined) return {kind: 'drop', reason: 'release-no-lease'}
  if (!belongsTo4(lease, request.hwAddr, request.clientId)) return {kind: 'drop', reason: 'release-wrong-client'}
  return {kind: 'released', lease, changes: [{kind: 'delete', address: lease.address, expected: lease.expire}]}
}

/** DECLINE: the address of option 50 is kept from everyone for the probation period. */
export function decline4(request: Request4, view: readonly Lease4[], config: ServerConfig4, now: number): Outcome4 {
  const before = view.find(row => row.address === request.requestedAddress)
  if (before === undefined) return {kind: 'drop', reason: 'decline-no-lease'}
  if (!belongsTo4(before, request.hwAddr, request.clientId)) return {kind: 'drop', reason: 'decline-wrong-client'}
  const lease: Lease4 = {
    ...before,
    hwAddr: undefined,
    clientId: undefined,
    validLifetime: config.declineProbationPeriod,
    expire: now + config.declineProbationPeriod,
    fqdnFwd: false,
    fqdnRev: false,
    hostname: '',
    state: leaseState.declined,
  }
  return {kind: 'declined', lease, before, changes: [{kind: 'update', lease, expected: before.expire}]}
}
