import type {Json, JsonMap} from '../../model/json.ts'
import {INFINITE_LIFETIME, type Lease4, type LeaseState, leaseState} from '../../model/lease4.ts'
import type {ClientId, HwAddr} from '../../net-types/identifiers.ts'
import {type Ipv4, parseIpv4} from '../../net-types/ipv4.ts'
import {isSuccess, type PeerAnswer} from './answer.ts'
import {asMap, isTooDeep, keaText, member} from './text.ts'

/** One page of the partner's leases (facts: ha.md §5.6, §7). */
export interface LeasePage4 {
  /** As they came: `readLease4` reads each, and ten thousand at once would hold up all else. */
  readonly values: readonly Json[]
  /** The address to go on after; undefined = this was the last page. */
  readonly next: Ipv4 | undefined
}

/** `after` is the address that was asked for, `limit` how many leases: a page that is shorter is the last one. */
export function readPage4(answer: PeerAnswer, after: Ipv4 | undefined, limit: number): LeasePage4 | string {
  if (!isSuccess(answer)) return `result ${answer.result}: ${answer.text}`
  const given = member(answer.arguments ?? {}, 'leases')
  if (!Array.isArray(given)) return 'the page has no list of leases'
  const values: readonly Json[] = given
  if (values.length > limit) return `the page has ${values.length} leases, not more than ${limit} were asked for`
  const full = values.length === limit
  const next = full ? addressOf(values.at(-1)) : undefined
  // A partner that does not get on would be asked for ever.
  if (full && (next === undefined || next <= (after ?? -1)))
    return 'the last address of the page is none to go on after'
  return {values, next}
}

function addressOf(value: unknown): Ipv4 | undefined {
  const text = member(asMap(value) ?? {}, 'ip-address')
  return typeof text === 'string' ? parseIpv4(text) : undefined
}

const UINT32 = 0xffffffff
/** What the column of a database holds. */
const LONGEST_NAME = 255
const HW_ADDR = /^(?:[0-9a-f]{2}(?::[0-9a-f]{2}){0,19})?$/i
const CLIENT_ID = /^[0-9a-f]{2}(?::[0-9a-f]{2}){1,127}$/i

/** The lease that a page describes; a text = what is wrong with it. */
export function readLease4(value: unknown): Lease4 | string {
  const map = asMap(value)
  if (map === undefined) return 'a lease that is no map'
  const address = addressOf(map)
  if (address === undefined) return 'a lease without an address'
  const cltt = numberIn(map, 'cltt', 1, Number.MAX_SAFE_INTEGER)
  const validLifetime = numberIn(map, 'valid-lft', 0, UINT32)
  const subnetId = numberIn(map, 'subnet-id', 1, UINT32)
  const identity = readIdentity(map)
  const rest = readRest(map)
  if (cltt === undefined || validLifetime === undefined || subnetId === undefined) return fault(map, 'its numbers')
  if (identity === undefined) return fault(map, 'its identifiers')
  if (rest === undefined) return fault(map, 'its names or its state')
  const expire = validLifetime === INFINITE_LIFETIME ? cltt : cltt + validLifetime
  return {address, subnetId, validLifetime, expire, ...identity, ...rest}
}

function fault(map: JsonMap, what: string): string {
  return `${String(map['ip-address']).slice(0, 40)}: ${what}`
}

function readIdentity(map: JsonMap): Pick<Lease4, 'hwAddr' | 'clientId'> | undefined {
  const hwAddr = member(map, 'hw-address')
  const clientId = member(map, 'client-id')
  if (typeof hwAddr !== 'string' || !HW_ADDR.test(hwAddr)) return undefined
  if (clientId !== undefined && (typeof clientId !== 'string' || !CLIENT_ID.test(clientId))) return undefined
  return {
    hwAddr: hwAddr === '' ? undefined : (bare(hwAddr) as HwAddr),
    clientId: clientId === undefined ? undefined : (bare(clientId) as ClientId),
  }
}

function bare(text: string): string {
  return text.replaceAll(':', '').toLowerCase()
}

type Rest = Pick<Lease4, 'fqdnFwd' | 'fqdnRev' | 'hostname' | 'state' | 'userContext'>

function readRest(map: JsonMap): Rest | undefined {
  const [fqdnFwd, fqdnRev] = [member(map, 'fqdn-fwd'), member(map, 'fqdn-rev')]
  const hostname = member(map, 'hostname')
  const state = readState(member(map, 'state'))
  if (typeof fqdnFwd !== 'boolean' || typeof fqdnRev !== 'boolean') return undefined
  if (typeof hostname !== 'string' || hostname.length > LONGEST_NAME || state === undefined) return undefined
  const context = asMap(member(map, 'user-context'))
  if (context !== undefined && isTooDeep(context)) return undefined
  return {fqdnFwd, fqdnRev, hostname, state, userContext: context === undefined ? undefined : keaText(context)}
}

/** Kea since 3.0: released, and the row is kept so that the client may have it again. */
const RELEASED = 3

function readState(value: Json | undefined): LeaseState | undefined {
  if (value === RELEASED) return leaseState.expiredReclaimed
  return Object.values(leaseState).find(known => known === value)
}

function numberIn(map: JsonMap, key: string, least: number, most: number): number | undefined {
  const value = member(map, key)
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}
