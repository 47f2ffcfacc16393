import type {ConfiguredOption4} from '../model/config4.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {encapsulateOptions} from '../wire/option-encapsulation.ts'
import {admits4} from './classify4.ts'

/**
 * One level as members of `classes` see it: sub-options that are for others are in none of its options. Those of one level
 * go into options of the same level, so that this is known level by level.
 */
export function optionsFor4(
  level: readonly ConfiguredOption4[],
  classes: ReadonlySet<string>,
  definitions: OptionDefinitions4,
): readonly ConfiguredOption4[] {
  if (level.every(({own}) => own === undefined)) return level
  const admitted = level.filter(({clientClasses}) => admits4(clientClasses, classes))
  const parts = admitted.map(({own, data, ...option}) => ({...option, data, definition: undefined, ...own}))
  const contents = encapsulateOptions(parts, definitions)
  return admitted.map((option, index) => {
    const data = contents[index]!
    return data instanceof Uint8Array ? {...option, data} : option
  })
}
