import {CABLE_LABS} from '../wire/option-spaces4.ts'
import {readUint32, viewOf} from '../wire/reader.ts'
import {encodeSubOptions, readSubOptions, type SubOption} from '../wire/sub-options.ts'
import {concatBytes} from '../wire/writer.ts'
import {option4} from './option-codes4.ts'
import type {OptionSet4, SpaceSet4} from './option-set4.ts'
import {uint32Bytes} from './read-option4.ts'
import type {ReplyOptions4} from './reply-options4.ts'

/** Sub-option of CableLabs in which a client lists those that it wants (CL-SP-CANN-DHCP-Reg). */
const REQUEST_LIST = 1

/** The data of one enterprise in option 125 (RFC 3925 §4). */
interface VendorBlock {
  readonly enterprise: number
  readonly data: Uint8Array
}

/**
 * Puts the sub-options of a vendor into option 125 of the reply: of the enterprise that the option names where it was
 * configured, else of the first that the client names. Those are sent that always are, and for CableLabs those that the
 * client lists (measured on Kea 2.2.0).
 */
export function addVendorOptions4(options: ReplyOptions4, asked: Uint8Array | undefined, set: OptionSet4): void {
  if (set.vendors.size === 0 || set.never.has(option4.vendorOptions)) return
  const there = options.get(option4.vendorOptions)
  const query = asked && firstBlock(asked)
  const own = there && firstBlock(there)
  const enterprise = own?.enterprise ?? query?.enterprise
  const vendor = enterprise === undefined ? undefined : set.vendors.get(enterprise)
  if (enterprise === undefined || vendor === undefined) return
  const wanted = enterprise === CABLE_LABS && query !== undefined ? listed(query.data) : []
  const before = own === undefined ? [] : (readSubOptions(own.data) ?? [])
  const added = select(vendor, [...wanted, ...vendor.always], before)
  if (added.length === 0) return
  options.delete(option4.vendorOptions)
  const all = [...before, ...added].sort(([one], [other]) => one - other)
  options.add(option4.vendorOptions, encodeBlocks(enterprise, all))
}

function firstBlock(content: Uint8Array): VendorBlock | undefined {
  if (content.length < 4) return undefined
  const end = Math.min(content.length, 5 + (content[4] ?? 0))
  return {enterprise: readUint32(content, 0), data: end <= 5 ? new Uint8Array(0) : viewOf(content, 5, end)}
}

function listed(data: Uint8Array): readonly number[] {
  const lists = (readSubOptions(data) ?? []).filter(([code]) => code === REQUEST_LIST)
  return lists.flatMap(([, codes]) => [...codes])
}

function select(vendor: SpaceSet4, codes: readonly number[], before: readonly SubOption[]): SubOption[] {
  const taken = new Set(before.map(([code]) => code))
  const found: SubOption[] = []
  for (const code of codes) {
    const value = vendor.values.get(code)
    if (value === undefined || taken.has(code)) continue
    taken.add(code)
    found.push([code, value])
  }
  return found
}

/** A block holds 255 bytes: more go into further blocks of the same enterprise. */
function encodeBlocks(enterprise: number, subOptions: readonly SubOption[]): Uint8Array {
  const blocks: Uint8Array[] = [new Uint8Array(0)]
  for (const one of subOptions) {
    const parts = readSubOptions(encodeSubOptions([[one[0], one[1]]])) ?? []
    for (const part of parts.flatMap(shortened)) {
      const bytes = encodeSubOptions([part])
      const last = blocks.at(-1)!
      if (last.length + bytes.length <= 255) blocks[blocks.length - 1] = concatBytes([last, bytes])
      else blocks.push(bytes)
    }
  }
  const number = uint32Bytes(enterprise)
  return concatBytes(blocks.flatMap(data => [number, Uint8Array.of(data.length), data]))
}

/** With its two bytes of head it has to fit into a block. */
function shortened([code, content]: SubOption): SubOption[] {
  if (content.length <= 253) return [[code, content]]
  return [
    [code, content.subarray(0, 253)],
    [code, content.subarray(253)],
  ]
}
