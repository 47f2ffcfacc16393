import {sleep} from '../lib/sleep.ts'
import type {JsonMap} from '../model/json.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {type LeaseChange4, type LeaseFilter4, type LeaseStore4, StoreError} from '../ports/lease-store.ts'
import {CommandError} from './arguments.ts'
import {leaseJson4} from './lease4-json.ts'
import type {ControlledServer4} from './server4.ts'

/** Rows that one query brings: while they are read and turned into JSON, no packet is served. */
const PAGE = 1000

/**
 * Most leases that one answer holds. A million would be 250 MB of text, and the service would stand still while it is
 * made; so many take 30 MB.
 */
export const MOST_LEASES = 100_000

/** Times that something is tried again when others stand in the way. */
export const TRIES = 5

/** Milliseconds until a full queue is asked again, growing with the tries. */
const FULL_WAIT = 20

/** Throws StoreError 'lost' while there is none. */
export function leasesOf(server: ControlledServer4): LeaseStore4 {
  if (server.leases === undefined) throw new StoreError('lost', 'there is no lease database')
  return server.leases
}

/** The row of an address. */
export async function rowAt(store: LeaseStore4, address: Ipv4): Promise<Lease4 | undefined> {
  const rows = await unlessFull(() => store.load4({clientId: undefined, hwAddr: undefined, addresses: [address]}))
  return rows[0]
}

/**
 * Commits one change and tells the server of it. A value that the database does not take becomes a CommandError.
 * `former`: the row that the change replaces or removes.
 */
export async function commit(
  server: ControlledServer4,
  change: LeaseChange4,
  former: Lease4 | undefined,
): Promise<'ok' | 'conflict'> {
  const store = leasesOf(server)
  const outcome = await unlessFull(() => store.commit4([change])).catch(explained)
  if (outcome === 'ok') server.applied([change], [former])
  return outcome
}

function explained(error: unknown): never {
  throw error instanceof StoreError && error.kind === 'fatal' ? new CommandError(error.message) : error
}

/** Packets come first: a command waits for room in the queue, but not for ever. */
export async function unlessFull<T>(ask: () => Promise<T> | 'full'): Promise<T> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const answer = ask()
    if (answer !== 'full') return answer
    await sleep(FULL_WAIT * tries)
  }
  throw new CommandError('the lease database is too busy, try again later')
}

/** Leases that match, in address order, at most `limit`, as JSON. Throws CommandError when there are too many for one answer. */
export async function listLeases(
  store: LeaseStore4,
  filter: LeaseFilter4,
  after?: Ipv4,
  limit: number = Number.POSITIVE_INFINITY,
  already: number = 0,
): Promise<JsonMap[]> {
  const listed: JsonMap[] = []
  for (let last = after; listed.length < limit; ) {
    const wanted = Math.min(PAGE, limit - listed.length)
    const page = await store.find4(filter, last, wanted)
    for (const lease of page) listed.push(leaseJson4(lease))
    if (already + listed.length > MOST_LEASES) throw tooMany()
    if (page.length < wanted) break
    last = page.at(-1)!.address
  }
  return listed
}

function tooMany(): CommandError {
  return new CommandError(`more than ${MOST_LEASES} leases: ask for them in parts, with lease4-get-page`)
}
