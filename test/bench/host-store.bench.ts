// What a batch of 64 lookups costs a server whose clients have no reservations, and have them, with 100,000 hosts in the
// database. Each lookup asks for three identifiers and an address, in a subnet of its own and globally.
// Words: sqlite, pgsql, mysql (default: all).
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {openHostStore} from '../../src/db/host-stores.ts'
import {openSession} from '../../src/db/open-session.ts'
import type {Backend, Target} from '../../src/db/session.ts'
import {FreeMap4} from '../../src/engine/free-map.ts'
import type {Ipv4} from '../../src/net-types/ipv4.ts'
import type {HostKeys4, HostStore} from '../../src/ports/host-store.ts'
import {DatabaseHosts4} from '../../src/server/host-sources4.ts'
import {parsedConfig4} from '../support/config4.ts'
import {accessTo} from '../support/leases.ts'
import {startMariadb, startPostgres} from '../support/servers.ts'

const HOSTS = 100_000
const BATCH = 64
const ROUNDS = 300

/** Host `n` has the hardware address 0200 and `n`, the subnet 1 + n % 500, and the address 10.0.0.0 + `n`. */
const columns = 'dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, ipv4_address, hostname'
const values = (identifier: string) => `${identifier}, 0, 1 + n % 500, 167772160 + n, ''`
const fill: Record<Backend, string> = {
  pgsql: `INSERT INTO hosts (${columns}) SELECT ${values(`decode('0200' || lpad(to_hex(n), 8, '0'), 'hex')`)}
    FROM generate_series(0, ${HOSTS - 1}) AS n`,
  mysql: `INSERT INTO hosts (${columns}) SELECT ${values(`unhex(concat('0200', lpad(hex(n), 8, '0')))`)}
    FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d AS n
      FROM D AS a, D AS b, D AS c, D AS d, D AS e) AS numbers`.replaceAll(
    /\bD\b/g,
    `(SELECT 0 AS d ${Array.from({length: 9}, (_, n) => `UNION SELECT ${n + 1}`).join(' ')})`,
  ),
  sqlite: `INSERT INTO hosts (${columns}) SELECT ${values(`unhex(printf('0200%08x', n))`)}
    FROM (WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < ${HOSTS - 1}) SELECT n FROM s)`,
}

function keysOf(n: number, known: boolean): HostKeys4 {
  const hex = n.toString(16).padStart(8, '0')
  return {
    subnetIds: [0, 1 + (n % 500)],
    identifiers: [
      {type: 'hw-address', value: `${known ? '0200' : '0a00'}${hex}`},
      {type: 'client-id', value: `01ff${hex}`},
      {type: 'circuit-id', value: `04${hex}`},
    ],
    addresses: [((known ? 0x0a000000 : 0x0b000000) + n) as Ipv4],
  }
}

async function measure(label: string, store: HostStore, known: boolean): Promise<void> {
  const times: number[] = []
  const cpu = process.cpuUsage()
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now()
    const asked = Array.from({length: BATCH}, (_, n) => store.load4(keysOf((round * BATCH + n) % HOSTS, known)))
    const answers = await Promise.all(asked)
    if (answers.some(hosts => hosts.length !== (known ? 1 : 0))) throw new Error('not what was asked for')
    times.push(performance.now() - started)
  }
  const {user, system} = process.cpuUsage(cpu)
  times.sort((a, b) => a - b)
  const [median, late] = [0.5, 0.95].map(part => times[Math.floor(ROUNDS * part)]!.toFixed(2))
  const each = ((user + system) / ROUNDS / BATCH).toFixed(1)
  console.log(`${label.padEnd(40)} median ${median} ms, 95% ${late} ms a batch of ${BATCH}; ${each} µs CPU a lookup`)
}

/** What a server reads of them before its first packet: each reserved address into the map of free ones. */
async function measureReserved(label: string, store: HostStore): Promise<void> {
  const sources = new DatabaseHosts4([{store, optional: false, away: () => undefined}])
  const map = new FreeMap4(parsedConfig4({subnet4: [{id: 1, subnet: '10.0.0.0/8'}]}))
  const started = performance.now()
  const cpu = process.cpuUsage()
  let addresses = 0
  for await (const page of sources.reserved4()) {
    for (const host of page) map.reserve(host.subnetId, host.address)
    addresses += page.length
  }
  const {user, system} = process.cpuUsage(cpu)
  const took = (performance.now() - started).toFixed(0)
  console.log(
    `${label.padEnd(40)} ${addresses} addresses in ${took} ms, ${((user + system) / 1000).toFixed(0)} ms CPU here`,
  )
}

async function bench(target: Target): Promise<void> {
  const {backend} = target
  const file = {type: 'sqlite', name: target.database, readonly: false} as const
  const store = await openHostStore(backend === 'sqlite' ? file : accessTo(target), {queued: 10_000})
  await measure(`${backend} warming up`, store, false)
  await measure(`${backend} empty table`, store, false)
  const session = await openSession(target)
  await session.query(fill[backend])
  if (backend !== 'sqlite') await session.query(backend === 'pgsql' ? 'ANALYZE hosts' : 'ANALYZE TABLE hosts')
  await session.close()
  await measure(`${backend} ${HOSTS} hosts, nothing found`, store, false)
  await measure(`${backend} ${HOSTS} hosts, each found`, store, true)
  await measureReserved(`${backend} ${HOSTS} hosts, reserved addresses`, store)
  await store.close()
}

async function onServer(backend: 'pgsql' | 'mysql'): Promise<void> {
  const server = await (backend === 'pgsql' ? startPostgres() : startMariadb())
  try {
    const {hostname, port, username} = new URL(server.url)
    const place = {backend, host: hostname, port: Number(port), user: username, password: '', connectTimeout: 5000}
    const session = await openSession({...place, database: backend === 'pgsql' ? 'postgres' : 'mysql'})
    await session.query('CREATE DATABASE bench')
    await session.close()
    await bench({...place, database: 'bench'})
  } finally {
    await server.stop()
  }
}

const words = process.argv.slice(2)
const wanted = (backend: Backend) => words.length === 0 || words.includes(backend)
if (wanted('sqlite')) {
  const directory = mkdtempSync(join(tmpdir(), 'keats-bench-'))
  const place = {backend: 'sqlite', host: '', port: 0, user: '', password: '', connectTimeout: 5000} as const
  await bench({...place, database: join(directory, 'hosts.sqlite')})
  rmSync(directory, {recursive: true, force: true})
}
if (wanted('pgsql')) await onServer('pgsql')
if (wanted('mysql')) await onServer('mysql')
