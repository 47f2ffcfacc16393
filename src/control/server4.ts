import type {Node} from '../config/node.ts'
import type {Configured4, ConfigVerdict4} from '../config/verdict4.ts'
import type {SubnetIndex4} from '../engine/subnet-index4.ts'
import type {HaCommand} from '../ha/commands.ts'
import type {HaAnswer} from '../ha/events.ts'
import type {HaMachine, Moment} from '../ha/machine.ts'
import type {HaSetup} from '../ha/setup.ts'
import type {SyncProgress} from '../ha/sync-progress.ts'
import type {DatabaseAccess} from '../model/config4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Clock} from '../ports/clock.ts'
import type {HostStore} from '../ports/host-store.ts'
import type {LeaseChange4, LeaseStore4} from '../ports/lease-store.ts'
import type {StatisticsBook} from '../ports/statistics.ts'
import type {LocalEndpoint4} from '../ports/transport4.ts'

/** Why service is off. `user` and `ha-partner` come from commands, `db:*` and `config` from the server itself. */
export interface ServiceSwitch {
  readonly on: boolean
  readonly reasons: readonly string[]
  /** `seconds`: service comes back by itself after them. */
  disable(reason: string, seconds?: number): void
  enable(reason: string): void
}

/** The DHCP sockets of the configuration: 'failed' = some could not be opened, 'retrying' = and are tried again. */
export interface SocketStatus {
  readonly status: 'ready' | 'retrying' | 'failed'
  /** One line for each that is missing. */
  readonly errors: readonly string[]
}

/** The lease database. 'none' = the last configuration's could not be opened. */
export interface DatabaseStatus {
  readonly status: 'ready' | 'lost' | 'none'
  /** Why it is not ready, without its password. */
  readonly reason: string | undefined
}

/** The relationship that a server is in. */
export interface ControlledHa4 {
  readonly setup: HaSetup
  readonly machine: HaMachine
  /** The last synchronization, or the one under way. */
  readonly sync: SyncProgress | undefined
  /** Clients whose answers wait for peers. */
  readonly parked: number
  now(): Moment
  /**
   * To be asked in the moment before a lease that came from outside is committed. false = a client of this server has just
   * been told of the address: leave it as it is.
   */
  yieldTo(lease: Lease4): boolean
  /** One command of an administrator or of the partner; resolves when the task that it begins, if any, is over. */
  command(command: HaCommand): Promise<HaAnswer>
  /** ha-sync: fetches the leases of a peer, whatever the state. `maxPeriod` in seconds. */
  synchronize(
    peerName: string,
    maxPeriod: number | undefined,
  ): Promise<{readonly kind: 'done'} | {readonly kind: 'partner-failed' | 'failed'; readonly text: string}>
}

/** The running DHCPv4 server as commands see it. */
export interface ControlledServer4 {
  readonly version: string
  /** What `-V` and `-W` print. */
  readonly reports: {readonly extended: string; readonly build: string}
  readonly pid: number
  readonly clock: Clock
  /** Unix milliseconds of the start and of the last configuration. */
  readonly startedAt: number
  readonly configuredAt: number
  /** The file of -c; undefined for the built-in example. */
  readonly configFile: string | undefined
  readonly current: Configured4
  /** The subnets of `current`. */
  readonly index: SubnetIndex4
  readonly service: ServiceSwitch
  readonly sockets: SocketStatus
  /** The DHCP sockets that are open now. */
  readonly endpoints: readonly LocalEndpoint4[]
  readonly database: DatabaseStatus
  /** undefined while there is none: its calls reject as lost too while it is away. */
  readonly leases: LeaseStore4 | undefined
  /** How the hosts databases are, in their order. */
  readonly hostsDatabases: readonly (DatabaseStatus & {readonly type: DatabaseAccess['type']})[]
  /** The hosts databases in their order; [] too while those of the last configuration could not be opened. */
  readonly hosts: readonly HostStore[]
  readonly statistics: StatisticsBook
  /** undefined = the configuration has no high availability. */
  readonly ha: ControlledHa4 | undefined
  /**
   * Tells the server of changes that a command has committed: free addresses and statistics follow. `formers`: the row
   * that each change replaced or removed, undefined for a created one.
   */
  applied(changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]): void
  /** Tells the server that a command has reserved an address in a database: it is not offered to others. */
  reserved(subnetId: number, address: Ipv4): void
  /** Tells the server that no reservation keeps an address any more. */
  unreserved(address: Ipv4): void
  /** Reads and checks the value of "Dhcp4" without applying it. */
  check(dhcp4: Node): ConfigVerdict4
  configure(dhcp4: Node): Promise<ConfigVerdict4>
  /**
   * Puts into force what `change` makes of the value of "Dhcp4" (`current`) when no other configuration is under way,
   * so that changes which come together all count. Rejects with what `change` throws.
   */
  amend(change: (current: Configured4) => Node): Promise<ConfigVerdict4>
  /** Reads the file of -c again. */
  reload(): Promise<ConfigVerdict4>
  /** Takes back every expired lease now; `remove`: their rows go too. Rejects with StoreError. */
  reclaim(remove: boolean): Promise<void>
  /**
   * Replaces a file as a whole: its old content stays until the new one is on the disk. Keeps its mode; a new one is for its
   * owner alone, as passwords are in it. Rejects with the system's error.
   */
  writeFile(path: string, text: string): Promise<void>
  /** Ends the server with this exit status after the answer has left. */
  stop(exitStatus: number): void
}
