import type {ServerConfig4} from '../model/config4.ts'
import type {OptionBytes4} from '../wire/message4.ts'
import {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {normaliseDeep} from '../wire/option-encapsulation.ts'
import {isPrivateOption4} from '../wire/option-spaces4.ts'

/**
 * Whether the options of a client that `option-def` defines have content of their definition: Kea drops the whole message
 * otherwise. It does not mind that of private options, which may mean something else for each class (measured on 2.2.0).
 * undefined = there are none to look at.
 */
export function definedOptions4({optionDefinitions}: ServerConfig4): ((options: OptionBytes4) => boolean) | undefined {
  const checked = optionDefinitions.filter(({space, code}) => space === 'dhcp4' && !isPrivateOption4(code))
  if (checked.length === 0) return undefined
  const definitions = new OptionDefinitions4(optionDefinitions)
  return options =>
    checked.every(definition => {
      const content = options.get(definition.code)
      return content === undefined || normaliseDeep(definition, content, definitions) instanceof Uint8Array
    })
}
