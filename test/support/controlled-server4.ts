import {readConfig4} from '../../src/config/dhcp4.ts'
import type {ConfigIssue} from '../../src/config/issues.ts'
import {Issues} from '../../src/config/issues.ts'
import {readJson} from '../../src/config/json.ts'
import type {Node} from '../../src/config/node.ts'
import {type Configured4, type ConfigVerdict4, configured4} from '../../src/config/verdict4.ts'
import {type CommandMessage, commander4} from '../../src/control/commander.ts'
import type {ControlledServer4} from '../../src/control/server4.ts'
import {indexSubnets4} from '../../src/engine/subnet-index4.ts'
import type {Json} from '../../src/model/json.ts'
import {formatIpv4, type Ipv4} from '../../src/net-types/ipv4.ts'
import type {ControlAnswer} from '../../src/ports/control.ts'
import type {HostStore} from '../../src/ports/host-store.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import type {LogFields} from '../../src/ports/log.ts'
import {ServiceState} from '../../src/server/service-state.ts'
import {ServiceSwitch} from '../../src/server/service-switch.ts'
import {Statistics} from '../../src/server/statistics.ts'

const environment = {
  readFile: (): never => {
    throw new Error('no such file')
  },
  stateDirectory: '/state',
}

/** What a test lets happen to a server that exists in memory only. */
export interface Happenings {
  /** Makes `configure` and `reload` fail behind the check. */
  configureFails?: string
  reclaimFails?: Error
  writeFails?: Error
  leases?: LeaseStore4
  hosts?: readonly HostStore[]
}

/** A server for commands without sockets and files: it tells what was done to it. */
export class MemoryServer4 implements ControlledServer4 {
  ha: ControlledServer4['ha'] = undefined
  readonly version = '9.8.7'
  readonly reports = {extended: '9.8.7\nextended', build: '9.8.7\nbuild'}
  readonly pid = 4711
  readonly clock = {millis: () => this.now}
  readonly startedAt = 1_000_000
  readonly configFile: string | undefined = '/etc/kea/kea-dhcp4.conf'
  readonly service = new ServiceSwitch(new ServiceState(() => {}))
  readonly sockets: ControlledServer4['sockets'] = {status: 'ready', errors: []}
  readonly endpoints: ControlledServer4['endpoints'] = []
  readonly database: ControlledServer4['database'] = {status: 'ready', reason: undefined}
  readonly statistics = new Statistics({millis: () => this.now})
  readonly files = new Map<string, string>()
  readonly reclaimed: boolean[] = []
  readonly stops: number[] = []
  /** Addresses that no reservation keeps any more. */
  readonly freed: string[] = []
  readonly happens: Happenings
  configuredAt = 1_000_000
  now = 1_000_000
  current: Configured4

  constructor(dhcp4: Json, happens: Happenings = {}) {
    this.happens = happens
    const verdict = this.check(nodeOf(JSON.stringify(dhcp4)))
    if (verdict.kind !== 'accepted') throw new Error(JSON.stringify(verdict))
    this.current = verdict.configured
  }

  get index() {
    return indexSubnets4(this.current.config)
  }

  get leases(): LeaseStore4 | undefined {
    return this.happens.leases
  }

  hostsDatabases: ControlledServer4['hostsDatabases'] = []

  get hosts(): readonly HostStore[] {
    return this.happens.hosts ?? []
  }

  applied(): void {}

  reserved(): void {}
  unreserved(address: Ipv4): void {
    this.freed.push(formatIpv4(address))
  }

  check(dhcp4: Node): ConfigVerdict4 {
    const result = readConfig4(dhcp4, environment)
    if (result.kind === 'errors') return {kind: 'refused', errors: result.errors}
    const warnings: readonly ConfigIssue[] = result.warnings
    return {kind: 'accepted', configured: configured4(result), warnings}
  }

  async configure(dhcp4: Node): Promise<ConfigVerdict4> {
    const verdict = this.check(dhcp4)
    if (verdict.kind !== 'accepted') return verdict
    if (this.happens.configureFails !== undefined) return {kind: 'failed', reason: this.happens.configureFails}
    this.current = verdict.configured
    this.configuredAt = this.now
    return verdict
  }

  async amend(change: (current: Configured4) => Node): Promise<ConfigVerdict4> {
    return this.configure(change(this.current))
  }

  reload(): Promise<ConfigVerdict4> {
    return this.configure(nodeOf(this.files.get(this.configFile ?? '') ?? '{}'))
  }

  async reclaim(remove: boolean): Promise<void> {
    if (this.happens.reclaimFails !== undefined) throw this.happens.reclaimFails
    this.reclaimed.push(remove)
  }

  async writeFile(path: string, text: string): Promise<void> {
    if (this.happens.writeFails !== undefined) throw this.happens.writeFails
    this.files.set(path, text)
  }

  stop(exitStatus: number): void {
    this.stops.push(exitStatus)
  }
}

function nodeOf(text: string): Node {
  return readJson(text, 'memory', environment.readFile, new Issues())
}

/** Asks a server in memory, through the commander of the product. */
export class MemoryControl {
  readonly lines: (readonly [id: CommandMessage, fields: LogFields])[] = []
  readonly #answer

  constructor(server: ControlledServer4) {
    const write = (id: CommandMessage, fields: LogFields = {}) => void this.lines.push([id, fields])
    this.#answer = commander4(server, {write, enabled: () => true})
  }

  text(text: string): Promise<ControlAnswer> {
    return this.#answer(text, {channel: 'unix', remote: '/run/keats.sock'})
  }

  command(command: string, args?: unknown): Promise<ControlAnswer> {
    return this.text(JSON.stringify({command, arguments: args}))
  }
}
