import assert from 'node:assert/strict'
import {test} from 'node:test'
import {parseConfig4} from '../../../src/config/dhcp4.ts'
import type {DatabaseAccess, SqlAccess} from '../../../src/model/config4.ts'

function read(database: object): {access: DatabaseAccess | undefined; errors: string[]; warnings: string[]} {
  const readFile = (path: string) => {
    if (path === '/run/secrets/kea') return 'open sesame\n'
    throw new Error('no such file')
  }
  const environment = {readFile, stateDirectory: '/var/lib/keats'}
  const result = parseConfig4(JSON.stringify({Dhcp4: {'lease-database': database}}), 'kea.conf', environment)
  const words = (issues: readonly {readonly path: string; readonly message: string}[]) =>
    issues.map(({path, message}) => `${path.replace('Dhcp4.lease-database', '')}: ${message}`)
  if (result.kind === 'errors') return {access: undefined, errors: words(result.errors), warnings: []}
  return {access: result.config.leaseDatabase, errors: [], warnings: words(result.warnings)}
}

const mysql = {type: 'mysql', name: 'kea'}
const postgresql = {type: 'postgresql', name: 'kea'}

function sql(database: object): SqlAccess {
  const {access, errors} = read(database)
  assert.deepEqual(errors, [])
  assert.ok(access?.type === 'mysql' || access?.type === 'postgresql')
  return access
}

test('a password in a file, without the line end that editors leave', () => {
  assert.equal(sql({...mysql, 'password-file': '/run/secrets/kea'}).password, 'open sesame')
  assert.deepEqual(read({...mysql, 'password-file': 'gone'}).errors, [
    '.password-file: cannot read "gone": no such file',
  ])
  assert.deepEqual(read({...mysql, password: 'hush', 'password-file': '/run/secrets/kea'}).errors, [
    '.password-file: expected either password or password-file, not both',
  ])
  const {warnings} = read({type: 'sqlite', 'password-file': '/run/secrets/kea'})
  assert.deepEqual(warnings, ['.password-file: "password-file" means nothing to a lease database of type sqlite'])
})

test('time limits: seconds, each for the product that has it, 0 for any', () => {
  const zero = {'read-timeout': 0, 'write-timeout': 0, 'tcp-user-timeout': 0}
  for (const database of [{...mysql, ...zero}, {...postgresql, ...zero}, mysql]) {
    const {readTimeout, writeTimeout, tcpUserTimeout, connectTimeout} = sql(database)
    assert.deepEqual([readTimeout, writeTimeout, tcpUserTimeout, connectTimeout], [0, 0, 0, 5])
  }
  const one = sql({...mysql, 'read-timeout': 7, 'write-timeout': 8, 'connect-timeout': 9})
  assert.deepEqual([one.readTimeout, one.writeTimeout, one.connectTimeout], [7, 8, 9])
  assert.equal(sql({...postgresql, 'tcp-user-timeout': 4_294_967_295}).tcpUserTimeout, 4_294_967_295)
  assert.deepEqual(read({...postgresql, 'read-timeout': 1, 'write-timeout': 1}).errors, [
    '.read-timeout: only a database of type mysql takes "read-timeout", this one is of type postgresql',
    '.write-timeout: only a database of type mysql takes "write-timeout", this one is of type postgresql',
  ])
  assert.deepEqual(read({...mysql, 'tcp-user-timeout': 1}).errors, [
    '.tcp-user-timeout: only a database of type postgresql takes "tcp-user-timeout", this one is of type mysql',
  ])
  assert.deepEqual(read({type: 'memfile', 'read-timeout': 1}).errors, [
    '.read-timeout: only a database of type mysql takes "read-timeout", this one is of type memfile',
  ])
  for (const [key, value] of [
    ['read-timeout', -1],
    ['tcp-user-timeout', 4_294_967_296],
    ['write-timeout', 'soon'],
    ['connect-timeout', 0],
    ['connect-timeout', 2_147_483_648],
  ] as const) {
    const {errors} = read({...mysql, [key]: value})
    assert.equal(errors.length, 1, `${key} ${value}`)
    assert.match(errors[0]!, new RegExp(`^\\.${key}: expected an integer`))
  }
})

test('ssl-mode: one of five words, of postgresql alone, which verifies only with a trust anchor', () => {
  for (const mode of ['disable', 'prefer', 'require'])
    assert.equal(sql({...postgresql, 'ssl-mode': mode}).tls?.sslMode, mode)
  for (const mode of ['verify-ca', 'verify-full']) {
    assert.equal(sql({...postgresql, 'ssl-mode': mode, 'trust-anchor': '/ca'}).tls?.sslMode, mode)
    assert.deepEqual(read({...postgresql, 'ssl-mode': mode}).errors, [
      `.ssl-mode: ${mode} verifies with the certificates of a trust-anchor, and there is none`,
    ])
  }
  assert.match(read({...postgresql, 'ssl-mode': 'allow'}).errors.join(), /^\.ssl-mode: expected one of disable, prefer/)
  assert.match(read({...mysql, 'ssl-mode': 'require'}).errors.join(), /^\.ssl-mode: only a database of type postgresql/)
  assert.match(read({type: 'memfile', 'ssl-mode': 'require'}).errors.join(), /^\.ssl-mode: only a database of type/)
})

test('any keyword of TLS asks for it, an empty one does not; certificate and key come together', () => {
  assert.equal(sql(mysql).tls, undefined)
  assert.equal(sql({...mysql, 'trust-anchor': '', 'cipher-list': ''}).tls, undefined)
  const none = {
    trustAnchor: undefined,
    certFile: undefined,
    keyFile: undefined,
    cipherList: undefined,
    sslMode: undefined,
  }
  for (const database of [mysql, postgresql]) {
    assert.deepEqual(sql({...database, 'trust-anchor': '/ca'}).tls, {...none, trustAnchor: '/ca'})
    assert.deepEqual(sql({...database, 'cipher-list': 'HIGH'}).tls, {...none, cipherList: 'HIGH'})
    assert.deepEqual(sql({...database, 'cert-file': '/c', 'key-file': '/k'}).tls, {
      ...none,
      certFile: '/c',
      keyFile: '/k',
    })
    assert.deepEqual(read({...database, 'cert-file': '/c'}).errors, [
      '.cert-file: expected cert-file and key-file together',
    ])
    assert.deepEqual(read({...database, 'key-file': '/k'}).errors, [
      '.key-file: expected cert-file and key-file together',
    ])
  }
})

test('host: one or several; a member that is none is named', () => {
  assert.equal(sql({...mysql, host: 'db1,db2'}).host, 'db1,db2')
  assert.equal(sql({...mysql, host: ''}).host, 'localhost')
  assert.deepEqual(read({...mysql, host: 'db1,,db2'}).errors, [
    '.host: expected names, addresses or socket paths with commas between them, found ""',
  ])
})
