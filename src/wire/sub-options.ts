import {END, PAD} from './layout4.ts'
import {viewOf} from './reader.ts'
import {concatBytes} from './writer.ts'

/** Sub-options by code, and how many bytes they take. */
export interface SubOptions {
  readonly found: ReadonlyMap<number, Uint8Array>
  readonly length: number
}

/**
 * Sub-options of the relay agent information (82). One that is cut short ends the list; of two with one code the first
 * counts. Neither 0 nor 255 is special (RFC 3046 §2.0 knows no pad and no end).
 */
export function decodeSubOptions(bytes: Uint8Array): SubOptions {
  const found = new Map<number, Uint8Array>()
  let at = 0
  while (at + 2 <= bytes.length) {
    const next = at + 2 + bytes[at + 1]!
    if (next > bytes.length) break
    if (!found.has(bytes[at]!)) found.set(bytes[at]!, viewOf(bytes, at + 2, next))
    at = next
  }
  return {found, length: at}
}

export type SubOption = readonly [code: number, content: Uint8Array]

/**
 * All sub-options in their order; undefined when the bytes are anything else. `padded`: 0 is a pad and 255 ends the list,
 * as in option 43 (RFC 2132 §8.4).
 */
export function readSubOptions(bytes: Uint8Array, padded = false): SubOption[] | undefined {
  const found: SubOption[] = []
  for (let at = 0; at < bytes.length; ) {
    const code = bytes[at]!
    if (padded && code === PAD) {
      at++
      continue
    }
    if (padded && code === END) break
    const next = at + 2 + (bytes[at + 1] ?? 255)
    if (next > bytes.length) return undefined
    found.push([code, viewOf(bytes, at + 2, next)])
    at = next
  }
  return found.length === 0 && bytes.length > 0 ? undefined : found
}

/** One longer than 255 bytes comes in parts, for the reader to join (RFC 3396 §8). */
export function encodeSubOptions(subOptions: Iterable<SubOption>): Uint8Array {
  const parts: Uint8Array[] = []
  for (const [code, content] of subOptions) {
    for (let at = 0; at === 0 || at < content.length; at += 255) {
      const part = viewOf(content, at, Math.min(at + 255, content.length))
      parts.push(Uint8Array.of(code, part.length), part)
    }
  }
  return concatBytes(parts)
}
