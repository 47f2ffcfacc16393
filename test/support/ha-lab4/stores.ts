import {connect, createServer} from 'node:net'
import {join} from 'node:path'
import type {Target} from '../../../src/db/session.ts'
import {migratedDatabase, scratchDirectory} from '../databases.ts'
import {keaInitialised as keaInitialisedMysql} from '../kea-mysql.ts'
import {keaInitialised as keaInitialisedPgsql} from '../kea-pgsql.ts'
import type {Lab, Netns} from '../netns.ts'

export type StoreKind = 'embedded' | 'PostgreSQL' | 'MariaDB'

/** Where a namespace finds its database, on its own loopback address. */
const PORT = 4000

let doors = 0

/**
 * `lease-database` of a server in a namespace. Each server has a database of its own, made by the program that it is; the
 * embedded store is in `directory`.
 */
export async function leaseStore(
  kind: StoreKind,
  maker: 'kea' | 'keats',
  {lab, namespace, directory}: {readonly lab: Lab; readonly namespace: Netns; readonly directory: string},
): Promise<object> {
  if (kind === 'embedded') return {type: 'memfile', persist: true, name: join(directory, 'leases4.csv')}
  const backend = kind === 'PostgreSQL' ? 'pgsql' : 'mysql'
  const ofKea = kind === 'PostgreSQL' ? keaInitialisedPgsql : keaInitialisedMysql
  const {target} = await (maker === 'kea' ? ofKea() : migratedDatabase(backend, undefined, 'ha'))
  await openDoor(lab, namespace, target)
  const {user, password, database} = target
  const type = kind === 'PostgreSQL' ? 'postgresql' : 'mysql'
  return {type, host: '127.0.0.1', port: PORT, user, password, name: database}
}

/** Brings a database server of this machine into a namespace: a unix socket is the same file in all of them. */
async function openDoor(lab: Lab, namespace: Netns, {host, port}: Target): Promise<void> {
  const path = join(scratchDirectory(), `database-${++doors}`)
  const server = createServer(inside => {
    const outside = connect({host, port, noDelay: true})
    for (const socket of [inside, outside]) socket.on('error', () => {})
    inside.once('close', () => outside.destroy())
    outside.once('close', () => inside.destroy())
    inside.pipe(outside).pipe(inside)
  })
  // Only what is under way keeps the tests running.
  server.unref()
  await new Promise<void>(resolve => server.listen(path, resolve))
  const listen = `TCP-LISTEN:${PORT},bind=127.0.0.1,reuseaddr,fork,nodelay,backlog=64`
  lab.keep(namespace.start(['socat', listen, `UNIX-CONNECT:${path}`]))
}
