import {holdsSubOptions, normaliseOption, splitOption} from './option-codec.ts'
import type {OptionDefinition} from './option-definition.ts'
import type {OptionDefinitions4} from './option-definitions4.ts'
import {vendorEncapsulatedSpace4} from './option-spaces4.ts'
import {isOptionDataError, type OptionDataError, optionDataError} from './option-text.ts'
import {encodeSubOptions, readSubOptions, type SubOption} from './sub-options.ts'
import {concatBytes} from './writer.ts'

/** One configured option, its own content encoded. */
export interface Encapsulated {
  readonly code: number
  readonly space: string
  readonly data: Uint8Array
  /** Sub-options: it hides others of its code and is not put in itself. */
  readonly neverSend?: boolean
  /** undefined = nothing is known of its content. */
  readonly definition: OptionDefinition | undefined
}

/** Spaces that hold each other twice over would fill any memory. A datagram has fewer bytes than this. */
const MAX_BYTES = 0xffff
/** More than anyone has use for, and few enough for the stack. */
const MAX_DEPTH = 32

/**
 * Contents of the options of one level, in their order, with the sub-options of the same level put into those of the space
 * dhcp4 that encapsulate theirs: by ascending code, none twice, its own before configured ones, at any depth (all as Kea
 * 2.2.0, which also leaves options of a vendor's space as they are).
 */
export function encapsulateOptions(
  options: readonly Encapsulated[],
  definitions: OptionDefinitions4,
): readonly (Uint8Array | OptionDataError)[] {
  const container = new Container(options, definitions)
  const top = new Map(options.filter(isTop).map(option => [option, container.contentOf(option, [])] as const))
  return options.map(option => top.get(option) ?? container.reached.get(option) ?? option.data)
}

/** As normaliseOption, the sub-options inside too. */
export function normaliseDeep(
  definition: OptionDefinition,
  bytes: Uint8Array,
  definitions: OptionDefinitions4,
): Uint8Array | OptionDataError {
  if (!holdsSubOptions(definition)) return normaliseOption(definition, bytes)
  const parts = splitOption(definition, bytes)
  if (isOptionDataError(parts)) return parts
  const own = ownSubOptions(definition, parts.rest, definitions)
  if (own === undefined) return bytes
  return isOptionDataError(own) ? own : concatBytes([parts.head, encodeSubOptions(own)])
}

function isTop({space}: Encapsulated): boolean {
  return space === 'dhcp4'
}

class Container {
  /** Contents of those that are inside another. */
  readonly reached = new Map<Encapsulated, Uint8Array>()
  readonly #bySpace = new Map<string, Encapsulated[]>()
  readonly #definitions: OptionDefinitions4
  #left = MAX_BYTES

  constructor(options: readonly Encapsulated[], definitions: OptionDefinitions4) {
    this.#definitions = definitions
    for (const option of options) {
      const others = this.#bySpace.get(option.space)
      if (others === undefined) this.#bySpace.set(option.space, [option])
      else if (!others.some(({code}) => code === option.code)) others.push(option)
    }
  }

  /** `path` holds the spaces around the option. */
  contentOf(option: Encapsulated, path: readonly string[]): Uint8Array | OptionDataError {
    const {definition, data} = option
    if (definition === undefined || !holdsSubOptions(definition)) return data
    const space = definition.encapsulates!
    if (path.includes(space)) return optionDataError(`option ${definition.name}: the space "${space}" holds itself`)
    if (path.length >= MAX_DEPTH) return optionDataError(`option ${definition.name}: it is inside too many others`)
    const parts = splitOption(definition, data)
    if (isOptionDataError(parts)) return parts
    const own = ownSubOptions(definition, parts.rest, this.#definitions)
    if (own !== undefined && isOptionDataError(own)) return own
    const there = new Set((own ?? []).map(([code]) => code))
    const added: SubOption[] = []
    for (const child of this.#bySpace.get(space) ?? []) {
      if (there.has(child.code) || child.neverSend === true) continue
      const content = this.contentOf(child, [...path, space])
      if (isOptionDataError(content)) return content
      this.reached.set(child, content)
      this.#left -= content.length + 2
      if (this.#left < 0) return optionDataError(`option ${definition.name}: it is longer than any datagram`)
      added.push([child.code, content])
    }
    // Bytes that are no sub-options stay as they are: some vendor reads them.
    if (own === undefined) return concatBytes([data, encodeSubOptions(added.sort(byCode))])
    return concatBytes([parts.head, encodeSubOptions([...own, ...added].sort(byCode))])
  }
}

const byCode = ([one]: SubOption, [other]: SubOption) => one - other

/** Undefined when the bytes are not whole sub-options. */
function ownSubOptions(
  {encapsulates}: OptionDefinition,
  bytes: Uint8Array,
  definitions: OptionDefinitions4,
): SubOption[] | OptionDataError | undefined {
  const space = encapsulates!
  const found = readSubOptions(bytes, space === vendorEncapsulatedSpace4)
  if (found === undefined) return undefined
  const read: SubOption[] = []
  for (const [code, content] of found) {
    const definition = definitions.find(space, code)
    const normal = definition === undefined ? content : normaliseDeep(definition, content, definitions)
    if (isOptionDataError(normal)) return normal
    read.push([code, normal])
  }
  return read
}
