import type {Brand} from '../lib/brand.ts'

/** An IPv4 address as an unsigned 32-bit number in host order: 10.0.0.1 is 0x0a000001. */
export type Ipv4 = Brand<number, 'Ipv4'>

export const ANY_IPV4 = 0 as Ipv4
export const BROADCAST_IPV4 = 0xffffffff as Ipv4

/** The number of a dotted quad; undefined for anything else (leading zeros included). */
export function parseIpv4(text: string): Ipv4 | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let value = 0
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part)) return undefined
    const octet = Number(part)
    if (octet > 255) return undefined
    value = value * 256 + octet
  }
  return value as Ipv4
}

export function formatIpv4(address: Ipv4): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}
