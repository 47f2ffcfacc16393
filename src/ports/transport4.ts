import type {InterfacesConfig4} from '../model/config4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'

/** One datagram as it arrived. `bytes` are the receiver's to keep. */
export interface Datagram4 {
  readonly bytes: Uint8Array
  readonly source: Ipv4
  readonly sourcePort: number
  /** Whether it was sent to a broadcast address; absent = not known. */
  readonly broadcast?: boolean
  /** The socket that received it; the reply leaves through the same. */
  readonly local: LocalEndpoint4
}

/** A socket of the server: one per interface (or per address where the configuration says so). */
export interface LocalEndpoint4 {
  /** Interface name; undefined on a socket that is not bound to a device. */
  readonly interface: string | undefined
  /** The address that identifies the server on this link (option 54, source address). */
  readonly address: Ipv4
  /** All addresses of the interface with their prefix lengths: subnet selection for direct clients looks at the first. */
  readonly addresses: readonly {readonly address: Ipv4; readonly prefixLength: number}[]
}

/** Where a reply goes (RFC 2131 §4.1). `unicast-l2` reaches a client that has no address yet by its hardware address. */
export type Destination4 =
  | {readonly kind: 'unicast'; readonly address: Ipv4; readonly port: number}
  | {readonly kind: 'broadcast'; readonly port: number}
  | {
      readonly kind: 'unicast-l2'
      readonly address: Ipv4
      readonly port: number
      readonly htype: number
      readonly chaddr: Uint8Array
    }

/** Datagrams since the start. */
export interface TransportCounters {
  readonly received: number
  /** Thrown away by the kernel because they came faster than they were read. */
  readonly missed: number
  /** Longer than any DHCP message may be: not delivered. */
  readonly tooLong: number
  /** Taken by the kernel. */
  readonly sent: number
  /** Given up because too many were waiting to leave. */
  readonly queueFull: number
  /** Refused by the kernel (no route, no such neighbour), or their socket was gone. */
  readonly failed: number
}

/** The sockets that the configuration asks for: 'failed' = some could not be opened, 'retrying' = and are tried again. */
export interface TransportStatus4 {
  readonly status: 'ready' | 'retrying' | 'failed'
  /** One line for each interface that has none. */
  readonly errors: readonly string[]
}

export interface Transport4 {
  /** Queues a datagram; never waits, never throws. What cannot be sent is logged and counted by the transport. */
  send(bytes: Uint8Array, destination: Destination4, local: LocalEndpoint4): void
  /** The sockets that are open now; changes when interfaces do. */
  endpoints(): readonly LocalEndpoint4[]
  counters(): TransportCounters
  status(): TransportStatus4
  /** Opens and closes sockets so that they are those of another selection; answers why it went back to the former one. */
  reconfigure(interfaces: InterfacesConfig4): Error | undefined
  /** Stops receiving; what was queued still leaves. */
  close(): Promise<void>
}
