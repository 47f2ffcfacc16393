import assert from 'node:assert/strict'
import {readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {type Authority, type Certificate, issueClient, issueServer, makeAuthority} from '../support/certificates.ts'
import {scratchDirectory} from '../support/databases.ts'
import {type Ended, keats} from '../support/keats.ts'
import type {TestServer} from '../support/servers.ts'
import {openDirectory, rootTarget, runOn, startTlsServer} from '../support/tls-servers.ts'

const backends = ['pgsql', 'mysql'] as const

let authority: Authority
let stranger: Authority
let client: Certificate
const servers = {} as Record<(typeof backends)[number], TestServer>

before(async () => {
  authority = makeAuthority(openDirectory('admin-tls'))
  stranger = makeAuthority(openDirectory('admin-strange'), 'stranger')
  client = issueClient(authority, 'kea')
  const certificate = issueServer(authority, 'server')
  servers.pgsql = await startTlsServer('pgsql', certificate, {clientAuthority: authority.certFile})
  const settings = ['require-secure-transport=ON']
  servers.mysql = await startTlsServer('mysql', certificate, {clientAuthority: authority.certFile, settings})
  const at = {pgsql: servers.pgsql.socketDirectory, mysql: join(servers.mysql.directory, 'mysqld.sock')}
  for (const backend of backends)
    await runOn({...rootTarget(backend, servers[backend]), host: at[backend]}, 'CREATE DATABASE leases')
})

after(() => Promise.all(backends.map(backend => servers[backend].stop())))

const run = (command: string, backend: 'pgsql' | 'mysql', ...words: readonly string[]): Promise<Ended> => {
  const place = ['-h', '127.0.0.1', '-P', String(servers[backend].port)]
  return keats([command, backend, ...place, '-u', 'root', '-p', '', '-n', 'leases', ...words])
}

for (const backend of backends) {
  test(`${backend}: schema made, upgraded and backed up over TLS, with a directory for trust anchor`, async () => {
    const own = ['--cert-file', client.certFile, '--key-file', client.keyFile]
    const tls = ['--trust-anchor', authority.directory, ...own]
    const before = backend === 'pgsql' ? '12.0' : '13.0'
    const made = await run('db-init', backend, ...tls, '--to', before)
    assert.equal(made.code, 0, made.stderr)
    const backup = join(scratchDirectory(), `${backend}.sql`)
    const upgraded = await run('db-upgrade', backend, ...tls, '--backup', backup)
    assert.equal(upgraded.code, 0, upgraded.stderr)
    assert.match(readFileSync(backup, 'latin1'), /schema_version/)
    assert.equal(statSync(backup).mode & 0o077, 0)
    const version = await run('db-version', backend, ...tls)
    assert.equal(version.stdout.trim(), backend === 'pgsql' ? '13.0' : '14.0', version.stderr)
  })

  test(`${backend}: what TLS refuses ends with 3, a file that cannot be used with 1`, async () => {
    const own = ['--cert-file', client.certFile, '--key-file', client.keyFile]
    const strange = await run('db-version', backend, '--trust-anchor', stranger.certFile, ...own)
    assert.equal(strange.code, 3, strange.stderr)
    assert.match(strange.stderr, /comes from no authority of trust anchor .*stranger\.pem/)
    assert.match(strange.stderr, /check --trust-anchor, --cert-file, --key-file and --ssl-mode/)
    const missing = await run('db-version', backend, '--trust-anchor', join(authority.directory, 'missing.pem'))
    assert.equal(missing.code, 1, missing.stderr)
    assert.match(missing.stderr, /cannot read trust anchor .*missing\.pem: ENOENT/)
    // Waiting is for a server that is not up yet.
    const waited = await run('db-version', backend, '--trust-anchor', stranger.certFile, ...own, '--wait', '600')
    assert.equal(waited.code, 3, waited.stderr)
  })

  test(`${backend}: flags that make no sense together are refused`, async () => {
    const alone = await run('db-version', backend, '--cert-file', client.certFile)
    assert.equal(alone.code, 2, alone.stderr)
    assert.match(alone.stderr, /--cert-file and --key-file belong together/)
    const host = await run('db-version', backend, '-h', 'db1,,db2')
    assert.equal(host.code, 2, host.stderr)
  })
}

test('pgsql: --ssl-mode', async () => {
  const own = ['--cert-file', client.certFile, '--key-file', client.keyFile]
  const full = await run(
    'db-version',
    'pgsql',
    '--ssl-mode',
    'verify-full',
    '--trust-anchor',
    authority.certFile,
    ...own,
  )
  assert.equal(full.code, 3, full.stderr)
  assert.match(full.stderr, /bears another name/)
  const required = await run('db-version', 'pgsql', '--ssl-mode', 'require', ...own)
  assert.notEqual(required.code, 3, required.stderr)
  const unverifiable = await run('db-version', 'pgsql', '--ssl-mode', 'verify-ca')
  assert.equal(unverifiable.code, 2, unverifiable.stderr)
  assert.equal((await run('db-version', 'pgsql', '--ssl-mode', 'sometimes')).code, 2)
})

test('mysql: no --ssl-mode; a server that wants TLS refuses clear text; -x may name the files', async () => {
  const mode = await run('db-version', 'mysql', '--ssl-mode', 'require')
  assert.equal(mode.code, 2, mode.stderr)
  assert.equal((await run('db-version', 'mysql')).code, 3)
  const extra = await run('db-version', 'mysql', '-x', `--ssl-ca=${authority.certFile}`)
  assert.notEqual(extra.code, 3, extra.stderr)
})

test('Unix sockets: a path instead of a host', async () => {
  const words = ['-u', 'root', '-p', '', '-n', 'leases']
  const place = ['-h', servers.pgsql.socketDirectory, '-P', String(servers.pgsql.port)]
  const socket = await keats(['db-version', 'pgsql', ...place, ...words])
  assert.notEqual(socket.code, 3, socket.stderr)
  const other = await keats(['db-version', 'mysql', '-h', join(servers.mysql.directory, 'mysqld.sock'), ...words])
  assert.notEqual(other.code, 3, other.stderr)
})
