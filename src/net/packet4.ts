import type {Ipv4} from '../net-types/ipv4.ts'

const IP_HEADER = 20
const UDP_HEADER = 8
const HEADERS = IP_HEADER + UDP_HEADER
const UDP = 17

export interface UdpPorts4 {
  readonly source: Ipv4
  readonly sourcePort: number
  readonly destination: Ipv4
  readonly destinationPort: number
}

/** An IPv4 packet (RFC 791) with one UDP datagram (RFC 768) in it, both checksums filled in. */
export function udpPacket4(ports: UdpPorts4, payload: Uint8Array): Uint8Array {
  const length = HEADERS + payload.length
  const packet = new Uint8Array(length)
  const view = new DataView(packet.buffer)
  view.setUint16(0, 0x4500)
  view.setUint16(2, length)
  // Don't fragment: then the identification may be anything (RFC 6864 §4.1).
  view.setUint16(6, 0x4000)
  view.setUint8(8, 64)
  view.setUint8(9, UDP)
  view.setUint32(12, ports.source)
  view.setUint32(16, ports.destination)
  view.setUint16(10, folded(sum(view, 0, IP_HEADER)))

  const udpLength = UDP_HEADER + payload.length
  view.setUint16(IP_HEADER, ports.sourcePort)
  view.setUint16(IP_HEADER + 2, ports.destinationPort)
  view.setUint16(IP_HEADER + 4, udpLength)
  packet.set(payload, HEADERS)
  const pseudoHeader = sum(view, 12, IP_HEADER) + UDP + udpLength
  // A checksum of 0 would mean that there is none.
  view.setUint16(IP_HEADER + 6, folded(pseudoHeader + sum(view, IP_HEADER, length)) || 0xffff)
  return packet
}

function sum(view: DataView, start: number, end: number): number {
  let total = 0
  let at = start
  for (; at + 1 < end; at += 2) total += view.getUint16(at)
  return at < end ? total + (view.getUint8(at) << 8) : total
}

function folded(total: number): number {
  let value = total
  while (value > 0xffff) value = (value & 0xffff) + Math.floor(value / 0x10000)
  return ~value & 0xffff
}
