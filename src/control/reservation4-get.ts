import type {JsonMap} from '../model/json.ts'
import type {ControlAnswer} from '../ports/control.ts'
import type {HostFilter4, HostStore} from '../ports/host-store.ts'
import {type Arguments, CommandError, missing} from './arguments.ts'
import {done, nothing} from './command.ts'
import {
  addressOf,
  identifierOf,
  optionalSubnetId,
  subnetIdOf,
  type Targets4,
  targetsOf,
  whichOf,
} from './reservation4-arguments.ts'
import {hostPrinter4} from './reservation4-json.ts'
import {filterOf, memoryHosts, memoryMatcher} from './reservation4-memory.ts'
import type {ControlledServer4} from './server4.ts'

/** Rows that one query brings. */
const PAGE = 1000

/** Most reservations that one answer holds: text for so many is tens of megabytes. */
const MOST_HOSTS = 100_000

export async function getReservation4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const found = await hostsOf(server, filterOf(whichOf(args)), {targets: targetsOf(args, 'all'), most: 1})
  const [host] = found
  return host === undefined ? nothing('Host not found.') : done('Host found.', host)
}

export function getAllReservations4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  return listed(server, args, {by: 'subnet', subnetId: subnetIdOf(args)})
}

export function getReservationsByHostname4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const hostname = args.string('hostname') ?? missing('hostname')
  if (hostname === '') throw new CommandError("'hostname' parameter is empty")
  return listed(server, args, {by: 'hostname', hostname, subnetId: optionalSubnetId(args)})
}

export function getReservationsById4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  if (args.has('subnet-id')) throw new CommandError("'subnet-id' is not an argument of this command")
  return listed(server, args, {by: 'identifier', identifier: identifierOf(args), subnetId: undefined})
}

export function getReservationsByAddress4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  return listed(server, args, {by: 'address', address: addressOf(args), subnetId: optionalSubnetId(args)})
}

async function listed(server: ControlledServer4, args: Arguments, filter: HostFilter4): Promise<ControlAnswer> {
  return listAnswer(await hostsOf(server, filter, {targets: targetsOf(args, 'all')}), {})
}

function listAnswer(hosts: readonly JsonMap[], more: JsonMap): ControlAnswer {
  const text = `${hosts.length} IPv4 host(s) found.`
  return hosts.length === 0 ? nothing(text, {hosts, ...more}) : done(text, {hosts, ...more})
}

/** Those of the configuration, then those of each database in order; every one says its subnet when none was asked for. */
async function hostsOf(
  server: ControlledServer4,
  filter: HostFilter4,
  {targets, most = Number.POSITIVE_INFINITY}: {readonly targets: Targets4; readonly most?: number},
): Promise<readonly JsonMap[]> {
  const found: JsonMap[] = targets.memory ? memoryPage(server, filter, 0, most).hosts : []
  const print = hostPrinter4(server.current.config, filter.subnetId === undefined)
  for (const store of targets.database ? server.hosts : []) {
    for (let after: number | undefined; found.length < most; ) {
      const wanted = Math.min(PAGE, most - found.length)
      const page = await store.find4(filter, after, wanted)
      for (const {host} of page) found.push(print(host))
      if (found.length > MOST_HOSTS) throw tooMany()
      if (page.length < wanted) break
      after = page.at(-1)!.id
    }
  }
  if (found.length > MOST_HOSTS) throw tooMany()
  return found
}

function tooMany(): CommandError {
  return new CommandError(`more than ${MOST_HOSTS} reservations: ask for them in parts, with reservation-get-page`)
}

/** Matching hosts of the configuration from the `from`-th of all on, and the number behind the last of them. */
function memoryPage(server: ControlledServer4, filter: HostFilter4, from: number, most: number) {
  const matches = memoryMatcher(filter)
  const hosts: JsonMap[] = []
  let number = 0
  for (const host of memoryHosts(server.current.dhcp4)) {
    if (hosts.length >= most) break
    if (++number <= from || !matches(host)) continue
    hosts.push(filter.subnetId === undefined ? {...host.json, 'subnet-id': host.subnetId} : host.json)
  }
  return {hosts, last: number}
}

/**
 * reservation-get-page: the next hosts of one source; `next` says where the one behind them begins. `source-index` 0 is the
 * configuration, 1 the first database (facts: server.md §4.3).
 */
export async function getReservationPage4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const limit = args.integer('limit', 1, 0xffffffff) ?? missing('limit')
  const targets = targetsOf(args, 'all')
  const filter: HostFilter4 = {by: 'subnet', subnetId: optionalSubnetId(args)}
  const first = args.integer('source-index', 0, 0xffffffff) ?? 0
  const from = args.integer('from', 0, Number.MAX_SAFE_INTEGER) ?? 0
  const most = Math.min(limit, MOST_HOSTS)
  for (let source = first; source <= server.hosts.length; source++) {
    if (source === 0 ? !targets.memory : !targets.database) continue
    const page = await pageOf(server, filter, source, {from: source === first ? from : 0, most})
    if (page.hosts.length === 0) continue
    const next = {from: page.last, 'source-index': source}
    return listAnswer(page.hosts, {count: page.hosts.length, next})
  }
  return listAnswer([], {count: 0})
}

async function pageOf(
  server: ControlledServer4,
  filter: HostFilter4,
  source: number,
  {from, most}: {readonly from: number; readonly most: number},
): Promise<{readonly hosts: readonly JsonMap[]; readonly last: number}> {
  if (source === 0) return memoryPage(server, filter, from, most)
  const print = hostPrinter4(server.current.config, filter.subnetId === undefined)
  const found = await foundIn(server.hosts[source - 1]!, filter, from, most)
  return {hosts: found.map(({host}) => print(host)), last: found.at(-1)?.id ?? from}
}

async function foundIn(store: HostStore, filter: HostFilter4, from: number, most: number) {
  const found = [...(await store.find4(filter, from, Math.min(PAGE, most)))]
  while (found.length < most && found.length > 0 && found.length % PAGE === 0) {
    const page = await store.find4(filter, found.at(-1)!.id, Math.min(PAGE, most - found.length))
    if (page.length === 0) break
    for (const host of page) found.push(host)
  }
  return found
}
