import type {FlexOption4} from '../../model/hooks4.ts'
import type {Section} from '../section.ts'
import {readFlexAction, readFlexSpace, readFlexWhich, readGuard} from './flex-entry.ts'
import {readFlexSubOptions} from './flex-sub-options.ts'
import type {HookContext, HookReader} from './hook-reader.ts'

const SPACE = 'dhcp4'

/** libdhcp_flex_option.so. */
export const readFlexOption: HookReader = (parameters, entry, context) => {
  if (parameters === undefined) {
    entry.error('parameters', '"options" is missing')
    return {}
  }
  parameters.required('options')
  const taken = new Set<string>()
  const flexOption = parameters.maps('options').flatMap(section => {
    const changes = readEntry(section, context, taken)
    section.finish()
    return changes
  })
  return {flexOption}
}

/** One change of the option, or those of its sub-options. */
function readEntry(section: Section, context: HookContext, taken: Set<string>): readonly FlexOption4[] {
  const space = section.has('space') ? readFlexSpace(section) : SPACE
  section.string('comment')
  const which = readFlexWhich(section, space, 'option', context)
  const clientClasses = readGuard(section)
  if (section.has('sub-options')) {
    const container = which && (which.definition ?? context.definitions.find(SPACE, which.code))
    const changes = readFlexSubOptions(section, which?.code, container, context, taken)
    return changes.map(change => ({...change, clientClasses: [...clientClasses, ...change.clientClasses]}))
  }
  const action = readFlexAction(section, context)
  if (which === undefined || action === undefined) return []
  return [{code: which.code, sub: undefined, action, csv: which.csv, clientClasses}]
}
