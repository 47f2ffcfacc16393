import type {ClassGuard} from '../model/config4.ts'
import type {Section} from './section.ts'

/**
 * Who may use a pool, subnet or shared network, and what is evaluated for those who do. Each has an older name and one of
 * newer Kea; both at once say nothing that can be relied on. A class need not be defined: reservations may assign any.
 */
export function readGuard4(section: Section): ClassGuard {
  notBoth(section, 'client-class', 'client-classes')
  notBoth(section, 'require-client-classes', 'evaluate-additional-classes')
  const single = section.string('client-class')
  const several = names(section, 'client-classes')
  return {
    clientClasses: single === undefined || single === '' ? several : [single],
    requiredClasses: names(section, 'require-client-classes'),
    additionalClasses: names(section, 'evaluate-additional-classes'),
  }
}

function notBoth(section: Section, older: string, newer: string): void {
  if (section.has(older) && section.has(newer)) section.error(newer, `expected either ${older} or ${newer}, not both`)
}

/** Each once, in the order of the first. */
function names(section: Section, key: string): readonly string[] {
  const found = new Set<string>()
  for (const {value, at, path} of section.strings(key)) {
    if (value === '') section.issues.error(at, path, 'expected the name of a class')
    else found.add(value)
  }
  return [...found]
}
