import type {ConfiguredOption4} from '../model/config4.ts'
import type {HostOption4} from '../model/host4.ts'
import type {JsonMap} from '../model/json.ts'
import {jsonText} from '../model/json-text.ts'
import {toHex} from '../net-types/identifiers.ts'
import {encodeOptionBinary, encodeOptionCsv} from '../wire/option-codec.ts'
import type {OptionDefinition} from '../wire/option-definition.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {encapsulateOptions} from '../wire/option-encapsulation.ts'
import {isSubOptionSpace4, vendorSpaceOf4} from '../wire/option-spaces4.ts'
import {isOptionDataError} from '../wire/option-text.ts'
import {nearest} from './nearest.ts'
import {compareTexts, readSpaceName} from './option-definitions4.ts'
import type {Section} from './section.ts'

interface Entry {
  readonly section: Section
  readonly option: ConfiguredOption4
  readonly definition: OptionDefinition | undefined
}

/**
 * Reads `option-data` of one level (facts: server.md §2.6). The content is encoded here, once: of an option that holds
 * sub-options with those of the same level. Space by space, in the order of the file within each.
 */
export function readOptions4(parent: Section, definitions: OptionDefinitions4): readonly ConfiguredOption4[] {
  const seen = new Set<string>()
  const entries = parent.maps('option-data').flatMap(section => {
    const entry = readEntry(section, definitions)
    section.finish()
    if (entry === undefined) return []
    const {code, space, clientClasses} = entry.option
    const key = `${space}.${code}`
    if (seen.has(key) && clientClasses.length === 0)
      section.warn('data', `option ${code} of the space "${space}" is in this list twice`)
    seen.add(key)
    return [entry]
  })
  entries.sort((a, b) => compareSpaces(a.option.space, b.option.space))
  const contents = contentsOf(entries, definitions)
  const options = entries.map(({section, option}, index) => {
    const data = contents[index]!
    if (!isOptionDataError(data)) return {...option, data}
    section.error('data', data.text)
    return option
  })
  return entries.some(isGuardedPart) ? guarded(entries, options, definitions) : options
}

function contentsOf(entries: readonly Entry[], definitions: OptionDefinitions4) {
  const parts = entries.map(({option, definition}) => ({...option, definition}))
  return encapsulateOptions(parts, definitions)
}

/** A sub-option for members of some classes only. Those of vendors are put into option 125 for each client anyway. */
function isGuardedPart({option: {space, clientClasses}}: Entry): boolean {
  return clientClasses.length > 0 && isSubOptionSpace4(space)
}

/** What each is made of stays with it, to be made again for members of those classes. */
function guarded(
  entries: readonly Entry[],
  options: readonly ConfiguredOption4[],
  definitions: OptionDefinitions4,
): readonly ConfiguredOption4[] {
  const common = entries.filter(entry => !isGuardedPart(entry))
  const contents = new Map(contentsOf(common, definitions).map((data, index) => [common[index], data]))
  return entries.map((entry, index) => {
    const {definition, option} = entry
    const data = contents.get(entry)
    const own = {data: option.data, definition}
    return data instanceof Uint8Array ? {...options[index]!, data, own} : {...option, own}
  })
}

/** By name, those of vendors last and by number, as Kea keeps them. */
export function compareSpaces(one: string, other: string): number {
  const [a, b] = [vendorSpaceOf4(one), vendorSpaceOf4(other)]
  if (a !== undefined || b !== undefined) return (a ?? -1) - (b ?? -1)
  return compareTexts(one, other)
}

function readEntry(section: Section, definitions: OptionDefinitions4): Entry | undefined {
  const space = section.has('space') ? readSpaceName(section, 'space') : 'dhcp4'
  const neverSend = section.boolean('never-send') ?? false
  const alwaysSend = section.boolean('always-send') ?? false
  const clientClasses = section.strings('client-classes').map(({value}) => value)
  const userContext = section.userContext()
  const csv = section.boolean('csv-format')
  const text = section.string('data')
  if (space === undefined) return identified(section)
  const which = identify(section, space, csv, definitions)
  if (which === undefined) return undefined
  const data = neverSend && text === undefined ? new Uint8Array(0) : encode(section, which, csv, text ?? '')
  if (data === undefined) return undefined
  const {code, definition} = which
  const name = nameOf(definitions.outer, space, definition)
  const option = {code, space, data, alwaysSend, neverSend, clientClasses, userContext, name}
  return {section, option, definition}
}

/** What an option can be found by once it was printed: what a class calls it is known in the class only. */
function nameOf(outer: OptionDefinitions4, space: string, definition: OptionDefinition | undefined) {
  if (definition === undefined) return undefined
  return outer.find(space, definition.name)?.code === definition.code ? definition.name : undefined
}

/** Marks the keywords of an option as known that is refused before they are looked at. */
function identified(section: Section): undefined {
  section.node('code')
  section.node('name')
  return undefined
}

interface Which {
  readonly code: number
  readonly definition: OptionDefinition | undefined
}

/** By `code`, by `name`, or by both when they agree. */
function identify(
  section: Section,
  space: string,
  csv: boolean | undefined,
  definitions: OptionDefinitions4,
): Which | undefined {
  const name = section.string('name')
  const code = section.integer('code', space === 'dhcp4' ? 1 : 0, space === 'dhcp4' ? 254 : 255)
  if (!section.has('code') && !section.has('name')) {
    section.issues.error(section.at, section.path, 'expected a "code" or a "name" of an option')
    return undefined
  }
  const define = (key: number | string) => definitions.find(space, key)
  const named = name === undefined ? undefined : define(name)
  // Its standard name stands for option 43 even where the site gives it another.
  if (code !== undefined) return byCode(section, code, name, named?.code === code ? named : define(code), csv)
  if (section.has('code') || name === undefined) return undefined
  if (named !== undefined) return {code: named.code, definition: named}
  const near = nearest(name, definitions.names(space))
  const hint = near === undefined ? '' : `, did you mean "${near}"?`
  return section.error('name', `there is no option ${JSON.stringify(name)} in the space "${space}"${hint}`)
}

function byCode(
  section: Section,
  code: number,
  name: string | undefined,
  definition: OptionDefinition | undefined,
  csv: boolean | undefined,
): Which | undefined {
  if (name !== undefined && definition !== undefined && name !== definition.name) {
    return section.error('name', `option ${code} is "${definition.name}", not ${JSON.stringify(name)}`)
  }
  if (definition === undefined && csv !== false) {
    return section.error('code', `option ${code} has no definition: expected its bytes with "csv-format": false`)
  }
  return {code, definition}
}

function encode(section: Section, {definition}: Which, csv: boolean | undefined, text: string): Uint8Array | undefined {
  const data =
    definition !== undefined && csv !== false ? encodeOptionCsv(definition, text) : encodeOptionBinary(definition, text)
  return isOptionDataError(data) ? section.error('data', data.text) : data
}

/** Reads `option-data` of a reservation, in the form that databases keep too. */
export function readHostOptions4(parent: Section, definitions: OptionDefinitions4): readonly HostOption4[] {
  return readOptions4(parent, definitions).map(({code, space, data, own, userContext, ...rest}) => ({
    code,
    space,
    data: {bytes: toHex(own?.data ?? data)},
    ...rest,
    userContext: userContext && jsonText(userContext as JsonMap),
  }))
}
