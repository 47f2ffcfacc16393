import type {ConfiguredOption4} from '../model/config4.ts'
import type {Json, JsonMap} from '../model/json.ts'
import {filled, mapsIn, nothing, textIn, valueIn} from './given.ts'
import type {MapNode} from './node.ts'
import {compareSpaces} from './option-data4.ts'
import {compareTexts} from './option-definitions4.ts'

/** `option-data` of one level; `options` are those that were read from it. Kea prints space by space. */
export function effectiveOptions4(
  parent: MapNode | undefined,
  options: readonly ConfiguredOption4[],
): readonly JsonMap[] {
  const spaceOf = (node: MapNode) => textIn(node, 'space') ?? 'dhcp4'
  const nodes = [...mapsIn(parent, 'option-data')].sort((a, b) => compareSpaces(spaceOf(a), spaceOf(b)))
  return nodes.map((node, index) => effectiveOption(node, options[index]!))
}

/** Text stays as it was given; bytes, and content that is empty, are printed as hexadecimal digits. */
function effectiveOption(node: MapNode, {code, space, name, data, own, neverSend}: ConfiguredOption4): JsonMap {
  const text = textIn(node, 'data')
  const csv = Boolean(text) && valueIn(node, 'csv-format') !== false
  // Read again, sub-options that are for everyone must not hide those that are for some.
  const hex = Buffer.from(own?.data ?? data)
    .toString('hex')
    .toUpperCase()
  return Object.assign(
    filled(node, {'always-send': false}, {data: nothing, name: nothing}),
    {code, space, 'csv-format': csv},
    name === undefined ? {} : {name},
    // Without data, an option that is never sent need not fit its definition.
    text === undefined && neverSend ? {} : {data: csv ? text! : hex},
  )
}

const definitionDefaults: JsonMap = {array: false, encapsulate: '', 'record-types': '', space: 'dhcp4'}

/** `option-def` of one level, in the order of the file. */
export function effectiveDefinitions4(parent: MapNode | undefined): readonly JsonMap[] {
  return mapsIn(parent, 'option-def').map(node =>
    filled(node, definitionDefaults, {
      'record-types': types => ({'record-types': recordTypes(types.kind === 'string' ? types.value : '')}),
    }),
  )
}

/** The same of the global level: space by space, by name. */
export function effectiveGlobalDefinitions4(parent: MapNode | undefined): readonly JsonMap[] {
  const space = (definition: JsonMap): string => textOf(definition['space'])
  return [...effectiveDefinitions4(parent)].sort((a, b) => compareTexts(space(a), space(b)))
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function recordTypes(given: string): string {
  const words = given.split(',').map(word => word.trim())
  return words.filter(word => word !== '').join(', ')
}
