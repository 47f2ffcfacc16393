import type {Host4, HostOption4} from '../model/host4.ts'
import type {ConfiguredOption4} from '../model/scope4.ts'
import {fromHex} from '../net-types/identifiers.ts'
import {encodeOptionCsv, normaliseOption} from '../wire/option-codec.ts'
import type {OptionDefinition} from '../wire/option-definition.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {encapsulateOptions} from '../wire/option-encapsulation.ts'
import {isSubOptionSpace4} from '../wire/option-spaces4.ts'

/**
 * The options of a reservation, decoded by the definitions of the configuration, with their sub-options inside. A text that
 * does not fit its definition is left out, bytes that do not are sent as they are: rows are not checked when they are written.
 */
export function hostOptions4({options}: Host4, definitions: OptionDefinitions4): readonly ConfiguredOption4[] {
  const entries = options.flatMap(option => {
    const definition = definitions.find(option.space, option.code)
    const data = contentOf(option, definition)
    const {code, space, neverSend} = option
    return data === undefined ? [] : [{option, definition, data, code, space, neverSend}]
  })
  const isGuarded = options.some(({space, clientClasses = []}) => clientClasses.length > 0 && isSubOptionSpace4(space))
  const contents = encapsulateOptions(entries, definitions)
  return entries.map(({option: {code, space, alwaysSend, neverSend, clientClasses = []}, data, definition}, index) => {
    const whole = contents[index]!
    const content = whole instanceof Uint8Array ? whole : data
    const made = {code, space, data: content, alwaysSend, neverSend, clientClasses, userContext: undefined}
    return isGuarded ? {...made, own: {data, definition}} : made
  })
}

function contentOf({data}: HostOption4, definition: OptionDefinition | undefined): Uint8Array | undefined {
  const content = 'text' in data ? textContent(data.text, definition) : fromHex(data.bytes)
  if (content === undefined || definition === undefined || 'text' in data) return content
  const normal = normaliseOption(definition, content)
  return normal instanceof Uint8Array ? normal : content
}

function textContent(text: string, definition: OptionDefinition | undefined): Uint8Array | undefined {
  const encoded = definition && encodeOptionCsv(definition, text)
  return encoded instanceof Uint8Array ? encoded : undefined
}
