import type {TestContext} from 'node:test'
import type {Target} from '../../src/db/session.ts'
import type {DatabaseRecovery} from '../../src/model/config4.ts'
import {migratedDatabase, type TestDatabase} from './databases.ts'
import {LeaseLoad4} from './lease-load4.ts'
import {accessTo} from './leases.ts'
import {leaseDatabase, loopbackConfig4} from './loopback4.ts'
import {TcpProxy} from './tcp-proxy.ts'
import {WatchedServer4} from './watched-server4.ts'

const gentle = {workers: 6, pause: 20, timeout: 1000} as const

/** One row of the matrix. */
export interface LossCase {
  readonly backend: 'pgsql' | 'mysql'
  readonly onFail: DatabaseRecovery['onFail']
  /** Take the database that all such cases of this process share: making one takes longer than many a test. */
  readonly shared?: boolean
}

const sharedDatabases = new Map<string, Promise<TestDatabase>>()

function sharedDatabase(backend: 'pgsql' | 'mysql'): Promise<TestDatabase> {
  const known = sharedDatabases.get(backend) ?? migratedDatabase(backend, undefined, 'loss')
  sharedDatabases.set(backend, known)
  return known
}

/** Clients of one load are not those of another. */
let loadsStarted = 0

export interface LossLab {
  readonly target: Target
  readonly proxy: TcpProxy
  /** A configuration with these words more about its database, and other changes. */
  readonly dhcp4: (more: object, changes?: object) => object
  /** Starts a server with these words more about its database and changes of its configuration. It ends with the test at the latest, as its load does. */
  readonly start: (more: object, changes?: object) => Promise<WatchedServer4>
  readonly load: (server: Pick<WatchedServer4, 'port' | 'replyPort'>) => Promise<LeaseLoad4>
}

/** A database behind a proxy. An answer and a connection may take three seconds: less is nothing to a busy machine. */
export async function lossLab(context: TestContext, {backend, onFail, shared}: LossCase): Promise<LossLab> {
  const {target} = await (shared ? sharedDatabase(backend) : migratedDatabase(backend, undefined, 'loss'))
  const proxy = await TcpProxy.open(target.host, target.port)
  const database = leaseDatabase({...accessTo(target), host: '127.0.0.1', port: proxy.port})
  const limits = {'connect-timeout': 3, [backend === 'mysql' ? 'read-timeout' : 'tcp-user-timeout']: 3}
  const servers: WatchedServer4[] = []
  const loads: LeaseLoad4[] = []
  context.after(async () => {
    for (const load of loads) await load.stop()
    for (const {child, ended} of servers) {
      child.kill('SIGKILL')
      await ended
    }
    await proxy.close()
  })
  const dhcp4 = (more: object, changes: object = {}) => {
    const access = {...database, ...limits, 'on-fail': onFail, ...more}
    return loopbackConfig4(accessTo(target), {'lease-database': access, ...changes})
  }
  const start = async (more: object, changes: object = {}) => {
    const server = await WatchedServer4.start(dhcp4(more, changes))
    servers.push(server)
    return server
  }
  const load = async (server: Pick<WatchedServer4, 'port' | 'replyPort'>) => {
    const started = await LeaseLoad4.start(server, {...gentle, first: ++loadsStarted * 100_000})
    loads.push(started)
    return started
  }
  return {target, proxy, dhcp4, start, load}
}
