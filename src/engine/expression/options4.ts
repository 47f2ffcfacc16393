import type {OptionSource} from '../../model/expression.ts'
import type {OptionBytes4} from '../../wire/message4.ts'
import {holdsSubOptions, splitOption} from '../../wire/option-codec.ts'
import type {OptionDefinition} from '../../wire/option-definition.ts'
import {type OptionDefinitions4, standardDefinitions4} from '../../wire/option-definitions4.ts'
import {normaliseDeep} from '../../wire/option-encapsulation.ts'
import {viewOf} from '../../wire/reader.ts'
import {concatBytes} from '../../wire/writer.ts'
import {option4} from '../option-codes4.ts'
import type {Definitions4} from './evaluation4.ts'
import {optionText} from './option-text4.ts'
import {plain} from './strings.ts'
import {findSubOption, repackSubOptions} from './sub-options4.ts'
import {vendorBlock, vendorSubOptions} from './vendor4.ts'

/** Undefined where the packet does not have it. */
export type Content4 = (options: OptionBytes4) => Uint8Array | undefined

/** What .hex and .exists ask for. */
export function compileOption(source: OptionSource, definitions: Definitions4): Content4 {
  switch (source.kind) {
    case 'option':
      return source.sub === undefined
        ? whole(source.code, definitions)
        : nested(subOption(source.code, source.sub, definitions), source.deeper ?? [])
    case 'relay4':
      return subOption(option4.relayAgentInfo, source.code, definitions)
    case 'vendor': {
      const {enterprise, code} = source
      return options => inside(vendorSubOptions(options, enterprise), code)
    }
    case 'relay6':
      throw new RangeError('relay6 is for DHCPv6 only')
    default:
      throw source satisfies never
  }
}

/** What .text asks for. */
export function compileOptionText(source: OptionSource, definitions: Definitions4): Content4 {
  const content = compileOption(source, definitions)
  const isSub = source.kind !== 'option' || source.sub !== undefined
  const code = source.kind === 'option' ? (source.deeper?.at(-1) ?? source.sub ?? source.code) : source.code
  const definition = isSub ? definitionInside(source, definitions) : definitions(code)
  if (definition !== undefined && isText(definition)) return content
  return options => {
    const bytes = content(options)
    return bytes === undefined ? undefined : plain(optionText(code, bytes, definition, isSub))
  }
}

/** RFC 2131 §2: the fields before the options. */
const FIXED_LENGTH = 236

/** pkt.len in Kea is no length of a datagram: the fixed fields and the options as it holds them, no cookie, no end, no pads. */
export function compileLength(definitions: Definitions4): (options: OptionBytes4) => number {
  const contents = Array.from({length: 256}, (_, code) => whole(code, definitions))
  return options => {
    let length = FIXED_LENGTH
    for (const code of options.keys()) {
      const content = contents[code]!(options)
      if (content !== undefined) length += 2 + content.length
    }
    return length
  }
}

// What Kea does to content while it reads a packet shows in expressions.
function whole(code: number, definitions: Definitions4): Content4 {
  const definition = definitions(code)
  switch (code) {
    case option4.fqdn:
      return options => lowerCased(options.get(code))
    case option4.relayAgentInfo:
      return options => {
        const content = options.get(code)
        return content === undefined ? undefined : repackSubOptions(content)
      }
    case option4.vendorOptions:
      return options => repackedVendor(vendorBlock(options.get(code)))
    default:
      return asRead(code, definition, definitions)
  }
}

/** Bytes behind what a definition asks for, and names that point back, are not there any more. */
function asRead(code: number, definition: OptionDefinition | undefined, {all}: Definitions4): Content4 {
  if (definition === undefined || isBytes(definition) || unread.has(code)) return options => options.get(code)
  if (isText(definition)) return options => withoutZeros(options.get(code))
  return options => {
    const content = options.get(code)
    return content && inForm(definition, content, all ?? standardDefinitions4)
  }
}

/** Options that are taken apart later, or by rules of their own. */
const unread: ReadonlySet<number> = new Set([option4.vendorEncapsulated, option4.vendorClass])

function isBytes({fields, encapsulates}: OptionDefinition): boolean {
  return encapsulates === undefined && (fields.length === 0 || fields[0]!.name === 'binary')
}

function inForm(definition: OptionDefinition, content: Uint8Array, all: OptionDefinitions4): Uint8Array {
  const normal = normaliseDeep(definition, content, all)
  return normal instanceof Uint8Array ? normal : content
}

/** Of a sub-option in an option that the site defines. */
function definitionInside(source: OptionSource, definitions: Definitions4): OptionDefinition | undefined {
  if (source.kind !== 'option' || source.sub === undefined || source.deeper !== undefined) return undefined
  const space = definitions(source.code)?.encapsulates
  return space === undefined ? undefined : definitions.all?.find(space, source.sub)
}

function subOption(code: number, sub: number, definitions: Definitions4): Content4 {
  if (code === option4.vendorOptions) return options => inside(vendorSubOptions(options, 'any'), sub)
  const definition = definitions(code)
  // Option 43 is only taken apart after the classes of the packet are known.
  const isUnread = code === option4.vendorEncapsulated && definitions.afterClasses !== true
  if (definition === undefined || !holdsSubOptions(definition) || isUnread) return () => undefined
  const inner = definitions.all?.find(definition.encapsulates!, sub)
  return options => {
    const content = options.get(code)
    const found = content && inside(behindFields(definition, content), sub)
    return found && inner !== undefined ? inForm(inner, found, definitions.all!) : found
  }
}

function behindFields(definition: OptionDefinition, content: Uint8Array): Uint8Array | undefined {
  if (definition.fields.length === 0) return content
  const parts = splitOption(definition, content)
  return 'rest' in parts ? parts.rest : undefined
}

/** Sub-options of a sub-option, which nothing defines: its content is taken for a list of them. */
function nested(content: Content4, codes: readonly number[]): Content4 {
  return codes.reduce<Content4>((outer, code) => options => inside(outer(options), code), content)
}

function inside(subOptions: Uint8Array | undefined, code: number): Uint8Array | undefined {
  return subOptions === undefined ? undefined : findSubOption(subOptions, code)
}

function isText({fields, repeats}: OptionDefinition): boolean {
  return fields.length === 1 && !repeats && fields[0]!.name === 'string'
}

/** A text without any byte but zeros is none at all. */
function withoutZeros(content: Uint8Array | undefined): Uint8Array | undefined {
  if (content === undefined) return undefined
  let end = content.length
  while (end > 0 && content[end - 1] === 0) end--
  if (end === content.length && end > 0) return content
  return end === 0 ? undefined : viewOf(content, 0, end)
}

function repackedVendor(block: Uint8Array | undefined): Uint8Array | undefined {
  if (block === undefined) return undefined
  const subOptions = repackSubOptions(viewOf(block, 5, block.length))
  return concatBytes([viewOf(block, 0, 4), Uint8Array.of(subOptions.length), subOptions])
}

/** Names are compared without case: Kea has lower case from here on. */
function lowerCased(content: Uint8Array | undefined): Uint8Array | undefined {
  return content?.map((byte, index) => (index >= 3 && byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))
}
