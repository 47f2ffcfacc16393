import type {Json, JsonMap} from '../model/json.ts'
import {cltt, type Lease4} from '../model/lease4.ts'
import {withColons} from '../net-types/identifiers.ts'
import {formatIpv4} from '../net-types/ipv4.ts'

/** A lease as Kea's commands print it (facts: server.md §4.3). Member by member: lists of leases are long, and spreads slow. */
export function leaseJson4(lease: Lease4): JsonMap {
  const json: {[key: string]: Json} = {}
  if (lease.clientId !== undefined) json['client-id'] = withColons(lease.clientId)
  json['cltt'] = cltt(lease)
  json['fqdn-fwd'] = lease.fqdnFwd
  json['fqdn-rev'] = lease.fqdnRev
  json['hostname'] = lease.hostname
  json['hw-address'] = withColons(lease.hwAddr ?? '')
  json['ip-address'] = formatIpv4(lease.address)
  json['state'] = lease.state
  json['subnet-id'] = lease.subnetId
  const userContext = contextOf(lease.userContext)
  if (userContext !== undefined) json['user-context'] = userContext
  json['valid-lft'] = lease.validLifetime
  return json
}

/** What another program left broken in the row is left out: the lease itself is still worth telling. */
function contextOf(text: string | undefined): JsonMap | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isMap ? (value as JsonMap) : undefined
  } catch {
    return undefined
  }
}
