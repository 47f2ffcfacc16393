import type {Pool4, Subnet4} from '../model/config4.ts'
import type {Host4} from '../model/host4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {LeaseChange4} from '../ports/lease-store.ts'

/** Kea's message id for each reason not to answer. */
export const dropLogIds4 = {
  'class-drop': 'DHCP4_PACKET_DROP_0010',
  'class-drop-after-host': 'DHCP4_PACKET_DROP_0013',
  'no-identifier': 'DHCP4_PACKET_PROCESS_EXCEPTION',
  'bad-client-id': 'DHCP4_PACKET_PROCESS_EXCEPTION',
  'direct-without-subnet': 'DHCP4_PACKET_DROP_0002',
  'foreign-server-id': 'DHCP4_PACKET_DROP_0003',
  'no-message-type': 'DHCP4_PACKET_DROP_0004',
  'unknown-message-type': 'DHCP4_PACKET_DROP_0005',
  'unsupported-message-type': 'DHCP4_PACKET_DROP_0006',
  'inform-without-address': 'DHCP4_PACKET_DROP_0002',
  'discover-with-server-id': 'DHCP4_PACKET_PROCESS_EXCEPTION',
  'decline-without-address': 'DHCP4_PACKET_PROCESS_EXCEPTION',
  'malformed-option': 'DHCP4_PACKET_DROP_0001',
  'no-free-address': 'DHCP4_PACKET_NAK_0003',
  'limit-reached': 'DHCP4_PACKET_NAK_0003',
  'no-subnet': 'DHCP4_PACKET_NAK_0001',
  'init-reboot-unknown-client': 'DHCP4_NO_LEASE_INIT_REBOOT',
  'unknown-address': 'DHCP4_UNKNOWN_ADDRESS_REQUESTED',
  'release-no-lease': 'DHCP4_RELEASE_FAIL_NO_LEASE',
  'release-wrong-client': 'DHCP4_RELEASE_FAIL_WRONG_CLIENT',
  'decline-no-lease': 'DHCP4_DECLINE_LEASE_NOT_FOUND',
  'decline-wrong-client': 'DHCP4_DECLINE_LEASE_MISMATCH',
} as const

export type DropReason4 = keyof typeof dropLogIds4

/** Kea's message id for each reason to refuse. */
const nakLogIds4 = {
  'no-subnet': 'DHCP4_PACKET_NAK_0001',
  'wrong-address': 'DHCP4_PACKET_NAK_0002',
  'unknown-client': 'DHCP4_PACKET_NAK_0002',
  'address-in-use': 'DHCP4_PACKET_NAK_0004',
  'no-free-address': 'DHCP4_PACKET_NAK_0004',
  'reserved-for-another': 'DHCP4_PACKET_NAK_0004',
  'reserved-elsewhere': 'DHCP4_PACKET_NAK_0004',
  'pool-for-others': 'DHCP4_PACKET_NAK_0004',
  'limit-reached': 'DHCP4_PACKET_NAK_0004',
} as const

export type NakReason4 = keyof typeof nakLogIds4

/** An address that the free map believes free, and the subnet that it would be leased from. */
export interface Candidate4 {
  readonly address: Ipv4
  readonly subnet: Subnet4
  /** Where its subnet stood before it was taken; undefined = at the beginning. */
  readonly behind?: Ipv4 | undefined
}

/** Who the client turned out to be where it is served. */
export interface Client4 {
  /** Its reservation there. */
  readonly host: Host4 | undefined
  /** All of its classes but the additional ones. */
  readonly classes: ReadonlySet<string>
}

/** Whom free addresses are picked for, and the subnet of its link in which the search begins. */
export interface PickedFor4 {
  readonly client: Client4
  readonly from: Subnet4
}

/** A reservation that could not be kept: its address has a lease of another client. */
export interface ReservationConflict4 {
  readonly host: Host4
  readonly subnet: Subnet4
  readonly lease: Lease4
}

/** What a refusal looked at: the address that was asked for, whose lease it has and whose reservation stood in the way. */
export interface Refusal4 {
  readonly address: Ipv4 | undefined
  readonly lease: Lease4 | undefined
  readonly host: Host4 | undefined
}

/** A lease given or offered, with what the reply is built from. */
export interface Grant4 {
  /** The row as it is from now on; of an OFFER, as an ACK would make it. */
  readonly lease: Lease4
  /** Seconds that the client is told. */
  readonly lifetime: number
  /** Whether its row stays as it is: the client is told what is left of it (facts: server.md §5.6). */
  readonly reused: boolean
  /** Seconds for which the address is kept until the client requests it; 0 = not at all. */
  readonly offered: number
  readonly subnet: Subnet4
  readonly pool: Pool4 | undefined
  /** `reserved`: for the client. `own`: it had this address. `requested`: it asked for it. `candidate`: picked for it. */
  readonly from: 'reserved' | 'own' | 'requested' | 'candidate'
  readonly client: Client4
  /** Why the client did not get what is reserved for it. */
  readonly conflict: ReservationConflict4 | undefined
  /** The row that the grant replaces, as it was loaded. */
  readonly before: Lease4 | undefined
}

export type Outcome4 =
  /** With changes where the address is kept for the client (offer-lifetime). */
  | ({readonly kind: 'offer'; readonly changes: readonly LeaseChange4[]} & Grant4)
  | ({
      readonly kind: 'ack'
      readonly changes: readonly LeaseChange4[]
      /** The client's lease of another address, deleted by `changes`. */
      readonly replaced: Lease4 | undefined
    } & Grant4)
  | {
      readonly kind: 'nak'
      readonly reason: NakReason4
      readonly refusal: Refusal4
      /** Who it was found to be. */
      readonly client?: Client4
      readonly exhausted?: Exhausted4
    }
  | {readonly kind: 'inform-ack'; readonly client: Client4}
  | {readonly kind: 'released'; readonly lease: Lease4; readonly changes: readonly LeaseChange4[]}
  | {
      readonly kind: 'declined'
      readonly lease: Lease4
      /** The row as it was loaded. */
      readonly before: Lease4
      readonly changes: readonly LeaseChange4[]
    }
  | {
      readonly kind: 'drop'
      readonly reason: DropReason4
      readonly exhausted?: Exhausted4
      readonly conflict?: ReservationConflict4 | undefined
    }
  | Need4

/** For whom there was no free address (`no-free-address`). */
export interface Exhausted4 {
  readonly classes: ReadonlySet<string>
  /** Whether any pool is for them at all. */
  readonly hasPools: boolean
}

/** More must be seen before anything can be decided. */
export interface Need4 {
  readonly kind: 'need'
  /** Addresses whose leases and reservations to load. */
  readonly addresses: readonly Ipv4[]
  /** Candidates that are not free: try others. */
  readonly taken: readonly Ipv4[]
  /** Whom candidates are for; undefined = none are needed. */
  readonly candidatesFor: PickedFor4 | undefined
}

export type DecidedOutcome4 = Exclude<Outcome4, Need4>

/** Outcomes that give or offer a lease. */
export type GrantedOutcome4 = Extract<Outcome4, {kind: 'offer' | 'ack'}>

/** Outcomes that have a reply. */
export type AnsweredOutcome4 = Extract<Outcome4, {kind: 'offer' | 'ack' | 'nak' | 'inform-ack'}>

/** The id of the line that tells of an outcome. */
export function logIdOf4(outcome: DecidedOutcome4) {
  switch (outcome.kind) {
    case 'offer':
      return 'DHCP4_LEASE_ADVERT'
    case 'ack':
      return 'DHCP4_LEASE_ALLOC'
    case 'nak':
      return nakLogIds4[outcome.reason]
    case 'inform-ack':
      return 'DHCP4_INFORM_ACK'
    case 'released':
      return 'DHCP4_RELEASE'
    case 'declined':
      return 'DHCP4_DECLINE_LEASE'
    case 'drop':
      return dropLogIds4[outcome.reason]
    default:
      return outcome satisfies never
  }
}
