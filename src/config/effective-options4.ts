import type {ConfiguredOption4} from '../model/config4.ts'
import type {JsonMap} from '../model/json.ts'
import {standardOption4} from '../wire/options4.ts'
import {filled, mapsIn, nothing, textIn, valueIn} from './given.ts'
import type {MapNode} from './node.ts'

/** `option-data` of one level; `options` are those that were read from it, in the same order. */
export function effectiveOptions4(
  parent: MapNode | undefined,
  options: readonly ConfiguredOption4[],
): readonly JsonMap[] {
  return mapsIn(parent, 'option-data').map((node, index) => effectiveOption(node, options[index]!))
}

/** Text stays as it was given; bytes, and content that is empty, are printed as hexadecimal digits. */
function effectiveOption(node: MapNode, option: ConfiguredOption4): JsonMap {
  const {code, space} = option
  const definition = space === 'dhcp4' ? standardOption4(code) : undefined
  const text = textIn(node, 'data')
  const csv = definition !== undefined && Boolean(text) && valueIn(node, 'csv-format') !== false
  const hex = Buffer.from(option.data).toString('hex').toUpperCase()
  return Object.assign(
    filled(node, {'always-send': false}, {data: nothing, name: nothing}),
    {code, space, 'csv-format': csv},
    definition === undefined ? {} : {name: definition.name},
    // Without data, an option that is never sent need not fit its definition.
    text === undefined && option.neverSend ? {} : {data: csv ? text! : hex},
  )
}
