import type {Lease4, LeaseState} from '../../model/lease4.ts'
import type {ClientId, HwAddr} from '../../net-types/identifiers.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {SqliteValue} from '../sqlite.ts'

/** The columns in the order of readRow and values. */
export const COLUMNS =
  'address, hwaddr, client_id, valid_lifetime, expire, subnet_id, fqdn_fwd, fqdn_rev, hostname, state, user_context'

function hexOf(value: unknown): string | undefined {
  return Buffer.isBuffer(value) && value.length > 0 ? value.toString('hex') : undefined
}

export function readRow(row: readonly unknown[]): Lease4 {
  return {
    address: row[0] as Ipv4,
    hwAddr: hexOf(row[1]) as HwAddr | undefined,
    clientId: hexOf(row[2]) as ClientId | undefined,
    validLifetime: row[3] as number,
    expire: row[4] as number,
    subnetId: row[5] as number,
    fqdnFwd: row[6] === 1,
    fqdnRev: row[7] === 1,
    hostname: (row[8] as string | null) ?? '',
    state: row[9] as LeaseState,
    userContext: (row[10] as string | null) || undefined,
  }
}

export function values(lease: Lease4): SqliteValue[] {
  return [
    lease.address,
    lease.hwAddr === undefined ? null : Buffer.from(lease.hwAddr, 'hex'),
    lease.clientId === undefined ? null : Buffer.from(lease.clientId, 'hex'),
    lease.validLifetime,
    lease.expire,
    lease.subnetId,
    lease.fqdnFwd ? 1 : 0,
    lease.fqdnRev ? 1 : 0,
    lease.hostname,
    lease.state,
    lease.userContext ?? null,
  ]
}
