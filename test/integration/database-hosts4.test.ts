import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {networkInterfaces} from 'node:os'
import {join} from 'node:path'
import {after, before, describe, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {openSession} from '../../src/db/open-session.ts'
import {DbError, type Target} from '../../src/db/session.ts'
import {keats, printed} from '../support/keats.ts'
import {accessTo} from '../support/leases.ts'
import {leaseDatabase, loopbackConfig4, openClients4, startLoopback4} from '../support/loopback4.ts'
import {freePort, startMariadb, startPostgres, type TestServer} from '../support/servers.ts'
import {rootTarget, runOn, type ServerBackend} from '../support/tls-servers.ts'

const PASSWORD = 'Pa55-geheim'

const backends = {pgsql: startPostgres, mysql: startMariadb} as const

async function rows(target: Target, sql: string): Promise<readonly unknown[]> {
  const session = await openSession(target)
  try {
    return (await session.query(sql)).map(row => Object.values(row)[0])
  } finally {
    await session.close()
  }
}

/** From now on the server takes no writes, also of the connections that there are; or takes them again. */
async function setReadOnly(backend: ServerBackend, server: TestServer, on: boolean): Promise<void> {
  const root = rootTarget(backend, server)
  if (backend === 'mysql') return runOn(root, `SET GLOBAL read_only = ${on}`)
  await runOn(root, `ALTER SYSTEM SET default_transaction_read_only = ${on}`, 'SELECT pg_reload_conf()')
  // It reads its files in its own time; when a new connection has it, the others have been told.
  const wanted = on ? 'on' : 'off'
  while ((await rows(root, 'SHOW default_transaction_read_only'))[0] !== wanted) await delay(20)
}

for (const backend of ['pgsql', 'mysql'] as const) {
  describe(`several hosts of ${backend}`, () => {
    let first: TestServer
    let second: TestServer
    let both: Target

    before(async () => {
      first = await backends[backend]()
      second = await backends[backend]()
      const root = rootTarget(backend, first)
      both = {
        ...root,
        host: `127.0.0.1:${first.port},127.0.0.1:${second.port}`,
        port: 0,
        user: 'kea',
        password: PASSWORD,
        database: 'leases',
      }
      // No administrator: those may write to a MariaDB that is read only.
      const statements =
        backend === 'pgsql'
          ? [`CREATE ROLE kea LOGIN PASSWORD '${PASSWORD}'`, 'CREATE DATABASE leases OWNER kea']
          : [`CREATE USER kea@'127.0.0.1' IDENTIFIED BY '${PASSWORD}'`, 'CREATE DATABASE leases']
      for (const server of [first, second]) {
        await runOn(rootTarget(backend, server), ...statements)
        if (backend === 'mysql') await runOn(rootTarget(backend, server), "GRANT ALL ON leases.* TO kea@'127.0.0.1'")
      }
    })

    after(async () => {
      await first.stop()
      await second.stop()
    })

    const portOf = async (target: Target) => {
      const session = await openSession(target)
      await session.close()
      return session.target.port
    }

    test('the first that is there is used; where none is, the error tells of each', async () => {
      const closed = await freePort()
      assert.equal(await portOf({...both, host: `127.0.0.1:${closed},127.0.0.1:${second.port}`}), second.port)
      assert.equal(await portOf({...both, host: `127.0.0.1:${second.port},127.0.0.1:${first.port}`}), second.port)
      assert.equal(await portOf({...both, host: '127.0.0.1', port: second.port}), second.port)
      await assert.rejects(openSession({...both, host: `127.0.0.1:${closed},127.0.0.1:1`}), error => {
        assert.ok(error instanceof DbError && error.kind === 'unreachable')
        assert.match(error.message, new RegExp(`none of the 2 hosts will do: .*127.0.0.1:${closed}.*127.0.0.1:1\\b`))
        return true
      })
      const refused = {...both, host: `127.0.0.1:${first.port},127.0.0.1:${second.port}`, database: 'nowhere'}
      await assert.rejects(openSession(refused), error => error instanceof DbError && error.kind === 'login')
    })

    test('sockets and IPv6 stand in the list too', async () => {
      const socket = backend === 'pgsql' ? second.socketDirectory : join(second.directory, 'mysqld.sock')
      const root = {...rootTarget(backend, second)}
      const session = await openSession({...root, host: `127.0.0.1:1,${socket}`})
      assert.equal(session.target.host, socket)
      await session.close()
      const six = Object.values(networkInterfaces())
        .flat()
        .some(address => address?.address === '::1')
      const why = six ? 'ECONNREFUSED' : 'E(CONNREFUSED|ADDRNOTAVAIL|AFNOSUPPORT|NETUNREACH)'
      await assert.rejects(openSession({...root, host: '[::1]:1'}), new RegExp(`at \\[::1\\]:1: ${why}`))
      assert.equal(await portOf({...root, host: `[::1]:1,127.0.0.1:${second.port}`}), second.port)
    })

    test('what writes passes over a host that is read only, what reads does not; so do the commands', async () => {
      await setReadOnly(backend, first, true)
      assert.equal(await portOf(both), first.port)
      assert.equal(await portOf({...both, needsWrites: true}), second.port)
      const alone = {...both, host: '127.0.0.1', port: first.port, needsWrites: true}
      await assert.rejects(openSession(alone), error => {
        assert.ok(error instanceof DbError && error.kind === 'unreachable')
        assert.match(error.message, /at 127\.0\.0\.1:\d+ takes no writes: (default_transaction_)?read_only is on/)
        return true
      })
      const env = {KEATS_DB_PASSWORD: PASSWORD, KEATS_DB_HOST: both.host}
      const words = [backend, '-u', 'kea', '-n', 'leases']
      const made = await keats(['db-init', ...words], {env})
      assert.equal(made.code, 0, made.stderr)
      const tables = "SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_name = 'lease4'"
      assert.deepEqual((await rows({...both, needsWrites: true}, tables)).map(Number), [1])
      assert.equal((await keats(['db-version', ...words], {env})).code, 4)
      await setReadOnly(backend, first, false)
      const other = await keats(['db-init', ...words], {env})
      assert.equal(other.code, 0, other.stderr)
      assert.equal((await keats(['db-version', ...words], {env})).code, 0)
    })

    test('a server that turns read only under a running keats is left for the next, and back', async () => {
      const access = accessTo(both)
      const recovery = {'max-reconnect-tries': 50, 'reconnect-wait-time': 100}
      const server = await startLoopback4(
        loopbackConfig4(access, {'lease-database': {...leaseDatabase(access), ...recovery}}),
      )
      const clients = await openClients4(server, 1000)
      const addresses = (port: number) =>
        rows({...both, host: '127.0.0.1', port}, 'SELECT address FROM lease4 ORDER BY address')
      const lease = async (client: number) => {
        // The first attempts tell keats of the loss, and are lost with it.
        for (let tries = 0; tries < 20; tries++) {
          const acked = await clients.lease(client)
          if (acked !== undefined) return acked.address
        }
        return assert.fail('no lease')
      }
      const one = await lease(1)
      assert.deepEqual((await addresses(first.port)).map(Number), [one])

      await setReadOnly(backend, first, true)
      const moved = printed(server.child, 'DHCP4_DB_RECONNECT_SUCCEEDED')
      const two = await lease(2)
      await moved
      assert.deepEqual((await addresses(first.port)).map(Number), [one])
      assert.deepEqual((await addresses(second.port)).map(Number), [two])
      // A connection that is closed is there until its server has noticed.
      const left = async () => (await connections(backend, first)).length
      for (let tries = 0; (await left()) > 0 && tries < 400; tries++) await delay(50)
      assert.equal(await left(), 0, 'a connection to the first server is left')

      await setReadOnly(backend, first, false)
      await setReadOnly(backend, second, true)
      const back = printed(server.child, 'DHCP4_DB_RECONNECT_SUCCEEDED')
      const three = await lease(3)
      await back
      assert.ok((await addresses(first.port)).map(Number).includes(three))
      await setReadOnly(backend, second, false)
      await clients.close()
      server.child.kill('SIGTERM')
      const {code, stdout, stderr} = await server.ended
      assert.equal(code, 0)
      assert.ok(!`${stdout}${stderr}`.includes(PASSWORD))
    })
  })
}

/** keats' own connections to the database leases. */
function connections(backend: ServerBackend, server: TestServer): Promise<readonly unknown[]> {
  return rows(
    rootTarget(backend, server),
    backend === 'pgsql'
      ? "SELECT pid FROM pg_stat_activity WHERE datname = 'leases'"
      : "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'kea'",
  )
}

test('PostgreSQL: the primary dies, its standby is promoted, and every lease is there', {timeout: 300_000}, async t => {
  const primary = await startPostgres()
  t.after(() => primary.stop())
  const root = rootTarget('pgsql', primary)
  await runOn(root, 'CREATE DATABASE leases')
  const standby = await startPostgres([], undefined, primary)
  t.after(() => standby.stop())
  const target = {...root, database: 'leases', host: `127.0.0.1:${standby.port},127.0.0.1:${primary.port}`, port: 0}
  const access = accessTo(target)
  const recovery = {'max-reconnect-tries': 200, 'reconnect-wait-time': 100}
  const server = await startLoopback4(
    loopbackConfig4(access, {'lease-database': {...leaseDatabase(access), ...recovery}}),
  )
  const clients = await openClients4(server)
  const before = await clients.lease(1)
  assert.ok(before !== undefined)
  const here = rootTarget('pgsql', standby)
  const arrived = () => rows({...here, database: 'leases'}, 'SELECT address FROM lease4')
  while ((await arrived()).length === 0) execFileSync('sleep', ['0.1'])

  const lost = printed(server.child, 'DHCP4_DB_RECONNECT_LOST_CONNECTION')
  const back = printed(server.child, 'DHCP4_DB_RECONNECT_SUCCEEDED')
  await primary.stop()
  await lost
  await runOn(here, 'SELECT pg_promote()')
  await back
  assert.deepEqual(await clients.renew(before), before)
  const next = await clients.lease(2)
  assert.ok(next !== undefined && next.address !== before.address)
  assert.equal((await arrived()).length, 2)
  await clients.close()
  server.child.kill('SIGTERM')
  assert.equal((await server.ended).code, 0)
})
