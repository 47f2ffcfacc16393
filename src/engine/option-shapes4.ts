import type {OptionBytes4} from '../wire/message4.ts'
import {option4} from './option-codes4.ts'

/**
 * Lengths that the content of a client's option must have; Kea drops the whole message otherwise (measured on 2.2.0 for
 * every code). `shortest`: bytes beyond are ignored. `units`: any number of units, none included where `orNone`.
 */
const shortest: readonly (readonly [length: number, codes: readonly number[]])[] = [
  [1, [19, 20, 23, 27, 29, 30, 31, 34, 36, 37, 39, 46, 55, 79, 88, 97, 116, 119, 141]],
  [2, [13, 22, 26, 57, 137, 213]],
  [3, [81, 94]],
  [4, [1, 2, 16, 24, 28, 32, 35, 38, 50, 51, 54, 58, 59, 91, 108, 118, 124, 159]],
  [5, [78]],
]
const quads = [3, 4, 5, 6, 7, 8, 9, 10, 11, 41, 42, 44, 45, 48, 49, 65, 68, 69, 70, 71, 72, 73, 74, 75, 76]
const units: readonly (readonly [size: number, orNone: boolean, codes: readonly number[]])[] = [
  [2, false, [25, 93, 117]],
  [4, true, [...quads, 21, 33, 85, 89, 92, 112, 136, 138]],
]
/** Client-ids that Kea takes (RFC 2132 §9.14 asks for two bytes). One of another length is read, and then refused. */
const CLIENT_ID = {shortest: 2, longest: 128}

const minimum = new Uint8Array(256)
for (const [length, codes] of shortest) for (const code of codes) minimum[code] = length
const unit = new Uint8Array(256).fill(1)
for (const [size, orNone, codes] of units) {
  for (const code of codes) {
    unit[code] = size
    if (!orNone) minimum[code] = size
  }
}

export function clientIdIsUsable4({length}: Uint8Array): boolean {
  return length >= CLIENT_ID.shortest && length <= CLIENT_ID.longest
}

/** Whether every option has a length that its kind allows; what is in option 124 does not matter when `lenient`. */
export function optionsAreWellFormed4(options: OptionBytes4, lenient: boolean): boolean {
  for (const [code, {length}] of options) {
    if (length < minimum[code]! || length % unit[code]! !== 0) return false
  }
  const vendorClass = options.get(option4.vendorClass)
  return vendorClass === undefined || lenient || isVendorClass(vendorClass)
}

/** RFC 3925 §3: an enterprise number and a counted text, again and again. Kea takes a number alone too. */
function isVendorClass(content: Uint8Array): boolean {
  if (content.length === 4) return true
  let at = 0
  while (at + 4 < content.length) at += 5 + content[at + 4]!
  return at === content.length
}
