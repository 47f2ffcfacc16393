import assert from 'node:assert/strict'
import {type ChildProcess, execFile, spawn} from 'node:child_process'
import {mkdtempSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {after, test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {isDeepStrictEqual} from 'node:util'
import {migratedDatabase, scratchDirectory, type TestDatabase, withSession} from '../support/databases.ts'
import {freePort} from '../support/servers.ts'

// The real kea-dhcp4 and kea-dhcp6 with leases, hosts and configuration in a database that our chain made.

const running: ChildProcess[] = []
const stopAll = () => {
  for (const child of running) child.kill('SIGKILL')
}
after(stopAll)
process.once('exit', stopAll)

interface Kea {
  readonly port: number
  readonly clientPort: number
  output(): string
}

/** Starts the server of a family with everything in the database and nothing but that in its file. */
async function startKea(family: 4 | 6, {target}: TestDatabase): Promise<Kea> {
  const directory = mkdtempSync(join(scratchDirectory(), 'kea-'))
  const {host, port, user, password, database} = target
  const db = {type: 'mysql', host, port, user, password, name: database}
  const config = {
    'interfaces-config':
      family === 4 ? {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'} : {interfaces: ['lo/::1']},
    'lease-database': db,
    'hosts-database': db,
    'config-control': {'config-databases': [db], 'config-fetch-wait-time': 1},
    'hooks-libraries': [{library: '/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_mysql_cb.so'}],
    ...(family === 6 ? {'server-id': {type: 'LLT', persist: false}} : {}),
    loggers: [{name: `kea-dhcp${family}`, severity: 'INFO', output_options: [{output: 'stderr', flush: true}]}],
  }
  const file = join(directory, 'kea.conf')
  writeFileSync(file, JSON.stringify({[`Dhcp${family}`]: config}))
  const [own, client] = [await freePort(), await freePort()]
  const child = spawn(`kea-dhcp${family}`, ['-c', file, '-p', String(own), '-P', String(client)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {...process.env, KEA_PIDFILE_DIR: directory, KEA_LOCKFILE_DIR: 'none'},
  })
  running.push(child)
  let output = ''
  child.stderr!.on('data', chunk => {
    output += String(chunk)
  })
  for (let tries = 0; !output.includes(`DHCP${family}_STARTED`); tries++) {
    if (tries > 600 || child.exitCode !== null) throw new Error(`kea-dhcp${family} did not start: ${output}`)
    await delay(100)
  }
  return {port: own, clientPort: client, output: () => output}
}

/** Whole exchanges of `count` clients through a relay on the loopback interface; `words` before the server's address. */
function perfdhcp(kea: Kea, family: 4 | 6, count: number, words: readonly string[] = []): Promise<string> {
  // A single exchange would end before its second half: a single client has several.
  const rounds = count === 1 ? 4 : count
  const ports = ['-L', String(kea.clientPort), '-N', String(kea.port)]
  const load = ['-r', '50', '-n', String(rounds), '-R', String(count), '-W', '2000000']
  const path = family === 4 ? ['127.0.0.1'] : ['-l', 'lo', '::1']
  return new Promise(resolve => {
    // It ends with 3 when an exchange is missing: what counts is found in the database.
    execFile('perfdhcp', [`-${family}`, ...load, ...ports, ...words, ...path], (_, stdout) => resolve(stdout))
  })
}

async function write(database: TestDatabase, ...statements: readonly string[]): Promise<void> {
  await withSession(database.target, async session => {
    for (const statement of statements) await session.query(statement)
  })
}

/** perfdhcp asks once for each client and goes soon: on a loaded machine, the same clients have to come again. */
async function served(come: () => Promise<unknown>, done: () => Promise<boolean>): Promise<void> {
  for (let times = 0; times < 5; times++) {
    await come()
    if (await done()) return
  }
}

/** Tries until `done`, at most 20 times. */
async function until(done: () => Promise<boolean>, what: () => string): Promise<void> {
  for (let tries = 0; !(await done()); tries++) {
    assert.ok(tries < 20, what())
    await delay(500)
  }
}

test('kea-dhcp4 serves from our database, takes reservations and follows audited changes', async () => {
  const database = await migratedDatabase('mysql')
  await write(
    database,
    "CALL createAuditRevisionDHCP4(NOW(), 'all', 'first subnet', 1)",
    `INSERT INTO dhcp4_subnet (subnet_id, subnet_prefix, relay, valid_lifetime, modification_ts) VALUES (7, '10.0.0.0/8', '["127.0.0.1"]', 1234, NOW())`,
    'INSERT INTO dhcp4_subnet_server VALUES (7, 1, NOW())',
    "INSERT INTO dhcp4_pool (start_address, end_address, subnet_id, modification_ts) VALUES (INET_ATON('10.0.0.1'), INET_ATON('10.0.255.250'), 7, NOW())",
    "INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, ipv4_address) VALUES (0x0200aa000001, 0, 7, INET_ATON('10.99.0.1'))",
  )
  const kea = await startKea(4, database)
  const leases = () =>
    database.sql('SELECT COUNT(*) AS n, MIN(valid_lifetime) AS low, MAX(subnet_id) AS subnet FROM lease4')
  await served(
    () => perfdhcp(kea, 4, 20),
    async () => (await leases())[0]?.['n'] === 20,
  )
  assert.deepEqual(await leases(), [{n: 20, low: 1234, subnet: 7}], kea.output())
  assert.deepEqual(await database.sql('SELECT * FROM lease4_stat'), [{subnet_id: 7, state: 0, leases: 20}])

  const reserved = () => database.sql("SELECT HEX(hwaddr) AS mac FROM lease4 WHERE address = INET_ATON('10.99.0.1')")
  await served(
    () => perfdhcp(kea, 4, 1, ['-b', 'mac=02:00:aa:00:00:01']),
    async () => (await reserved()).length > 0,
  )
  assert.deepEqual(await reserved(), [{mac: '0200AA000001'}], kea.output())

  await write(
    database,
    "CALL createAuditRevisionDHCP4(NOW(), 'all', 'longer leases', 0)",
    'UPDATE dhcp4_subnet SET valid_lifetime = 4321, modification_ts = NOW() WHERE subnet_id = 7',
  )
  let mac = 0
  const longer = async () => {
    mac++
    await perfdhcp(kea, 4, 1, ['-b', `mac=02:00:bb:00:00:${mac.toString(16).padStart(2, '0')}`])
    return (await database.sql('SELECT 1 FROM lease4 WHERE valid_lifetime = 4321')).length > 0
  }
  await until(longer, kea.output)
})

test('kea-dhcp6 serves addresses and prefixes from our database', async () => {
  const database = await migratedDatabase('mysql')
  await write(
    database,
    "CALL createAuditRevisionDHCP6(NOW(), 'all', 'first subnet', 1)",
    `INSERT INTO dhcp6_subnet (subnet_id, subnet_prefix, relay, valid_lifetime, preferred_lifetime) VALUES (9, '2001:db8::/32', '["::1"]', 1234, 1000)`,
    'INSERT INTO dhcp6_subnet_server VALUES (9, 1, NOW())',
    "INSERT INTO dhcp6_pool (start_address, end_address, subnet_id, modification_ts) VALUES ('2001:db8::10', '2001:db8::ffff', 9, NOW())",
    "INSERT INTO dhcp6_pd_pool (prefix, prefix_length, delegated_prefix_length, subnet_id, modification_ts, excluded_prefix_length) VALUES ('2001:db8:1::', 48, 64, 9, NOW(), 0)",
  )
  const kea = await startKea(6, database)
  const leases = () =>
    database.sql('SELECT lease_type, COUNT(*) AS n, MIN(valid_lifetime) AS low FROM lease6 GROUP BY lease_type')
  const expected = [0, 2].map(type => ({lease_type: type, n: 10, low: 1234}))
  await served(
    () => perfdhcp(kea, 6, 10, ['-A1', '-e', 'address-and-prefix', '-b', 'duid=0003000102000000cc00']),
    async () => isDeepStrictEqual(await leases(), expected),
  )
  assert.deepEqual(await leases(), expected, kea.output())
  const counted = await database.sql('SELECT * FROM lease6_stat')
  assert.deepEqual(
    counted,
    [0, 2].map(type => ({subnet_id: 9, lease_type: type, state: 0, leases: 10})),
  )
})
