import {isDeepStrictEqual} from 'node:util'
import type {ServerConfig4} from '../../model/config4.ts'
import type {Relationship4} from './relationship4.ts'

/**
 * Whether the relationship at work goes on in the next configuration: one of something else does not move it. In another
 * database the partner's leases may be missing, so there it begins anew.
 */
export function isKept4(former: Relationship4, {leaseDatabase}: ServerConfig4, next: ServerConfig4): boolean {
  return (
    isDeepStrictEqual(former.setup.relationship, next.hooks.ha) && isDeepStrictEqual(leaseDatabase, next.leaseDatabase)
  )
}
