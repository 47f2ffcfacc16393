import type {ConfiguredOption4} from '../model/config4.ts'
import type {HostOption4} from '../model/host4.ts'
import {toHex} from '../net-types/identifiers.ts'
import {encodeOptionBinary, encodeOptionCsv} from '../wire/option-codec.ts'
import type {OptionDefinition} from '../wire/option-definition.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {isOptionDataError} from '../wire/option-text.ts'
import {nearest} from './nearest.ts'
import type {Section} from './section.ts'

/** Sub-options of option 43, the one parent whose content keats puts together. */
const VENDOR_SPACE = 'vendor-encapsulated-options-space'

/** Reads `option-data` of one level (facts: server.md §2.6); the content is encoded here, once. */
export function readOptions4(parent: Section, definitions: OptionDefinitions4): readonly ConfiguredOption4[] {
  const seen = new Set<string>()
  return parent.maps('option-data', {'client-classes': noClasses}).flatMap(section => {
    const option = readOption(section, definitions)
    section.finish()
    if (option === undefined) return []
    const key = `${option.space}.${option.code}`
    if (seen.has(key))
      section.warn('data', `option ${option.code} of the space "${option.space}" is in this list twice`)
    seen.add(key)
    return [option]
  })
}

const noClasses = {
  text: 'an empty list',
  accepts: (node: {readonly kind: string; readonly items?: readonly unknown[]}) =>
    node.kind === 'list' && node.items?.length === 0,
}

function readOption(section: Section, definitions: OptionDefinitions4): ConfiguredOption4 | undefined {
  const space = readSpace(section)
  const neverSend = section.boolean('never-send') ?? false
  const alwaysSend = section.boolean('always-send') ?? false
  const userContext = section.userContext()
  const csv = section.boolean('csv-format')
  const text = section.string('data')
  if (space === undefined) return identified(section)
  const which = identify(section, space, csv, definitions)
  if (which === undefined) return undefined
  const data = neverSend && text === undefined ? new Uint8Array(0) : encode(section, which, csv, text ?? '')
  if (data === undefined) return undefined
  if (space === VENDOR_SPACE && data.length > 255) {
    return section.error('data', `a sub-option holds at most 255 bytes, found ${data.length}`)
  }
  return {code: which.code, space, data, alwaysSend, neverSend, clientClasses: [], userContext}
}

function readSpace(section: Section): string | undefined {
  const space = section.string('space') ?? 'dhcp4'
  if (space === 'dhcp4' || space === VENDOR_SPACE) return space
  if (space === 'dhcp6') return section.error('space', 'expected a space of DHCPv4 options, "dhcp6" is not one')
  return section.error('space', `sub-options of the space ${JSON.stringify(space)} are not supported by keats yet`)
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
  if (code !== undefined) return byCode(section, code, name, define(code), csv)
  if (section.has('code') || name === undefined) return undefined
  const definition = define(name)
  if (definition !== undefined) return {code: definition.code, definition}
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
  return readOptions4(parent, definitions).map(({code, space, data, alwaysSend, neverSend, userContext}) => ({
    code,
    space,
    data: {bytes: toHex(data)},
    alwaysSend,
    neverSend,
    userContext: userContext && JSON.stringify(userContext),
  }))
}
