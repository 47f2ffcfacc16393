import {classesIn} from '../../../model/expression-classes.ts'
import {classUses4} from '../classes4.ts'
import {ownerClasses, placedHa4} from '../ha4.ts'
import type {LintRule4} from '../rule.ts'

/** Classes of high availability that no client is ever in. */
export const haNames: LintRule4 = {
  name: 'ha-names',
  severity: 'error',
  check(subject, tell) {
    const ha = placedHa4(subject)
    if (ha === undefined) return
    const known = ownerClasses(ha.relationship)
    const defined = new Set(subject.classes.map(({definition}) => definition.name))
    const isNobodys = (name: string) => name.startsWith('HA_') && !known.includes(name) && !defined.has(name)
    const remedy = `in ${ha.relationship.mode} every client is in ${known.join(' or ')}`
    for (const {name, where, key} of classUses4(subject)) {
      if (isNobodys(name)) tell(where, key, `no client is ever in the class "${name}"`, remedy)
    }
    for (const placed of subject.classes) {
      const {match} = placed.definition
      const asked = match === undefined ? [] : [...classesIn(match.kind === 'test' ? match.condition : match.value)]
      const name = asked.find(isNobodys)
      const key = match?.kind === 'test' ? 'test' : 'template-test'
      if (name !== undefined) tell(placed, key, `no client is ever in the class "${name}"`, remedy)
    }
  },
}
