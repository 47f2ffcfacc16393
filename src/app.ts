import {hostname} from 'node:os'
import {type ConfigIssue, formatIssue} from './config/issues.ts'
import {openLeaseStore4} from './db/lease-stores.ts'
import {RecoveringLeaseStore4} from './db/recovering-store4.ts'
import type {DatabaseAccess, LoggerConfig, ServerConfig4} from './model/config4.ts'
import {openTransport4} from './net/udp4.ts'
import {formatIpv4} from './net-types/ipv4.ts'
import type {LeaseStore4} from './ports/lease-store.ts'
import type {LocalEndpoint4} from './ports/transport4.ts'
import {createLog, type ServerLog, verboseLoggers} from './server/logging/log.ts'
import {recoveryEvents} from './server/recovery-events.ts'
import {serve4} from './server/serve4.ts'
import {ServiceState} from './server/service-state.ts'

export interface App4Options {
  readonly version: string
  readonly config: ServerConfig4
  readonly warnings: readonly ConfigIssue[]
  /** 67, or Kea's -p. */
  readonly serverPort: number
  /** Kea's -P: where all replies go; undefined = where the protocol says. */
  readonly clientPort: number | undefined
  readonly logFormat: 'text' | 'json'
  /** Log everything, whatever the configuration says. */
  readonly verbose: boolean
  /** Aborting it ends the server after it has answered what it had taken. */
  readonly signal: AbortSignal
  readonly onReady: (endpoints: readonly LocalEndpoint4[]) => void
}

/** Loads, and commits, that may wait for a batch: more than the pipeline ever has in flight. */
const QUEUED = 16_384

const clock = {millis: Date.now}

/**
 * Composition root of the DHCPv4 server. Resolves when `signal` aborted and everything is closed. Rejects with
 * SchemaMismatch, DbError, StoreError or SocketError when it cannot start or go on; the log has said why.
 */
export async function runDhcp4(options: App4Options): Promise<void> {
  const {config, version} = options
  const log = openLog(options.verbose ? verboseLoggers('kea-dhcp4') : config.loggers, options.logFormat)
  try {
    log.write('DHCP4_STARTING', {version, pid: process.pid})
    for (const warning of options.warnings) log.write('DHCP4_CONFIG_SYNTAX_WARNING', {warning: formatIssue(warning)})
    log.write('DHCP4_CONFIG_COMPLETE', {summary: `${config.subnets.length} subnets`})
    await run(options, log)
    log.write('DHCP4_SHUTDOWN')
  } catch (error) {
    log.write('DHCP4_INIT_FAIL', {reason: error instanceof Error ? error.message : String(error)})
    throw error
  } finally {
    await log.close()
  }
}

function openLog(loggers: readonly LoggerConfig[], format: 'text' | 'json'): ServerLog {
  const facts = {pid: process.pid, threadId: process.pid, hostname: hostname()}
  return createLog(loggers, {root: 'kea-dhcp4', format, clock, process: facts})
}

/** Tells a start that ends at its configuration in Kea's lines, for those who watch the log and not the terminal. */
export async function tellRefused4(file: string, reason: string, logFormat: 'text' | 'json'): Promise<void> {
  const log = openLog([], logFormat)
  log.write('DHCP4_CONFIG_LOAD_FAIL', {file, reason})
  log.write('DHCP4_INIT_FAIL', {reason: `configuration error using file '${file}'`})
  await log.close()
}

/** Opens the lease database as the server would, schema check included, and closes it again. */
export async function checkLeaseDatabase4(config: ServerConfig4): Promise<void> {
  const store = await openLeaseStore4(config.leaseDatabase, {queued: QUEUED})
  await store.close()
}

async function run(options: App4Options, log: ServerLog): Promise<void> {
  const {config, signal} = options
  const stop = new AbortController()
  signal.addEventListener('abort', () => stop.abort(signal.reason), {once: true})
  const service = new ServiceState((on, reason) => {
    log.write(on ? 'DHCP4_SERVICE_RESUMED' : 'DHCP4_SERVICE_BLOCKED', {reason})
  })
  const recovery = {refresh: () => Promise.resolve()}
  const store = await openStore(config.leaseDatabase, {log, service, recovery, stop})
  try {
    await serve4({
      config,
      store,
      service,
      recovery,
      listen: onDatagram =>
        openTransport4({
          interfaces: config.interfaces,
          serverPort: options.serverPort,
          clientPort: options.clientPort,
          log,
          signal: stop.signal,
          onDatagram,
        }),
      clock,
      chance: Math.random,
      log,
      signal: stop.signal,
      onReady: endpoints => {
        log.write('DHCP4_STARTED', {version: options.version})
        options.onReady(endpoints)
      },
    })
  } finally {
    await store.close()
  }
  if (!signal.aborted) throw stop.signal.reason
}

interface StoreParts {
  readonly log: ServerLog
  readonly service: ServiceState
  readonly recovery: {readonly refresh: () => Promise<void>}
  /** Aborted with the error when the server must not go on without its leases. */
  readonly stop: AbortController
}

function openStore(access: DatabaseAccess, {stop, ...parts}: StoreParts): Promise<LeaseStore4> {
  tellDatabase(access, parts.log)
  const open = (onLost: (error: Error) => void) =>
    openLeaseStore4(access, {queued: QUEUED, onLost, ...storeEvents(access, parts.log)})
  if (!('recovery' in access)) return open(error => stop.abort(error))
  const events = recoveryEvents({...parts, access, exit: error => stop.abort(error)})
  return RecoveringLeaseStore4.open({open, policy: access.recovery, events, signal: stop.signal})
}

/** What opening a lease database may take long with, or make. */
function storeEvents({type, name}: DatabaseAccess, log: ServerLog) {
  const family = ({postgresql: 'PGSQL', mysql: 'MYSQL', sqlite: 'SQLITE', memfile: 'SQLITE'} as const)[type]
  return {
    onCreate: (version: string) => log.write(`DATABASE_${family}_INITIALIZE_SCHEMA`, {version}),
    onProgress: (rows: number, errors: number) => log.write('DHCPSRV_MEMFILE_IMPORT', {file: name, rows, errors}),
  }
}

function tellDatabase(access: DatabaseAccess, log: ServerLog): void {
  const id = ({postgresql: 'PGSQL', mysql: 'MYSQL', sqlite: 'SQLITE', memfile: 'MEMFILE'} as const)[access.type]
  const server = 'host' in access ? `host=${access.host} port=${access.port || 'default'} user=${access.user} ` : ''
  const parameters = `${server}name=${access.name}${'password' in access ? ' password=*****' : ''}`
  log.write(`DHCPSRV_${id}_DB`, {parameters})
  if (access.type === 'memfile' && !access.persist) log.write('DHCPSRV_MEMFILE_NO_STORAGE')
}

/** "127.0.0.1 on lo": for the line that says where a server listens. */
export function describeEndpoint({address, interface: name}: LocalEndpoint4): string {
  return name === undefined ? formatIpv4(address) : `${formatIpv4(address)} on ${name}`
}
