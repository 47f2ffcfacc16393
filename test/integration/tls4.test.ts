import assert from 'node:assert/strict'
import {join} from 'node:path'
import {test} from 'node:test'
import {openSession} from '../../src/db/open-session.ts'
import type {Target} from '../../src/db/session.ts'
import {issueClient, issueExpired, issueServer, makeAuthority} from '../support/certificates.ts'
import {printed} from '../support/keats.ts'
import {accessTo} from '../support/leases.ts'
import {leaseDatabase, loopbackConfig4, openClients4, startLoopback4} from '../support/loopback4.ts'
import {openDirectory, rootTarget, runOn, showCertificate, startTlsServer} from '../support/tls-servers.ts'

const PASSWORD = 'Pa55-geheim'

/** How many connections to the database leases there are, and how many of them are not encrypted. */
async function connections(target: Target): Promise<{all: number; clear: number}> {
  const session = await openSession(target)
  try {
    const [row] = await session.query(
      target.backend === 'pgsql'
        ? `SELECT count(*) AS total, count(*) FILTER (WHERE NOT ssl) AS clear FROM pg_stat_ssl
           JOIN pg_stat_activity USING (pid) WHERE datname = 'leases'`
        : // An account that must use TLS has no connection in clear.
          "SELECT COUNT(*) AS total, 0 AS clear FROM information_schema.PROCESSLIST WHERE USER = 'kea'",
    )
    return {all: Number(row?.['total']), clear: Number(row?.['clear'])}
  } finally {
    await session.close()
  }
}

for (const backend of ['pgsql', 'mysql'] as const) {
  test(`${backend}: a lease over TLS; a certificate that has expired since ends the reconnecting at once`, {
    timeout: 300_000,
  }, async t => {
    const authority = makeAuthority(openDirectory(`tls4-${backend}`))
    const certificate = issueServer(authority, 'server', {names: ['IP:127.0.0.1']})
    const client = issueClient(authority, 'kea')
    const database = await startTlsServer(backend, certificate, {clientAuthority: authority.certFile})
    t.after(() => database.stop())
    const root = rootTarget(backend, database)
    const socket = {
      ...root,
      host: backend === 'pgsql' ? database.socketDirectory : join(database.directory, 'mysqld.sock'),
    }
    const account =
      backend === 'pgsql'
        ? [`CREATE ROLE kea LOGIN PASSWORD '${PASSWORD}'`, 'CREATE DATABASE leases OWNER kea']
        : [`CREATE USER kea@'127.0.0.1' IDENTIFIED BY '${PASSWORD}' REQUIRE X509`, 'CREATE DATABASE leases']
    const right = backend === 'pgsql' ? [] : ["GRANT ALL ON leases.* TO kea@'127.0.0.1'"]
    await runOn(socket, ...account, ...right)
    const access = accessTo({...root, user: 'kea', password: PASSWORD, database: 'leases'})
    const server = await startLoopback4(
      loopbackConfig4(access, {
        'lease-database': {
          ...leaseDatabase(access),
          'trust-anchor': authority.certFile,
          'cert-file': client.certFile,
          'key-file': client.keyFile,
          ...(backend === 'pgsql' ? {'ssl-mode': 'verify-full', 'tcp-user-timeout': 20} : {'read-timeout': 20}),
          'max-reconnect-tries': 1000,
          'reconnect-wait-time': 1000,
        },
      }),
    )
    const clients = await openClients4(server)
    assert.notEqual(await clients.lease(1), undefined)
    const {all, clear} = await connections(socket)
    assert.ok(all >= 3, `${all} connections`)
    assert.equal(clear, 0)

    await showCertificate(backend, database, certificate, issueExpired(authority, 'old', {names: ['IP:127.0.0.1']}))
    const failed = printed(server.child, 'RECONNECT_ATTEMPT_FAILED')
    await cut(socket)
    await failed
    const {code, stdout, stderr} = await server.ended
    await clients.close()
    assert.equal(code, 3)
    assert.equal(stdout.match(/RECONNECT_ATTEMPT_FAILED/g)?.length, 1, stdout)
    assert.match(stdout, /or one above it, has expired; renew it/)
    assert.ok(!`${stdout}${stderr}`.includes(PASSWORD))
  })
}

async function cut(target: Target): Promise<void> {
  const session = await openSession(target)
  if (target.backend === 'pgsql') {
    await session.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'leases'")
  } else {
    const rows = await session.query("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'kea'")
    // One that closed itself meanwhile cannot be killed, which is as good.
    for (const row of rows) await session.query(`KILL ${row['ID']}`).catch(() => {})
  }
  await session.close()
}
