import {nearest} from '../../nearest.ts'
import {assignedClasses4, classUses4, isUnknownClass} from '../classes4.ts'
import type {LintRule4} from '../rule.ts'

/** Nobody passes a guard of a class that does not exist. */
export const classUnknown: LintRule4 = {
  name: 'class-unknown',
  severity: 'warning',
  check(subject, tell) {
    const assigned = assignedClasses4(subject)
    const defined = new Set(subject.classes.map(({definition}) => definition.name))
    const remedies = new Map<string, string>()
    const unknown = new Map<string, boolean>()
    for (const {name, kind, where, key} of classUses4(subject)) {
      if (!unknown.has(name)) unknown.set(name, isUnknownClass(name, subject, assigned))
      if (kind === 'additional' ? defined.has(name) : unknown.get(name) !== true) continue
      // To look for the nearest name is slow, and only few are ever told.
      if (!remedies.has(name)) remedies.set(name, remedies.size < 100 ? remedyOf(name, defined) : DEFINE)
      const message = `there is no class "${name}"${kind === 'guard' ? ', so no client may use this' : ' to evaluate'}`
      tell(where, key, message, remedies.get(name)!)
    }
  },
}

const DEFINE = 'define it in client-classes'

function remedyOf(name: string, defined: ReadonlySet<string>): string {
  const near = nearest(name, [...defined, 'ALL', 'KNOWN', 'UNKNOWN'])
  return near === undefined ? DEFINE : `did you mean "${near}"?`
}
