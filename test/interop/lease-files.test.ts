import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {test} from 'node:test'
import type {Backend} from '../../src/db/session.ts'
import {migratedDatabase, type TestDatabase} from '../support/databases.ts'
import {keaInitialised as keaMysql} from '../support/kea-mysql.ts'
import {keaInitialised as keaPgsql} from '../support/kea-pgsql.ts'
import {type Ended, keats} from '../support/keats.ts'
import {
  clearLeases,
  counters,
  header4,
  header6,
  keaAdmin,
  keaBackends,
  leaseFile,
  more6,
  newFile,
  odd4,
  odd6,
} from '../support/lease-files.ts'

const initialised = {pgsql: keaPgsql, mysql: keaMysql, sqlite: keaPgsql}

const families = [
  {flag: '-4', header: header4, rows: odd4, table: 'lease4'},
  {flag: '-6', header: header6, rows: odd6, table: 'lease6'},
] as const

function ok<T extends Pick<Ended, 'stdout' | 'stderr'> & {readonly code: number | null}>(run: T): T {
  assert.equal(run.code, 0, `${run.stdout}${run.stderr}`)
  return run
}

const ours = async (database: TestDatabase, command: string, ...words: readonly string[]) =>
  ok(await keats([command, database.backend, ...database.flags, ...words]))

/** What kea-admin says without the prefix of its name, and what belongs to its temporary files. */
const said = (text: string) =>
  text
    .split('\n')
    .map(line => line.replace(/^(INFO|WARNING|ERROR)\/kea-admin: /, ''))
    .filter(line => line !== '' && !/\.tmp\.?$|^Unable to use interprocess/.test(line))
    .join('\n')

async function dumpBoth(database: TestDatabase, flag: string): Promise<{kea: string; ours: string}> {
  const [one, two] = [newFile(), newFile()]
  const kea = ok(await keaAdmin(database, 'lease-dump', flag, '-o', one))
  const own = await ours(database, 'lease-dump', flag, '-o', two)
  assert.equal(said(own.stdout).replace(two, 'FILE'), said(kea.stdout).replace(one, 'FILE'))
  return {kea: readFileSync(one, 'latin1'), ours: readFileSync(two, 'latin1')}
}

/** One that kea-admin made and one of ours, for each backend, without leases. */
const pairs = new Map<Backend, Promise<readonly [TestDatabase, TestDatabase]>>()

async function emptyPair(backend: Backend): Promise<readonly [TestDatabase, TestDatabase]> {
  const made = async () => [await initialised[backend](), await migratedDatabase(backend)] as const
  if (!pairs.has(backend)) pairs.set(backend, made())
  const pair = await pairs.get(backend)!
  for (const database of pair) await clearLeases(database)
  return pair
}

for (const backend of keaBackends) {
  test(`${backend}: both dump the same bytes of rows that either loaded`, async () => {
    const [byKea, byUs] = await emptyPair(backend)
    for (const {flag, header, rows, table} of families) {
      const empty = await dumpBoth(byKea, flag)
      assert.equal(empty.ours, `${header}\n`)
      assert.equal(empty.kea, empty.ours)
      // kea-admin stores the code of an ampersand, and what is in a file it writes so: rows with one go in by us alone.
      const file = leaseFile(header, ...rows.filter(row => !/&(?!#x2c)|&#x2c;/.test(row)))
      const kea = ok(await keaAdmin(byKea, 'lease-upload', flag, '-i', file, '-y'))
      const own = await ours(byUs, 'lease-upload', flag, '-i', file)
      assert.ok(said(kea.stdout).endsWith(`Successfully updated table ${table}.`))
      assert.ok(said(own.stdout).endsWith(`Successfully updated table ${table}.`))
      assert.equal((await dumpBoth(byKea, flag)).ours, (await dumpBoth(byUs, flag)).kea)
    }
    assert.deepEqual(await counters(byUs), await counters(byKea))
  })

  test(`${backend}: our upload of odd rows is what kea-admin dumps`, async () => {
    const [database] = await emptyPair(backend)
    for (const {flag, header, rows} of families) {
      await ours(database, 'lease-upload', flag, '-i', leaseFile(header, ...rows))
      const {kea, ours: own} = await dumpBoth(database, flag)
      assert.equal(own, `${[header, ...rows].join('\n')}\n`)
      assert.equal(kea, own)
    }
    await ours(database, 'lease-upload', '-6', '-i', leaseFile(header6, ...more6))
    const {ours: own} = await dumpBoth(database, '-6')
    for (const row of more6) assert.ok(own.includes(`${row}\n`), row)
  })

  test(`${backend}: what a dump of kea-admin loses, ours keeps`, async () => {
    const [one, two] = await emptyPair(backend)
    const odd = 'back\\slash&#x0atab\ttail'
    const row = `192.0.2.9,0a,,60,1893456000,1,0,0,${odd},0,{ "a": "\\"b\\"" }`
    const literal = '192.0.2.10,0a,,60,1893456000,1,0,0,&#x26#x2c,0,{ "name": "m\xc3\xbcller" }'
    await ours(one, 'lease-upload', '-4', '-i', leaseFile(header4, row, literal))
    const file = newFile()
    await ours(one, 'lease-dump', '-4', '-o', file)
    assert.equal(readFileSync(file, 'latin1'), `${[header4, row, literal].join('\n')}\n`)
    await ours(two, 'lease-upload', '-4', '-i', file)
    const names = 'SELECT address, hostname, user_context FROM lease4 ORDER BY address'
    assert.deepEqual(await two.sql(names), await one.sql(names))
    assert.equal((await one.sql(names))[0]!['hostname'], 'back\\slash\ntab\ttail')
  })

  test(`${backend}: kea-admin loads what we dump`, async () => {
    const [one, two] = await emptyPair(backend)
    for (const {flag, header, rows} of families) {
      await ours(one, 'lease-upload', flag, '-i', leaseFile(header, ...rows.slice(1)))
      const file = newFile()
      await ours(one, 'lease-dump', flag, '-o', file)
      ok(await keaAdmin(two, 'lease-upload', flag, '-i', file, '-y'))
      assert.equal((await dumpBoth(two, flag)).ours, readFileSync(file, 'latin1'))
    }
  })

  test(`${backend}: after damage stats-recount gives what kea-admin's gives`, async () => {
    const [one, two] = await emptyPair(backend)
    const results: string[][] = []
    for (const database of [one, two]) {
      for (const {flag, header, rows} of families) {
        await ours(database, 'lease-upload', flag, '-i', leaseFile(header, ...rows))
      }
      const right = await counters(database)
      await database.sql('UPDATE lease4_stat SET leases = 99')
      await database.sql('DELETE FROM lease6_stat')
      await database.sql('INSERT INTO lease4_stat (subnet_id, state, leases) VALUES (77, 0, 5)')
      assert.notDeepEqual(await counters(database), right)
      const run =
        database === one ? await ours(database, 'stats-recount') : ok(await keaAdmin(database, 'stats-recount'))
      assert.equal(run.stdout, 'Recount lease statistics from database\n')
      results.push(await counters(database), right)
    }
    const [own, right, kea] = results
    assert.deepEqual(own, kea)
    assert.deepEqual(own, right)
  })
}
