import type {JsonMap} from '../model/json.ts'
import {cltt, type Lease4} from '../model/lease4.ts'
import {withColons} from '../net-types/identifiers.ts'
import {formatIpv4} from '../net-types/ipv4.ts'

/** A lease as Kea's commands print it (facts: server.md §4.3). */
export function leaseJson4(lease: Lease4): JsonMap {
  const userContext = contextOf(lease.userContext)
  return {
    ...(lease.clientId === undefined ? {} : {'client-id': withColons(lease.clientId)}),
    cltt: cltt(lease),
    'fqdn-fwd': lease.fqdnFwd,
    'fqdn-rev': lease.fqdnRev,
    hostname: lease.hostname,
    'hw-address': withColons(lease.hwAddr ?? ''),
    'ip-address': formatIpv4(lease.address),
    state: lease.state,
    'subnet-id': lease.subnetId,
    ...(userContext === undefined ? {} : {'user-context': userContext}),
    'valid-lft': lease.validLifetime,
  }
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
