import type {RefusedOption4} from '../engine/host-options4.ts'
import {formatIdentifier, GLOBAL_SUBNET, type Host4} from '../model/host4.ts'
import {type Lease4, leaseState} from '../model/lease4.ts'
import {withColons} from '../net-types/identifiers.ts'

/** "hw-address=020000000001 in subnet 7". */
export function describeHost({identifier, subnetId}: Host4): string {
  const where = subnetId === GLOBAL_SUBNET ? 'of the global level' : `in subnet ${subnetId}`
  return `${formatIdentifier(identifier)} ${where}`
}

/** "dhcp4 3: option routers: ...". Its text may be as long as a column holds. */
export function describeRefused({code, space, why}: RefusedOption4): string {
  return `${space} ${code}: ${why.length > 200 ? `${why.slice(0, 200)}…` : why}`
}

/** Whose a lease is: "hw-address 02:00:00:00:00:01, client-id 01:02". */
export function describeHolder({state, hwAddr, clientId}: Lease4): string {
  if (state === leaseState.declined) return 'nobody, a client declined it'
  const parts = [
    hwAddr === undefined ? [] : [`hw-address ${withColons(hwAddr)}`],
    clientId === undefined ? [] : [`client-id ${withColons(clientId)}`],
  ].flat()
  return parts.length === 0 ? 'an unknown client' : parts.join(', ')
}
