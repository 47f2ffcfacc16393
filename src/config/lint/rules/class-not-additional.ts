import {classUses4} from '../classes4.ts'
import type {LintRule4} from '../rule.ts'

/** It is evaluated for every packet already. */
export const classNotAdditional: LintRule4 = {
  name: 'class-not-additional',
  severity: 'hint',
  check(subject, tell) {
    const ordinary = new Set(
      subject.classes.flatMap(({definition: {name, match, additionalOnly}}) => {
        return additionalOnly || match === undefined ? [] : [name]
      }),
    )
    for (const {name, kind, where, key} of classUses4(subject)) {
      if (kind !== 'additional' || !ordinary.has(name)) continue
      const message = `"${name}" is evaluated for every packet, to ask for it here is once more`
      tell(where, key, message, 'set only-if-required in the class, or leave it out here')
    }
  },
}
