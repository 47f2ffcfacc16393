import type {FlexOption4} from '../../model/hooks4.ts'
import type {OptionDefinition} from '../../wire/option-definition.ts'
import {vendorSpaceOf4} from '../../wire/option-spaces4.ts'
import type {Section} from '../section.ts'
import {flexActions, readFlexAction, readFlexSpace, readFlexWhich, readGuard} from './flex-entry.ts'
import type {HookContext} from './hook-reader.ts'

const VENDOR_OPTIONS = 125

/**
 * `sub-options` of one entry. `code` and `container` are of the option that holds them; `taken` are the sub-options that
 * entries before this one have named.
 */
export function readFlexSubOptions(
  entry: Section,
  code: number | undefined,
  container: OptionDefinition | undefined,
  context: HookContext,
  taken: Set<string>,
): readonly FlexOption4[] {
  for (const key of flexActions) {
    if (!entry.has(key)) continue
    entry.string(key)
    entry.error(key, 'expected either an action or sub-options in one entry, found both')
  }
  return entry.maps('sub-options').flatMap(section => {
    const change = readSubOption(section, code, container, context)
    section.finish()
    if (change === undefined) return []
    const key = `${change.code}.${change.sub?.code}`
    if (taken.has(key))
      section.error('code', `sub-option ${change.sub?.code} of option ${change.code} is there already`)
    taken.add(key)
    return [change]
  })
}

function readSubOption(
  section: Section,
  code: number | undefined,
  container: OptionDefinition | undefined,
  context: HookContext,
): FlexOption4 | undefined {
  const space = section.has('space') ? readFlexSpace(section) : vendorless(container?.encapsulates)
  if (space === undefined && !section.has('space') && code !== undefined) {
    section.issues.error(section.at, section.path, `option ${code} encapsulates no space: expected a "space"`)
  }
  section.string('comment')
  const which = readFlexWhich(section, space, 'sub-option', context)
  const clientClasses = readGuard(section)
  const containerAdd = section.boolean('container-add') ?? true
  const containerRemove = section.boolean('container-remove') ?? true
  const action = readFlexAction(section, context)
  if (code === undefined || space === undefined || which === undefined || action === undefined) return undefined
  const enterprise = code === VENDOR_OPTIONS ? vendorSpaceOf4(space) : undefined
  const sub = {code: which.code, enterprise, containerAdd, containerRemove}
  return {code, sub, action, csv: which.csv, clientClasses}
}

/** Which space is in a vendor option is said by its enterprise number alone. */
function vendorless(space: string | undefined): string | undefined {
  return space === 'vendor-encapsulated' ? undefined : space
}
