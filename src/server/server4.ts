import type {ConfigResult4} from '../config/dhcp4.ts'
import {formatIssue} from '../config/issues.ts'
import type {Node} from '../config/node.ts'
import {type Configured4, type ConfigVerdict4, configured4} from '../config/verdict4.ts'
import type {SubnetIndex4} from '../engine/subnet-index4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Clock} from '../ports/clock.ts'
import type {HostStore} from '../ports/host-store.ts'
import type {LeaseChange4, LeaseStore4} from '../ports/lease-store.ts'
import type {LocalEndpoint4, TransportStatus4} from '../ports/transport4.ts'
import {Counts4} from './count4.ts'
import {type Databases4, noDatabases} from './databases4.ts'
import type {Relationship4} from './ha/relationship4.ts'
import {replaceFile} from './replace-file.ts'
import {ServiceState} from './service-state.ts'
import {ServiceSwitch} from './service-switch.ts'
import {Statistics} from './statistics.ts'
import {NO_DATABASE, Succession4, type SuccessionParts4} from './succession4.ts'

export interface ServerParts4 extends Omit<SuccessionParts4, 'useChannels'> {
  readonly version: string
  /** What `-V` and `-W` print. */
  readonly reports: {readonly extended: string; readonly build: string}
  readonly pid: number
  readonly configFile: string | undefined
  readonly read: {readonly file: () => ConfigResult4; readonly node: (dhcp4: Node) => ConfigResult4}
  readonly useChannels: (sockets: Configured4['config']['controlSockets'], server: Server4) => Promise<void>
  /** Told before and after a configuration is put into force, or refused. */
  readonly onReload: (done: boolean) => void
  /** Told when service goes off and when it is on again. */
  readonly onService: () => void
  readonly stop: (exitStatus: number) => void
}

const STOPPING: ConfigVerdict4 = {kind: 'failed', reason: 'the server is shutting down'}

/** The running server as signals and commands see it. Configurations are put into force one after the other. */
export class Server4 {
  readonly version: string
  readonly reports: ServerParts4['reports']
  readonly pid: number
  readonly clock: Clock
  readonly startedAt: number
  readonly configFile: string | undefined
  readonly statistics: Statistics
  readonly service: ServiceSwitch
  readonly #parts: ServerParts4
  readonly #succession: Succession4
  #configuredAt: number
  #stopping = false
  /** The last configuration in line. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(parts: ServerParts4) {
    const {clock, log} = parts
    this.#parts = parts
    this.version = parts.version
    this.reports = parts.reports
    this.pid = parts.pid
    this.clock = clock
    this.configFile = parts.configFile
    this.startedAt = clock.millis()
    this.#configuredAt = this.startedAt
    const state = new ServiceState((on, reason) => {
      log.write(on ? 'DHCP4_SERVICE_RESUMED' : 'DHCP4_SERVICE_BLOCKED', {reason})
      parts.onService()
    })
    this.service = new ServiceSwitch(state)
    this.statistics = new Statistics(clock)
    const useChannels: SuccessionParts4['useChannels'] = sockets => parts.useChannels(sockets, this)
    this.#succession = new Succession4(
      {...parts, useChannels},
      state,
      this.service,
      new Counts4(this.statistics, clock),
    )
  }

  get configuredAt(): number {
    return this.#configuredAt
  }

  get current(): Configured4 {
    return this.#succession.current
  }

  get index(): SubnetIndex4 {
    return this.#succession.generation.index
  }

  get leases(): LeaseStore4 | undefined {
    return this.#served.leases?.store
  }

  get hosts(): readonly HostStore[] {
    return this.#served.hosts.map(({store}) => store)
  }

  /** An embedded database stays open when the next one cannot be had, for what is in it, but is nobody's then. */
  get #served(): Databases4 {
    return this.service.reasons.includes(NO_DATABASE) ? noDatabases : this.#succession.databases
  }

  get ha(): Relationship4 | undefined {
    return this.#succession.ha
  }

  get endpoints(): readonly LocalEndpoint4[] {
    return this.#succession.transport?.endpoints() ?? []
  }

  get sockets(): TransportStatus4 {
    return this.#succession.transport?.status() ?? {status: 'ready', errors: []}
  }

  get database(): {readonly status: 'ready' | 'lost' | 'none'; readonly reason: string | undefined} {
    const opened = this.#served.leases
    const away = opened?.away()
    if (opened === undefined) return {status: 'none', reason: 'the database of the last configuration was not opened'}
    return away === undefined ? {status: 'ready', reason: undefined} : {status: 'lost', reason: away.message}
  }

  get hostsDatabases() {
    return this.#served.hosts.map(({access: {type}, away}) => {
      const cause = away()
      return {type, status: cause === undefined ? 'ready' : 'lost', reason: cause?.message} as const
    })
  }

  async start(first: Extract<ConfigResult4, {kind: 'config'}>): Promise<void> {
    await this.#succession.start(configured4(first))
  }

  check(dhcp4: Node): ConfigVerdict4 {
    const result = this.#parts.read.node(dhcp4)
    if (result.kind === 'errors') return {kind: 'refused', errors: result.errors}
    return {kind: 'accepted', configured: configured4(result), warnings: result.warnings}
  }

  configure(dhcp4: Node): Promise<ConfigVerdict4> {
    return this.#inTurn(() => this.#reconfigure(this.#parts.read.node(dhcp4)))
  }

  amend(change: (current: Configured4) => Node): Promise<ConfigVerdict4> {
    return this.#inTurn(async () => {
      if (this.#stopping) return STOPPING
      const result = this.#parts.read.node(change(this.current))
      // Nothing is opened anew, so a database that is away just now does not matter; nor is it a reload for anybody.
      return this.#putIntoForce(result, true)
    })
  }

  reload(): Promise<ConfigVerdict4> {
    return this.#inTurn(() => this.#reconfigure(this.#parts.read.file()))
  }

  applied(changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]): void {
    this.#succession.applied(changes, formers)
  }

  reserved(subnetId: number, address: Ipv4): void {
    this.#succession.generation.reserved(subnetId, address)
  }

  unreserved(address: Ipv4): void {
    this.#succession.generation.unreserved(address)
  }

  async reclaim(remove: boolean): Promise<void> {
    await this.#succession.generation.reclaim(remove)
  }

  writeFile(path: string, text: string): Promise<void> {
    return replaceFile(path, text)
  }

  stop(exitStatus: number): void {
    this.#parts.stop(exitStatus)
  }

  /** Answers what was taken, then closes sockets and database. */
  async close(): Promise<void> {
    this.#stopping = true
    await this.#queue
    await this.#succession.close()
  }

  #inTurn(work: () => Promise<ConfigVerdict4>): Promise<ConfigVerdict4> {
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => {})
    return turn
  }

  async #reconfigure(result: ConfigResult4): Promise<ConfigVerdict4> {
    const {log} = this.#parts
    if (this.#stopping) return STOPPING
    log.write('DHCP4_DYNAMIC_RECONFIGURATION', {file: this.configFile ?? 'none'})
    // A manager that has asked for a reload waits for the end of one that was refused, too.
    this.#parts.onReload(false)
    const verdict = await this.#putIntoForce(result, false).finally(() => this.#parts.onReload(true))
    if (verdict.kind === 'accepted') this.#configuredAt = this.clock.millis()
    if (verdict.kind === 'accepted') {
      for (const warning of verdict.warnings) log.write('DHCP4_CONFIG_SYNTAX_WARNING', {warning: formatIssue(warning)})
      log.write('DHCP4_CONFIG_COMPLETE', {summary: `${verdict.configured.config.subnets.length} subnets`})
      log.write('DHCP4_DYNAMIC_RECONFIGURATION_SUCCESS', {file: this.configFile ?? 'none'})
      return verdict
    }
    const reason = verdict.kind === 'failed' ? verdict.reason : verdict.errors.map(formatIssue).join('; ')
    if (verdict.kind === 'failed' && this.service.reasons.includes(NO_DATABASE))
      log.write('DHCP4_CONFIG_UNRECOVERABLE_ERROR', {reason})
    log.write('DHCP4_DYNAMIC_RECONFIGURATION_FAIL', {reason})
    return verdict
  }

  async #putIntoForce(result: ConfigResult4, connected: boolean): Promise<ConfigVerdict4> {
    if (result.kind === 'errors') return {kind: 'refused', errors: result.errors}
    try {
      const next = configured4(result)
      await this.#succession.switchTo(next, connected)
      return {kind: 'accepted', configured: next, warnings: result.warnings}
    } catch (error) {
      return {kind: 'failed', reason: error instanceof Error ? error.message : String(error)}
    }
  }
}
