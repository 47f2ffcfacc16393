import assert from 'node:assert/strict'
import {readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import type {Backend} from '../../src/db/session.ts'
import {backends, emptyDatabase, migratedDatabase, scratchDirectory, type TestDatabase} from '../support/databases.ts'
import {keats, startKeats} from '../support/keats.ts'
import {accessTo} from '../support/leases.ts'
import {loopbackConfig4, openClients4, startLoopback4, writeConfig4} from '../support/loopback4.ts'
import {freePort} from '../support/servers.ts'

const older: Readonly<Record<Backend, string>> = {pgsql: '12.0', mysql: '13.0', sqlite: '1.0'}

function configOf(database: TestDatabase): object {
  const {target} = database
  const sqlite = {type: 'sqlite', name: target.database, readonly: false} as const
  return loopbackConfig4(target.backend === 'sqlite' ? sqlite : accessTo(target))
}

async function refused(dhcp4: object) {
  const words = ['dhcp4', '-c', writeConfig4(dhcp4), '-p', `${await freePort()}`]
  return keats(words)
}

for (const backend of backends) {
  test(`${backend}: an empty database gets its schema, and a client its lease`, async () => {
    const database = await emptyDatabase(backend)
    const server = await startLoopback4(configOf(database))
    const clients = await openClients4(server)
    assert.notEqual(await clients.lease(1), undefined)
    await clients.close()
    server.child.kill('SIGTERM')
    const {code, stdout} = await server.ended
    assert.equal(code, 0)
    assert.match(stdout, /_INITIALIZE_SCHEMA the database is empty: creating schema \d+\.\d+/)
    const version = await keats(['db-version', backend, ...database.flags])
    assert.equal(version.code, 0, version.stderr)
  })

  test(`${backend}: an older schema is refused with both versions and the command, and left as it is`, async () => {
    const database = await migratedDatabase(backend, older[backend])
    const {code, stderr} = await refused(configOf(database))
    assert.equal(code, 9, stderr)
    const required = JSON.parse((await keats(['db-version', backend, ...database.flags, '--json'])).stdout)
    assert.equal(required.version, older[backend])
    assert.match(stderr, new RegExp(`${older[backend].replace('.', '\\.')}.*keats db-upgrade ${backend}`))
    assert.ok(stderr.includes(required.required), stderr)
    assert.ok(!stderr.includes('password'), stderr)
  })

  test(`${backend}: a newer schema is refused`, async () => {
    const database = await migratedDatabase(backend)
    await database.sql('UPDATE schema_version SET version = version + 1')
    const {code, stderr} = await refused(configOf(database))
    assert.equal(code, 9, stderr)
    assert.match(stderr, /newer/)
  })

  test(`${backend}: a database of something else is refused and left as it is`, async () => {
    const database = await emptyDatabase(backend)
    await database.sql('CREATE TABLE shop (item INTEGER)')
    const {code, stderr} = await refused(configOf(database))
    assert.equal(code, 9, stderr)
    assert.match(stderr, /shop/)
  })
}

test('a database that cannot be reached ends the start, without the password', async () => {
  const access = accessTo({
    backend: 'pgsql',
    host: '127.0.0.1',
    port: await freePort(),
    user: 'kea',
    password: 'tr0ub4dor',
    database: 'kea',
    connectTimeout: 1000,
  })
  const {code, stdout, stderr} = await refused(loopbackConfig4(access))
  assert.equal(code, 3, stderr)
  assert.match(stderr, /cannot reach PostgreSQL at 127\.0\.0\.1/)
  assert.ok(!(stdout + stderr).includes('tr0ub4dor'))
})

test('-t checks a file, names place, path and remedy, and touches no database', async () => {
  const good = writeConfig4(loopbackConfig4({type: 'sqlite', name: '/nowhere/at/all.sqlite', readonly: false}))
  const valid = await keats(['dhcp4', '-t', good])
  assert.equal(valid.code, 0, valid.stderr)
  assert.match(valid.stdout, /configuration is valid/)
  const bad = join(scratchDirectory(), 'bad.conf')
  writeFileSync(
    bad,
    '{"Dhcp4": {\n  "subnet4": [{"subnet": "192.0.2.0/24",\n    "pools": [{"pool": "198.51.100.1 - 198.51.100.9"}]}]\n}}',
  )
  const {code, stderr} = await keats(['dhcp4', '-t', bad])
  assert.equal(code, 1)
  assert.match(stderr, /bad\.conf:3:\d+: Dhcp4\.subnet4\[0\]\.pools\[0\]\.pool: /)
})

test('--log-format json writes one JSON object a line', async () => {
  const name = join(scratchDirectory(), 'json.sqlite')
  const log = join(scratchDirectory(), 'json.log')
  const loggers = [{name: 'kea-dhcp4', severity: 'INFO', output_options: [{output: log}]}]
  const file = writeConfig4({...loopbackConfig4({type: 'sqlite', name, readonly: false}), loggers})
  const port = `${await freePort()}`
  const child = startKeats(['dhcp4', '-c', file, '-p', port, '--log-format', 'json'])
  for (let tries = 0; tries < 400; tries++) {
    await new Promise(resolve => setTimeout(resolve, 50))
    try {
      if (readFileSync(log, 'utf8').includes('DHCP4_STARTED')) break
    } catch {}
  }
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGTERM')
  assert.equal(await ended, 0)
  const ids = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).id)
  assert.ok(ids.includes('DHCP4_STARTED') && ids.includes('DHCP4_SHUTDOWN'), ids.join(' '))
  rmSync(log)
})
