import {isIP, type Socket} from 'node:net'
import {formatDatabasePlace} from '../model/database-hosts.ts'
import type {Target} from './session.ts'

/** For people: the server that a message is about. */
export function placeOf(target: Target): string {
  const [product, port] = target.backend === 'mysql' ? ['MySQL', 3306] : ['PostgreSQL', 5432]
  return `${product} at ${formatDatabasePlace(target.host || 'localhost', target.port || port!)}`
}

/** The target with the address that its name led to: a name of several addresses may lead elsewhere the next time. */
export function pinned(target: Target, stream: Pick<Socket, 'remoteAddress'>): Target {
  const {remoteAddress} = stream
  const named = !target.host.startsWith('/') && isIP(target.host) === 0
  return named && remoteAddress !== undefined ? {...target, address: remoteAddress} : target
}
