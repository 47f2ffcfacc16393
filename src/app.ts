import {hostname} from 'node:os'
import type {ConfigResult4} from './config/dhcp4.ts'
import {formatIssue} from './config/issues.ts'
import type {Node} from './config/node.ts'
import {commander4} from './control/commander.ts'
import type {LoggerConfig} from './model/config4.ts'
import {type ControlChannels, openControlChannels} from './net/control/channels.ts'
import {httpPeers} from './net/ha/peers.ts'
import {AlreadyRunning, PidFile, type PidFilePlace} from './net/pid-file.ts'
import {ScriptRunner} from './net/scripts/script-runner.ts'
import {openServiceManager} from './net/service-manager.ts'
import {openTransport4} from './net/udp4.ts'
import {UnixDatagrams} from './net/unix-datagram.ts'
import {formatIpv4} from './net-types/ipv4.ts'
import {databaseOpener} from './open-databases.ts'
import type {LocalEndpoint4} from './ports/transport4.ts'
import {createLog, type ServerLog, verboseLoggers} from './server/logging/log.ts'
import {Server4} from './server/server4.ts'

export {pidFileOf} from './net/pid-file.ts'
export {checkDatabases4} from './open-databases.ts'

export interface App4Options {
  readonly version: string
  /** What `-V` and `-W` print. */
  readonly reports: {readonly extended: string; readonly build: string}
  /** What `read.file` answered for the start. */
  readonly first: Extract<ConfigResult4, {kind: 'config'}>
  /** Reads configurations: the file of -c as it is now, or what a command brought. */
  readonly read: {readonly file: () => ConfigResult4; readonly node: (dhcp4: Node) => ConfigResult4}
  /** undefined = the built-in example. */
  readonly configFile: string | undefined
  /** undefined = none is written. */
  readonly pidFile: PidFilePlace | undefined
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

const clock = {millis: Date.now}

/**
 * Composition root of the DHCPv4 server. Resolves with the exit status when `signal` aborted or a command ended it, and
 * everything is closed. Rejects with SchemaMismatch, DbError, StoreError, SocketError or an error of a control channel
 * when it cannot start or go on; the log has said why.
 */
export async function runDhcp4(options: App4Options): Promise<number> {
  const {version, first} = options
  const log = openLog(options.verbose ? verboseLoggers('kea-dhcp4') : first.config.loggers, options.logFormat)
  let pidFile: PidFile | undefined
  let started = false
  try {
    log.write('DHCP4_STARTING', {version, pid: process.pid})
    pidFile = takePidFile(options.pidFile, log)
    for (const warning of first.warnings) log.write('DHCP4_CONFIG_SYNTAX_WARNING', {warning: formatIssue(warning)})
    log.write('DHCP4_CONFIG_COMPLETE', {summary: `${first.config.subnets.length} subnets`})
    const onReady = (endpoints: readonly LocalEndpoint4[]) => {
      started = true
      options.onReady(endpoints)
    }
    const status = await run({...options, onReady}, log)
    log.write('DHCP4_SHUTDOWN')
    return status
  } catch (error) {
    if (started) log.write('DHCP4_SHUTDOWN')
    else tellRefusedStart(error, options.configFile, log)
    throw error
  } finally {
    pidFile?.release()
    await log.close()
  }
}

/** In a container there is no /run/kea, and nobody who looks there: only a directory that was asked for must be had. */
function takePidFile(place: PidFilePlace | undefined, log: ServerLog): PidFile | undefined {
  if (place === undefined) return undefined
  try {
    return PidFile.take(place.path, process.pid)
  } catch (error) {
    if (place.required || error instanceof AlreadyRunning) throw error
    log.write('PID_FILE_NOT_WRITTEN', {reason: error instanceof Error ? error.message : String(error)})
    return undefined
  }
}

const databaseErrors = new Set(['DbError', 'StoreError', 'SchemaMismatch', 'MigrationError'])

/** A database that cannot be opened is a fault of the configuration that names it, as in Kea (facts: server.md §1.3). */
function tellRefusedStart(error: unknown, file: string | undefined, log: ServerLog): void {
  const reason = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && databaseErrors.has(error.name)) {
    log.write('DHCP4_CONFIG_LOAD_FAIL', {file: file ?? 'none', reason: `Unable to open database: ${reason}`})
  }
  log.write(error instanceof AlreadyRunning ? 'DHCP4_ALREADY_RUNNING' : 'DHCP4_INIT_FAIL', {reason})
}

/** Where the system's log takes datagrams. */
const SYSTEM_LOG = '/dev/log'

function openLog(loggers: readonly LoggerConfig[], format: 'text' | 'json'): ServerLog {
  const facts = {pid: process.pid, threadId: process.pid, hostname: hostname()}
  return createLog(loggers, {
    root: 'kea-dhcp4',
    format,
    clock,
    process: facts,
    openSyslog: () => new UnixDatagrams(SYSTEM_LOG),
  })
}

/** Tells a start that ends at its configuration in Kea's lines, for those who watch the log and not the terminal. */
export async function tellRefused4(file: string, reason: string, logFormat: 'text' | 'json'): Promise<void> {
  const log = openLog([], logFormat)
  log.write('DHCP4_CONFIG_LOAD_FAIL', {file, reason})
  log.write('DHCP4_INIT_FAIL', {reason: `configuration error using file '${file}'`})
  await log.close()
}

/** Why a server ends without an error: a signal, or a command with its exit status. */
class Shutdown {
  readonly status: number

  constructor(status: number) {
    this.status = status
  }
}

async function run(options: App4Options, log: ServerLog): Promise<number> {
  const stop = new AbortController()
  options.signal.addEventListener('abort', () => stop.abort(new Shutdown(0)), {once: true})
  if (options.signal.aborted) stop.abort(new Shutdown(0))
  let started = false
  const manager = openServiceManager({
    env: process.env,
    pid: process.pid,
    onFailure: reason => log.write('SERVICE_MANAGER_NOT_TOLD', {reason}),
  })
  stop.signal.addEventListener('abort', () => manager.stopping(), {once: true})
  let channels: ControlChannels | undefined
  const scripts = new ScriptRunner({log, serverPort: options.serverPort})
  const server = new Server4({
    version: options.version,
    reports: options.reports,
    pid: process.pid,
    configFile: options.configFile,
    clock,
    chance: Math.random,
    log,
    scripts,
    peers: httpPeers,
    steady: () => performance.now(),
    read: options.read,
    ...databaseOpener(log, stop),
    listen: (interfaces, onDatagram) => {
      const {serverPort, clientPort} = options
      return openTransport4({interfaces, serverPort, clientPort, log, signal: stop.signal, onDatagram})
    },
    useLoggers: loggers => log.reconfigure(options.verbose ? verboseLoggers('kea-dhcp4') : loggers),
    useChannels: async (sockets, server) => {
      if (channels !== undefined) return channels.reconfigure(sockets)
      channels = await openControlChannels(sockets, commander4(server, log), log)
    },
    onReload: done => (done ? manager.reloaded(statusLine(server)) : manager.reloading()),
    onService: () => manager.state(statusLine(server), started && isReady(server)),
    stop: status => stop.abort(new Shutdown(status)),
  })
  const reload = () => void server.reload()
  process.on('SIGHUP', reload)
  try {
    await server.start(options.first)
    log.write('DHCP4_STARTED', {version: options.version})
    started = true
    manager.state(statusLine(server), isReady(server))
    options.onReady(server.endpoints)
    await aborted(stop.signal)
  } finally {
    manager.stopping()
    await channels?.close()
    await server.close()
    await scripts.close()
    process.off('SIGHUP', reload)
    manager.close()
  }
  const {reason} = stop.signal
  if (reason instanceof Shutdown) return reason.status
  throw reason
}

/** With retry-on-startup a server listens before its database is there. */
function isReady({service}: Server4): boolean {
  return !service.reasons.some(reason => reason.startsWith('db:'))
}

function statusLine({service, endpoints}: Server4): string {
  if (!service.on) return `not serving: ${service.reasons.join(', ')}`
  return endpoints.length === 0 ? 'not serving: no socket is open' : 'serving'
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), {once: true}))
}

/** "127.0.0.1 on lo": for the line that says where a server listens. */
export function describeEndpoint({address, interface: name}: LocalEndpoint4): string {
  return name === undefined ? formatIpv4(address) : `${formatIpv4(address)} on ${name}`
}
