import type {Host4, HostOption4} from '../model/host4.ts'
import type {ConfiguredOption4} from '../model/scope4.ts'
import {fromHex} from '../net-types/identifiers.ts'
import {encodeOptionCsv, normaliseOption} from '../wire/option-codec.ts'
import type {OptionDefinition} from '../wire/option-definition.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {encapsulateOptions} from '../wire/option-encapsulation.ts'
import {isSubOptionSpace4} from '../wire/option-spaces4.ts'
import {isOptionDataError, type OptionDataError, optionDataError} from '../wire/option-text.ts'

/** An option that no client is sent, and what is wrong with it. */
export interface RefusedOption4 {
  readonly code: number
  readonly space: string
  readonly why: string
}

export interface HostOptions4 {
  readonly options: readonly ConfiguredOption4[]
  readonly refused: readonly RefusedOption4[]
}

/**
 * The options of a reservation, decoded by the definitions of the configuration, with their sub-options inside. Rows are not
 * checked when they are written: content that its definition refuses is left out. (Kea 2.2.0 drops every message of the
 * client then, and tells nobody above debug level 15.)
 */
export function hostOptions4({options}: Host4, definitions: OptionDefinitions4): HostOptions4 {
  const refused: RefusedOption4[] = []
  const refuse = ({code, space}: HostOption4, {text}: OptionDataError): [] => {
    refused.push({code, space, why: text})
    return []
  }
  const entries = options.flatMap(option => {
    const {code, space, neverSend} = option
    const definition = definitions.find(space, code)
    const data = contentOf(option, definition)
    return isOptionDataError(data) ? refuse(option, data) : [{option, definition, data, code, space, neverSend}]
  })
  const isGuarded = options.some(({space, clientClasses = []}) => clientClasses.length > 0 && isSubOptionSpace4(space))
  const contents = encapsulateOptions(entries, definitions)
  const read = entries.flatMap(({option, data, definition}, index) => {
    const content = contents[index]!
    if (isOptionDataError(content)) return refuse(option, content)
    const {code, space, alwaysSend, neverSend, clientClasses = []} = option
    const made = {code, space, data: content, alwaysSend, neverSend, clientClasses, userContext: undefined}
    return [isGuarded ? {...made, own: {data, definition}} : made]
  })
  return {options: read, refused}
}

function contentOf({code, data}: HostOption4, definition: OptionDefinition | undefined): Uint8Array | OptionDataError {
  if ('bytes' in data) {
    const bytes = fromHex(data.bytes)
    return definition === undefined ? bytes : normaliseOption(definition, bytes)
  }
  if (definition === undefined) return optionDataError(`option ${code}: it is text, and nothing defines how to read it`)
  return encodeOptionCsv(definition, data.text)
}
