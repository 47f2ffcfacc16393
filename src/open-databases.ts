import {openHostStore} from './db/host-stores.ts'
import {openLeaseStore4} from './db/lease-stores.ts'
import {RecoveringHostStore} from './db/recovering-host-store.ts'
import {RecoveringLeaseStore4} from './db/recovering-store4.ts'
import type {DatabaseAccess, ServerConfig4} from './model/config4.ts'
import {recoveryPolicy, stopsService} from './model/recovery-policy.ts'
import type {
  HostsAccess,
  HostsNeeds4,
  OpenDatabases4,
  OpenHosts4,
  OpenStore4,
  StoreNeeds4,
} from './server/databases4.ts'
import type {ServerLog} from './server/logging/log.ts'
import {databaseParameters, hostsRecoveryEvents, recoveryEvents} from './server/recovery-events.ts'

/** Loads, and commits, that may wait for a batch: more than the pipeline ever has in flight. */
const QUEUED = 16_384

const families = {postgresql: 'PGSQL', mysql: 'MYSQL', sqlite: 'SQLITE', memfile: 'MEMFILE'} as const

/**
 * The part of the composition root that makes the stores of a server. `stop` is aborted with the error when it must not go
 * on without one of them.
 */
export function databaseOpener(log: ServerLog, stop: AbortController): OpenDatabases4 {
  return {
    openStore: (access, needs) => openStore(access, needs, log, stop),
    openHosts: (access, needs) => openHosts(access, needs, log, stop),
  }
}

/** Opens the databases as the server would, schema check included, and closes them again. */
export async function checkDatabases4({leaseDatabase, hostsDatabases}: ServerConfig4): Promise<void> {
  const store = await openLeaseStore4(leaseDatabase, {queued: QUEUED})
  await store.close()
  for (const access of hostsDatabases) {
    const hosts = await openHostStore(access, {queued: QUEUED})
    await hosts.close()
  }
}

async function openStore(
  access: DatabaseAccess,
  {service, refresh, hooksLibraries}: StoreNeeds4,
  log: ServerLog,
  stop: AbortController,
): Promise<OpenStore4> {
  tellDatabase(access, log)
  const open = (onLost: (error: Error) => void) =>
    openLeaseStore4(access, {queued: QUEUED, onLost, ...storeEvents(access, log)})
  const exit = (error: Error) => stop.abort(error)
  if (!('recovery' in access)) {
    const {store, leave} = await openForGood(open, exit)
    return {access, store, away: () => undefined, leave, close: () => store.close()}
  }
  const life = lifeUntil(stop)
  const policy = recoveryPolicy(access.recovery, hooksLibraries)
  const events = recoveryEvents({access, policy, log, service, refresh, exit})
  const store = await RecoveringLeaseStore4.open({open, policy, events, signal: life.signal})
  const {leave, close} = life.endOf(store)
  return {access, store, away: () => (store.connected ? undefined : store.cause), leave, close}
}

async function openHosts(
  access: HostsAccess,
  {service, refresh, position}: HostsNeeds4,
  log: ServerLog,
  stop: AbortController,
): Promise<OpenHosts4> {
  tellHosts(access, log)
  const {onCreate} = storeEvents(access, log)
  const open = (onLost: (error: Error) => void) => openHostStore(access, {queued: QUEUED, onLost, onCreate})
  const exit = (error: Error) => stop.abort(error)
  if (!('recovery' in access)) {
    const {store, leave} = await openForGood(open, exit)
    return {access, store, optional: false, away: () => undefined, leave, close: () => store.close()}
  }
  const life = lifeUntil(stop)
  const policy = access.recovery
  const events = hostsRecoveryEvents({access, position, policy, log, service, refresh, exit})
  const store = await RecoveringHostStore.open({open, policy, events, signal: life.signal}, access.readonly)
  const {leave, close} = life.endOf(store)
  const away = () => (store.connected ? undefined : store.cause)
  return {access, store, optional: !stopsService(policy), away, leave, close}
}

/** An embedded database does not come back: its loss ends the server unless it was left before. */
async function openForGood<T>(
  open: (onLost: (error: Error) => void) => Promise<T>,
  exit: (error: Error) => void,
): Promise<{readonly store: T; readonly leave: () => void}> {
  let left = false
  const store = await open(error => {
    if (!left) exit(error)
  })
  const leave = () => {
    left = true
  }
  return {store, leave}
}

/** A time in which a database is recovered: it ends with the server, or before. */
function lifeUntil(stop: AbortController) {
  const life = new AbortController()
  const leave = () => life.abort()
  stop.signal.addEventListener('abort', leave, {once: true})
  if (stop.signal.aborted) leave()
  const endOf = (store: {close(): Promise<void>}) => ({
    leave,
    close: async () => {
      stop.signal.removeEventListener('abort', leave)
      leave()
      await store.close()
    },
  })
  return {signal: life.signal, endOf}
}

/** What opening a database may take long with, or make. */
function storeEvents({type, name}: DatabaseAccess, log: ServerLog) {
  const family = type === 'memfile' ? 'SQLITE' : families[type]
  return {
    onCreate: (version: string) => log.write(`DATABASE_${family}_INITIALIZE_SCHEMA`, {version}),
    onNewer: (file: string, database: string) => log.write('DHCPSRV_MEMFILE_NEWER', {file, database}),
    onProgress: (rows: number, errors: number) => log.write('DHCPSRV_MEMFILE_IMPORT', {file: name, rows, errors}),
  }
}

function tellDatabase(access: DatabaseAccess, log: ServerLog): void {
  log.write(`DHCPSRV_${families[access.type]}_DB`, {parameters: databaseParameters(access)})
  if (access.type === 'memfile' && !access.persist) log.write('DHCPSRV_MEMFILE_NO_STORAGE')
}

function tellHosts(access: HostsAccess, log: ServerLog): void {
  const parameters = databaseParameters(access)
  log.write(`DHCPSRV_${families[access.type]}_HOST_DB`, {parameters})
  if (access.readonly) log.write(`DHCPSRV_${families[access.type]}_HOST_DB_READONLY`, {parameters})
}
