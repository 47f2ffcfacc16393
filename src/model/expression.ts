// The language of client class tests and of identifier expressions (facts: server.md §2.8), parsed. Parsing belongs to the
// configuration, evaluation to the engine; this is what they share.

/** Something that is true or false of a packet. */
export type Condition =
  | {readonly kind: 'equal'; readonly left: Value; readonly right: Value}
  | {readonly kind: 'not'; readonly of: Condition}
  /** A regular expression (lib/script-regex.ts) that the whole of the value matches. */
  | {readonly kind: 'match'; readonly pattern: string; readonly of: Value}
  /** Two or more, in the order of the text. */
  | {readonly kind: 'and' | 'or'; readonly of: readonly Condition[]}
  | {readonly kind: 'member'; readonly className: string}
  | {readonly kind: 'exists'; readonly source: OptionSource}
  | {readonly kind: 'vendor-exists'; readonly of: VendorOption; readonly enterprise: Enterprise}

/** A string of bytes. What a packet does not have is empty. */
export type Value =
  | {readonly kind: 'literal'; readonly bytes: Uint8Array}
  /** 'text' is the content as a person would read it. */
  | {readonly kind: 'option'; readonly source: OptionSource; readonly form: 'hex' | 'text'}
  | {readonly kind: 'pkt'; readonly field: PacketField}
  | {readonly kind: 'pkt4'; readonly field: PacketField4}
  | {readonly kind: 'pkt6'; readonly field: PacketField6}
  | {readonly kind: 'relay6'; readonly nest: number; readonly field: 'linkaddr' | 'peeraddr'}
  | {readonly kind: 'enterprise'; readonly of: VendorOption}
  | {readonly kind: 'vendor-class-data'; readonly enterprise: Enterprise; readonly index: number}
  /** A negative start counts from the end; of a negative length the bytes before the start are taken. */
  | {readonly kind: 'substring'; readonly of: Value; readonly start: number; readonly length: number | 'all'}
  /** Fields count from 1; each byte of the delimiters ends one. */
  | {readonly kind: 'split'; readonly of: Value; readonly delimiters: Value; readonly field: number}
  /** Two or more. */
  | {readonly kind: 'concat'; readonly of: readonly Value[]}
  | {readonly kind: 'ifelse'; readonly condition: Condition; readonly yes: Value; readonly no: Value}
  | {readonly kind: 'hexstring'; readonly of: Value; readonly separator: Value}
  | {readonly kind: 'totext'; readonly as: TextForm; readonly of: Value}
  /** Letters of ASCII only. */
  | {readonly kind: 'lcase' | 'ucase'; readonly of: Value}

export type OptionSource =
  /** `deeper`: codes of sub-options inside `sub`, each inside the one before it. */
  | {
      readonly kind: 'option'
      readonly code: number
      readonly sub: number | undefined
      readonly deeper?: readonly number[]
    }
  | {readonly kind: 'relay4'; readonly code: number}
  /** Nest 0 is the relay nearest to the server; a negative one counts from the client, -1 being the nearest to it. */
  | {readonly kind: 'relay6'; readonly nest: number; readonly code: number}
  | {readonly kind: 'vendor'; readonly enterprise: Enterprise; readonly code: number}

/** Options 125 and 124 of DHCPv4, 17 and 16 of DHCPv6. */
export type VendorOption = 'vendor' | 'vendor-class'
export type Enterprise = number | 'any'

export const packetFields = ['iface', 'src', 'dst', 'len'] as const
export const packetFields4 = [
  'mac',
  'hlen',
  'htype',
  'ciaddr',
  'giaddr',
  'yiaddr',
  'siaddr',
  'msgtype',
  'transid',
] as const
export const packetFields6 = ['msgtype', 'transid'] as const
export const textForms = [
  'addrtotext',
  'int8totext',
  'int16totext',
  'int32totext',
  'uint8totext',
  'uint16totext',
  'uint32totext',
] as const

export type PacketField = (typeof packetFields)[number]
export type PacketField4 = (typeof packetFields4)[number]
export type PacketField6 = (typeof packetFields6)[number]
export type TextForm = (typeof textForms)[number]
