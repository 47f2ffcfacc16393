import {viewOf} from '../../wire/reader.ts'
import {encodeSubOptions} from '../../wire/sub-options.ts'
import {concatBytes} from '../../wire/writer.ts'

/**
 * The content of one sub-option, without a map of all: tests mostly ask for one. Kea joins those of one code and leaves
 * out one that is cut short (measured on 2.2.0).
 */
export function findSubOption(bytes: Uint8Array, code: number): Uint8Array | undefined {
  let found: Uint8Array | undefined
  let parts: Uint8Array[] | undefined
  for (let at = 0; at + 2 <= bytes.length; ) {
    const next = at + 2 + bytes[at + 1]!
    if (next > bytes.length) break
    if (bytes[at] === code) {
      const part = viewOf(bytes, at + 2, next)
      if (found === undefined) found = part
      else if (parts === undefined) parts = [found, part]
      else parts.push(part)
    }
    at = next
  }
  // Joined once: joining at each would be quadratic in the size of a hostile option.
  return parts === undefined ? found : concatBytes(parts)
}

/** All of them by ascending code, joined where a code comes twice. */
export function sortedSubOptions(bytes: Uint8Array): readonly (readonly [code: number, content: Uint8Array])[] {
  const parts = new Map<number, Uint8Array[]>()
  for (let at = 0; at + 2 <= bytes.length; ) {
    const next = at + 2 + bytes[at + 1]!
    if (next > bytes.length) break
    const before = parts.get(bytes[at]!)
    if (before === undefined) parts.set(bytes[at]!, [viewOf(bytes, at + 2, next)])
    else before.push(viewOf(bytes, at + 2, next))
    at = next
  }
  return [...parts].sort(([one], [other]) => one - other).map(([code, all]) => [code, concatBytes(all)] as const)
}

/** The bytes that Kea would send for them. */
export function repackSubOptions(bytes: Uint8Array): Uint8Array {
  return encodeSubOptions(sortedSubOptions(bytes).flatMap(([code, content]) => chunks(code, content)))
}

/** A joined one may be longer than a sub-option can be. */
function chunks(code: number, content: Uint8Array): (readonly [number, Uint8Array])[] {
  const parts: (readonly [number, Uint8Array])[] = []
  for (let at = 0; at === 0 || at < content.length; at += 255) {
    parts.push([code, viewOf(content, at, Math.min(at + 255, content.length))])
  }
  return parts
}
