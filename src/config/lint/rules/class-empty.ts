import type {Condition} from '../../../model/expression.ts'
import {isBuiltInClass} from '../../expression/builtin-classes.ts'
import {assignedClasses4, isUnknownClass} from '../classes4.ts'
import type {LintRule4} from '../rule.ts'

/** A class that no client can ever be in. */
export const classEmpty: LintRule4 = {
  name: 'class-empty',
  severity: 'warning',
  check(subject, tell) {
    const assigned = assignedClasses4(subject)
    for (const placed of subject.classes) {
      const {name, match} = placed.definition
      if (assigned.has(name) || subject.config.hostsDatabases.length > 0) continue
      if (match === undefined && !isBuiltInClass(name)) {
        const message = `the class "${name}" has no test, and no reservation puts a client in it`
        tell(placed, 'name', message, 'give it a test, or name it in client-classes of reservations')
      }
      const never = match?.kind === 'test' && isNever(match.condition, one => isUnknownClass(one, subject, assigned))
      if (never) tell(placed, 'test', `no packet can pass the test of the class "${name}"`, 'look at its constants')
    }
  },
}

/** Whether it is false whatever a packet holds, as far as constants tell. */
function isNever(condition: Condition, isUnknown: (name: string) => boolean): boolean {
  switch (condition.kind) {
    case 'equal': {
      const {left, right} = condition
      if (left.kind !== 'literal' || right.kind !== 'literal') return false
      return Buffer.compare(left.bytes, right.bytes) !== 0
    }
    case 'and':
      return condition.of.some(part => isNever(part, isUnknown))
    case 'or':
      return condition.of.every(part => isNever(part, isUnknown))
    case 'not':
      return condition.of.kind === 'member' && condition.of.className === 'ALL'
    case 'member':
      return isUnknown(condition.className)
    default:
      return false
  }
}
