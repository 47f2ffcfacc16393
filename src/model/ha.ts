// The checked configuration of one high-availability relationship (facts: ha.md §1). Times are in milliseconds.

export const haModes = ['load-balancing', 'hot-standby', 'passive-backup'] as const
export type HaMode = (typeof haModes)[number]

export const haRoles = ['primary', 'secondary', 'standby', 'backup'] as const
export type HaRole = (typeof haRoles)[number]

/** Names of states on the wire; `unavailable` is what a server calls a partner that it cannot reach (facts: ha.md §2). */
export const haStates = [
  'backup',
  'communication-recovery',
  'hot-standby',
  'load-balancing',
  'in-maintenance',
  'partner-down',
  'partner-in-maintenance',
  'passive-backup',
  'ready',
  'syncing',
  'terminated',
  'waiting',
  'unavailable',
] as const
export type HaState = (typeof haStates)[number]

export const haPauses = ['always', 'never', 'once'] as const
export type HaPause = (typeof haPauses)[number]

/** Where a server listens: an address, not a name. The path of the URL means nothing. */
export interface HaUrl {
  readonly text: string
  /** An IPv4 or IPv6 address, without brackets. */
  readonly address: string
  readonly port: number
}

/** Paths of PEM files; of the trust anchor also of a directory. */
export interface HaTls {
  readonly trustAnchor: string
  readonly certFile: string
  readonly keyFile: string
}

export interface HaCredentials {
  readonly user: string
  readonly password: string
}

export interface HaPeer {
  readonly name: string
  readonly url: HaUrl
  readonly role: HaRole
  /** Whether this server, when its partner is down, serves the partner's clients without being told to. */
  readonly autoFailover: boolean
  /** What is sent to this peer; of this server itself, what it asks of others. undefined = nothing. */
  readonly basicAuth: HaCredentials | undefined
  /** As a client towards this peer; of this server itself, of its listener. undefined = plain HTTP. */
  readonly tls: HaTls | undefined
}

export interface HaThreads {
  readonly enabled: boolean
  /** Listens on this server's own url; otherwise the partner comes through the ordinary control channel. */
  readonly dedicatedListener: boolean
  /** 0 = as many as threads for DHCP. */
  readonly listenerThreads: number
  readonly clientThreads: number
}

export interface HaRelationship {
  readonly mode: HaMode
  /** The name of one of `peers`. */
  readonly thisServerName: string
  /** In their order, this server among them. */
  readonly peers: readonly HaPeer[]
  /** 0 = no heartbeats ever. */
  readonly heartbeatDelay: number
  /** Without a good heartbeat for longer than this, communication counts as interrupted. */
  readonly maxResponseDelay: number
  /** A client that has tried for longer than this counts as unacked. */
  readonly maxAckDelay: number
  /** More unacked clients than this are the end of the partner's service; 0 = clients are not looked at. */
  readonly maxUnackedClients: number
  /** This many clients whose updates the partner has rejected end the relationship; 0 = never. */
  readonly maxRejectedLeaseUpdates: number
  /** Updates that wait while communication is interrupted; 0 = there is no communication-recovery. */
  readonly delayedUpdatesLimit: number
  readonly waitBackupAck: boolean
  readonly sendLeaseUpdates: boolean
  readonly syncLeases: boolean
  readonly syncTimeout: number
  /** Leases in one page, at least 1. */
  readonly syncPageLimit: number
  readonly restrictCommands: boolean
  readonly requireClientCerts: boolean
  readonly threads: HaThreads
  /** Of states that are not here: never. */
  readonly pauses: ReadonlyMap<HaState, HaPause>
}
