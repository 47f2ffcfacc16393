import type {Lease4, LeaseState} from '../../model/lease4.ts'
import type {ClientId, HwAddr} from '../../net-types/identifiers.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseChange4} from '../../ports/lease-store.ts'

/**
 * The columns in the order of readRow. Texts come as bytes: the columns may be latin1, and Kea writes what the client sent.
 */
export const SELECTED = `address, hwaddr, client_id, valid_lifetime, UNIX_TIMESTAMP(expire), subnet_id, fqdn_fwd,
  fqdn_rev, CAST(hostname AS BINARY), state, CAST(user_context AS BINARY)`

function bytes(value: unknown, encoding: 'hex' | 'utf8'): string {
  return Buffer.isBuffer(value) ? value.toString(encoding) : ''
}

export function readRow(row: readonly unknown[]): Lease4 {
  return {
    address: row[0] as Ipv4,
    hwAddr: (bytes(row[1], 'hex') || undefined) as HwAddr | undefined,
    clientId: (bytes(row[2], 'hex') || undefined) as ClientId | undefined,
    validLifetime: row[3] as number,
    expire: Number(row[4]),
    subnetId: row[5] as number,
    fqdnFwd: row[6] === 1,
    fqdnRev: row[7] === 1,
    hostname: bytes(row[8], 'utf8'),
    state: row[9] as LeaseState,
    userContext: bytes(row[10], 'utf8') || undefined,
  }
}

/** The values go into the statement's text, so a number must be one, and bytes must be hexadecimal. */
export function number(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`not an integer: ${value}`)
  return String(value)
}

export function hex(value: string): string {
  if (!/^(?:[0-9a-f]{2})*$/.test(value)) throw new TypeError('not hexadecimal')
  return `x'${value}'`
}

export function text(value: string): string {
  return value === '' ? "''" : `x'${Buffer.from(value, 'utf8').toString('hex')}'`
}

const time = (seconds: number) => `FROM_UNIXTIME(${number(seconds)})`

/**
 * The eleven values of a row. As Kea writes them, a missing client identifier and user context are NULL here
 * (and empty in PostgreSQL), a missing hardware address is empty (facts: seen in rows of 2.2.0).
 */
function values(lease: Lease4): string {
  return `${number(lease.address)},${hex(lease.hwAddr ?? '')},${
    lease.clientId === undefined ? 'NULL' : hex(lease.clientId)
  },${number(lease.validLifetime)},${time(lease.expire)},${number(lease.subnetId)},${lease.fqdnFwd ? 1 : 0},${
    lease.fqdnRev ? 1 : 0
  },${text(lease.hostname)},${number(lease.state)},${lease.userContext === undefined ? 'NULL' : text(lease.userContext)}`
}

const COLUMNS = [
  'address',
  'hwaddr',
  'client_id',
  'valid_lifetime',
  'expire',
  'subnet_id',
  'fqdn_fwd',
  'fqdn_rev',
  'hostname',
  'state',
  'user_context',
] as const

const OTHERS = COLUMNS.slice(1)

export function insertText(leases: readonly Lease4[]): string {
  return `INSERT INTO lease4 (${COLUMNS.join(',')}) VALUES (${leases.map(values).join('),(')})`
}

type Update = Extract<LeaseChange4, {kind: 'update'}>
type Delete = Extract<LeaseChange4, {kind: 'delete'}>

/** A table `n` of literal rows. UNION ALL is the one form that MariaDB and MySQL both read. */
function derived(names: readonly string[], rows: readonly string[]): string {
  const head = names.map(name => `NULL AS ${name}`).join(',')
  return `(SELECT ${head} FROM DUAL WHERE FALSE UNION ALL SELECT ${rows.join(' UNION ALL SELECT ')}) AS n`
}

const MATCH = 'ON o.address = n.address AND o.expire = n.expected'

export function updateText(updates: readonly Update[]): string {
  const rows = updates.map(change => `${values(change.lease)},${time(change.expected)}`)
  const set = OTHERS.map(name => `o.${name}=n.${name}`).join(',')
  return `UPDATE ${derived([...COLUMNS, 'expected'], rows)} STRAIGHT_JOIN lease4 AS o FORCE INDEX (PRIMARY) ${MATCH} SET ${set}`
}

export function deleteText(deletes: readonly Delete[]): string {
  const rows = deletes.map(change => `${number(change.address)},${time(change.expected)}`)
  return `DELETE o FROM ${derived(['address', 'expected'], rows)} STRAIGHT_JOIN lease4 AS o FORCE INDEX (PRIMARY) ${MATCH}`
}
