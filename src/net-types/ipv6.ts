import type {Brand} from '../lib/brand.ts'
import {parseIpv4} from './ipv4.ts'

/** An IPv6 address as an unsigned 128-bit number. */
export type Ipv6 = Brand<bigint, 'Ipv6'>

/** Reads any textual form of RFC 4291 §2.2, the one with a dotted quad at its end included; no zone, no prefix length. */
export function parseIpv6(text: string): Ipv6 | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0]!)
  const tail = halves.length === 2 ? groups(halves[1]!) : []
  if (head === undefined || tail === undefined) return undefined
  // A dotted quad stands at the very end only.
  if (halves.length === 2 && halves[0]!.includes('.')) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...head, ...new Array<number>(missing).fill(0), ...tail]
  return all.reduce((value, group) => (value << 16n) | BigInt(group), 0n) as Ipv6
}

function groups(text: string): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const found: number[] = []
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      found.push(Number.parseInt(part, 16))
      continue
    }
    const quad = index === parts.length - 1 ? parseIpv4(part) : undefined
    if (quad === undefined) return undefined
    found.push(quad >>> 16, quad & 0xffff)
  }
  return found
}

/** The canonical text of RFC 5952 §4 (no dotted quads). */
export function formatIpv6(address: Ipv6): string {
  const all = Array.from({length: 8}, (_, i) => Number((address >> BigInt(112 - 16 * i)) & 0xffffn))
  const [start, length] = longestZeros(all)
  const text = (part: readonly number[]) => part.map(group => group.toString(16)).join(':')
  return length < 2 ? text(all) : `${text(all.slice(0, start))}::${text(all.slice(start + length))}`
}

function longestZeros(all: readonly number[]): [start: number, length: number] {
  let best: [number, number] = [0, 0]
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (start + length < 8 && all[start + length] === 0) length++
    if (length > best[1]) best = [start, length]
  }
  return best
}

/** Network order. */
export function ipv6ToBytes(address: Ipv6): Uint8Array {
  return Uint8Array.from({length: 16}, (_, i) => Number((address >> BigInt(120 - 8 * i)) & 0xffn))
}

/** The number of the first 16 bytes; what is missing at the end counts as zero. */
export function ipv6FromBytes(bytes: Uint8Array): Ipv6 {
  let value = 0n
  for (let i = 0; i < 16; i++) value = (value << 8n) | BigInt(bytes[i] ?? 0)
  return value as Ipv6
}
