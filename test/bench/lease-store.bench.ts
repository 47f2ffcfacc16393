// How many loads and commits a lease store does by itself, at the database's default durability, and what they cost
// this process. Each line is one measurement; the last column is CPU time of this process only.
// Words: sqlite, pgsql, mysql (default: all). KEATS_BENCH_LEASES sets how many leases are made (default 40000).
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {openLeaseStore4} from '../../src/db/lease-stores.ts'
import {openSession} from '../../src/db/open-session.ts'
import type {Target} from '../../src/db/session.ts'
import type {DatabaseAccess} from '../../src/model/config4.ts'
import type {Lease4} from '../../src/model/lease4.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {accessTo, leaseOf} from '../support/leases.ts'
import {startMariadb, startPostgres} from '../support/servers.ts'

const LEASES = Number(process.env['KEATS_BENCH_LEASES'] ?? 40_000)
const IN_FLIGHT = 512

/** Runs `work` for 0 … count - 1, IN_FLIGHT at a time. */
async function measure(label: string, count: number, work: (n: number) => unknown): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  const started = performance.now()
  const cpu = process.cpuUsage()
  await Promise.all(Array.from({length: IN_FLIGHT}, worker))
  const seconds = (performance.now() - started) / 1000
  const {user, system} = process.cpuUsage(cpu)
  const rate = Math.round(count / seconds)
  console.log(
    `${label.padEnd(46)} ${String(rate).padStart(8)} /s ${((user + system) / count).toFixed(1).padStart(7)} µs CPU`,
  )
}

const keysOf = (lease: Lease4) => ({clientId: lease.clientId, hwAddr: lease.hwAddr, addresses: [lease.address]})

async function must(answer: ReturnType<LeaseStore4['commit4']>): Promise<void> {
  if ((await answer) !== 'ok') throw new Error('not committed')
}

async function bench(kind: string, access: DatabaseAccess): Promise<void> {
  const store = await openLeaseStore4(access, {queued: 10_000})
  const count = LEASES
  const created = (n: number) => must(store.commit4([{kind: 'create', lease: leaseOf(n)}]))
  const renewed = (lease: Lease4): Lease4 => ({...lease, expire: lease.expire + 10})
  await measure(`${kind} warming up`, 5000, n => created(10_000_000 + n))
  await measure(`${kind} load, nothing found`, count, n => store.load4(keysOf(leaseOf(n))))
  await measure(`${kind} create`, count, created)
  await measure(`${kind} load, one row by three keys`, count, n => store.load4(keysOf(leaseOf(n))))
  await measure(`${kind} renew`, count, n => {
    const lease = leaseOf(n)
    return must(store.commit4([{kind: 'update', lease: renewed(lease), expected: lease.expire}]))
  })
  await measure(`${kind} delete and create elsewhere`, count >> 2, n => {
    const {address, expire} = renewed(leaseOf(n))
    const changes = [
      {kind: 'delete', address, expected: expire} as const,
      {kind: 'create', lease: leaseOf(count + n)} as const,
    ]
    return must(store.commit4(changes))
  })
  await measure(`${kind} new client: load, load, create`, count, async n => {
    const lease = leaseOf(count * 2 + n)
    await store.load4(keysOf(lease))
    await store.load4(keysOf(lease))
    await created(count * 2 + n)
  })
  await store.close()
}

const DATABASE = 'keats_bench_leases'

async function onServer(backend: 'pgsql' | 'mysql', given: string | undefined): Promise<void> {
  const own = given === undefined ? await (backend === 'pgsql' ? startPostgres() : startMariadb()) : undefined
  const url = new URL(given ?? own!.url)
  const target: Target = {
    backend,
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: backend === 'pgsql' ? 'postgres' : 'mysql',
    connectTimeout: 10_000,
  }
  const session = await openSession(target)
  await session.query(`DROP DATABASE IF EXISTS ${DATABASE}`)
  await session.query(`CREATE DATABASE ${DATABASE}`)
  try {
    await bench(backend, accessTo({...target, database: DATABASE}))
    await session.query(`DROP DATABASE IF EXISTS ${DATABASE}`)
  } finally {
    await session.close()
    await own?.stop()
  }
}

async function onFile(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'keats-bench-'))
  try {
    await bench('sqlite', {type: 'sqlite', name: join(directory, 'leases.db'), readonly: false})
  } finally {
    rmSync(directory, {recursive: true})
  }
}

const wanted = process.argv.slice(2)
const chosen = (kind: string) => wanted.length === 0 || wanted.includes(kind)
if (chosen('sqlite')) await onFile()
if (chosen('pgsql')) await onServer('pgsql', process.env['KEATS_TEST_PGSQL_URL'])
if (chosen('mysql')) await onServer('mysql', process.env['KEATS_TEST_MYSQL_URL'])
