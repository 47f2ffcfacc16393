import {assignedClasses4, classUses4} from '../classes4.ts'
import type {LintRule4} from '../rule.ts'

/** Such a class waits for a list to ask for it. */
export const classUnevaluated: LintRule4 = {
  name: 'class-unevaluated',
  severity: 'warning',
  check(subject, tell) {
    const asked = new Set(classUses4(subject).flatMap(({name, kind}) => (kind === 'additional' ? [name] : [])))
    const assigned = assignedClasses4(subject)
    for (const placed of subject.classes) {
      const {name, additionalOnly} = placed.definition
      if (!additionalOnly || asked.has(name) || assigned.has(name)) continue
      const key = placed.node.entries.has('only-if-required') ? 'only-if-required' : 'only-in-additional-list'
      const message = `no list asks for the class "${name}", so it is never evaluated`
      tell(
        placed,
        key,
        message,
        'name it in require-client-classes (evaluate-additional-classes) of a pool or a subnet',
      )
    }
  },
}
