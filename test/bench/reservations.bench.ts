// The highest rate of keats with 100,000 reservations in a hosts database beside that without any, in one run on one machine.
// The hosts are in the database of the leases (SQLite: in a file of their own); every exchange is a new client without one.
// KEATS_BENCH=pgsql,mysql,embedded picks, KEATS_BENCH_ROUNDS says how often they take turns.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {openSession} from '../../src/db/open-session.ts'
import {createSchema} from '../../src/db/schema-check.ts'
import type {Backend, Target} from '../../src/db/session.ts'
import type {TestServer} from '../support/servers.ts'
import {freshDatabase, keats, type Store, serve, startDatabases, wantedStores} from './contestants.ts'
import type {Best} from './perfdhcp.ts'

const HOSTS = 100_000
/** Inside the pool of the benchmark, far from where its addresses begin. */
const FIRST = 10 * 2 ** 24 + 2 ** 23

const insert = (identifier: string, source: string) =>
  `INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, ipv4_address, hostname)
    SELECT ${identifier}, 0, 1, ${FIRST} + i, 'host.example.org' FROM ${source}`

const fill: Readonly<Record<Backend, string>> = {
  pgsql: insert(`decode(lpad(to_hex(i), 12, '0'), 'hex')`, `generate_series(0, ${HOSTS - 1}) AS i`),
  mysql: insert(`UNHEX(LPAD(HEX(i), 12, '0'))`, `(SELECT seq AS i FROM seq_0_to_${HOSTS - 1}) AS n`),
  sqlite: insert(
    `CAST(printf('%06d', i) AS BLOB)`,
    `(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${HOSTS - 1}) SELECT i FROM n)`,
  ),
}

async function fillHosts(store: Store, server: TestServer | undefined, database: string): Promise<void> {
  const backend = store === 'embedded' ? 'sqlite' : store
  const place = {host: '127.0.0.1', port: server?.port ?? 0, user: 'root', password: '', connectTimeout: 10_000}
  const target: Target = {...place, backend, database}
  if (backend === 'sqlite') await createSchema(target)
  const session = await openSession(target)
  await session.query(fill[backend])
  await session.close()
}

async function rateOf(store: Store, reserved: boolean): Promise<Best> {
  const server = await startDatabases(store)
  const folder = mkdtempSync(join(tmpdir(), 'keats-bench-hosts-'))
  const hosts = join(folder, 'hosts.sqlite')
  const name = reserved ? 'keats with reservations' : 'keats without'
  const contestant = keats(store, server, name, lease => {
    if (!reserved) return {}
    return {'hosts-database': store === 'embedded' ? {type: 'sqlite', name: hosts} : lease}
  })
  try {
    const database = freshDatabase(store, server, contestant.admin)
    if (reserved) await fillHosts(store, server, store === 'embedded' ? hosts : database)
    return await serve(contestant, database, console.log)
  } finally {
    await server?.stop()
    rmSync(folder, {recursive: true, force: true})
  }
}

/** The highest rates of one run move by a fifth and more: the two take turns, and their medians are compared. */
const rounds = Number(process.env['KEATS_BENCH_ROUNDS'] ?? 3)

function medianOf(rates: readonly number[]): number {
  return [...rates].sort((a, b) => a - b)[Math.floor(rates.length / 2)]!
}

const lines: string[] = []
for (const store of wantedStores) {
  const rates: Record<'without' | 'with', number[]> = {without: [], with: []}
  for (let round = 0; round < rounds; round++) {
    for (const reserved of [false, true]) {
      console.log(`${store}: ${reserved ? `${HOSTS} reservations` : 'no reservations'}`)
      rates[reserved ? 'with' : 'without'].push((await rateOf(store, reserved)).rate)
    }
  }
  const [without, hosts] = [medianOf(rates.without), medianOf(rates.with)]
  const percent = ((hosts / without) * 100).toFixed(0)
  const all = `(without ${rates.without.join(', ')}; with ${rates.with.join(', ')})`
  lines.push(
    `${store.padEnd(9)} without ${without}/s, with ${HOSTS} reservations ${hosts}/s: ${percent}%, goal 85% ${all}`,
  )
}
console.log(lines.join('\n'))
