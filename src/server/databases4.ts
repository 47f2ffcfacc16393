import type {DatabaseAccess, ServerConfig4, SqlAccess, SqliteAccess} from '../model/config4.ts'
import type {HostStore} from '../ports/host-store.ts'
import type {LeaseStore4} from '../ports/lease-store.ts'
import {hostsReason} from './recovery-events.ts'
import type {ServiceState} from './service-state.ts'

/** A database that was opened for one configuration. */
export interface OpenDatabase {
  /** Why it is away while it is; it comes back, or not, by itself. undefined = it is there. */
  readonly away: () => Error | undefined
  /** It still answers, but from now on its loss is nobody's concern: it neither ends the server nor its service. */
  readonly leave: () => void
  /** Ends its recovery and closes it. */
  readonly close: () => Promise<void>
}

export interface OpenStore4 extends OpenDatabase {
  readonly access: DatabaseAccess
  readonly store: LeaseStore4
}

export type HostsAccess = SqlAccess | SqliteAccess

export interface OpenHosts4 extends OpenDatabase {
  readonly access: HostsAccess
  readonly store: HostStore
  /** Clients are served without it while it is away. */
  readonly optional: boolean
}

/** What an opened database needs of the server. */
export interface StoreNeeds4 {
  readonly service: ServiceState
  /** Reads again what may have changed while the database was away. */
  readonly refresh: () => Promise<void>
  /** Some cannot do without it at the start. */
  readonly hooksLibraries: readonly string[]
}

export interface HostsNeeds4 extends Pick<StoreNeeds4, 'service' | 'refresh'> {
  /** Among the hosts databases of the configuration, from 1. */
  readonly position: number
}

export interface OpenDatabases4 {
  readonly openStore: (access: DatabaseAccess, needs: StoreNeeds4) => Promise<OpenStore4>
  readonly openHosts: (access: HostsAccess, needs: HostsNeeds4) => Promise<OpenHosts4>
}

/** The databases of one configuration. */
export interface Databases4 {
  /** undefined = nothing but what the next configuration may go on with is left. */
  readonly leases: OpenStore4 | undefined
  /** Each database once, in their order. */
  readonly hosts: readonly OpenHosts4[]
}

export const noDatabases: Databases4 = {leases: undefined, hosts: []}

export function allOf({leases, hosts}: Databases4): readonly OpenDatabase[] {
  return leases === undefined ? hosts : [leases, ...hosts]
}

/** Those of `databases` that are not among the `others`. */
export function butThose(databases: Databases4, others: Databases4): Databases4 {
  return butThese(databases, allOf(others))
}

export function butThese({leases, hosts}: Databases4, others: readonly OpenDatabase[]): Databases4 {
  const known = new Set(others)
  return {
    leases: leases !== undefined && known.has(leases) ? undefined : leases,
    hosts: hosts.filter(each => !known.has(each)),
  }
}

/** Those whose content would be lost, or that would have two writers, if they were not gone on with. */
export function embeddedOf({leases, hosts}: Databases4): Databases4 {
  const embedded = leases !== undefined && isEmbedded(leases.access)
  return {leases: embedded ? leases : undefined, hosts: hosts.filter(({access}) => isEmbedded(access))}
}

export function closeAll(databases: Databases4): Promise<unknown> {
  return Promise.all(allOf(databases).map(each => each.close()))
}

/** Why service may be off for databases that are away. */
export function awayReasons({leases, hosts}: Databases4): ReadonlySet<string> {
  const positions = hosts.flatMap(({optional, away}, index) =>
    optional || away() === undefined ? [] : [hostsReason(index + 1)],
  )
  return new Set(leases?.away() === undefined ? positions : ['db:lease', ...positions])
}

/** Which databases of the former configuration the next one goes on with. */
export interface Kept4 {
  readonly former: Databases4
  /** Not only the embedded ones: the next configuration is the running one but for some words. */
  readonly connected: boolean
}

export interface OpeningNeeds4 {
  readonly service: ServiceState
  /** Told which database was away, and what it holds may have changed. */
  readonly refresh: (database: OpenDatabase) => Promise<void>
}

/**
 * Opens the lease database, then each hosts database in order. What cannot be opened rejects it all, after what was opened
 * is closed again. Entries that name the same database are one: the first.
 */
export async function openDatabases(
  config: ServerConfig4,
  {former, connected}: Kept4,
  {openStore, openHosts}: OpenDatabases4,
  {service, refresh}: OpeningNeeds4,
): Promise<Databases4> {
  const mayStay = (access: DatabaseAccess) => connected || isEmbedded(access)
  const same = (access: DatabaseAccess) => (open: OpenStore4 | OpenHosts4) => sameText(open.access, access)
  let opened: Databases4 = noDatabases
  try {
    const {leaseDatabase, hooksLibraries} = config
    const stays = mayStay(leaseDatabase) && former.leases !== undefined && same(leaseDatabase)(former.leases)
    const open = () => told(refresh, refresh => openStore(leaseDatabase, {service, refresh, hooksLibraries}))
    opened = {hosts: [], leases: stays ? former.leases : await open()}
    for (const [index, access] of eachOnce(config.hostsDatabases).entries()) {
      // Its reason to stop service has its position in it.
      const known = isEmbedded(access) ? former.hosts.find(same(access)) : former.hosts[index]
      const keeps = mayStay(access) && known !== undefined && same(access)(known)
      const open = () => told(refresh, refresh => openHosts(access, {service, refresh, position: index + 1}))
      opened = {...opened, hosts: [...opened.hosts, keeps ? known : await open()]}
    }
    return opened
  } catch (error) {
    await closeAll(butThose(opened, former))
    throw error
  }
}

/** Hands out what tells of a database that is back, which is known only after it was opened. */
async function told<T extends OpenDatabase>(
  refresh: OpeningNeeds4['refresh'],
  open: (refresh: () => Promise<void>) => Promise<T>,
): Promise<T> {
  let opened: T | undefined
  opened = await open(async () => {
    if (opened !== undefined) await refresh(opened)
  })
  return opened
}

function eachOnce(accesses: readonly HostsAccess[]): readonly HostsAccess[] {
  const seen = new Map<string, HostsAccess>()
  for (const access of accesses) {
    const {type, name} = access
    const place = access.type === 'sqlite' ? [] : [access.host, access.port, access.user]
    const key = JSON.stringify([type, name, ...place])
    if (!seen.has(key)) seen.set(key, access)
  }
  return [...seen.values()]
}

function isEmbedded(access: DatabaseAccess): boolean {
  return access.type === 'sqlite' || access.type === 'memfile'
}

function sameText(a: DatabaseAccess, b: DatabaseAccess): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
