import assert from 'node:assert/strict'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {describe, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {migratedDatabase, scratchDirectory, type TestDatabase} from '../support/databases.ts'
import {hostOf, hostOption, hostsIn} from '../support/hosts.ts'
import {ended, startKeats} from '../support/keats.ts'
import {writeConfig4} from '../support/loopback4.ts'
import {hostsDatabase, reservedSubnet4, serveHosts4} from '../support/reserving4.ts'
import {TcpProxy} from '../support/tcp-proxy.ts'

const unique = {uniqueAddress: true}

async function withHosts(database: TestDatabase, ...hosts: readonly Parameters<typeof hostOf>[]): Promise<void> {
  const store = await hostsIn(database).open()
  for (const host of hosts) assert.equal((await store.add4(hostOf(...host), unique)).kind, 'added')
  await store.close()
}

const at = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) as Ipv4
const textOf = (content: Uint8Array | undefined) => Buffer.from(content ?? []).toString()

for (const backend of ['sqlite', 'pgsql', 'mysql'] as const) {
  describe(`hosts databases on ${backend}`, {concurrency: 4}, () => {
    test('two of them in order, with all that a host can say', {timeout: 300_000}, async t => {
      const [first, second] = [await migratedDatabase(backend), await migratedDatabase(backend)]
      const options = [
        hostOption(15, {data: {text: 'first.example'}, alwaysSend: true}),
        hostOption(224, {data: {bytes: '01ab'}, alwaysSend: true}),
      ]
      const boot = {nextServer: at('10.9.9.9'), serverHostname: 'boot', bootFileName: 'file'}
      await withHosts(
        first,
        [1, {address: at('10.0.0.15'), ...boot, hostname: 'one', options}],
        [101, {address: at('10.0.0.1')}],
        [102, {address: at('10.0.0.2')}],
      )
      await withHosts(
        second,
        [1, {address: at('10.0.0.16')}],
        [2, {address: at('10.5.0.2')}],
        [103, {address: at('10.0.0.3')}],
      )
      const {ack, lease} = await serveHosts4(t, [hostsDatabase(first), hostsDatabase(second, {readonly: true})])
      const one = (await ack(1))!
      assert.equal(formatIpv4(one.yiaddr), '10.0.0.15')
      assert.deepEqual([formatIpv4(one.siaddr), one.sname, one.file], ['10.9.9.9', 'boot', 'file'])
      assert.deepEqual([textOf(one.options.get(15)), textOf(one.options.get(224))], ['first.example', '\u0001\ufffd'])
      assert.equal(await lease(2), '10.5.0.2')
      assert.deepEqual(
        [await lease(50), await lease(51)],
        ['10.0.0.4', '10.0.0.5'],
        'addresses that either database reserves are nobody else’s',
      )
      assert.equal(await lease(103), '10.0.0.3')
    })

    test('commands beside each target are served at once', {timeout: 300_000}, async t => {
      const database = await migratedDatabase(backend)
      const {command, lease} = await serveHosts4(t, [hostsDatabase(database)])
      const done = async (name: string, args: object) => {
        const answer = await command(name, args)
        assert.equal(answer.result, 0, answer.text)
      }
      const host = (n: number, address: string) => ({
        reservation: {'subnet-id': 1, 'hw-address': `02:00:00:00:00:0${n}`, 'ip-address': address},
      })
      await done('reservation-add', host(1, '10.0.0.1'))
      await done('reservation-add', {...host(2, '10.0.0.2'), 'operation-target': 'memory'})
      assert.equal(await lease(50), '10.0.0.3')
      assert.equal(await lease(2), '10.0.0.2')
      assert.equal(await lease(1), '10.0.0.1')
      await done('reservation-update', {reservation: {...host(1, '10.6.0.1').reservation, hostname: 'moved'}})
      assert.equal(await lease(1), '10.6.0.1')
      await done('reservation-del', {'subnet-id': 1, 'ip-address': '10.6.0.1'})
      assert.notEqual(await lease(1), '10.6.0.1')
      const {arguments: config} = await command('config-get')
      const {subnet4} = (config as {Dhcp4: {subnet4: {reservations: {'ip-address': string}[]}[]}}).Dhcp4
      assert.deepEqual(
        subnet4[0]!.reservations.map(each => each['ip-address']),
        ['10.0.0.2'],
      )
      assert.ok(subnet4[0]!.reservations.length === 1)
    })

    test('a view of an inventory is enough to be read', {timeout: 300_000}, async t => {
      const database = await migratedDatabase(backend)
      await withHosts(database, [1, {address: at('10.0.0.15'), hostname: 'seen'}])
      for (const table of ['hosts', 'dhcp4_options']) {
        await database.sql(`ALTER TABLE ${table} RENAME TO inventory_${table}`)
        await database.sql(`CREATE VIEW ${table} AS SELECT * FROM inventory_${table}`)
      }
      const {command, lease} = await serveHosts4(t, [hostsDatabase(database, {readonly: true})])
      assert.equal(await lease(1), '10.0.0.15')
      const found = await command('reservation-get', {'subnet-id': 1, 'ip-address': '10.0.0.15'})
      assert.equal((found.arguments as {hostname: string}).hostname, 'seen')
      const refused = await command('reservation-del', {'subnet-id': 1, 'ip-address': '10.0.0.15'})
      assert.equal(refused.result, 1)
      assert.match(refused.text!, /read-only/)
    })

    // What it does is the same for both kinds of server, and MariaDB takes seconds to make each database.
    if (backend === 'mysql') return
    test('a reconfiguration takes other databases; one that cannot be opened ends service', {
      timeout: 300_000,
    }, async t => {
      const [first, second] = [await migratedDatabase(backend), await migratedDatabase(backend)]
      await withHosts(first, [1, {address: at('10.0.0.15')}])
      await withHosts(second, [1, {address: at('10.0.0.16')}])
      const {command, config, lease} = await serveHosts4(t, [hostsDatabase(first)])
      assert.equal(await lease(1), '10.0.0.15')
      const set = (hosts: readonly object[]) => command('config-set', {Dhcp4: config(hosts)})
      assert.equal((await set([hostsDatabase(second)])).result, 0)
      assert.equal(await lease(1), '10.0.0.16')
      const broken = hostsDatabase(second, {name: backend === 'sqlite' ? '/nowhere/x.db' : 'keats_nowhere'})
      const refused = await set([hostsDatabase(first), broken])
      assert.equal(refused.result, 1)
      assert.match(refused.text!, /^Unable to open database: /)
      const {arguments: status} = await command('status-get')
      assert.match(JSON.stringify(status), /config/)
      assert.equal((await command('reservation-get-all', {'subnet-id': 1})).result, 3)
      assert.equal((await set([])).result, 0)
      assert.match((await lease(2))!, /^10\.0\.0\./)
    })
  })
}

test('entries that name one database cost one connection', {timeout: 300_000}, async t => {
  const database = await migratedDatabase('pgsql')
  const entry = hostsDatabase(database)
  await serveHosts4(t, [entry, entry, hostsDatabase(database, {readonly: true})])
  const connections = async () => {
    const rows = await database.sql(
      `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = '${database.target.database}' AND application_name = 'keats' AND pid <> pg_backend_pid()`,
    )
    return Number(rows[0]!['n'])
  }
  // Those of the preparations are closed, and the database server takes its time to forget them.
  for (let tries = 0; (await connections()) > 2 && tries < 400; tries++) await delay(50)
  assert.equal(await connections(), 2)
})

test('memory can be changed while a database is away, which is found again', {timeout: 300_000}, async t => {
  const database = await migratedDatabase('pgsql')
  await withHosts(database, [1, {address: at('10.0.0.15')}])
  const proxy = await TcpProxy.open(database.target.host, database.target.port)
  t.after(() => proxy.close())
  const policy = {'on-fail': 'serve-retry-continue', 'max-reconnect-tries': 600, 'reconnect-wait-time': 50}
  const entry = hostsDatabase(database, {host: '127.0.0.1', port: proxy.port, ...policy})
  const {command, config, lease, knock} = await serveHosts4(t, [entry])
  const status = async () => {
    const {arguments: all} = await command('status-get')
    return (all as {'hosts-databases': {status: string}[]})['hosts-databases'][0]!.status
  }
  const until = async (wanted: string) => {
    for (let tries = 0; (await status()) !== wanted; tries++) {
      if (tries === 400) throw new Error(`not ${wanted}`)
      await delay(50)
    }
  }
  await proxy.set('refuse')
  await knock(50)
  await until('lost')
  const reservation = {'subnet-id': 1, 'hw-address': '02:00:00:00:00:02', 'ip-address': '10.0.0.12'}
  const added = await command('reservation-add', {reservation, 'operation-target': 'memory'})
  assert.equal(added.result, 0, added.text)
  assert.equal(await lease(2), '10.0.0.12')
  const away = await command('reservation-get', {'subnet-id': 1, 'ip-address': '10.0.0.15'})
  assert.equal(away.text, 'a hosts database is not connected, try again later')
  await proxy.set('pass')
  await until('ready')
  assert.equal(await lease(1), '10.0.0.15')

  await proxy.set('refuse')
  await knock(51)
  await until('lost')
  const patient = {...entry, 'retry-on-startup': true}
  const set = (more: object) => command('config-set', {Dhcp4: config([patient], more)})
  const failed = await set({'control-socket': {'socket-type': 'unix', 'socket-name': '/nowhere/keats.sock'}})
  assert.equal(failed.result, 1)
  const {arguments: blocked} = await command('status-get')
  const {reasons} = (blocked as {'dhcp-state': {reasons: string[]}})['dhcp-state']
  assert.deepEqual(reasons, ['config'], 'the database that was away is given up, and nobody served without it')
  await proxy.set('pass')
  assert.equal((await set({})).result, 0)
  assert.equal(await lease(1), '10.0.0.15')
})

test('-T opens hosts databases too', {timeout: 300_000}, async () => {
  const check = async (name: string) => {
    const file = writeConfig4({
      'interfaces-config': {interfaces: []},
      'lease-database': {type: 'memfile', persist: false},
      'hosts-database': {type: 'sqlite', name},
      subnet4: [reservedSubnet4],
    })
    return (await ended(startKeats(['dhcp4', '-T', file]))).code
  }
  assert.equal(await check((await migratedDatabase('sqlite')).target.database), 0)
  assert.notEqual(await check('/nowhere/hosts.sqlite'), 0)
})

test('a file that is only read is not made', {timeout: 300_000}, async () => {
  const path = join(scratchDirectory(), 'not-there.sqlite')
  const file = writeConfig4({
    'interfaces-config': {interfaces: []},
    'lease-database': {type: 'memfile', persist: false},
    'hosts-database': {type: 'sqlite', name: path, readonly: true},
    subnet4: [reservedSubnet4],
  })
  const {code, stderr, stdout} = await ended(startKeats(['dhcp4', '-c', file]))
  assert.notEqual(code, 0)
  assert.match(stdout + stderr, /cannot open SQLite database/)
  assert.ok(!existsSync(path))
})
