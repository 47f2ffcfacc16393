import type {Json, JsonMap} from '../../model/json.ts'
import {cltt, type Lease4} from '../../model/lease4.ts'
import {withColons} from '../../net-types/identifiers.ts'
import {formatIpv4} from '../../net-types/ipv4.ts'
import {asMap, isTooDeep} from './text.ts'

/** A lease as updates and deletions bring it: with `expire`, which is what cltt and the lifetime make, also where it has no end. */
export function updatedLease4(lease: Lease4): JsonMap {
  const json: {[key: string]: Json} = {
    expire: cltt(lease) + lease.validLifetime,
    'fqdn-fwd': lease.fqdnFwd,
    'fqdn-rev': lease.fqdnRev,
    hostname: lease.hostname,
    'hw-address': withColons(lease.hwAddr ?? ''),
    'ip-address': formatIpv4(lease.address),
    state: lease.state,
    'subnet-id': lease.subnetId,
    'valid-lft': lease.validLifetime,
  }
  if (lease.clientId !== undefined) json['client-id'] = withColons(lease.clientId)
  const context = contextOf(lease.userContext)
  if (context !== undefined) json['user-context'] = context
  return json
}

/** The user context of a row; what another program left broken there is left out. */
export function contextOf(text: string | undefined): JsonMap | undefined {
  if (text === undefined) return undefined
  try {
    const context = asMap(JSON.parse(text))
    return context === undefined || isTooDeep(context) ? undefined : context
  } catch {
    return undefined
  }
}
