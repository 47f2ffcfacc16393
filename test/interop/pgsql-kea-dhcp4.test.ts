import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {existsSync, readdirSync} from 'node:fs'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import type {Target} from '../../src/db/session.ts'
import {migratedDatabase} from '../support/databases.ts'
import {keaUpgrade} from '../support/kea-pgsql.ts'
import {type Kea4, startKea4} from '../support/kea4.ts'
import {runAll} from '../support/pgsql-chain.ts'

/** Debian keeps Kea's hooks in a folder named after the architecture. */
function hook(name: string): string {
  for (const folder of readdirSync('/usr/lib')) {
    const path = `/usr/lib/${folder}/kea/hooks/${name}`
    if (existsSync(path)) return path
  }
  throw new Error(`${name} is missing: apt-get install kea-common`)
}

/** A server that takes leases, reservations and its whole configuration from one database. */
function allFrom(target: Target): object {
  const {host, port, user, password, database} = target
  const access = {type: 'postgresql', host, port, user, password, name: database}
  return {
    'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
    'lease-database': access,
    'hosts-database': access,
    'config-control': {'config-databases': [access], 'config-fetch-wait-time': 1},
    'hooks-libraries': [{library: hook('libdhcp_pgsql_cb.so')}],
    'valid-lifetime': 4000,
  }
}

/** What an administrator's tool writes: one subnet for every server, and a host that has an address of its own. */
const configuration = [
  "SELECT createAuditRevisionDHCP4(now(), 'all', 'a subnet', false)",
  `INSERT INTO dhcp4_subnet (subnet_id, subnet_prefix, modification_ts, relay) VALUES (7, '10.7.0.0/16', now(), '["127.0.0.1"]')`,
  'INSERT INTO dhcp4_subnet_server (subnet_id, server_id, modification_ts) VALUES (7, 1, now())',
  "INSERT INTO dhcp4_pool (start_address, end_address, subnet_id, modification_ts) VALUES ('10.7.1.0', '10.7.1.255', 7, now())",
  "INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, ipv4_address, hostname) VALUES ('\\x020000000001', 0, 7, 168230989, 'reserved')",
]

/** The client with this hardware address asks until it is answered. */
async function exchange(kea: Kea4, mac: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const told = await exchanges(kea, mac)
    if (told === undefined) return
    assert.ok(tries < 10, `perfdhcp: ${told}\n${kea.output()}`)
  }
}

/** A second of exchanges through a relay on 127.0.0.1, all as one client; what was told when none is complete. */
function exchanges(kea: Kea4, mac: string): Promise<string | undefined> {
  const words = ['-4', '-r', '5', '-p', '1', '-W', '300000', '-R', '1', '-b', `mac=${mac}`, '-l', '127.0.0.1']
  const ports = ['-L', String(kea.replyPort), '-N', String(kea.port), '127.0.0.1']
  return new Promise(resolve => {
    execFile('/usr/sbin/perfdhcp', [...words, ...ports], {timeout: 30_000}, (_error, stdout, stderr) => {
      // perfdhcp leaves without the answer to its last request, and then ends with an error: the count of ACKs tells.
      const acknowledged = Number(/REQUEST-ACK[\s\S]*?received packets: (\d+)/.exec(stdout)?.[1] ?? 0)
      resolve(acknowledged > 0 ? undefined : `${stdout}${stderr}`)
    })
  })
}

const leases =
  "SELECT '0.0.0.0'::inet + address AS address, hostname, state, subnet_id, valid_lifetime FROM lease4 WHERE hwaddr = "

test('the real kea-dhcp4 takes leases, hosts and configuration from our database, and sees what changes', async () => {
  const database = await migratedDatabase('pgsql')
  await runAll(database.target, configuration)
  const kea = await startKea4(allFrom(database.target))
  try {
    await exchange(kea, '02:00:00:00:00:01')
    const [reserved] = await database.sql(`${leases}'\\x020000000001'`)
    assert.deepEqual(reserved, {
      address: '10.7.0.77',
      hostname: 'reserved',
      state: 0,
      subnet_id: 7,
      valid_lifetime: 4000,
    })
    await exchange(kea, '02:00:00:00:00:02')
    const [pooled] = await database.sql(`${leases}'\\x020000000002'`)
    assert.match(String(pooled?.['address']), /^10\.7\.1\.\d+$/)
    assert.deepEqual(await database.sql('SELECT * FROM lease4_stat'), [{subnet_id: 7, state: 0, leases: 2}])
    // The server learns of a change from the audit alone.
    await runAll(database.target, [
      "SELECT createAuditRevisionDHCP4(now(), 'all', 'shorter leases', false)",
      'UPDATE dhcp4_subnet SET valid_lifetime = 1234, modification_ts = now() WHERE subnet_id = 7',
    ])
    await eventually(async number => {
      const mac = `0200000001${number.toString(16).padStart(2, '0')}`
      await exchange(kea, mac.match(/../g)!.join(':'))
      const [lease] = await database.sql(`${leases}'\\x${mac}'`)
      return lease?.['valid_lifetime'] === 1234
    })
  } finally {
    await kea.stop()
  }
})

test('the real kea-dhcp4 serves from our 6.1 that the real kea-admin upgraded', async () => {
  const database = await migratedDatabase('pgsql', '6.1')
  await keaUpgrade(database.target)
  await runAll(database.target, configuration)
  const kea = await startKea4(allFrom(database.target))
  try {
    await exchange(kea, '02:00:00:00:00:01')
    assert.equal((await database.sql(`${leases}'\\x020000000001'`))[0]?.['address'], '10.7.0.77')
  } finally {
    await kea.stop()
  }
})

test('the real kea-dhcp4 refuses a version of ours that is not its own', async () => {
  const database = await migratedDatabase('pgsql', '12.0')
  await assert.rejects(startKea4(allFrom(database.target)), /need version: 13\.0 found version: 12\.0/)
})

async function eventually(attempt: (number: number) => Promise<boolean>): Promise<void> {
  for (let number = 0; number < 15; number++) {
    if (await attempt(number)) return
    await delay(500)
  }
  assert.fail('did not happen within fifteen tries')
}
