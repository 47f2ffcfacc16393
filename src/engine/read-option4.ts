import type {Ipv4} from '../net-types/ipv4.ts'

/** The first four bytes as a number, as Kea reads them; undefined when absent or shorter. */
export function uint32Option(content: Uint8Array | undefined): number | undefined {
  if (content === undefined || content.length < 4) return undefined
  return ((content[0]! << 24) | (content[1]! << 16) | (content[2]! << 8) | content[3]!) >>> 0
}

export function ipv4Option(content: Uint8Array | undefined): Ipv4 | undefined {
  return uint32Option(content) as Ipv4 | undefined
}

export function uint32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  bytes[0] = value >>> 24
  bytes[1] = value >>> 16
  bytes[2] = value >>> 8
  bytes[3] = value
  return bytes
}
