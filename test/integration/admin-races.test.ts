import assert from 'node:assert/strict'
import {test} from 'node:test'
import {chainOf} from '../../src/db/migrations/chain.ts'
import {initialise} from '../../src/db/migrations/migrate.ts'
import {formatVersion} from '../../src/db/migrations/version.ts'
import {createSchema} from '../../src/db/schema-check.ts'
import {backends, emptyDatabase, migratedDatabase, type TestDatabase, withSession} from '../support/databases.ts'
import {keats} from '../support/keats.ts'
import {assertSameDump} from '../support/schema-dump.ts'

const crowd = 20

function many(words: readonly string[], database: TestDatabase, count = crowd) {
  return Promise.all(Array.from({length: count}, () => keats([...words, ...database.flags])))
}

const tally = (codes: readonly (number | null)[]) =>
  Object.fromEntries([...new Set(codes)].map(code => [code, codes.filter(other => other === code).length]))

for (const backend of backends) {
  const steps = chainOf(backend)
  const first = formatVersion(steps[0]!.version)
  const head = formatVersion(steps.at(-1)!.version)

  test(`${backend}: twenty db-init at once make one schema, the others find it`, async () => {
    const [database, fresh] = await Promise.all([emptyDatabase(backend), migratedDatabase(backend)])
    const runs = await many(['db-init', backend], database)
    const output = runs.map(run => run.stderr).join('')
    assert.deepEqual(tally(runs.map(run => run.code)), {0: 1, 5: crowd - 1}, output)
    await assertSameDump(database, fresh)
  })

  test(`${backend}: six db-init --if-needed at once all succeed`, async () => {
    const database = await emptyDatabase(backend)
    const runs = await many(['db-init', backend, '--if-needed'], database, 6)
    assert.deepEqual(tally(runs.map(run => run.code)), {0: 6}, runs.map(run => run.stderr).join(''))
    for (const run of runs) assert.match(run.stdout, new RegExp(`reported after initialization: ${head}\n$`))
  })

  test(`${backend}: twenty db-upgrade at once make one schema, and all succeed`, async () => {
    const [database, fresh] = await Promise.all([migratedDatabase(backend, first), migratedDatabase(backend)])
    const runs = await many(['db-upgrade', backend], database)
    assert.deepEqual(tally(runs.map(run => run.code)), {0: crowd}, runs.map(run => run.stderr).join(''))
    for (const run of runs) assert.match(run.stdout, new RegExp(`reported after upgrade: ${head}\n$`))
    await assertSameDump(database, fresh)
  })

  test(`${backend}: several servers may create the schema at once`, async () => {
    const database = await emptyDatabase(backend)
    await Promise.all(Array.from({length: 4}, () => createSchema(database.target)))
    const [row] = await database.sql('SELECT version, minor FROM schema_version')
    assert.equal(`${row!['version']}.${row!['minor']}`, head)
  })

  test(`${backend}: 7 when the lock cannot be had in time`, async () => {
    const database = backend === 'sqlite' ? await migratedDatabase(backend, first) : await emptyDatabase(backend)
    const command = backend === 'sqlite' ? 'db-upgrade' : 'db-init'
    const run = () => keats([command, backend, ...database.flags, '--lock-timeout', '0.5'])
    await withSession(database.target, async session => {
      if (backend === 'sqlite') {
        await session.query('BEGIN IMMEDIATE')
        assertLocked(await run())
        await session.query('ROLLBACK')
      } else {
        const before = async () => assertLocked(await run())
        await initialise(session, {steps, lockTimeout: 1000, before})
      }
    })
    const after = await keats(['db-upgrade', backend, ...database.flags, '--lock-timeout', '0.5'])
    assert.equal(after.code, 0, after.stderr)
  })
}

function assertLocked({code, stderr}: {code: number | null; stderr: string}): void {
  assert.equal(code, 7, stderr)
  assert.match(stderr, /another run holds the migration lock/)
}
