import type {Ipv4} from '../net-types/ipv4.ts'

/** Values of option 53 (RFC 2132 §9.6). */
export const messageType4 = {
  DISCOVER: 1,
  OFFER: 2,
  REQUEST: 3,
  DECLINE: 4,
  ACK: 5,
  NAK: 6,
  RELEASE: 7,
  INFORM: 8,
} as const

export type MessageType4 = (typeof messageType4)[keyof typeof messageType4]

/** Content of each option present, by code. Options that came in parts are joined (RFC 3396). Never holds 0 (pad) or 255 (end). */
export type OptionBytes4 = ReadonlyMap<number, Uint8Array>

/** A DHCPv4 message (RFC 2131 §2). Byte arrays may be views into the datagram they were read from. */
export interface Message4 {
  readonly op: 1 | 2
  readonly htype: number
  readonly hops: number
  readonly xid: number
  readonly secs: number
  readonly flags: number
  readonly ciaddr: Ipv4
  readonly yiaddr: Ipv4
  readonly siaddr: Ipv4
  readonly giaddr: Ipv4
  /** hlen bytes, 0 to 16. */
  readonly chaddr: Uint8Array
  /** Text of the fixed field up to its first zero byte; at most 64 bytes as latin1. */
  readonly sname: string
  /** Text of the fixed field up to its first zero byte; at most 128 bytes as latin1. */
  readonly file: string
  readonly options: OptionBytes4
}

/** Why bytes are not a message. A value, not an exception: hostile input is normal. */
export interface WireError {
  readonly kind: 'wire-error'
  readonly reason: string
  /** Where in the datagram, in bytes. */
  readonly offset: number
}
