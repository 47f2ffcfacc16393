import type {Json} from '../model/json.ts'
import {leaseState} from '../model/lease4.ts'
import type {ControlAnswer} from '../ports/control.ts'
import type {LeaseCount} from '../ports/lease-store.ts'
import {type Arguments, CommandError} from './arguments.ts'
import {type Command4, done, nothing} from './command.ts'
import {leasesOf} from './lease4-store.ts'
import type {ControlledServer4} from './server4.ts'
import {localTime} from './statistic-samples.ts'

/** The command of Kea's libdhcp_stat_cmds.so for IPv4 (facts: server.md §4.3), with the texts of Kea 2.2.0. */
export const statLeaseCommands4: readonly Command4[] = [{name: 'stat-lease4-get', run: statLease4}]

const COLUMNS = [
  'subnet-id',
  'total-addresses',
  'cumulative-assigned-addresses',
  'assigned-addresses',
  'declined-addresses',
]

/** Which subnets are asked for, how the answer calls them, and what it says when there are none. */
interface Selection {
  readonly label: string
  readonly none: string
  readonly has: (id: number) => boolean
}

/**
 * Leases are counted in the database, where those of other servers are too, and a declined one is not an assigned one; the
 * other two numbers are the server's own statistics.
 */
async function statLease4(server: ControlledServer4, args: Arguments): Promise<ControlAnswer> {
  const {label, none, has} = selectionOf(args)
  const title = `stat-lease4-get[${label}]`
  const ids = server.current.config.subnets.map(({id}) => id).filter(has)
  if (ids.length === 0) return nothing(`${title}: no matching data, ${none}`, {})
  const counts = countsOf(await leasesOf(server).counts4())
  const value = (id: number, name: string) => server.statistics.samples(`subnet[${id}].${name}`)?.[0]?.value ?? 0
  const rows: Json = ids.map(id => {
    const {assigned, declined} = counts.get(id) ?? NOTHING
    return [id, value(id, 'total-addresses'), value(id, 'cumulative-assigned-addresses'), assigned, declined]
  })
  return done(`${title}: ${rows.length} rows found`, {
    'result-set': {columns: COLUMNS, rows, timestamp: localTime(server.clock.millis())},
  })
}

const NOTHING = {assigned: 0, declined: 0}

function countsOf(counts: readonly LeaseCount[]): ReadonlyMap<number, typeof NOTHING> {
  const sums = new Map<number, typeof NOTHING>()
  for (const {subnetId, state, leases} of counts) {
    const sum = sums.get(subnetId) ?? {...NOTHING}
    if (state === leaseState.assigned) sum.assigned += leases
    if (state === leaseState.declined) sum.declined += leases
    sums.set(subnetId, sum)
  }
  return sums
}

function selectionOf(args: Arguments): Selection {
  if (args.node !== undefined && args.node.kind !== 'map') throw new CommandError("'arguments' parameter is not a map")
  const id = args.has('subnet-id') ? subnetIdOf(args) : undefined
  const range = args.has('subnet-range') ? rangeOf(args) : undefined
  if (id !== undefined && range !== undefined) {
    throw new CommandError('cannot specify both subnet-id and subnet-range')
  }
  if (id !== undefined) {
    return {label: `subnet-id=${id}`, none: `subnet-id: ${id} does not exist`, has: other => other === id}
  }
  const {first, last} = range ?? {first: 0, last: 0}
  const none = `selected ID range: ${first} through ${last} includes no known subnets`
  if (range === undefined) return {label: 'all subnets', none, has: () => true}
  return {label: `subnets ${first} through ${last}`, none, has: other => other >= first && other <= last}
}

function subnetIdOf(args: Arguments): number {
  const node = args.value('subnet-id')
  if (node?.kind !== 'integer') throw new CommandError("'subnet-id' parameter is not integer")
  return positive(node.value, 'subnet-id')
}

function rangeOf(args: Arguments): {readonly first: number; readonly last: number} {
  if (args.value('subnet-range')?.kind !== 'map') throw new CommandError('subnet-range parameter is not a map')
  const range = args.map('subnet-range')!
  const [first, last] = ['first-subnet-id', 'last-subnet-id'].map(key => {
    const node = range.value(key)
    if (node?.kind !== 'integer') throw new CommandError(`'${key}' parameter missing or not an integer`)
    return positive(node.value, key)
  }) as [number, number]
  if (first > last) throw new CommandError("'last-subnet-id' must be greater than 'first-subnet-id'")
  // Kea refuses it too, in the words of its lease manager.
  if (first === last) throw new CommandError("'last-subnet-id' equals 'first-subnet-id': ask with 'subnet-id'")
  return {first, last}
}

function positive(value: number, key: string): number {
  if (value > 0) return value
  throw new CommandError(`'${key}' parameter must be > 0`)
}
