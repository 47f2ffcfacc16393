import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {scratchDirectory} from '../support/databases.ts'
import {type Ended, keats} from '../support/keats.ts'
import {startMariadb, startPostgres, type TestServer} from '../support/servers.ts'

const directory = join(scratchDirectory(), 'tls')
const file = (name: string) => join(directory, name)
const openssl = (...words: readonly string[]) => execFileSync('openssl', words, {stdio: 'pipe'})

/** An authority, a certificate that it signed for a name which no test connects to, and an authority nobody trusts. */
function makeCertificates(): void {
  mkdirSync(directory)
  for (const name of ['authority', 'stranger']) {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      file(`${name}.key`),
      '-out',
      file(`${name}.pem`),
    )
  }
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=db.example.org',
    '-keyout',
    file('server.key'),
    '-out',
    file('server.csr'),
  )
  openssl(
    'x509',
    '-req',
    '-days',
    '2',
    '-in',
    file('server.csr'),
    '-CA',
    file('authority.pem'),
    '-CAkey',
    file('authority.key'),
    '-CAcreateserial',
    '-out',
    file('server.pem'),
  )
  if (process.getuid?.() === 0) {
    execFileSync('chown', ['root:postgres', file('server.key')])
    chmodSync(file('server.key'), 0o640)
    execFileSync('cp', [file('server.key'), file('mysql.key')])
    execFileSync('chown', ['mysql', file('mysql.key')])
    chmodSync(scratchDirectory(), 0o755)
  } else execFileSync('cp', [file('server.key'), file('mysql.key')])
}

let pgsql: TestServer
let mysql: TestServer

before(async () => {
  makeCertificates()
  pgsql = await startPostgres(['ssl=on', `ssl_cert_file=${file('server.pem')}`, `ssl_key_file=${file('server.key')}`])
  mysql = await startMariadb([
    `ssl-cert=${file('server.pem')}`,
    `ssl-key=${file('mysql.key')}`,
    'require-secure-transport=ON',
  ])
})

after(async () => {
  await pgsql.stop()
  await mysql.stop()
})

const run = (backend: 'pgsql' | 'mysql', database: string, ...words: readonly string[]): Promise<Ended> => {
  const port = String((backend === 'pgsql' ? pgsql : mysql).port)
  return keats(['db-version', backend, '-h', '127.0.0.1', '-P', port, '-u', 'root', '-p', '', '-n', database, ...words])
}

for (const [backend, database] of [
  ['pgsql', 'postgres'],
  ['mysql', 'information_schema'],
] as const) {
  test(`${backend}: a certificate of the trust anchor is taken, any other is not`, async () => {
    const trusted = await run(backend, database, '--trust-anchor', file('authority.pem'))
    assert.equal(trusted.code, 4, trusted.stderr)
    const strange = await run(backend, database, '--trust-anchor', file('stranger.pem'))
    assert.equal(strange.code, 3, strange.stderr)
    assert.match(strange.stderr, /certificate|CERT|UNABLE|SELF_SIGNED/i)
    const unverified = await run(backend, database, '--cipher-list', 'HIGH')
    assert.equal(unverified.code, 4, unverified.stderr)
  })

  test(`${backend}: a TLS file that cannot be read is named`, async () => {
    const missing = await run(backend, database, '--trust-anchor', file('missing.pem'))
    assert.equal(missing.code, 1, missing.stderr)
    assert.match(missing.stderr, /cannot read trust anchor .*missing\.pem: ENOENT/)
  })
}

test('mysql: a server that wants TLS refuses a plain connection, and -x may name the authority', async () => {
  assert.equal((await run('mysql', 'information_schema')).code, 3)
  assert.equal((await run('mysql', 'information_schema', '-x', `--ssl-ca=${file('authority.pem')}`)).code, 4)
})

test('Unix sockets: a path instead of a host', async () => {
  const socket = await keats([
    'db-version',
    'pgsql',
    '-h',
    pgsql.socketDirectory,
    '-P',
    String(pgsql.port),
    '-u',
    'root',
    '-p',
    '',
    '-n',
    'postgres',
  ])
  assert.equal(socket.code, 4, socket.stderr)
  const path = join(mysql.socketDirectory, 'mysqld.sock')
  const other = await keats(['db-version', 'mysql', '-h', path, '-u', 'root', '-p', '', '-n', 'information_schema'])
  assert.equal(other.code, 4, other.stderr)
})
