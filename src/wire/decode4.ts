import type {Ipv4} from '../net-types/ipv4.ts'
import {at4, MAGIC_COOKIE, MAX_HLEN, OVERLOAD} from './layout4.ts'
import type {Message4, WireError} from './message4.ts'
import {OptionCollector4} from './options-scan4.ts'
import {readText, readUint16, readUint32, viewOf} from './reader.ts'
import {wireError} from './wire-error.ts'

/** Every `reason` that decode4 gives. */
export const decodeFaults4 = {
  short: 'shorter than the fixed fields of a DHCPv4 message',
  op: 'op is neither BOOTREQUEST nor BOOTREPLY',
  hlen: 'hardware address longer than 16 bytes',
  bootp: 'BOOTP message without DHCP magic cookie',
} as const

/**
 * Reads a DHCPv4 message (RFC 2131 §2). Any bytes give a message or a fault, never an exception.
 * Byte arrays of the message are views into `bytes` unless an option came in parts. Options may continue in `file` and
 * `sname` (option 52, RFC 2132 §9.3); these two are '' then, and option 52, which only describes the datagram, is left out.
 */
export function decode4(bytes: Uint8Array): Message4 | WireError {
  const fault = headerFault(bytes)
  if (fault !== undefined) return fault
  const collector = new OptionCollector4()
  collector.scan(bytes, at4.options, bytes.length)
  const overload = overloadOf(collector.get(OVERLOAD))
  // RFC 3396 §5: the options field comes first, then file, then sname.
  if ((overload & 1) !== 0) collector.scan(bytes, at4.file, at4.cookie)
  if ((overload & 2) !== 0) collector.scan(bytes, at4.sname, at4.file)
  const options = collector.finish()
  options.delete(OVERLOAD)
  return {
    op: bytes[at4.op] as 1 | 2,
    htype: bytes[at4.htype]!,
    hops: bytes[at4.hops]!,
    xid: readUint32(bytes, at4.xid),
    secs: readUint16(bytes, at4.secs),
    flags: readUint16(bytes, at4.flags),
    ciaddr: readUint32(bytes, at4.ciaddr) as Ipv4,
    yiaddr: readUint32(bytes, at4.yiaddr) as Ipv4,
    siaddr: readUint32(bytes, at4.siaddr) as Ipv4,
    giaddr: readUint32(bytes, at4.giaddr) as Ipv4,
    chaddr: viewOf(bytes, at4.chaddr, at4.chaddr + bytes[at4.hlen]!),
    sname: (overload & 2) !== 0 ? '' : readText(bytes, at4.sname, at4.file),
    file: (overload & 1) !== 0 ? '' : readText(bytes, at4.file, at4.cookie),
    options,
  }
}

function headerFault(bytes: Uint8Array): WireError | undefined {
  if (bytes.length < at4.cookie) return wireError(decodeFaults4.short, bytes.length)
  if (bytes[at4.op] !== 1 && bytes[at4.op] !== 2) return wireError(decodeFaults4.op, at4.op)
  if (bytes[at4.hlen]! > MAX_HLEN) return wireError(decodeFaults4.hlen, at4.hlen)
  if (bytes.length < at4.options || readUint32(bytes, at4.cookie) !== MAGIC_COOKIE) {
    return wireError(decodeFaults4.bootp, at4.cookie)
  }
  return undefined
}

/** Bit 0: `file` holds options; bit 1: `sname` does. Anything but a byte of 1 to 3 says nothing. */
function overloadOf(content: Uint8Array | undefined): number {
  const value = content?.length === 1 ? content[0]! : 0
  return value <= 3 ? value : 0
}
