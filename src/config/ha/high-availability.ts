import type {HaRelationship} from '../../model/ha.ts'
import type {Environment} from '../environment.ts'
import {nameOf} from '../node.ts'
import {Section} from '../section.ts'
import {readRelationship} from './relationship.ts'

/**
 * The parameters of libdhcp_ha.so: `high-availability`, a list of one relationship. `parameters` is undefined where the entry
 * of the library has none; what must be said of that stands at `entry`. Finishes nothing that it was given.
 */
export function readHighAvailability(
  parameters: Section | undefined,
  entry: Section,
  environment: Environment,
): HaRelationship | undefined {
  if (parameters === undefined) return entry.error('parameters', '"high-availability" is missing')
  parameters.required('high-availability')
  const given = parameters.list('high-availability')
  if (!parameters.has('high-availability')) return undefined
  if (given.length > 1) {
    const found = `found ${given.length}`
    return parameters.error(
      'high-availability',
      `expected one relationship, ${found}: keats does not support several yet`,
    )
  }
  const [item] = given
  if (item === undefined) {
    const isList = parameters.node('high-availability')?.kind === 'list'
    return isList ? parameters.error('high-availability', 'expected one relationship, found none') : undefined
  }
  if (item.node.kind !== 'map') {
    parameters.issues.error(item.node.at, item.path, `expected a map, found ${nameOf(item.node.kind)}`)
    return undefined
  }
  return readRelationship(new Section(item.node, item.path, parameters.issues), environment)
}
