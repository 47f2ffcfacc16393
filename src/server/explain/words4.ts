import type {Subnet4} from '../../model/config4.ts'
import type {Host4} from '../../model/host4.ts'
import {INFINITE_LIFETIME, isExpired, type Lease4, leaseState} from '../../model/lease4.ts'
import {formatIpv4} from '../../net-types/ipv4.ts'
import {formatPrefix4} from '../../net-types/prefix4.ts'
import {describeHolder, describeHost} from '../describe-holder.ts'

export function subnetName({id, prefix, sharedNetwork}: Subnet4): string {
  const network = sharedNetwork === undefined ? '' : ` of the network "${sharedNetwork}"`
  return `subnet ${id} (${formatPrefix4(prefix)})${network}`
}

export function hostName(host: Host4): string {
  return `the reservation for ${describeHost(host)}`
}

export function hostContents(host: Host4): string {
  const parts = [
    ...(host.address === undefined ? [] : [`address ${formatIpv4(host.address)}`]),
    ...(host.hostname === '' ? [] : [`hostname ${host.hostname}`]),
    ...(host.clientClasses.length === 0 ? [] : [`classes ${host.clientClasses.join(', ')}`]),
    ...(host.options.length === 0 ? [] : [`${host.options.length} options`]),
  ]
  return parts.length === 0 ? 'no address' : parts.join(', ')
}

export function leaseName(lease: Lease4, now: number): string {
  const {address, state, subnetId} = lease
  const reclaimed = state === leaseState.expiredReclaimed ? 'reclaimed, ' : ''
  return `${formatIpv4(address)} in subnet ${subnetId} of ${describeHolder(lease)}, ${reclaimed}${until(lease, now)}`
}

function until(lease: Lease4, now: number): string {
  if (lease.validLifetime === INFINITE_LIFETIME) return 'for ever'
  return isExpired(lease, now) ? `expired ${now - lease.expire} s ago` : `for ${lease.expire - now} s more`
}
