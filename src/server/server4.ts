import type {ConfigResult4} from '../config/dhcp4.ts'
import {formatIssue} from '../config/issues.ts'
import type {Node} from '../config/node.ts'
import {type Configured4, type ConfigVerdict4, configured4} from '../config/verdict4.ts'
import type {ControlSocket, DatabaseAccess, InterfacesConfig4, LoggerConfig, ServerConfig4} from '../model/config4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Clock} from '../ports/clock.ts'
import type {LeaseChange4, LeaseStore4} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import type {Datagram4, Transport4} from '../ports/transport4.ts'
import {Counts4} from './count4.ts'
import {Generation4} from './generation4.ts'
import type {MessageId} from './messages.ts'
import {ServiceState} from './service-state.ts'
import {ServiceSwitch} from './service-switch.ts'
import {Statistics} from './statistics.ts'

/** A lease database that was opened for one configuration. */
export interface OpenStore4 {
  readonly access: DatabaseAccess
  readonly store: LeaseStore4
  /** false while it is away and comes back, or not, by itself. */
  readonly connected: () => boolean
  /** Ends its recovery and closes it. */
  readonly close: () => Promise<void>
}

/** What an opened database needs of the server. */
export interface StoreNeeds4 {
  readonly service: ServiceState
  /** Reads again what may have changed while the database was away. */
  readonly refresh: () => Promise<void>
}

export interface ServerParts4 {
  readonly version: string
  readonly pid: number
  readonly configFile: string | undefined
  readonly clock: Clock
  readonly chance: () => number
  readonly log: Log<MessageId>
  readonly read: {readonly file: () => ConfigResult4; readonly node: (dhcp4: Node) => ConfigResult4}
  readonly openStore: (access: DatabaseAccess, needs: StoreNeeds4) => Promise<OpenStore4>
  readonly listen: (interfaces: InterfacesConfig4, onDatagram: (datagram: Datagram4) => void) => Promise<Transport4>
  /** Both throw, with nothing changed, when an output or a socket cannot be opened. */
  readonly useLoggers: (loggers: readonly LoggerConfig[]) => void
  readonly useChannels: (sockets: readonly ControlSocket[], server: Server4) => Promise<void>
  /** Told before and after a configuration is put into force, or refused. */
  readonly onReload: (done: boolean) => void
  /** Told when service goes off and when it is on again. */
  readonly onService: () => void
  readonly stop: (exitStatus: number) => void
}

/** Why nobody is served after a configuration that could not be put into force. */
const CONFIG = 'config'

/**
 * The running server: one configuration in force, and the way to the next one. Commands and signals act on it; packets go
 * through its generation.
 */
export class Server4 {
  readonly version: string
  readonly pid: number
  readonly clock: Clock
  readonly startedAt: number
  readonly configFile: string | undefined
  readonly statistics: Statistics
  readonly service: ServiceSwitch
  readonly #parts: ServerParts4
  readonly #state: ServiceState
  readonly #counts: Counts4
  #configuredAt: number
  #current: Configured4 | undefined
  #generation: Generation4 | undefined
  #opened: OpenStore4 | undefined
  #transport: Transport4 | undefined
  #stopping = false
  /** One configuration after the other; the last one in line. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(parts: ServerParts4) {
    const {clock, log} = parts
    this.#parts = parts
    this.version = parts.version
    this.pid = parts.pid
    this.clock = clock
    this.configFile = parts.configFile
    this.startedAt = clock.millis()
    this.#configuredAt = this.startedAt
    this.#state = new ServiceState((on, reason) => {
      log.write(on ? 'DHCP4_SERVICE_RESUMED' : 'DHCP4_SERVICE_BLOCKED', {reason})
      parts.onService()
    })
    this.service = new ServiceSwitch(this.#state)
    this.statistics = new Statistics(clock)
    this.#counts = new Counts4(this.statistics, clock)
  }

  get configuredAt(): number {
    return this.#configuredAt
  }

  get current(): Configured4 {
    if (this.#current === undefined) throw new Error('the server has not started')
    return this.#current
  }

  get leases(): LeaseStore4 | undefined {
    return this.#opened?.store
  }

  get transport(): Transport4 | undefined {
    return this.#transport
  }

  /** Opens the database, then the sockets, then the control channels. Rejects with what could not be opened. */
  async start(first: Extract<ConfigResult4, {kind: 'config'}>): Promise<void> {
    const next = configured4(first)
    this.#opened = await this.#open(next.config)
    this.#generation = await this.#prepare(next.config, this.#opened)
    this.#current = next
    this.#transport = await this.#parts.listen(next.config.interfaces, datagram => this.#receive(datagram))
    await this.#parts.useChannels(next.config.controlSockets, this)
    this.#generation.start()
  }

  check(dhcp4: Node): ConfigVerdict4 {
    const result = this.#parts.read.node(dhcp4)
    if (result.kind === 'errors') return {kind: 'refused', errors: result.errors}
    return {kind: 'accepted', configured: configured4(result), warnings: result.warnings}
  }

  configure(dhcp4: Node): Promise<ConfigVerdict4> {
    return this.#inTurn(() => this.#reconfigure(this.#parts.read.node(dhcp4)))
  }

  reload(): Promise<ConfigVerdict4> {
    return this.#inTurn(() => this.#reconfigure(this.#parts.read.file()))
  }

  applied(changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]): void {
    this.#generation?.applied(changes, formers)
  }

  async reclaim(remove: boolean): Promise<void> {
    await this.#generation?.reclaim(remove)
  }

  stop(exitStatus: number): void {
    this.#parts.stop(exitStatus)
  }

  /** Answers what was taken, then closes sockets and database. */
  async close(): Promise<void> {
    this.#stopping = true
    await this.#queue
    await this.#generation?.retire()
    await this.#transport?.close()
    await this.#opened?.close()
  }

  #receive(datagram: Datagram4): void {
    if (!this.#stopping) this.#generation?.receive(datagram)
  }

  #inTurn(work: () => Promise<ConfigVerdict4>): Promise<ConfigVerdict4> {
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => {})
    return turn
  }

  async #reconfigure(result: ConfigResult4): Promise<ConfigVerdict4> {
    const {log} = this.#parts
    if (this.#stopping) return {kind: 'failed', reason: 'the server is shutting down'}
    log.write('DHCP4_DYNAMIC_RECONFIGURATION', {file: this.configFile ?? 'none'})
    const verdict = await this.#putIntoForce(result)
    if (verdict.kind === 'accepted') {
      for (const warning of verdict.warnings) log.write('DHCP4_CONFIG_SYNTAX_WARNING', {warning: formatIssue(warning)})
      log.write('DHCP4_CONFIG_COMPLETE', {summary: `${verdict.configured.config.subnets.length} subnets`})
      log.write('DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS', {file: this.configFile ?? 'none'})
    } else log.write('DHCP4_DYNAMIC_RECONFIGURATION_FAIL', {reason: reasonOf(verdict)})
    return verdict
  }

  async #putIntoForce(result: ConfigResult4): Promise<ConfigVerdict4> {
    this.#parts.onReload(false)
    try {
      if (result.kind === 'errors') return {kind: 'refused', errors: result.errors}
      const next = configured4(result)
      await this.#switchTo(next)
      this.#configuredAt = this.clock.millis()
      return {kind: 'accepted', configured: next, warnings: result.warnings}
    } catch (error) {
      return {kind: 'failed', reason: error instanceof Error ? error.message : String(error)}
    } finally {
      this.#parts.onReload(true)
    }
  }

  /** The next generation is complete beside the one that serves before it takes over. */
  async #switchTo(next: Configured4): Promise<void> {
    const former = {opened: this.#opened, generation: this.#generation, config: this.current.config}
    const opened = await this.#openOrStop(next.config)
    try {
      const generation = await this.#prepare(next.config, opened)
      await this.#useEdges(next.config, former.config)
      this.#generation = generation
      this.#opened = opened
      this.#current = next
      generation.start()
    } catch (error) {
      if (opened !== former.opened) await opened.close()
      throw error
    }
    if (opened.connected()) this.#state.unblock('db:lease')
    this.#state.unblock(CONFIG)
    void this.#retire(former.generation, opened === former.opened ? undefined : former.opened)
  }

  /** A database that cannot be opened ends service: nobody must be served from one that the operator has left. */
  async #openOrStop(config: ServerConfig4): Promise<OpenStore4> {
    const {log} = this.#parts
    if (this.#opened !== undefined && isShared(this.#opened.access, config.leaseDatabase)) return this.#opened
    try {
      return await this.#open(config)
    } catch (error) {
      log.write('DHCP4_CONFIG_UNRECOVERABLE_ERROR', {reason: error instanceof Error ? error.message : String(error)})
      this.#state.block(CONFIG)
      const left = this.#opened
      if (left !== undefined && !isEmbedded(left.access)) {
        this.#opened = undefined
        this.#state.unblock('db:lease')
        await this.#retire(this.#generation, left)
      }
      throw new Error(`Unable to open database: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** Outputs, sockets and channels: each goes back to what it was when it, or the next one, cannot be had. */
  async #useEdges(next: ServerConfig4, former: ServerConfig4): Promise<void> {
    const {useLoggers, useChannels} = this.#parts
    useLoggers(next.loggers)
    try {
      const failure = this.#transport?.reconfigure(next.interfaces)
      if (failure !== undefined) throw failure
      try {
        await useChannels(next.controlSockets, this)
      } catch (error) {
        this.#transport?.reconfigure(former.interfaces)
        throw error
      }
    } catch (error) {
      useLoggers(former.loggers)
      throw error
    }
  }

  async #retire(generation: Generation4 | undefined, opened: OpenStore4 | undefined): Promise<void> {
    await generation?.retire()
    await opened?.close()
  }

  #open(config: ServerConfig4): Promise<OpenStore4> {
    return this.#parts.openStore(config.leaseDatabase, {
      service: this.#state,
      refresh: async () => this.#generation?.refresh(),
    })
  }

  #prepare(config: ServerConfig4, {store}: OpenStore4): Promise<Generation4> {
    const {clock, chance, log} = this.#parts
    const transport = {
      send: (...words: Parameters<Transport4['send']>) => this.#transport?.send(...words),
      endpoints: () => this.#transport?.endpoints() ?? [],
    }
    const parts = {config, store, service: this.#state, counts: this.#counts, transport, clock, chance, log}
    return Generation4.prepare(parts, this.#generation)
  }
}

function isEmbedded(access: DatabaseAccess): boolean {
  return access.type === 'sqlite' || access.type === 'memfile'
}

/** An embedded database stays open when it is the same: what is only in memory would be lost, a file would have two writers. */
function isShared(former: DatabaseAccess, next: DatabaseAccess): boolean {
  return isEmbedded(former) && JSON.stringify(former) === JSON.stringify(next)
}

function reasonOf(verdict: Exclude<ConfigVerdict4, {kind: 'accepted'}>): string {
  return verdict.kind === 'failed' ? verdict.reason : verdict.errors.map(formatIssue).join('; ')
}
