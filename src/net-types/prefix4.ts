import {formatIpv4, type Ipv4, parseIpv4} from './ipv4.ts'

/** An IPv4 prefix; `address` has its host bits cleared. */
export interface Prefix4 {
  readonly address: Ipv4
  readonly length: number
}

export function netmask4(length: number): Ipv4 {
  return (length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0) as Ipv4
}

/** Reads "192.0.2.1/24" (host bits are cleared); undefined for anything else. */
export function parsePrefix4(text: string): Prefix4 | undefined {
  const slash = text.indexOf('/')
  if (slash < 0) return undefined
  const address = parseIpv4(text.slice(0, slash))
  const digits = text.slice(slash + 1)
  if (address === undefined || !/^(0|[1-9]\d?)$/.test(digits)) return undefined
  const length = Number(digits)
  if (length > 32) return undefined
  return {address: ((address & netmask4(length)) >>> 0) as Ipv4, length}
}

export function formatPrefix4(prefix: Prefix4): string {
  return `${formatIpv4(prefix.address)}/${prefix.length}`
}

export function firstAddress4(prefix: Prefix4): Ipv4 {
  return prefix.address
}

export function lastAddress4(prefix: Prefix4): Ipv4 {
  return ((prefix.address | ~netmask4(prefix.length)) >>> 0) as Ipv4
}

export function prefixContains4(prefix: Prefix4, address: Ipv4): boolean {
  return address >= prefix.address && address <= lastAddress4(prefix)
}
