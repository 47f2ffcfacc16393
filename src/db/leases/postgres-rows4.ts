import type {Lease4, LeaseState} from '../../model/lease4.ts'
import type {ClientId, HwAddr} from '../../net-types/identifiers.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {TextRow} from '../postgres.ts'

/** The columns in the order of readRow; expire comes as Unix seconds. */
export const SELECTED =
  'address, hwaddr, client_id, valid_lifetime, extract(epoch from expire)::bigint, subnet_id, fqdn_fwd, fqdn_rev, hostname, state, user_context'

/** bytea as the server prints it, `\x` and hex; empty means absent, as Kea writes it (facts: server.md §5.1). */
function hexOf(text: string | null | undefined): string | undefined {
  return text === null || text === undefined || text.length <= 2 ? undefined : text.slice(2)
}

export function readRow(row: TextRow): Lease4 {
  return {
    address: Number(row[0]) as Ipv4,
    hwAddr: hexOf(row[1]) as HwAddr | undefined,
    clientId: hexOf(row[2]) as ClientId | undefined,
    validLifetime: Number(row[3]),
    expire: Number(row[4]),
    subnetId: Number(row[5]),
    fqdnFwd: row[6] === 't',
    fqdnRev: row[7] === 't',
    hostname: row[8] ?? '',
    state: Number(row[9]) as LeaseState,
    userContext: row[10] === null || row[10] === '' ? undefined : row[10],
  }
}

/** An array literal of what needs no quotes. */
export function plainArray(values: readonly (number | string)[]): string {
  return `{${values.join(',')}}`
}

/** bytea[] from hex; undefined becomes the empty value. */
export function byteaArray(values: readonly (string | undefined)[]): string {
  if (values.length === 0) return '{}'
  let text = '{'
  for (const value of values) text += `"\\\\x${value ?? ''}",`
  return `${text.slice(0, -1)}}`
}

/** text[]; undefined becomes the empty string. */
export function textArray(values: readonly (string | undefined)[]): string {
  if (values.length === 0) return '{}'
  let text = '{'
  for (const value of values) {
    text += value === undefined || value === '' ? '"",' : `"${value.replace(/["\\]/g, '\\$&')}",`
  }
  return `${text.slice(0, -1)}}`
}

/** The eleven columns of leases as array literals, in the order of SELECTED. */
export function columnArrays(leases: readonly Lease4[]): string[] {
  return [
    plainArray(leases.map(lease => lease.address)),
    byteaArray(leases.map(lease => lease.hwAddr)),
    byteaArray(leases.map(lease => lease.clientId)),
    plainArray(leases.map(lease => lease.validLifetime)),
    plainArray(leases.map(lease => lease.expire)),
    plainArray(leases.map(lease => lease.subnetId)),
    plainArray(leases.map(lease => (lease.fqdnFwd ? 't' : 'f'))),
    plainArray(leases.map(lease => (lease.fqdnRev ? 't' : 'f'))),
    textArray(leases.map(lease => lease.hostname)),
    plainArray(leases.map(lease => lease.state)),
    textArray(leases.map(lease => lease.userContext)),
  ]
}
