import assert from 'node:assert/strict'
import {copyFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {after, before, describe, test} from 'node:test'
import {openSession} from '../../src/db/open-session.ts'
import {DbError, type DbErrorKind, type Target, type TlsFiles} from '../../src/db/session.ts'
import {
  type Authority,
  type Certificate,
  issueClient,
  issueExpired,
  issueServer,
  makeAuthority,
} from '../support/certificates.ts'
import {serverTarget} from '../support/databases.ts'
import type {TestServer} from '../support/servers.ts'
import {openDirectory, rootTarget, runOn, showCertificate, startTlsServer} from '../support/tls-servers.ts'

const PASSWORD = 'Pa55-geheim'

/** Resolves to the first row of a statement, over TLS if there is any. */
async function ask(target: Target, sql: string): Promise<unknown> {
  const session = await openSession(target)
  try {
    return Object.values((await session.query(sql))[0] ?? {})[0]
  } finally {
    await session.close()
  }
}

const encrypted = {
  pgsql: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
  mysql: "SELECT VARIABLE_VALUE <> '' FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_cipher'",
} as const

for (const backend of ['pgsql', 'mysql'] as const) {
  describe(`TLS to ${backend}`, () => {
    let authority: Authority
    let stranger: Authority
    let certificate: Certificate
    let client: Certificate
    let server: TestServer
    let target: Target

    before(async () => {
      authority = makeAuthority(openDirectory(`tls-${backend}`))
      stranger = makeAuthority(openDirectory(`strange-${backend}`), 'stranger')
      certificate = issueServer(authority, 'server', {names: ['IP:127.0.0.1', 'DNS:localhost']})
      client = issueClient(authority, 'kea')
      const settings = backend === 'pgsql' ? ['listen_addresses=127.0.0.1,127.0.0.2'] : []
      server = await startTlsServer(backend, certificate, {clientAuthority: authority.certFile, settings})
      const root = rootTarget(backend, server)
      target = {...root, user: 'kea', password: PASSWORD}
      const socket = {
        ...root,
        host: backend === 'pgsql' ? server.socketDirectory : join(server.directory, 'mysqld.sock'),
      }
      if (backend === 'pgsql') await runOn(socket, `CREATE ROLE kea LOGIN SUPERUSER PASSWORD '${PASSWORD}'`)
      else await runOn(socket, `CREATE USER kea@'127.0.0.1' IDENTIFIED BY '${PASSWORD}' REQUIRE X509`)
      if (backend === 'mysql') await runOn(socket, "GRANT ALL ON *.* TO kea@'127.0.0.1'")
    })

    after(() => server.stop())

    const own = () => ({certFile: client.certFile, keyFile: client.keyFile})
    const trusted = (): TlsFiles => ({trustAnchor: authority.certFile, ...own()})
    const isEncrypted = async (tls: TlsFiles, more: Partial<Target> = {}) => {
      const answer = await ask({...target, ...more, tls}, encrypted[backend])
      return answer === true || answer === 1
    }
    const refused = (tls: TlsFiles | undefined, kind: DbErrorKind, words: RegExp, more: Partial<Target> = {}) =>
      assert.rejects(openSession({...target, ...more, ...(tls === undefined ? {} : {tls})}), error => {
        assert.ok(error instanceof DbError)
        assert.match(error.message, words)
        assert.ok(!error.message.includes(PASSWORD))
        assert.equal(error.kind, kind, error.message)
        return true
      })

    test('an authority, a file or a directory of files, and our certificate', async () => {
      assert.equal(await isEncrypted(trusted()), true)
      const directory = openDirectory(`anchors-${backend}`)
      mkdirSync(directory)
      writeFileSync(join(directory, 'README'), 'no certificate')
      copyFileSync(stranger.certFile, join(directory, '1.pem'))
      await refused({...trusted(), trustAnchor: directory}, 'tls', /comes from no authority of trust anchor .*anchors/)
      copyFileSync(authority.certFile, join(directory, '2.pem'))
      assert.equal(await isEncrypted({...trusted(), trustAnchor: directory}), true)
    })

    test('without a trust anchor nobody is verified, as with Kea', async () => {
      assert.equal(await isEncrypted(own()), true)
    })

    test('a cipher list is obeyed', async () => {
      const sql =
        backend === 'pgsql'
          ? 'SELECT cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()'
          : "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_cipher'"
      // As in OpenSSL, the other names of a list say nothing about TLS 1.3.
      const cipherList = 'TLS_CHACHA20_POLY1305_SHA256'
      assert.equal(await ask({...target, tls: {...trusted(), cipherList}}, sql), cipherList)
      await refused({...trusted(), cipherList: 'NONSENSE'}, 'fatal', /cipher list "NONSENSE" cannot be used/)
    })

    test('a server of another authority is refused', async () => {
      const files = {...trusted(), trustAnchor: stranger.certFile}
      await refused(
        files,
        'tls',
        /127\.0\.0\.1:\d+ comes from no authority of trust anchor .*stranger\.pem \(.*; name the/,
      )
    })

    test('an expired server is refused', async () => {
      await showCertificate(backend, server, certificate, issueExpired(authority, 'expired', {names: ['IP:127.0.0.1']}))
      try {
        await refused(
          trusted(),
          'tls',
          /the certificate of \S+ at 127\.0\.0\.1:\d+, or one above it, has expired; renew it/,
        )
        assert.equal(await isEncrypted(own()), true)
      } finally {
        await showCertificate(backend, server, certificate, {
          certFile: certificate.certFile,
          keyFile: certificate.keyFile,
        })
      }
      assert.equal(await isEncrypted(trusted()), true)
    })

    test('a server that wants a certificate, and gets none or a wrong one', async () => {
      await refused({trustAnchor: authority.certFile}, 'login', /client certificate.* cert-file(,| and) key-file/)
      const refuses = /refuses client certificate .*\.pem: .*alert/
      await refused({trustAnchor: authority.certFile, ...issueClient(stranger, 'kea')}, 'tls', refuses)
      await refused(
        {trustAnchor: authority.certFile, ...issueClient(authority, 'old', {expired: true})},
        'tls',
        refuses,
      )
    })

    test('a refused login is one, also where nobody is verified', async () => {
      await refused(own(), 'login', /nobody/, {user: 'nobody'})
    })

    test('files that cannot be used are named', async () => {
      const {certFile, keyFile} = client
      const nothing = openDirectory(`nothing-${backend}.pem`)
      writeFileSync(nothing, 'nothing')
      const missing = join(authority.directory, 'missing.pem')
      const cases: readonly (readonly [TlsFiles, RegExp])[] = [
        [{trustAnchor: missing}, /cannot read trust anchor .*missing\.pem: ENOENT/],
        [{trustAnchor: nothing}, /trust anchor .*nothing.* holds no certificate in PEM/],
        [{certFile: missing, keyFile}, /cannot read certificate .*missing\.pem: ENOENT/],
        [{certFile: nothing, keyFile}, /nothing.* holds no certificate in PEM/],
        [{certFile, keyFile: missing}, /cannot read key .*missing\.pem: ENOENT/],
        [{certFile, keyFile: nothing}, /nothing.* holds no private key in PEM/],
        [{certFile, keyFile: authority.keyFile}, /key .*authority\.key does not belong to certificate .*kea\.pem/],
        [{certFile}, /certificate .*kea\.pem is of no use without its key/],
        [{keyFile}, /key .*kea\.key is of no use without its certificate/],
      ]
      for (const [files, words] of cases) await refused(files, 'fatal', words)
      rmSync(nothing)
    })

    test('a server without TLS is refused, not spoken to in clear', async () => {
      const plain = {...(await serverTarget(backend, target.database)), connectTimeout: 5000}
      const files = {trustAnchor: authority.certFile}
      await assert.rejects(openSession({...plain, tls: files}), error => {
        assert.ok(error instanceof DbError && error.kind === 'tls')
        assert.match(error.message, /offers no TLS, and without it nothing is sent; switch it on there/)
        return true
      })
    })

    if (backend === 'pgsql') {
      test('verify-full also wants the name', async () => {
        const sslMode = 'verify-full'
        assert.equal(await isEncrypted({...trusted(), sslMode}), true)
        const words =
          /the certificate of PostgreSQL at 127\.0\.0\.2:\d+ bears another name \(.*127\.0\.0\.2.*\); connect by/
        await refused({...trusted(), sslMode}, 'tls', words, {host: '127.0.0.2'})
        assert.equal(await isEncrypted({...trusted(), sslMode: 'verify-ca'}, {host: '127.0.0.2'}), true)
      })

      test('a session tells where its name led; there, the certificate must still bear the name', async () => {
        const named = {...target, host: 'localhost', tls: {...trusted(), sslMode: 'verify-full'}} as const
        const session = await openSession(named)
        assert.equal(session.target.address, '127.0.0.1')
        await (await openSession(session.target)).close()
        await refused(named.tls, 'tls', /bears another name/, {...session.target, host: 'db.example.org'})
        await session.close()
      })

      test('require verifies only where there is a trust anchor; disable and prefer may send in clear', async () => {
        assert.equal(await isEncrypted({...own(), sslMode: 'require'}), true)
        await refused({...own(), trustAnchor: stranger.certFile, sslMode: 'require'}, 'tls', /no authority/)
        assert.equal(await isEncrypted({...own(), sslMode: 'prefer'}), true)
        await refused({...own(), sslMode: 'disable'}, 'login', /no pg_hba\.conf entry|no encryption/)
        const plain = await serverTarget(backend, target.database)
        for (const sslMode of ['prefer', 'disable'] as const)
          assert.equal(await ask({...plain, tls: {sslMode}}, encrypted.pgsql), false)
      })

      test('a Unix socket needs none', async () => {
        assert.equal(await isEncrypted(trusted(), {host: server.socketDirectory}), false)
      })
    } else {
      test('an account that wants TLS refuses clear text, and the error says what may be missing', async () => {
        await refused(undefined, 'login', /Access denied .*\(or the account wants TLS\)/)
      })

      test('a Unix socket takes TLS too', async () => {
        const root = {user: 'root', password: '', host: join(server.directory, 'mysqld.sock')}
        assert.equal(await isEncrypted(trusted(), root), true)
      })
    }
  })
}
