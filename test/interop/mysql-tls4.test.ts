import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {after, before, test} from 'node:test'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import {createSchema} from '../../src/db/schema-check.ts'
import {type Authority, type Certificate, issueClient, issueServer, makeAuthority} from '../support/certificates.ts'
import {parsedConfig4} from '../support/config4.ts'
import {startKea4} from '../support/kea4.ts'
import {startMariadb, type TestServer} from '../support/servers.ts'
import {openDirectory, rootTarget, runOn, startTlsServer} from '../support/tls-servers.ts'

const PASSWORD = 'Pa55-geheim'

let authority: Authority
let stranger: Authority
let client: Certificate
let secure: TestServer
let plain: TestServer

before(async () => {
  authority = makeAuthority(openDirectory('kea-tls'))
  stranger = makeAuthority(openDirectory('kea-strange'), 'stranger')
  client = issueClient(authority, 'kea')
  const server = issueServer(authority, 'server')
  // Kea finds what it trusts in a directory by the names that this makes; keats takes the files as they are.
  execFileSync('openssl', ['rehash', authority.directory], {stdio: 'ignore'})
  secure = await startTlsServer('mysql', server, {clientAuthority: authority.certFile})
  plain = await startMariadb()
  for (const database of [secure, plain]) {
    const root = rootTarget('mysql', database)
    await runOn(root, 'CREATE DATABASE leases')
    for (const [user, demand] of [
      ['anybody', 'NONE'],
      ['encrypted', 'SSL'],
      ['known', 'X509'],
    ])
      await runOn(
        root,
        `CREATE USER ${user}@'127.0.0.1' IDENTIFIED BY '${PASSWORD}' REQUIRE ${demand}`,
        `GRANT ALL ON leases.* TO ${user}@'127.0.0.1'`,
      )
    await createSchema({...root, database: 'leases'})
  }
})

after(async () => {
  await secure.stop()
  await plain.stop()
})

interface Outcome {
  /** Whether it came to serve, and if not what it said of the lease database. */
  readonly serves: boolean
  readonly said: string
}

async function kea(dhcp4: object): Promise<Outcome> {
  try {
    const server = await startKea4(dhcp4)
    const said = server.output()
    await server.stop()
    return {serves: true, said}
  } catch (error) {
    return {serves: false, said: String(error)}
  }
}

async function keats(dhcp4: object): Promise<Outcome> {
  try {
    const store = await openLeaseStore4(parsedConfig4(dhcp4).leaseDatabase, {queued: 10})
    await store.close()
    return {serves: true, said: ''}
  } catch (error) {
    return {serves: false, said: String(error)}
  }
}

test('keywords of TLS: Kea and keats come to serve, or not, with the same ones', {timeout: 240_000}, async () => {
  const trusted = {'trust-anchor': authority.certFile}
  const own = {'cert-file': client.certFile, 'key-file': client.keyFile}
  const cases: Readonly<Record<string, {database: object; kea: boolean; keats?: boolean; words?: RegExp}>> = {
    'in clear': {database: {}, kea: true},
    'a trust anchor': {database: trusted, kea: true},
    'a directory of them': {database: {'trust-anchor': authority.directory}, kea: true},
    'an account that must use TLS': {database: {...trusted, user: 'encrypted'}, kea: true},
    'an account that must use TLS, in clear': {database: {user: 'encrypted'}, kea: false, words: /Access denied/},
    'an account that must show a certificate': {database: {...trusted, ...own, user: 'known'}, kea: true},
    'no certificate to show': {database: {...trusted, user: 'known'}, kea: false, words: /client certificate/},
    'a certificate and no trust anchor': {database: {...own, user: 'known'}, kea: true},
    'ciphers and no trust anchor': {database: {'cipher-list': 'AES', user: 'encrypted'}, kea: true},
    'no such cipher': {database: {'cipher-list': 'NONSENSE'}, kea: false, words: /no cipher match/},
    'another authority': {database: {'trust-anchor': stranger.certFile}, kea: false, words: /no authority/},
    'a missing file': {database: {'trust-anchor': '/nowhere.pem'}, kea: false, words: /cannot read .*nowhere\.pem/},
    'a key of another': {
      database: {...trusted, ...own, 'key-file': authority.keyFile},
      kea: false,
      words: /does not belong/,
    },
    'a certificate without its key': {
      database: {...trusted, 'cert-file': client.certFile},
      kea: false,
      words: /together/,
    },
    // Kea writes DHCPSRV_MYSQL_NO_TLS and sends password and leases in clear. keats never does what was forbidden.
    'a server without TLS': {
      database: {...trusted, port: plain.port},
      kea: true,
      keats: false,
      words: /offers no TLS, and without it nothing is sent/,
    },
  }
  for (const [name, wanted] of Object.entries(cases)) {
    const at = {
      type: 'mysql',
      name: 'leases',
      host: '127.0.0.1',
      port: secure.port,
      user: 'anybody',
      password: PASSWORD,
    }
    const dhcp4 = {
      'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
      'lease-database': {...at, ...wanted.database},
      subnet4: [],
    }
    const [theirs, ours] = [await kea(dhcp4), await keats(dhcp4)]
    assert.equal(theirs.serves, wanted.kea, `Kea, ${name}: ${theirs.said}`)
    assert.equal(ours.serves, wanted.keats ?? wanted.kea, `keats, ${name}: ${ours.said}`)
    if (wanted.words !== undefined) assert.match(ours.said, wanted.words, name)
    assert.ok(!ours.said.includes(PASSWORD))
    if (wanted.keats === false) assert.match(theirs.said, /DHCPSRV_MYSQL_NO_TLS/)
  }
})
