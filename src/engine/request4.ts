import type {SharedNetwork4, Subnet4} from '../model/config4.ts'
import type {HostIdentifier} from '../model/host4.ts'
import type {ClientId, HwAddr} from '../net-types/identifiers.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Datagram4} from '../ports/transport4.ts'
import type {Message4, messageType4} from '../wire/message4.ts'
import type {ClientName4} from './client-name4.ts'
import type {Packet4} from './expression/evaluation4.ts'
import type {RelayInfo4} from './relay-info4.ts'

/** Message types that a server answers. */
export type ClientMessageType4 = (typeof messageType4)['DISCOVER' | 'REQUEST' | 'DECLINE' | 'RELEASE' | 'INFORM']

/** What the engine wants to know about how a message came; a Datagram4 is one. */
export type Arrival4 = Pick<Datagram4, 'source' | 'sourcePort' | 'local' | 'broadcast'>

/** An admitted message with its options read once and its subnet selected. */
export interface Request4 {
  readonly message: Message4
  /** The message as expressions see it. */
  readonly packet: Packet4
  readonly type: ClientMessageType4
  /** It is a BOOTREQUEST of a BOOTP client, taken as a REQUEST (the hook bootp). */
  readonly bootp: boolean
  /** Option 61 as the client has sent it: in `message` the hook flex_id may have put another one. */
  readonly sentClientId: Uint8Array | undefined
  readonly arrival: Arrival4
  readonly clientId: ClientId | undefined
  readonly hwAddr: HwAddr
  /** Option 50. */
  readonly requestedAddress: Ipv4 | undefined
  /** Option 54. */
  readonly serverId: Ipv4 | undefined
  /** Option 51, seconds. */
  readonly requestedLifetime: number | undefined
  readonly name: ClientName4 | undefined
  readonly relay: RelayInfo4 | undefined
  /** Those that no reservation was needed for, in the order in which they were assigned. */
  readonly classes: ReadonlySet<string>
  /** What a reservation may know the client by, in the order of host-reservation-identifiers. */
  readonly identifiers: readonly HostIdentifier[]
  /** undefined when no subnet fits, and for RELEASE and DECLINE, which need none. */
  readonly subnet: Subnet4 | undefined
  readonly network: SharedNetwork4 | undefined
  /** Where a lease may come from: the selected subnet, then the others of its network in turn. */
  readonly subnets: readonly Subnet4[]
}
