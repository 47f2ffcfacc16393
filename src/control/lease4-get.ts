import type {JsonMap} from '../model/json.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {parseIpv4} from '../net-types/ipv4.ts'
import {formatIpv6, parseIpv6} from '../net-types/ipv6.ts'
import type {ControlAnswer} from '../ports/control.ts'
import type {LeaseFilter4} from '../ports/lease-store.ts'
import {type Arguments, CommandError} from './arguments.ts'
import {done, nothing} from './command.ts'
import {readClientId, readHwAddr} from './hex-text.ts'
import {leaseJson4} from './lease4-json.ts'
import {stateOf} from './lease4-lease.ts'
import {leasesOf, listLeases} from './lease4-store.ts'
import {leaseNumber, mapOf} from './lease4-values.ts'
import {findWhich4, readWhich4} from './lease4-which.ts'
import type {ControlledServer4} from './server4.ts'

export async function getLease4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const which = readWhich4(args, 'Query')
  const lease = await findWhich4(leasesOf(server), which)
  return lease === undefined ? nothing('Lease not found.') : done('IPv4 lease found.', leaseJson4(lease))
}

/** lease4-get-all: of every subnet, or subnet by subnet as `subnets` lists them (also twice). */
export async function getAllLeases4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const subnets = args.node === undefined ? undefined : readSubnets(mapOf(args, ''))
  const store = leasesOf(server)
  if (subnets === undefined) return listAnswer(await listLeases(store, {by: 'all'}))
  const listed: JsonMap[] = []
  for (const subnetId of subnets) {
    for (const lease of await listLeases(store, {by: 'subnet', subnetId}, undefined, undefined, listed.length)) {
      listed.push(lease)
    }
  }
  return listAnswer(listed)
}

function readSubnets(args: Arguments): readonly number[] {
  const node = args.value('subnets')
  if (node === undefined) throw new CommandError(`'subnets' parameter not specified`)
  if (node.kind !== 'list') throw new CommandError(`'subnets' parameter must be a list`)
  return node.items
    .map(item => {
      if (item.kind !== 'integer') throw new CommandError('listed subnet identifiers must be numbers')
      return item.value
    })
    .filter(id => id >= 0 && id <= 0xffffffff)
}

export async function getLeasePage4(server: ControlledServer4, given: Arguments): Promise<ControlAnswer> {
  const args = mapOf(given, 'no parameters specified for the lease4-get-page command')
  const after = readFrom(args)
  const limit = readLimit(args)
  const leases = await listLeases(leasesOf(server), {by: 'all'}, after, limit)
  return listAnswer(leases, {count: leases.length})
}

/** The address behind which the page begins; undefined = at the start. 0.0.0.0 is no lease's, so it is the start too. */
function readFrom(args: Arguments): Ipv4 | undefined {
  const node = args.value('from')
  if (node === undefined) throw new CommandError(`'from' parameter not specified`)
  if (node.kind !== 'string') throw new CommandError(`'from' parameter must be a string`)
  if (node.value === 'start') return undefined
  const address = parseIpv4(node.value)
  if (address !== undefined) return address
  const other = parseIpv6(node.value)
  throw new CommandError(
    other === undefined
      ? `'from' parameter value is neither 'start' keyword nor a valid IPv4 address`
      : `'from' parameter value ${formatIpv6(other)} is not an IPv4 address`,
  )
}

function readLimit(args: Arguments): number {
  const node = args.value('limit')
  if (node === undefined) throw new CommandError(`'limit' parameter not specified`)
  if (node.kind !== 'integer') throw new CommandError(`'limit' parameter must be a number`)
  if (node.value === 0) throw new CommandError('page size of retrieved leases must not be 0')
  if (node.value > 0 && node.value <= 0xffffffff) return node.value
  throw new CommandError('page size of retrieved leases must not be greater than 4294967295')
}

export function getLeasesByHwAddress4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const hwAddr = readHwAddr(readKey(args, 'hw-address'))
  return listed(server, {by: 'hwAddr', hwAddr, subnetId: undefined})
}

export function getLeasesByClientId4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const clientId = readClientId(readKey(args, 'client-id'))
  return listed(server, {by: 'clientId', clientId, subnetId: undefined})
}

export function getLeasesByHostname4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const hostname = readKey(args, 'hostname')
  if (hostname === '') throw new CommandError(`'hostname' parameter is empty`)
  return listed(server, {by: 'hostname', hostname})
}

/** lease4-get-by-state, of newer Kea (facts: server.md §4.3). */
export function getLeasesByState4(server: ControlledServer4, given: Arguments): Promise<ControlAnswer> {
  const args = mapOf(given, 'Command arguments missing or a not a map.')
  const state = leaseNumber(args, 'state', 255)
  if (state === undefined) throw new CommandError(`'state' parameter not specified`)
  const subnetId = leaseNumber(args, 'subnet-id', 0xffffffff)
  return listed(server, {by: 'state', state: stateOf(state), subnetId: subnetId === 0 ? undefined : subnetId})
}

function readKey(args: Arguments, key: string): string {
  if (args.node?.kind !== 'map') throw new CommandError('Command arguments missing or a not a map.')
  const node = args.value(key)
  if (node === undefined) throw new CommandError(`'${key}' parameter not specified`)
  if (node.kind !== 'string') throw new CommandError(`'${key}' parameter must be a string`)
  return node.value
}

async function listed(server: ControlledServer4, filter: LeaseFilter4): Promise<ControlAnswer> {
  return listAnswer(await listLeases(leasesOf(server), filter))
}

function listAnswer(leases: readonly JsonMap[], more: JsonMap = {}): ControlAnswer {
  const text = `${leases.length} IPv4 lease(s) found.`
  return leases.length === 0 ? nothing(text, {leases, ...more}) : done(text, {leases, ...more})
}
