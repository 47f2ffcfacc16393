import type {Ipv4} from '../net-types/ipv4.ts'
import {readUint16, readUint32, viewOf} from './reader.ts'

/** A UDP datagram out of a capture file. */
export interface CapturedDatagram {
  /** Number of the frame, from 1, as packet analysers count. */
  readonly frame: number
  readonly source: Ipv4
  readonly sourcePort: number
  readonly destination: Ipv4
  readonly destinationPort: number
  /** Sent to everybody on the link. */
  readonly broadcast: boolean
  readonly bytes: Uint8Array
}

/** Why a capture cannot be read, and at which byte. */
export class CaptureError extends Error {
  constructor(reason: string, offset: number) {
    super(`${reason} at byte ${offset}`)
    this.name = 'CaptureError'
  }
}

/** One frame of a capture: the number of its link type and what was kept of it. */
interface Frame {
  readonly link: number
  readonly bytes: Uint8Array
}

const PCAPNG = 0x0a0d0d0a

/**
 * The UDP datagrams over IPv4 of a capture file in either of the usual forms (pcap, pcapng), unfragmented ones. Throws
 * CaptureError for what is no capture; frames of other kinds are passed over.
 */
export function* capturedDatagrams(file: Uint8Array): Generator<CapturedDatagram> {
  if (file.length < 24) throw new CaptureError('too short for a capture file', file.length)
  let frame = 0
  for (const {link, bytes} of readUint32(file, 0) === PCAPNG ? blocksOf(file) : recordsOf(file)) {
    frame++
    const start = networkLayer(link, bytes)
    const datagram = start === undefined ? undefined : datagramAt(bytes, start, frame)
    if (datagram !== undefined) yield datagram
  }
}

/** Numbers in the byte order of the machine that wrote them. */
class Numbers {
  readonly #view: DataView
  readonly #little: boolean

  constructor(file: Uint8Array, little: boolean) {
    this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength)
    this.#little = little
  }

  at(offset: number): number {
    return this.#view.getUint32(offset, this.#little)
  }

  halfAt(offset: number): number {
    return this.#view.getUint16(offset, this.#little)
  }
}

/** Whether the file of each magic number is little-endian; times of microseconds and of nanoseconds. */
const pcapMagic: ReadonlyMap<number, boolean> = new Map([
  [0xa1b2c3d4, false],
  [0xa1b23c4d, false],
  [0xd4c3b2a1, true],
  [0x4d3cb2a1, true],
])

function* recordsOf(file: Uint8Array): Generator<Frame> {
  const little = pcapMagic.get(readUint32(file, 0))
  if (little === undefined) throw new CaptureError('no capture file of the forms pcap or pcapng', 0)
  const numbers = new Numbers(file, little)
  const link = numbers.at(20) & 0xffff
  for (let at = 24; at + 16 <= file.length; ) {
    const end = at + 16 + numbers.at(at + 8)
    if (end > file.length) throw new CaptureError('the last frame is cut short', at)
    yield {link, bytes: viewOf(file, at + 16, end)}
    at = end
  }
}

const block = {section: PCAPNG, interface: 1, simple: 3, enhanced: 6} as const
const SAME_ORDER = 0x1a2b3c4d

function* blocksOf(file: Uint8Array): Generator<Frame> {
  let numbers = new Numbers(file, false)
  let links: number[] = []
  for (let at = 0; at + 12 <= file.length; ) {
    if (readUint32(file, at) === block.section) {
      numbers = new Numbers(file, readUint32(file, at + 8) !== SAME_ORDER)
      links = []
    }
    const [type, length] = [numbers.at(at), numbers.at(at + 4)]
    if (length < 12 || length % 4 !== 0 || at + length > file.length) {
      throw new CaptureError('a block with a length that cannot be', at)
    }
    if (type === block.interface && length >= 20) links.push(numbers.halfAt(at + 8))
    const frame = frameOf(file, numbers, links, {at, type, length})
    if (frame !== undefined) yield frame
    at += length
  }
}

function frameOf(
  file: Uint8Array,
  numbers: Numbers,
  links: readonly number[],
  {at, type, length}: {readonly at: number; readonly type: number; readonly length: number},
): Frame | undefined {
  if (type !== block.enhanced && type !== block.simple) return undefined
  const start = at + (type === block.enhanced ? 28 : 12)
  const last = at + length - 4
  if (start > last) throw new CaptureError('a block with a length that cannot be', at)
  const link = links[type === block.enhanced ? numbers.at(at + 8) : 0]
  const kept = type === block.enhanced ? numbers.at(at + 20) : numbers.at(at + 8)
  if (link === undefined) throw new CaptureError('a frame of an interface that was not described', at)
  return {link, bytes: viewOf(file, start, Math.min(last, start + kept))}
}

const IPV4 = 0x0800

/** Where the IPv4 header begins; undefined = this frame has none. Numbers of link types are those of both forms. */
function networkLayer(link: number, bytes: Uint8Array): number | undefined {
  switch (link) {
    case 1:
      return behindEtherType(bytes, 12)
    case 101:
    case 12:
    case 228:
      return 0
    case 113:
      return behindEtherType(bytes, 14)
    case 276:
      return bytes.length >= 20 && readUint16(bytes, 0) === IPV4 ? 20 : undefined
    case 0:
      return 4
    default:
      return undefined
  }
}

const VLAN_TAGS = [0x8100, 0x88a8]

function behindEtherType(bytes: Uint8Array, at: number): number | undefined {
  let type = at
  while (type + 4 <= bytes.length && VLAN_TAGS.includes(readUint16(bytes, type))) type += 4
  return type + 2 <= bytes.length && readUint16(bytes, type) === IPV4 ? type + 2 : undefined
}

const UDP = 17

function datagramAt(bytes: Uint8Array, ip: number, frame: number): CapturedDatagram | undefined {
  if (ip + 20 > bytes.length || bytes[ip]! >>> 4 !== 4 || bytes[ip + 9] !== UDP) return undefined
  const isFragment = (readUint16(bytes, ip + 6) & 0x3fff) !== 0
  const udp = ip + (bytes[ip]! & 15) * 4
  if (isFragment || udp + 8 > bytes.length) return undefined
  const destination = readUint32(bytes, ip + 16) as Ipv4
  return {
    frame,
    source: readUint32(bytes, ip + 12) as Ipv4,
    sourcePort: readUint16(bytes, udp),
    destination,
    destinationPort: readUint16(bytes, udp + 2),
    broadcast: destination === 0xffffffff,
    bytes: viewOf(bytes, udp + 8, Math.min(bytes.length, udp + Math.max(8, readUint16(bytes, udp + 4)))),
  }
}
