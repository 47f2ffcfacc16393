import {viewOf} from './reader.ts'
import {concatBytes} from './writer.ts'

/**
 * Sub-options by code: of the relay agent information (82), of vendor data (43, 125). One that is cut short ends the list;
 * of two with one code the first counts. Neither 0 nor 255 is special (RFC 3046 §2.0 knows no pad and no end).
 */
export function decodeSubOptions(bytes: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>()
  for (let at = 0; at + 2 <= bytes.length; ) {
    const next = at + 2 + bytes[at + 1]!
    if (next > bytes.length) break
    if (!found.has(bytes[at]!)) found.set(bytes[at]!, viewOf(bytes, at + 2, next))
    at = next
  }
  return found
}

/** Throws RangeError for content over 255 bytes: sub-options cannot be split. */
export function encodeSubOptions(subOptions: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = []
  for (const [code, content] of subOptions) {
    if (content.length > 255) throw new RangeError(`sub-option ${code} is longer than 255 bytes`)
    parts.push(Uint8Array.of(code, content.length), content)
  }
  return concatBytes(parts)
}
