import assert from 'node:assert/strict'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {openSession} from '../../src/db/open-session.ts'
import type {Target} from '../../src/db/session.ts'
import {printed} from '../support/keats.ts'
import {accessTo} from '../support/leases.ts'
import {leaseDatabase, loopbackConfig4, openClients4, startLoopback4} from '../support/loopback4.ts'
import {startMariadb, startPostgres, type TestServer} from '../support/servers.ts'

const backends = {pgsql: startPostgres, mysql: startMariadb} as const

/** A database server of this test's own, so that it may go away. */
async function ownDatabase(backend: 'pgsql' | 'mysql'): Promise<{server: TestServer; target: Target}> {
  const server = await backends[backend]()
  const target: Target = {
    backend,
    host: '127.0.0.1',
    port: server.port,
    user: 'root',
    password: '',
    database: backend === 'pgsql' ? 'postgres' : 'mysql',
    connectTimeout: 5000,
  }
  const session = await openSession(target)
  await session.query('CREATE DATABASE leases')
  await session.close()
  return {server, target: {...target, database: 'leases'}}
}

for (const backend of ['pgsql', 'mysql'] as const) {
  const database = (target: Target, more: object) =>
    loopbackConfig4(accessTo(target), {'lease-database': {...leaseDatabase(accessTo(target)), ...more}})

  test(`${backend}: connections that are cut come back, and service with them`, {timeout: 90_000}, async () => {
    const {server: databaseServer, target} = await ownDatabase(backend)
    const dhcp4 = database(target, {'max-reconnect-tries': 50, 'reconnect-wait-time': 200})
    const server = await startLoopback4(dhcp4)
    const clients = await openClients4(server, 3000)
    const before = await clients.lease(1)
    assert.notEqual(before, undefined)
    const lost = printed(server.child, 'DHCP4_DB_RECONNECT_LOST_CONNECTION')
    const back = printed(server.child, 'DHCP4_SERVICE_RESUMED')
    await cutConnections(backend, target)
    const unanswered = clients.lease(2)
    await Promise.all([lost, back])
    assert.deepEqual(await clients.renew(before!), before)
    assert.notEqual(await clients.lease(3), undefined)
    await unanswered
    await clients.close()
    server.child.kill('SIGTERM')
    assert.equal((await server.ended).code, 0)
    await databaseServer.stop()
  })

  test(`${backend}: a database that stays away ends the server with 1 after the attempts that it may make`, {
    timeout: 90_000,
  }, async () => {
    const {server: databaseServer, target} = await ownDatabase(backend)
    const server = await startLoopback4(database(target, {'max-reconnect-tries': 3, 'reconnect-wait-time': 100}))
    const clients = await openClients4(server, 500)
    assert.notEqual(await clients.lease(1), undefined)
    await databaseServer.stop()
    const unanswered = clients.lease(2)
    const {code, stdout} = await server.ended
    assert.equal(code, 1)
    assert.equal(stdout.match(/RECONNECT_ATTEMPT_FAILED/g)?.length, 3, stdout)
    assert.equal(stdout.match(/ATTEMPT_SCHEDULE/g)?.length, 2, stdout)
    assert.match(stdout, /DHCP4_DB_RECONNECT_FAILED/)
    await unanswered
    await clients.close()
  })

  test(`${backend}: without reconnecting a lost database ends the server at once`, {timeout: 90_000}, async () => {
    const {server: databaseServer, target} = await ownDatabase(backend)
    const server = await startLoopback4(database(target, {}))
    await databaseServer.stop()
    const clients = await openClients4(server, 500)
    const unanswered = clients.lease(1)
    const {code, stdout} = await server.ended
    assert.equal(code, 1)
    assert.match(stdout, /DHCP4_DB_RECONNECT_DISABLED/)
    await unanswered
    await clients.close()
  })

  test(`${backend}: serve-retry-continue goes on without the database; retry-on-startup starts without it`, {
    timeout: 90_000,
  }, async () => {
    const {server: databaseServer, target} = await ownDatabase(backend)
    await databaseServer.stop()
    const more = {'max-reconnect-tries': 2, 'reconnect-wait-time': 100}
    const server = await startLoopback4(
      database(target, {...more, 'on-fail': 'serve-retry-continue', 'retry-on-startup': true}),
    )
    await delay(600)
    assert.equal(server.child.exitCode, null)
    server.child.kill('SIGTERM')
    const {code, stdout} = await server.ended
    assert.equal(code, 0)
    assert.match(stdout, /DHCP4_DB_RECONNECT_FAILED/)
  })
}

async function cutConnections(backend: 'pgsql' | 'mysql', target: Target): Promise<void> {
  const session = await openSession({...target, database: backend === 'pgsql' ? 'postgres' : 'mysql'})
  if (backend === 'pgsql') {
    await session.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'leases'")
  } else {
    const rows = await session.query("SELECT id FROM information_schema.processlist WHERE db = 'leases'")
    // One that the server closed itself meanwhile cannot be killed, which is as good.
    for (const row of rows) await session.query(`KILL ${row['id'] ?? row['ID']}`).catch(() => {})
  }
  await session.close()
}
