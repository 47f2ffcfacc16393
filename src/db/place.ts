import {formatDatabasePlace} from '../model/database-hosts.ts'
import type {Target} from './session.ts'

/** For people: the server that a message is about. */
export function placeOf(target: Target): string {
  const [product, port] = target.backend === 'mysql' ? ['MySQL', 3306] : ['PostgreSQL', 5432]
  return `${product} at ${formatDatabasePlace(target.host || 'localhost', target.port || port!)}`
}
