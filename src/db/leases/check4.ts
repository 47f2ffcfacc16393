import {formatIpv4} from '../../net-types/ipv4.ts'
import {type LeaseChange4, StoreError} from '../../ports/lease-store.ts'
import type {BackendLimits4} from './backend4.ts'

/**
 * Longest identifiers of a row. They are MySQL's columns, and what Kea reads from any database: it fails on a longer one
 * (and drops the message of a client that has one, as seen on 2.2.0).
 */
export const HWADDR_BYTES = 20
export const CLIENT_ID_BYTES = 128

const HOSTNAME_LENGTH = 255

/**
 * Why the database would refuse a change. Looked at before the batch is sent, because a value that a column
 * does not take would fail everything that shares the statement.
 */
export function unfit(changes: readonly LeaseChange4[], limits: BackendLimits4): StoreError | undefined {
  for (const change of changes) {
    if (change.kind === 'delete') continue
    const {lease} = change
    const why = reason(lease, limits)
    if (why !== undefined) return new StoreError('fatal', `lease ${formatIpv4(lease.address)}: ${why}`)
  }
  return undefined
}

function reason(lease: Extract<LeaseChange4, {lease: unknown}>['lease'], limits: BackendLimits4): string | undefined {
  if ((lease.hwAddr?.length ?? 0) > HWADDR_BYTES * 2) return 'hardware address too long for the database'
  if ((lease.clientId?.length ?? 0) > CLIENT_ID_BYTES * 2) return 'client identifier too long for the database'
  if (lease.hostname.length > HOSTNAME_LENGTH) return 'hostname too long for the database'
  if (lease.hostname.includes('\0')) return 'hostname holds a zero byte'
  if (lease.userContext?.includes('\0') === true) return 'user context holds a zero byte'
  if (!(lease.expire >= 0 && lease.expire <= limits.expire))
    return 'its time of expiry is later than the database can hold'
  return undefined
}
