import type {Condition} from '../../model/expression.ts'
import type {Subject4} from './subject4.ts'

/** Chains of classes are no longer than this; a bound for those that name each other. */
const DEEPEST = 16

/**
 * The class of high availability that everybody in this class is in too: itself, or one that its test asks for, as in
 * `member('phones') and member('HA_server1')`. undefined = members may be any server's clients, as far as can be told.
 */
export function ownersClassOf(name: string, subject: Subject4, depth = 0): string | undefined {
  if (name.startsWith('HA_')) return name
  const match = subject.classes.find(({definition}) => definition.name === name)?.definition.match
  if (match?.kind !== 'test' || depth === DEEPEST) return undefined
  return ownersClassIn(match.condition, subject, depth + 1)
}

function ownersClassIn(condition: Condition, subject: Subject4, depth: number): string | undefined {
  if (condition.kind === 'member') return ownersClassOf(condition.className, subject, depth)
  if (condition.kind !== 'and') return undefined
  for (const part of condition.of) {
    const found = ownersClassIn(part, subject, depth)
    if (found !== undefined) return found
  }
  return undefined
}

/** The servers' classes that these names come down to; undefined where one of them lets in clients of any server. */
export function ownersClasses(names: readonly string[], subject: Subject4): readonly string[] | undefined {
  const found = names.map(name => ownersClassOf(name, subject))
  return names.length > 0 && found.every(name => name !== undefined) ? found : undefined
}
