import type {Subnet4} from '../../model/config4.ts'
import {formatIdentifier, GLOBAL_SUBNET, type Host4} from '../../model/host4.ts'
import {INFINITE_LIFETIME, isExpired, type Lease4, leaseState} from '../../model/lease4.ts'
import {withColons} from '../../net-types/identifiers.ts'
import {formatIpv4} from '../../net-types/ipv4.ts'
import {formatPrefix4} from '../../net-types/prefix4.ts'

export function subnetName({id, prefix, sharedNetwork}: Subnet4): string {
  const network = sharedNetwork === undefined ? '' : ` of the network "${sharedNetwork}"`
  return `subnet ${id} (${formatPrefix4(prefix)})${network}`
}

export function hostName(host: Host4): string {
  const where = host.subnetId === GLOBAL_SUBNET ? 'global' : `in subnet ${host.subnetId}`
  return `the reservation for ${formatIdentifier(host.identifier)}, ${where}`
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

const stateNames: ReadonlyMap<number, string> = new Map([
  [leaseState.declined, 'declined'],
  [leaseState.expiredReclaimed, 'reclaimed'],
])

export function leaseName(lease: Lease4, now: number): string {
  const {hwAddr, clientId, state, subnetId} = lease
  const who = [
    ...(hwAddr === undefined ? [] : [withColons(hwAddr)]),
    ...(clientId === undefined ? [] : [`client-id ${withColons(clientId)}`]),
  ]
  const holder = who.length === 0 ? 'nobody' : who.join(', ')
  const states = stateNames.get(state)
  return `${formatIpv4(lease.address)} in subnet ${subnetId} of ${holder}, ${states ? `${states}, ` : ''}${until(lease, now)}`
}

function until(lease: Lease4, now: number): string {
  if (lease.validLifetime === INFINITE_LIFETIME) return 'for ever'
  return isExpired(lease, now) ? `expired ${now - lease.expire} s ago` : `for ${lease.expire - now} s more`
}
