import {SPAWN_PREFIX} from '../../model/client-class4.ts'
import {classesIn} from '../../model/expression-classes.ts'
import {isBuiltInClass} from '../expression/builtin-classes.ts'
import type {Placed} from './finding.ts'
import type {Subject4} from './subject4.ts'

/** One place that names a class: as who may use a level, or as what is to be evaluated there. */
export interface ClassUse {
  readonly name: string
  readonly kind: 'guard' | 'additional'
  readonly where: Placed
  readonly key: string
}

export function classUses4({networks, subnets}: Subject4): readonly ClassUse[] {
  const found: ClassUse[] = []
  const add = (kind: ClassUse['kind'], names: readonly string[], where: Placed, keys: readonly string[]) => {
    const key = keys.find(candidate => where.node.entries.has(candidate)) ?? keys[0]!
    const value = where.node.entries.get(key)?.value
    for (const name of names) {
      const index =
        value?.kind === 'list' ? value.items.findIndex(item => item.kind === 'string' && item.value === name) : -1
      found.push({name, kind, where, key: index < 0 ? key : `${key}[${index}]`})
    }
  }
  const guard = (
    where: Placed,
    level: {
      readonly clientClasses: readonly string[]
      readonly requiredClasses: readonly string[]
      readonly additionalClasses: readonly string[]
    },
  ) => {
    add('guard', level.clientClasses, where, ['client-class', 'client-classes'])
    add('additional', level.requiredClasses, where, ['require-client-classes'])
    add('additional', level.additionalClasses, where, ['evaluate-additional-classes'])
  }
  for (const placed of networks) guard(placed, placed.network)
  for (const placed of subnets) {
    guard(placed, placed.subnet)
    for (const pool of placed.pools) guard(pool, pool.pool)
  }
  return found
}

/** Classes that reservations of the configuration put clients in. */
export function assignedClasses4({config}: Subject4): ReadonlySet<string> {
  const found = new Set<string>()
  for (const {clientClasses} of config.reservations) for (const name of clientClasses) found.add(name)
  return found
}

/** Whether nobody has ever heard of it: neither the configuration nor the server. Databases may have more reservations. */
export function isUnknownClass(name: string, {config, classes}: Subject4, assigned: ReadonlySet<string>): boolean {
  if (assigned.has(name) || config.hostsDatabases.length > 0) return false
  if (classes.some(({definition}) => definition.name === name)) return false
  if (!name.startsWith(SPAWN_PREFIX)) return !isBuiltInClass(name)
  return !classes.some(({definition: {name: template, match}}) => {
    return match?.kind === 'template' && name.startsWith(`${SPAWN_PREFIX}${template}_`)
  })
}

/** Classes that the tests of others ask for. */
export function testedClasses4({classes}: Subject4): ReadonlySet<string> {
  const found = new Set<string>()
  for (const {definition} of classes) {
    const {match} = definition
    if (match !== undefined) classesIn(match.kind === 'test' ? match.condition : match.value, found)
  }
  return found
}
