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

/**
 * The content of option 43: the sub-options of its own bytes and those configured apart, by ascending code as Kea sends
 * them; of two with one code its own. Bytes that are not whole sub-options stay in front as they are.
 */
export function mergeSubOptions(
  content: Uint8Array,
  more: readonly (readonly [code: number, content: Uint8Array])[],
): Uint8Array {
  if (more.length === 0) return content
  const own: (readonly [number, Uint8Array])[] = []
  let at = 0
  while (at + 2 <= content.length && at + 2 + content[at + 1]! <= content.length) {
    const next = at + 2 + content[at + 1]!
    own.push([content[at]!, viewOf(content, at + 2, next)])
    at = next
  }
  const whole = at === content.length
  if (!whole) return concatBytes([content, encodeSubOptions([...more].sort(byCode))])
  const added = more.filter(([code]) => !own.some(([there]) => there === code))
  return encodeSubOptions([...own, ...added].sort(byCode))
}

const byCode = (one: readonly [number, Uint8Array], other: readonly [number, Uint8Array]) => one[0] - other[0]

/** Throws RangeError for content over 255 bytes: sub-options cannot be split. */
export function encodeSubOptions(subOptions: Iterable<readonly [code: number, content: Uint8Array]>): Uint8Array {
  const parts: Uint8Array[] = []
  for (const [code, content] of subOptions) {
    if (content.length > 255) throw new RangeError(`sub-option ${code} is longer than 255 bytes`)
    parts.push(Uint8Array.of(code, content.length), content)
  }
  return concatBytes(parts)
}
