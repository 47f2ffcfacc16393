// Options 124 and 125 (RFC 3925) as Kea 2.2.0 reads them: of several enterprises only the number of the first counts.

import type {Enterprise, VendorOption} from '../../model/expression.ts'
import type {OptionBytes4} from '../../wire/message4.ts'
import {readUint32, viewOf} from '../../wire/reader.ts'
import {concatBytes} from '../../wire/writer.ts'
import {option4} from '../option-codes4.ts'
import {EMPTY} from './evaluation4.ts'

/** Content of option 125 up to the end of its first enterprise's data; undefined where that is cut short. */
export function vendorBlock(content: Uint8Array | undefined): Uint8Array | undefined {
  if (content === undefined || content.length < 4) return undefined
  if (content.length === 4) return concatBytes([content, Uint8Array.of(0)])
  const end = 5 + content[4]!
  return end > content.length ? undefined : viewOf(content, 0, end)
}

/** The sub-options of that enterprise, undefined where the option is another's. */
export function vendorSubOptions(options: OptionBytes4, enterprise: Enterprise): Uint8Array | undefined {
  const block = vendorBlock(options.get(option4.vendorOptions))
  return block === undefined || !isOf(block, enterprise) ? undefined : viewOf(block, 5, block.length)
}

export function hasVendor(options: OptionBytes4, of: VendorOption, enterprise: Enterprise): boolean {
  const content = vendorContent(options, of)
  return content !== undefined && isOf(content, enterprise)
}

/** Four bytes; empty where there is none. */
export function vendorEnterprise(options: OptionBytes4, of: VendorOption): Uint8Array {
  const content = vendorContent(options, of)
  return content === undefined ? EMPTY : viewOf(content, 0, 4)
}

/** What the vendor class of that number (from 0) holds, without its length. */
export function vendorClassData(options: OptionBytes4, enterprise: Enterprise, index: number): Uint8Array {
  const content = vendorContent(options, 'vendor-class')
  return content !== undefined && isOf(content, enterprise) ? (vendorClasses(content)[index] ?? EMPTY) : EMPTY
}

/** Each is an enterprise number, one byte of length and that many bytes; one that is cut short ends them. */
export function vendorClasses(content: Uint8Array): readonly Uint8Array[] {
  const found: Uint8Array[] = []
  for (let at = 0; at + 5 <= content.length; ) {
    const next = at + 5 + content[at + 4]!
    if (next > content.length) break
    found.push(viewOf(content, at + 5, next))
    at = next
  }
  return found
}

function vendorContent(options: OptionBytes4, of: VendorOption): Uint8Array | undefined {
  if (of === 'vendor') return vendorBlock(options.get(option4.vendorOptions))
  const content = options.get(option4.vendorClass)
  return content === undefined || content.length < 4 ? undefined : content
}

function isOf(content: Uint8Array, enterprise: Enterprise): boolean {
  return enterprise === 'any' || readUint32(content, 0) === enterprise
}
