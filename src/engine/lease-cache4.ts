import type {Subnet4} from '../model/config4.ts'
import {cltt, INFINITE_LIFETIME, type Lease4} from '../model/lease4.ts'

/** All that a renewal may change but time. */
const lasting = [
  'address',
  'hwAddr',
  'clientId',
  'subnetId',
  'fqdnFwd',
  'fqdnRev',
  'hostname',
  'state',
  'userContext',
] as const satisfies readonly (keyof Lease4)[]

/**
 * Seconds that are left of a lease which need not be written again (facts: server.md §5.6): nothing but its time would
 * change, and it is young. undefined = `next` is to be written in place of `before`. `offered`: the lifetime that an OFFER
 * gave it, which no client was told of.
 */
export function reusable4(
  {cacheThreshold, cacheMaxAge}: Subnet4,
  offered: number,
  before: Lease4 | undefined,
  next: Lease4,
  now: number,
): number | undefined {
  if (cacheThreshold === 0 || before === undefined) return undefined
  if (offered > 0 && before.validLifetime === offered) return undefined
  const age = now - cltt(before)
  // By the lifetime that it would have, not by the one that it has (measured on Kea 2.2.0).
  const old = age > next.validLifetime * cacheThreshold || (cacheMaxAge > 0 && age > cacheMaxAge)
  // A clock that was set back says nothing about the age.
  if (old || age < 0 || before.validLifetime > next.validLifetime) return undefined
  if (lasting.some(field => before[field] !== next[field])) return undefined
  const endless = before.validLifetime === INFINITE_LIFETIME
  if (endless !== (next.validLifetime === INFINITE_LIFETIME)) return undefined
  if (endless) return INFINITE_LIFETIME
  const left = before.validLifetime - age
  return left > 0 ? left : undefined
}
