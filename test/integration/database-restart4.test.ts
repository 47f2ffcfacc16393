import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import {openSession} from '../../src/db/open-session.ts'
import type {Target} from '../../src/db/session.ts'
import {assertKept, LeaseLoad4} from '../support/lease-load4.ts'
import {accessTo} from '../support/leases.ts'
import {leaseDatabase, loopbackConfig4} from '../support/loopback4.ts'
import {startMariadb, startPostgres, type TestServer} from '../support/servers.ts'
import {WatchedServer4} from '../support/watched-server4.ts'

const reactions = ['stop-retry-exit', 'serve-retry-exit', 'serve-retry-continue'] as const

/** Long enough for a server that recovers from a crash on a busy machine. */
const patient = {'max-reconnect-tries': 600, 'reconnect-wait-time': 100}

const load = {workers: 4, pause: 20, timeout: 1500} as const

describe('database servers that stop and start', {concurrency: 2}, () => {
  for (const backend of ['pgsql', 'mysql'] as const)
    describe(backend, {concurrency: 1}, () => {
      let databaseServer: TestServer
      const servers: WatchedServer4[] = []
      const loads: LeaseLoad4[] = []

      before(async () => {
        databaseServer = await (backend === 'pgsql' ? startPostgres() : startMariadb())
      })

      after(async () => {
        for (const each of loads) await each.stop()
        for (const {child, ended} of servers) {
          child.kill('SIGKILL')
          await ended
        }
        await databaseServer.stop()
      })

      async function makeDatabase(name: string): Promise<Target> {
        const {port} = databaseServer
        const database = backend === 'pgsql' ? 'postgres' : 'mysql'
        const place = {backend, host: '127.0.0.1', port, user: 'root', password: '', database, connectTimeout: 10_000}
        const session = await openSession(place)
        await session.query(`CREATE DATABASE ${name}`)
        await session.close()
        return {...place, database: name}
      }

      async function serve(target: Target, more: object, first: number, workers: number = load.workers) {
        const database = {...leaseDatabase(accessTo(target)), ...more}
        const server = await WatchedServer4.start(loopbackConfig4(accessTo(target), {'lease-database': database}))
        servers.push(server)
        await server.until(/t/)
        const clients = await LeaseLoad4.start(server, {...load, workers, first})
        loads.push(clients)
        await clients.served()
        return {target, server, clients}
      }

      test('every reaction survives a restart with every lease; a last stop ends those that shall end', {
        timeout: 300_000,
      }, async () => {
        const running = await Promise.all(
          reactions.map(async (onFail, index) => {
            const target = await makeDatabase(`leases_${index}`)
            return {onFail, ...(await serve(target, {...patient, 'on-fail': onFail}, 1))}
          }),
        )
        await databaseServer.halt('orderly')
        await Promise.all(running.map(({server}) => server.until(/AS/)))
        for (const {clients} of running) assert.equal(await clients.ask(), undefined)
        await databaseServer.resume()
        for (const {onFail, server, clients} of running) {
          await server.until(onFail === 'stop-retry-exit' ? /Ru/ : /R/)
          await clients.served()
        }
        for (const {target, clients} of running) await assertKept(target, await clients.stop())
        // The same servers with few attempts left would take a minute: new ones end sooner.
        for (const {server} of running) assert.equal((await server.stop()).code, 0)
        const few = {'max-reconnect-tries': 3, 'reconnect-wait-time': 50}
        const last = await Promise.all(
          running.map(async ({onFail, target}) => ({
            onFail,
            ...(await serve(target, {...few, 'on-fail': onFail}, 50_000)),
          })),
        )
        await databaseServer.halt('orderly')
        for (const {onFail, server, clients} of last) {
          await server.until(/EbL?|EL/)
          await server.until(/XG/)
          if (onFail === 'serve-retry-continue') {
            assert.equal(await clients.ask(), undefined)
            assert.equal((await server.stop()).code, 0)
          } else assert.equal((await server.ended).code, 1)
          assert.match(server.story, /Eb?(LOAS){2}LOAXGz$/)
          await clients.stop()
        }
        await databaseServer.resume()
        for (const {target, clients} of last) await assertKept(target, clients.acked)
      })

      test('two servers on one database that crashes under load: no address twice, no lease missing', {
        timeout: 300_000,
      }, async () => {
        const target = await makeDatabase('shared')
        const one = await serve(target, patient, 1, 10)
        const other = await serve(target, patient, 1_000_000, 10)
        await Promise.all([one.clients.more(100), other.clients.more(100)])
        await databaseServer.halt('crash')
        await Promise.all([one.server.until(/EbLO/), other.server.until(/EbLO/)])
        await databaseServer.resume()
        await Promise.all([one.server.until(/Ru/), other.server.until(/Ru/)])
        await Promise.all([one.clients.more(100), other.clients.more(100)])
        const acked = [...(await one.clients.stop()), ...(await other.clients.stop())]
        await assertKept(target, acked)
        assert.equal((await one.server.stop()).code, 0)
        assert.equal((await other.server.stop()).code, 0)
      })
    })
})
