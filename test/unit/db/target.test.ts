import assert from 'node:assert/strict'
import {test} from 'node:test'
import {targetOf} from '../../../src/db/target.ts'
import type {SqlAccess} from '../../../src/model/config4.ts'
import {formatDatabasePlace, parseDatabaseHosts} from '../../../src/model/database-hosts.ts'

const access: SqlAccess = {
  type: 'mysql',
  name: 'kea',
  host: 'db1,db2',
  port: 0,
  user: 'u',
  password: 'p',
  readonly: false,
  connectTimeout: 5,
  readTimeout: 0,
  writeTimeout: 0,
  tcpUserTimeout: 0,
  recovery: {maxReconnectTries: 0, reconnectWaitTime: 0, onFail: 'stop-retry-exit', retryOnStartup: false},
  tls: undefined,
}

test('hosts: names, addresses, sockets, each with a port of its own where one is given', () => {
  const hosts = (text: string) => {
    const parsed = parseDatabaseHosts(text)
    return 'wrong' in parsed ? `wrong: ${parsed.wrong}` : parsed.map(({host, port}) => [host, port])
  }
  assert.deepEqual(hosts('localhost'), [['localhost', undefined]])
  assert.deepEqual(hosts('db1, db2:5433'), [
    ['db1', undefined],
    ['db2', 5433],
  ])
  assert.deepEqual(hosts('[::1],127.0.0.1,[2001:db8::1]:5433,::1,fe80::1%eth0'), [
    ['::1', undefined],
    ['127.0.0.1', undefined],
    ['2001:db8::1', 5433],
    ['::1', undefined],
    ['fe80::1%eth0', undefined],
  ])
  assert.deepEqual(hosts('/run/postgresql,/tmp/my:sql.sock'), [
    ['/run/postgresql', undefined],
    ['/tmp/my:sql.sock', undefined],
  ])
  for (const wrong of ['', 'db1:0', 'db1:65536', 'db1:port', 'db 1', '[::1', '[db1]', 'u@db1', 'run/sock'])
    assert.equal(hosts(wrong), `wrong: ${wrong}`)
  assert.equal(hosts('db1,,db2'), 'wrong: ')
  assert.equal(hosts('db1,'), 'wrong: ')
  // One host that a session is on is a list of one again.
  for (const one of ['::1', 'fe80::1%eth0', 'db1', '/run/x']) assert.deepEqual(hosts(one), [[one, undefined]])
})

test('places for people', () => {
  assert.equal(formatDatabasePlace('db1', 5432), 'db1:5432')
  assert.equal(formatDatabasePlace('::1', 5432), '[::1]:5432')
  assert.equal(formatDatabasePlace('/run/x.sock', 3306), '/run/x.sock')
})

test('time limits are milliseconds that a timer can wait, several times over', () => {
  const target = targetOf({...access, readTimeout: 3, writeTimeout: 4, tcpUserTimeout: 9})
  assert.deepEqual([target.connectTimeout, target.answerTimeout, target.writeTimeout], [5000, 3000, 4000])
  const other = targetOf({...access, type: 'postgresql', readTimeout: 9, tcpUserTimeout: 2})
  assert.deepEqual([other.answerTimeout, other.writeTimeout], [2000, undefined])
  const none = targetOf(access)
  assert.deepEqual(['answerTimeout' in none, 'writeTimeout' in none, 'tls' in none], [false, false, false])
  const long = targetOf({...access, connectTimeout: 0x7fffffff, readTimeout: 0xffffffff})
  for (const limit of [long.connectTimeout, long.answerTimeout!]) assert.ok(limit * 6 <= 0x7fffffff, String(limit))
})

test('a database that is not read-only needs a host that takes writes', () => {
  assert.equal(targetOf(access).needsWrites, true)
  assert.equal(targetOf({...access, readonly: true}).needsWrites, false)
})

test('TLS: only what was given', () => {
  const none = {certFile: undefined, keyFile: undefined, cipherList: undefined}
  const tls = {...none, trustAnchor: '/ca', sslMode: 'verify-full'} as const
  assert.deepEqual(targetOf({...access, tls}).tls, {trustAnchor: '/ca', sslMode: 'verify-full'})
})
