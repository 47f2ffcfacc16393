import type {Node} from '../config/node.ts'
import type {Configured4, ConfigVerdict4} from '../config/verdict4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Clock} from '../ports/clock.ts'
import type {LeaseChange4, LeaseStore4} from '../ports/lease-store.ts'
import type {StatisticsBook} from '../ports/statistics.ts'

/** Why service is off. `user` and `ha-partner` come from commands, `db:*` and `config` from the server itself. */
export interface ServiceSwitch {
  readonly on: boolean
  readonly reasons: readonly string[]
  /** `seconds`: service comes back by itself after them. */
  disable(reason: string, seconds?: number): void
  enable(reason: string): void
}

/** The running DHCPv4 server as commands see it. */
export interface ControlledServer4 {
  readonly version: string
  readonly pid: number
  readonly clock: Clock
  /** Unix milliseconds of the start and of the last configuration. */
  readonly startedAt: number
  readonly configuredAt: number
  /** The file of -c; undefined for the built-in example. */
  readonly configFile: string | undefined
  readonly current: Configured4
  readonly service: ServiceSwitch
  /** undefined while there is none: its calls reject as lost too while it is away. */
  readonly leases: LeaseStore4 | undefined
  readonly statistics: StatisticsBook
  /**
   * Tells the server of changes that a command has committed: free addresses and statistics follow. `formers`: the row
   * that each change replaced or removed, undefined for a created one.
   */
  applied(changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]): void
  /** Reads and checks the value of "Dhcp4" without applying it. */
  check(dhcp4: Node): ConfigVerdict4
  configure(dhcp4: Node): Promise<ConfigVerdict4>
  /** Reads the file of -c again. */
  reload(): Promise<ConfigVerdict4>
  /** Takes back every expired lease now; `remove`: their rows go too. Rejects with StoreError. */
  reclaim(remove: boolean): Promise<void>
  /** Ends the server with this exit status after the answer has left. */
  stop(exitStatus: number): void
}
