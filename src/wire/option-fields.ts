// The data types of Kea's option definitions, each in four directions: configuration text, value, bytes, text to show.

import {fromHex, toHex} from '../net-types/identifiers.ts'
import {formatIpv4, type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import {formatIpv6, type Ipv6, ipv6FromBytes, ipv6ToBytes, parseIpv6} from '../net-types/ipv6.ts'
import {decodeDomainName, encodeDomainName} from './domain-name.ts'
import {concatBytes} from './writer.ts'

/** Undefined from `parse` or `read` means that it is not of this type. */
export interface Field<V> {
  /** Kea's name. */
  readonly name: string
  /** What a text must be, to end the sentence "'x' is not …". */
  readonly expects: string
  parse(text: string): V | undefined
  write(value: V): Uint8Array
  /** Reads at `at`; `start` is where the option's content begins (compressed names point back to it). */
  read(
    bytes: Uint8Array,
    at: number,
    end: number,
    start: number,
  ): {readonly value: V; readonly next: number} | undefined
  format(value: V): string
  /** Bytes to send for a value that was read from `at` to `next`, where they may differ from those. */
  normalise?(bytes: Uint8Array, at: number, next: number, start: number): Uint8Array
}

type FixedField<V> = Pick<Field<V>, 'name' | 'expects' | 'parse' | 'write' | 'format'> & {
  readonly size: number
  get(bytes: Uint8Array, at: number): V
}

function fixed<V>(field: FixedField<V>): Field<V> {
  const {size, get, ...rest} = field
  return {...rest, read: (bytes, at, end) => (at + size <= end ? {value: get(bytes, at), next: at + size} : undefined)}
}

// Kea takes a decimal number first and hexadecimal digits, with or without 0x, otherwise ("010" is ten, "1f" is 31).
function parseInteger(text: string): number | undefined {
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text)
  const hex = /^([+-]?)(?:0[xX])?([0-9a-fA-F]{1,12})$/.exec(text)
  if (hex === null) return undefined
  return Number.parseInt(hex[2]!, 16) * (hex[1] === '-' ? -1 : 1)
}

function integer(name: string, size: number, signed: boolean): Field<number> {
  const span = 2 ** (8 * size)
  const min = signed ? -span / 2 : 0
  const max = min + span - 1
  return fixed({
    name,
    size,
    expects: `an integer from ${min} to ${max}`,
    parse: text => {
      const value = parseInteger(text)
      // "-0" is 0: the sign of zero has no bytes.
      return value === undefined || value < min || value > max ? undefined : value + 0
    },
    write: value =>
      Uint8Array.from({length: size}, (_, i) => Math.floor((value < 0 ? value + span : value) / 256 ** (size - 1 - i))),
    get: (bytes, at) => {
      let value = 0
      for (let i = 0; i < size; i++) value = value * 256 + bytes[at + i]!
      return value > max ? value - span : value
    },
    format: String,
  })
}

export const int8 = integer('int8', 1, true)
export const int16 = integer('int16', 2, true)
export const int32 = integer('int32', 4, true)
export const uint8 = integer('uint8', 1, false)
export const uint16 = integer('uint16', 2, false)
export const uint32 = integer('uint32', 4, false)

export const boolean: Field<boolean> = fixed({
  name: 'boolean',
  size: 1,
  expects: 'true or false',
  parse: text => (/^(true|1)$/i.test(text) ? true : /^(false|0)$/i.test(text) ? false : undefined),
  write: value => Uint8Array.of(value ? 1 : 0),
  get: (bytes, at) => bytes[at] !== 0,
  format: String,
})

export const ipv4: Field<Ipv4> = fixed<Ipv4>({
  name: 'ipv4-address',
  size: 4,
  expects: 'an IPv4 address',
  parse: parseIpv4,
  write: uint32.write,
  get: (bytes, at) => new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0) as Ipv4,
  format: formatIpv4,
})

export const ipv6: Field<Ipv6> = fixed({
  name: 'ipv6-address',
  size: 16,
  expects: 'an IPv6 address',
  parse: parseIpv6,
  write: ipv6ToBytes,
  get: (bytes, at) => ipv6FromBytes(bytes.subarray(at, at + 16)),
  format: formatIpv6,
})

export interface Prefix6 {
  readonly address: Ipv6
  readonly length: number
}

function maskPrefix6(address: bigint, length: number): Ipv6 {
  const host = BigInt(128 - length)
  return ((address >> host) << host) as Ipv6
}

/** One byte of length, then only as many bytes of the address as the length covers. */
const ipv6Prefix: Field<Prefix6> = {
  name: 'ipv6-prefix',
  expects: 'an IPv6 prefix such as 2001:db8::/32',
  parse: text => {
    const parts = /^([^/\s]+)\s*\/\s*(\d{1,3})$/.exec(text)
    const address = parts === null ? undefined : parseIpv6(parts[1]!)
    const length = Number(parts?.[2])
    return address === undefined || length > 128 ? undefined : {address: maskPrefix6(address, length), length}
  },
  write: ({address, length}) =>
    concatBytes([Uint8Array.of(length), ipv6ToBytes(address).subarray(0, Math.ceil(length / 8))]),
  read: (bytes, at, end) => {
    const length = at < end ? bytes[at]! : 129
    const next = at + 1 + Math.ceil(length / 8)
    if (length > 128 || next > end) return undefined
    return {value: {address: maskPrefix6(ipv6FromBytes(bytes.subarray(at + 1, next)), length), length}, next}
  },
  format: ({address, length}) => `${formatIpv6(address)}/${length}`,
}

/** A port set identifier (RFC 7597 §4.5): its length in bits, then its bits at the left of 16. */
export const psid: Field<{readonly psid: number; readonly length: number}> = {
  name: 'psid',
  expects: 'a PSID and its length such as 5/6',
  parse: text => {
    const parts = /^(\d{1,5})\s*\/\s*(\d{1,2})$/.exec(text)
    if (parts === null) return undefined
    const [value, length] = [Number(parts[1]), Number(parts[2])]
    return length > 16 || value >= 2 ** length ? undefined : {psid: value, length}
  },
  write: value => concatBytes([Uint8Array.of(value.length), uint16.write(value.psid * 2 ** (16 - value.length))]),
  read: (bytes, at, end) => {
    const length = at + 3 <= end ? bytes[at]! : 17
    if (length > 16) return undefined
    return {value: {psid: ((bytes[at + 1]! << 8) | bytes[at + 2]!) >>> (16 - length), length}, next: at + 3}
  },
  format: value => `${value.psid}/${value.length}`,
}

const utf8 = new TextDecoder('utf-8', {ignoreBOM: true})

function endOfText(bytes: Uint8Array, at: number, end: number): number {
  while (end > at && bytes[end - 1] === 0) end--
  return end
}

/** Text to the end of the option; zero bytes at its end are no part of it (RFC 2132 §2), and it is never empty. */
export const string: Field<string> = {
  name: 'string',
  expects: 'a text of at least one character',
  parse: text => (text === '' ? undefined : text),
  write: value => Buffer.from(value, 'utf8'),
  read: (bytes, at, end) => {
    const stop = endOfText(bytes, at, end)
    return stop === at ? undefined : {value: utf8.decode(bytes.subarray(at, stop)), next: end}
  },
  normalise: (bytes, at, next) => bytes.subarray(at, endOfText(bytes, at, next)),
  format: value => value,
}

export const binary: Field<Uint8Array> = {
  name: 'binary',
  expects: 'an even number of hexadecimal digits',
  parse: text => {
    const digits = text.replace(/\s+/g, '')
    return digits !== '' && /^(?:[0-9a-f]{2})+$/i.test(digits) ? fromHex(digits) : undefined
  },
  write: value => value,
  read: (bytes, at, end) => ({value: bytes.subarray(at, end), next: end}),
  format: toHex,
}

/** Values of any bytes, each behind one byte of length, written as one row of hexadecimal digits (RFC 3925 §3). */
export const vendorClasses: Field<Uint8Array> = {
  ...binary,
  expects: 'hexadecimal digits of values with their lengths before them',
  parse: text => {
    const bytes = binary.parse(text)
    return bytes !== undefined && areTuples(bytes, 0, bytes.length) ? bytes : undefined
  },
  read: (bytes, at, end) => (areTuples(bytes, at, end) ? {value: bytes.subarray(at, end), next: end} : undefined),
}

function areTuples(bytes: Uint8Array, at: number, end: number): boolean {
  while (at < end) at += 1 + bytes[at]!
  return at === end
}

/** Text behind one byte of length. */
export const tuple: Field<string> = {
  name: 'tuple',
  expects: 'a text of 1 to 255 bytes',
  parse: text => (text === '' || Buffer.byteLength(text) > 255 ? undefined : text),
  write: value => concatBytes([Uint8Array.of(Buffer.byteLength(value)), Buffer.from(value, 'utf8')]),
  read: (bytes, at, end) => {
    const next = at < end ? at + 1 + bytes[at]! : end + 1
    return next > end ? undefined : {value: utf8.decode(bytes.subarray(at + 1, next)), next}
  },
  format: value => value,
}

function encodeFqdn(name: string): Uint8Array {
  return name === '.' ? Uint8Array.of(0) : encodeDomainName(name)!
}

export const fqdn: Field<string> = {
  name: 'fqdn',
  expects: 'a domain name',
  parse: text => (encodeDomainName(text) === undefined ? undefined : text),
  write: encodeFqdn,
  read: (bytes, at, end, start) => {
    const found = decodeDomainName(bytes, at, end, start)
    return found === undefined ? undefined : {value: found.name, next: found.next}
  },
  normalise: (bytes, at, next, start) => encodeFqdn(decodeDomainName(bytes, at, next, start)!.name),
  format: value => value,
}

/** By Kea's name: the words of `type` and `record-types`, but for empty and record. */
export const optionFields = {
  binary,
  boolean,
  int8,
  int16,
  int32,
  uint8,
  uint16,
  uint32,
  'ipv4-address': ipv4,
  'ipv6-address': ipv6,
  'ipv6-prefix': ipv6Prefix,
  psid,
  string,
  tuple,
  fqdn,
} as const
