import {INFINITE_LIFETIME, type Lease4, type LeaseState, leaseState} from '../../model/lease4.ts'
import type {ClientId, HwAddr} from '../../net-types/identifiers.ts'
import {parseIpv4} from '../../net-types/ipv4.ts'
import {CLIENT_ID_BYTES, HWADDR_BYTES} from '../leases/check4.ts'

/** Columns of a lease file in their order. Its version is told by how many it has (facts: schema.md §1.3). */
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

/** The first version ended with hostname. */
const LEAST = 9

/** What a row says: a lease, or that its address was given back (lifetime 0). */
export type CsvEntry4 =
  | {readonly kind: 'lease'; readonly lease: Lease4}
  | {readonly kind: 'gone'; readonly lease: Lease4}

/** Why `line` is no header of a lease file; undefined when it is one. Columns behind the known ones are newer Kea's. */
export function headerComplaint(line: string): string | undefined {
  const names = line.split(',')
  const wrong = COLUMNS.findIndex((name, index) => (index < LEAST || index < names.length) && names[index] !== name)
  if (wrong < 0) return undefined
  return `column ${wrong + 1} is ${names[wrong] === undefined ? 'missing' : `"${names[wrong]}"`}, expected "${COLUMNS[wrong]}"`
}

function wholeNumber(text: string, max: number): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > max) throw new RangeError(`"${text}" is not a number up to ${max}`)
  return Number(text)
}

function hexOf(text: string, most: number): string | undefined {
  if (text === '') return undefined
  if (!/^[0-9a-f]{1,2}(?::[0-9a-f]{1,2})*$/i.test(text)) throw new RangeError(`"${text}" is not hexadecimal`)
  const bytes = text.toLowerCase().split(':')
  if (bytes.length > most) throw new RangeError(`"${text}" is longer than ${most} bytes`)
  return bytes.map(byte => byte.padStart(2, '0')).join('')
}

function flag(text: string): boolean {
  if (text === '1' || text === 'true') return true
  if (text === '0' || text === 'false') return false
  throw new RangeError(`"${text}" is neither 0 nor 1`)
}

function stateOf(text: string): LeaseState {
  const state = text === '' ? leaseState.assigned : wholeNumber(text, 2)
  return state as LeaseState
}

/** Of a lease without end, Kea's files have the sum of the last transaction's time and the lifetime; rows the time alone. */
function expireOf(text: string, lifetime: number): number {
  const expire = wholeNumber(text, 2 * INFINITE_LIFETIME)
  if (expire <= INFINITE_LIFETIME) return expire
  if (lifetime !== INFINITE_LIFETIME) throw new RangeError(`"${text}" is later than a lease can end`)
  return expire - INFINITE_LIFETIME
}

/** Commas inside a value are written as their code. */
function unmask(text: string): string {
  return text.includes('&#x')
    ? text.replace(/&#x([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number(`0x${code}`)))
    : text
}

/** Reads one row; throws RangeError with the reason. Missing columns of an older version get their defaults. */
export function parseRow(line: string): CsvEntry4 {
  const values = line.split(',')
  if (values.length < LEAST) throw new RangeError(`${values.length} columns instead of ${LEAST} or more`)
  const [address = '', hwAddr = '', clientId = '', lifetime = '', expire = '', subnet = '', fwd = '', rev = ''] = values
  const parsed = parseIpv4(address)
  if (parsed === undefined) throw new RangeError(`"${address}" is not an IPv4 address`)
  const validLifetime = wholeNumber(lifetime, 0xffffffff)
  const lease: Lease4 = {
    address: parsed,
    hwAddr: hexOf(hwAddr, HWADDR_BYTES) as HwAddr | undefined,
    clientId: hexOf(clientId, CLIENT_ID_BYTES) as ClientId | undefined,
    validLifetime,
    expire: expireOf(expire, validLifetime),
    subnetId: wholeNumber(subnet, 0xffffffff),
    fqdnFwd: flag(fwd),
    fqdnRev: flag(rev),
    hostname: unmask(values[8] ?? ''),
    state: stateOf(values[9] ?? ''),
    userContext: unmask(values[10] ?? '') || undefined,
  }
  return {kind: validLifetime === 0 ? 'gone' : 'lease', lease}
}
