import type {OptionDefinition} from '../../wire/option-definition.ts'
import {viewOf} from '../../wire/reader.ts'
import {encodeSubOptions} from '../../wire/sub-options.ts'
import {concatBytes} from '../../wire/writer.ts'
import {sortedSubOptions} from '../expression/sub-options4.ts'
import {option4} from '../option-codes4.ts'
import {uint32Bytes} from '../read-option4.ts'

/** The content of an option of an answer, taken apart for changes of its sub-options. */
export interface FlexContent4 {
  /** In front of the sub-options. */
  readonly head: Uint8Array
  /** Enterprise number of vendor options, whose sub-options have their length in front. */
  readonly enterprise: number | undefined
  readonly subOptions: Map<number, Uint8Array>
}

const EMPTY = new Uint8Array(0)

export function emptyContent4(enterprise: number | undefined): FlexContent4 {
  return {head: EMPTY, enterprise, subOptions: new Map()}
}

/**
 * `definition` is undefined for content whose bytes the hook itself has set: nothing is looked for in them.
 * undefined = the option has a type that sends no sub-options (measured on Kea 2.2.0): lists and texts.
 */
export function readContent4(
  code: number,
  content: Uint8Array,
  definition: OptionDefinition | undefined,
): FlexContent4 | undefined {
  if (definition === undefined) return {head: content, enterprise: undefined, subOptions: new Map()}
  if (code === option4.vendorOptions && content.length >= 5) {
    const end = Math.min(content.length, 5 + content[4]!)
    return {
      head: EMPTY,
      enterprise: enterpriseOf(content),
      subOptions: new Map(sortedSubOptions(viewOf(content, 5, end))),
    }
  }
  if (definition.encapsulates === undefined) {
    return sendsNoSubOptions(definition) ? undefined : {head: content, enterprise: undefined, subOptions: new Map()}
  }
  const at = headLength(definition, content)
  const subOptions = new Map(sortedSubOptions(viewOf(content, at, content.length)))
  return {head: viewOf(content, 0, at), enterprise: undefined, subOptions}
}

/** Sub-options leave by ascending code. undefined = there is no room for them: vendor options count their bytes in one. */
export function writeContent4({head, enterprise, subOptions}: FlexContent4): Uint8Array | undefined {
  const inner = encodeSubOptions([...subOptions].sort(([one], [other]) => one - other))
  if (enterprise === undefined) return concatBytes([head, inner])
  if (inner.length > 255) return undefined
  return concatBytes([uint32Bytes(enterprise), Uint8Array.of(inner.length), inner])
}

function enterpriseOf(content: Uint8Array): number {
  return new DataView(content.buffer, content.byteOffset).getUint32(0)
}

function sendsNoSubOptions({code, fields, repeats}: OptionDefinition): boolean {
  if (code === option4.fqdn || code === option4.serverId) return true
  return fields.length === 1 && (repeats || fields[0]!.name === 'string')
}

/** Bytes of the fields of its own that an option has in front of its sub-options. */
function headLength({fields}: OptionDefinition, content: Uint8Array): number {
  let at = 0
  for (const field of fields) {
    const found = field.read(content, at, content.length, 0)
    if (found === undefined) return content.length
    at = found.next
  }
  return at
}
