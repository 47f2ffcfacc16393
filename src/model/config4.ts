import type {Ipv4} from '../net-types/ipv4.ts'
import type {Prefix4} from '../net-types/prefix4.ts'
import type {OptionDefinition} from '../wire/option-definition.ts'
import type {ClientClass4} from './client-class4.ts'
import type {Hooks4} from './hooks4.ts'
import type {Host4, HostIdentifierType} from './host4.ts'
import type {Limits4} from './limits4.ts'
import type {NameSettings4} from './names4.ts'
import type {SampleLimit} from './sample-limit.ts'
import type {BootFields4, ConfiguredOption4, Lifetime, UserContext} from './scope4.ts'

export type {BootFields4, ConfiguredOption4, Lifetime, UserContext} from './scope4.ts'

/** Who may be served from a level, and what is evaluated for those who are (facts: server.md §2.5). */
export interface ClassGuard {
  /** Members of any of them; [] = everyone. */
  readonly clientClasses: readonly string[]
  /** `require-client-classes`: evaluated when this level was chosen, as Kea 2.2 does: the outermost level first. */
  readonly requiredClasses: readonly string[]
  /** `evaluate-additional-classes`: the same as newer Kea does, the innermost level first. */
  readonly additionalClasses: readonly string[]
}

/** Where reservations are looked for (facts: server.md §5.5). */
export interface ReservationModes {
  readonly global: boolean
  readonly inSubnet: boolean
  /** Addresses inside pools are not looked up as reserved. */
  readonly outOfPool: boolean
}

export interface Pool4 extends ClassGuard {
  /** `pool-id`: 0 = none was given. Pools of one id are counted as one. */
  readonly id: number
  readonly first: Ipv4
  readonly last: Ipv4
  /** Only those of this level; the engine merges levels. */
  readonly options: readonly ConfiguredOption4[]
  readonly userContext: UserContext | undefined
}

/** A subnet with every inherited scalar already resolved (subnet > shared network > global > default). */
export interface Subnet4 extends ClassGuard {
  readonly id: number
  readonly prefix: Prefix4
  /** Name of the shared network it sits in. */
  readonly sharedNetwork: string | undefined
  readonly pools: readonly Pool4[]
  readonly interface: string | undefined
  /** Its own relay addresses, else those of its shared network. */
  readonly relayAddresses: readonly Ipv4[]
  readonly validLifetime: Lifetime
  readonly renewTimer: number | undefined
  readonly rebindTimer: number | undefined
  readonly calculateTeeTimes: boolean
  readonly t1Percent: number
  readonly t2Percent: number
  readonly matchClientId: boolean
  readonly authoritative: boolean
  readonly boot: BootFields4
  readonly allocator: 'iterative' | 'random' | 'flq'
  readonly reservationModes: ReservationModes
  readonly names: NameSettings4
  /** Seconds; 0 = an OFFER stores nothing. */
  readonly offerLifetime: number
  /** Share of the lifetime during which a renewal is not written, 0 = off; seconds, 0 = no further bound. */
  readonly cacheThreshold: number
  readonly cacheMaxAge: number
  readonly storeExtendedInfo: boolean
  /** `exclude-first-last-24`: its pools do not give the first and the last address of any /24. */
  readonly leavesOutEnds: boolean
  readonly options: readonly ConfiguredOption4[]
  readonly userContext: UserContext | undefined
}

export interface SharedNetwork4 extends ClassGuard {
  readonly name: string
  readonly interface: string | undefined
  readonly relayAddresses: readonly Ipv4[]
  /** By id; the same objects as in ServerConfig4.subnets. */
  readonly subnets: readonly Subnet4[]
  readonly options: readonly ConfiguredOption4[]
  readonly userContext: UserContext | undefined
}

export interface InterfacesConfig4 {
  /** `name`, `name/address` or `*`. */
  readonly interfaces: readonly InterfaceSelector[]
  readonly socketType: 'raw' | 'udp'
  readonly outboundInterface: 'same-as-inbound' | 'use-routing'
  readonly reDetect: boolean
  readonly serviceSocketsRequireAll: boolean
  readonly serviceSocketsMaxRetries: number
  /** Milliseconds. */
  readonly serviceSocketsRetryWaitTime: number
}

export interface InterfaceSelector {
  readonly name: string
  readonly address: Ipv4 | undefined
}

export interface MemfileAccess {
  readonly type: 'memfile'
  /** Path of the CSV file. */
  readonly name: string
  readonly persist: boolean
  readonly lfcInterval: number
  readonly maxRowErrors: number
}

export interface SqliteAccess {
  readonly type: 'sqlite'
  /** Path of the database file; ':memory:' keeps nothing. */
  readonly name: string
  readonly readonly: boolean
}

export interface SqlAccess {
  readonly type: 'postgresql' | 'mysql'
  readonly name: string
  /** Names, addresses and socket paths with commas between them (parseDatabaseHosts). */
  readonly host: string
  /** 0 = the product's default. */
  readonly port: number
  readonly user: string
  readonly password: string
  readonly readonly: boolean
  /** Seconds. */
  readonly connectTimeout: number
  /** Seconds, 0 = not given; only MySQL has the first two, only PostgreSQL the third. */
  readonly readTimeout: number
  readonly writeTimeout: number
  readonly tcpUserTimeout: number
  readonly recovery: DatabaseRecovery
  /** undefined = no TLS. */
  readonly tls: DatabaseTls | undefined
}

/** What to do when the connection is lost (facts: server.md §1.4). */
export interface DatabaseRecovery {
  /** 0 = no recovery. */
  readonly maxReconnectTries: number
  /** Milliseconds; 0 = no recovery. */
  readonly reconnectWaitTime: number
  readonly onFail: 'stop-retry-exit' | 'serve-retry-exit' | 'serve-retry-continue'
  /** Whether the same loop also runs when the first connection fails (§1.5). */
  readonly retryOnStartup: boolean
}

/** libpq's words: prefer takes clear text where the server has no TLS, verify-full also compares the name. */
export type SslMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

export const sslModes: readonly SslMode[] = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full']

/** Paths of PEM files; the trust anchor may be a directory of them. */
export interface DatabaseTls {
  readonly trustAnchor: string | undefined
  readonly certFile: string | undefined
  readonly keyFile: string | undefined
  readonly cipherList: string | undefined
  /** undefined = not given: verify-ca with a trust anchor, else require. */
  readonly sslMode: SslMode | undefined
}

export type DatabaseAccess = MemfileAccess | SqliteAccess | SqlAccess

export interface ExpiredLeasesProcessing {
  /** Seconds; 0 = no periodic reclamation. */
  readonly reclaimTimerWaitTime: number
  readonly flushReclaimedTimerWaitTime: number
  readonly holdReclaimedTime: number
  /** 0 = no limit. */
  readonly maxReclaimLeases: number
  /** Milliseconds, 0 = no limit. */
  readonly maxReclaimTime: number
  readonly unwarnedReclaimCycles: number
}

export type LogSeverity = 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'NONE'

export interface LoggerConfig {
  /** "kea-dhcp4" or "kea-dhcp4.leases". */
  readonly name: string
  readonly severity: LogSeverity
  readonly debuglevel: number
  readonly outputs: readonly LoggerOutput[]
}

export interface LoggerOutput {
  /** stdout, stderr, syslog, syslog:NAME, or a file name. */
  readonly output: string
  readonly flush: boolean
  readonly maxsize: number
  readonly maxver: number
  /** Kea's log4cplus pattern; undefined = Kea's default line. */
  readonly pattern: string | undefined
}

export interface UnixControlSocket {
  readonly type: 'unix'
  readonly path: string
  readonly userContext: UserContext | undefined
}

/** The server's own HTTP listener; with `tls` it is HTTPS. */
export interface HttpControlSocket {
  readonly type: 'http'
  readonly address: string
  readonly port: number
  readonly tls: ControlTls | undefined
  readonly authentication: ControlAuthentication | undefined
  readonly headers: readonly {readonly name: string; readonly value: string}[]
  /** Names of the only commands that are taken here, others are forbidden; not there = all. */
  readonly allowed?: ReadonlySet<string>
  /** It is for peers of high availability, on this server's own url. */
  readonly forPeers?: true
  readonly userContext: UserContext | undefined
}

/** Paths of PEM files. */
export interface ControlTls {
  readonly trustAnchor: string
  readonly certFile: string
  readonly keyFile: string
  /** Whether clients must show a certificate of the trust anchor. */
  readonly certRequired: boolean
}

/** Basic authentication; without clients nobody is refused. */
export interface ControlAuthentication {
  readonly realm: string
  readonly clients: readonly {readonly user: string; readonly password: string}[]
}

export type ControlSocket = UnixControlSocket | HttpControlSocket

/** Everything a DHCPv4 server needs to know, checked and immutable. */
export interface ServerConfig4 {
  readonly interfaces: InterfacesConfig4
  readonly leaseDatabase: DatabaseAccess
  /** All subnets, those of shared networks included, by id: the order in which Kea looks through them. */
  readonly subnets: readonly Subnet4[]
  /** By name. */
  readonly sharedNetworks: readonly SharedNetwork4[]
  /** Options of the global level. */
  readonly options: readonly ConfiguredOption4[]
  readonly validLifetime: Lifetime
  readonly boot: BootFields4
  readonly authoritative: boolean
  readonly echoClientId: boolean
  /** Seconds. */
  readonly declineProbationPeriod: number
  readonly expiredLeasesProcessing: ExpiredLeasesProcessing
  readonly sanityChecks: {readonly leaseChecks: 'none' | 'warn' | 'fix' | 'fix-del' | 'del'}
  readonly compatibility: {
    readonly lenientOptionParsing: boolean
    readonly ignoreRaiLinkSelection: boolean
    readonly ignoreDhcpServerIdentifier: boolean
    readonly excludeFirstLast24: boolean
  }
  /** Messages that may wait; undefined = the server's own bound. */
  readonly packetQueueSize: number | undefined
  /** Answers that may wait for a high-availability partner at once; 0 = no bound of its own. */
  readonly parkedPacketLimit: number
  readonly loggers: readonly LoggerConfig[]
  /** As written; what they bring to Kea is built in. */
  readonly hooksLibraries: readonly string[]
  /** What those libraries were told. */
  readonly hooks: Hooks4
  /** undefined = without the hook of limits; what user contexts say is nobody's business then. */
  readonly limits: Limits4 | undefined
  /** In the order of the file, in which they are evaluated. */
  readonly clientClasses: readonly ClientClass4[]
  /** `option-def` of the global level, of all spaces. */
  readonly optionDefinitions: readonly OptionDefinition[]
  /** Of the file, global ones (subnet id 0) included. */
  readonly reservations: readonly Host4[]
  /** In their order. */
  readonly hostsDatabases: readonly (SqlAccess | SqliteAccess)[]
  readonly hostIdentifiers: readonly HostIdentifierType[]
  /** Who renews without a relay is seen as if the relay of its lease's extended info stood between. */
  readonly stashAgentOptions: boolean
  /** Global reservations are looked up before the subnet is selected. */
  readonly earlyGlobalReservationsLookup: boolean
  /** Whether no two reservations of a subnet may have one address. */
  readonly ipReservationsUnique: boolean
  readonly controlSockets: readonly ControlSocket[]
  readonly serverTag: string
  /** Of every statistic that no command has given another. */
  readonly statisticSamples: SampleLimit
  readonly userContext: UserContext | undefined
}
