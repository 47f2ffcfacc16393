import {at4, END, MAGIC_COOKIE, MESSAGE_TYPE, RELAY_AGENT_INFO} from './layout4.ts'
import type {Message4, OptionBytes4} from './message4.ts'
import {writeText, writeUint16, writeUint32} from './writer.ts'

export interface EncodeOptions4 {
  /** The message is filled up with zero bytes to this length. */
  readonly minimumLength?: number
}

/**
 * Writes a DHCPv4 message. Options leave in the order of their map (see keaOrder4); one longer than 255 bytes is split
 * (RFC 3396 §4); End follows the last. Throws RangeError on what no decoder or checked configuration can give:
 * a hardware address over 16 bytes, `sname` over 64, `file` over 128.
 */
export function encode4(message: Message4, options: EncodeOptions4 = {}): Uint8Array {
  if (message.chaddr.length > 16) throw new RangeError('chaddr is longer than 16 bytes')
  if (message.sname.length > 64) throw new RangeError('sname is longer than 64 bytes')
  if (message.file.length > 128) throw new RangeError('file is longer than 128 bytes')
  const length = Math.max(at4.options + lengthOf(message.options) + 1, options.minimumLength ?? 0)
  // The pool behind allocUnsafe makes a small message several times cheaper than memory of its own.
  const bytes = Buffer.allocUnsafe(length).fill(0)
  writeHeader(bytes, message)
  const end = writeOptions(bytes, at4.options, message.options)
  bytes[end] = END
  return bytes
}

/** Kea's order on the wire: message type first, then ascending codes, relay agent information last. */
export function keaOrder4(options: OptionBytes4): Map<number, Uint8Array> {
  const rank = (code: number) => (code === MESSAGE_TYPE ? -1 : code === RELAY_AGENT_INFO ? END : code)
  return new Map([...options].sort((a, b) => rank(a[0]) - rank(b[0])))
}

function writeHeader(bytes: Uint8Array, message: Message4): void {
  bytes[at4.op] = message.op
  bytes[at4.htype] = message.htype
  bytes[at4.hlen] = message.chaddr.length
  bytes[at4.hops] = message.hops
  writeUint32(bytes, at4.xid, message.xid)
  writeUint16(bytes, at4.secs, message.secs)
  writeUint16(bytes, at4.flags, message.flags)
  writeUint32(bytes, at4.ciaddr, message.ciaddr)
  writeUint32(bytes, at4.yiaddr, message.yiaddr)
  writeUint32(bytes, at4.siaddr, message.siaddr)
  writeUint32(bytes, at4.giaddr, message.giaddr)
  bytes.set(message.chaddr, at4.chaddr)
  writeText(bytes, at4.sname, message.sname)
  writeText(bytes, at4.file, message.file)
  writeUint32(bytes, at4.cookie, MAGIC_COOKIE)
}

function lengthOf(options: OptionBytes4): number {
  let length = 0
  for (const content of options.values()) length += content.length + 2 * partsOf(content)
  return length
}

function partsOf(content: Uint8Array): number {
  return content.length <= 255 ? 1 : Math.ceil(content.length / 255)
}

function writeOptions(bytes: Uint8Array, at: number, options: OptionBytes4): number {
  for (const [code, content] of options) {
    let from = 0
    do {
      const size = Math.min(content.length - from, 255)
      bytes[at] = code
      bytes[at + 1] = size
      at = writePart(bytes, at + 2, content, from, from + size)
      from += size
    } while (from < content.length)
  }
  return at
}

// A loop beats TypedArray.set on the few bytes that nearly every option has.
function writePart(bytes: Uint8Array, at: number, content: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) bytes[at++] = content[i]!
  return at
}
