import type {Ipv4} from '../net-types/ipv4.ts'

/** What a host is known by, with the value of hosts.dhcp_identifier_type (facts: schema.md §3.1). */
export const hostIdentifierTypes = {'hw-address': 0, duid: 1, 'circuit-id': 2, 'client-id': 3, 'flex-id': 4} as const

export type HostIdentifierType = keyof typeof hostIdentifierTypes

export interface HostIdentifier {
  readonly type: HostIdentifierType
  /** Lower-case hex without separators, at least one byte. */
  readonly value: string
}

/** The subnet id of reservations that hold in every subnet (facts: server.md §2.7). */
export const GLOBAL_SUBNET = 0

/**
 * One option of a host. `text` is what `data` of an option in csv-format says, still to be read by the option's
 * definition; `bytes` (lower-case hex) is its content on the wire.
 */
export interface HostOption4 {
  readonly code: number
  /** 'dhcp4', 'vendor-4491', a space of the site's own. */
  readonly space: string
  readonly data: {readonly text: string} | {readonly bytes: string}
  readonly alwaysSend: boolean
  readonly neverSend: boolean
  /** JSON text. */
  readonly userContext: string | undefined
  /** Only for members of one of them; rows have none. */
  readonly clientClasses?: readonly string[]
  /** What config-get calls it; rows have none. */
  readonly name?: string | undefined
}

/** One reservation. What it does not say is undefined, '' or empty. */
export interface Host4 {
  readonly identifier: HostIdentifier
  /** GLOBAL_SUBNET for every subnet; undefined = nothing is reserved in IPv4. */
  readonly subnetId: number | undefined
  /** The same for IPv6: one row may serve both families. */
  readonly subnetId6: number | undefined
  readonly address: Ipv4 | undefined
  readonly hostname: string
  readonly nextServer: Ipv4 | undefined
  readonly serverHostname: string
  readonly bootFileName: string
  /** In their order; a name holds no comma and no blank at its ends. */
  readonly clientClasses: readonly string[]
  /** In the order in which they were written. */
  readonly options: readonly HostOption4[]
  /** JSON text. */
  readonly userContext: string | undefined
  /** Key of the client for RFC 3118 or RFC 8415, as text. */
  readonly authKey: string
}

/** "client-id=01020304", for logs and errors. */
export function formatIdentifier(identifier: HostIdentifier): string {
  return `${identifier.type}=${identifier.value}`
}

/** One text for each identifier, to look it up by. */
export function identifierKey(identifier: HostIdentifier): string {
  return `${hostIdentifierTypes[identifier.type]}${identifier.value}`
}
