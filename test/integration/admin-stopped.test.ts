import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {test} from 'node:test'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {chainOf} from '../../src/db/migrations/chain.ts'
import {initialise, upgrade} from '../../src/db/migrations/migrate.ts'
import {MigrationError} from '../../src/db/migrations/migration-error.ts'
import {readSchemaState} from '../../src/db/migrations/schema-state.ts'
import type {Step} from '../../src/db/migrations/step.ts'
import {formatVersion} from '../../src/db/migrations/version.ts'
import type {Backend} from '../../src/db/session.ts'
import {backends, emptyDatabase, migratedDatabase, type TestDatabase, withSession} from '../support/databases.ts'
import {ended, keats, startKeats} from '../support/keats.ts'
import {breakLastStep, copyPackage} from '../support/package-copy.ts'
import {assertSameDump} from '../support/schema-dump.ts'

const packageWith = (backend: Backend) => {
  const copy = copyPackage()
  return {copy, file: breakLastStep(copy, backend)}
}

async function versionOf(database: TestDatabase): Promise<string> {
  const state = await withSession(database.target, readSchemaState)
  return state.kind === 'version' ? formatVersion(state.version) : state.kind
}

/** Runs until `count` statements of the first pending step are done, then asks it to stop. */
async function stopAfter(database: TestDatabase, steps: readonly Step[], count: number): Promise<void> {
  const abort = new AbortController()
  const options = {
    steps,
    lockTimeout: 10_000,
    signal: abort.signal,
    onStatement: (_: Step, index: number) => {
      if (index === count) abort.abort()
    },
  }
  await withSession(database.target, async session => {
    const run =
      steps.length === 1 ? initialise(session, options) : upgrade(session, {...options, to: steps.at(-1)!.version})
    await assert.rejects(run, error => error instanceof MigrationError && error.kind === 'interrupted')
  })
}

/**
 * Each statement. MySQL's first step repeats what is before, with a commit each: every 15th here, and each statement in the
 * test of its chain.
 */
function stops(backend: Backend, step: Step): readonly number[] {
  const all = step.statements.map((_, index) => index + 1)
  const stride = backend === 'mysql' && all.length >= 100 ? 15 : 1
  return all.filter(count => count === 1 || count === all.length || count % stride === 0)
}

for (const backend of ['pgsql', 'sqlite'] as const) {
  test(`${backend}: after no statement of a step does anybody else see a change`, async () => {
    const steps = chainOf(backend)
    const database = await emptyDatabase(backend)
    let expected = 'empty'
    await withSession(database.target, other =>
      withSession(database.target, async session => {
        const options = {
          steps,
          lockTimeout: 10_000,
          onStatement: async (step: Step, index: number) => {
            const state = await readSchemaState(other)
            const found = state.kind === 'version' ? formatVersion(state.version) : state.kind
            assert.equal(found, expected, `${step.file}, statement ${index}`)
          },
          onStep: (step: Step, event: string) => {
            if (event === 'migrated') expected = formatVersion(step.version)
          },
        }
        await initialise(session, {...options, onStep: undefined, to: steps[0]!.version})
        expected = formatVersion(steps[0]!.version)
        await upgrade(session, options)
      }),
    )
  })
}

for (const backend of backends) {
  const steps = chainOf(backend)
  const [before, head] = steps.slice(-2).map(step => formatVersion(step.version)) as [string, string]
  const first = formatVersion(steps[0]!.version)

  test(`${backend}: stopped after each statement of each step, the next run completes it`, async () => {
    const [database, fresh] = await Promise.all([emptyDatabase(backend), migratedDatabase(backend)])
    for (const [index, step] of steps.entries()) {
      const version = index === 0 ? undefined : formatVersion(steps[index - 1]!.version)
      const expected = version ?? (backend === 'mysql' ? 'unfinished' : 'empty')
      for (const count of stops(backend, step)) {
        await stopAfter(database, steps.slice(0, index + 1), count)
        assert.equal(await versionOf(database), expected, `${step.file} after ${count}`)
      }
      const run = await keats([
        index === 0 ? 'db-init' : 'db-upgrade',
        backend,
        ...database.flags,
        '--to',
        formatVersion(step.version),
      ])
      assert.equal(run.code, 0, run.stderr)
    }
    await assertSameDump(database, fresh)
  })

  test(`${backend}: a step that fails in the middle`, async () => {
    const {copy, file} = packageWith(backend)
    const [database, fresh] = await Promise.all([migratedDatabase(backend, first), migratedDatabase(backend)])
    const failed = await keats(['db-upgrade', backend, ...database.flags], {bin: copy.bin})
    assert.equal(failed.code, backend === 'mysql' ? 8 : 1, failed.stderr)
    assert.match(
      failed.stderr,
      new RegExp(`✖ .*: ${file}, statement \\d+ of \\d+ \\(line \\d+\\): .*there_is_no_such_table`),
    )
    assert.equal(await versionOf(database), before)
    if (backend !== 'mysql') await assertSameDump(database, await migratedDatabase(backend, before))
    const next = await keats(['db-upgrade', backend, ...database.flags])
    assert.equal(next.code, 0, next.stderr)
    assert.equal(await versionOf(database), head)
    await assertSameDump(database, fresh)
  })

  test(`${backend}: a db-init that fails leaves an empty database, or what the next one completes`, async () => {
    const {copy} = packageWith(backend)
    const [database, fresh] = await Promise.all([emptyDatabase(backend), migratedDatabase(backend)])
    const failed = await keats(['db-init', backend, ...database.flags], {bin: copy.bin})
    assert.equal(failed.code, backend === 'mysql' ? 8 : 1, failed.stderr)
    assert.equal(await versionOf(database), backend === 'mysql' ? 'unfinished' : 'empty')
    const asked = await keats(['db-upgrade', backend, ...database.flags])
    assert.equal(asked.code, 4)
    const next = await keats(['db-init', backend, ...database.flags])
    assert.equal(next.code, 0, next.stderr)
    await assertSameDump(database, fresh)
  })

  test(`${backend}: SIGKILL in the middle of db-init and of db-upgrade`, async () => {
    const fresh = await migratedDatabase(backend)
    const total = steps.reduce((sum, step) => sum + step.statements.length, 0)
    const own = steps[0]!.statements.length
    for (const [database, ends] of [
      [await emptyDatabase(backend), [1, own - 1, total - 1]],
      [await migratedDatabase(backend, first), [own + 1, Math.floor((own + total) / 2), total - 1]],
    ] as const) {
      for (const end of ends) {
        const program = fileURLToPath(new URL('../support/migration-child.js', import.meta.url))
        const child = spawn(process.execPath, [program, JSON.stringify(database.target), String(end)], {
          stdio: 'inherit',
        })
        const [, signal] = await once(child, 'exit')
        assert.equal(signal, 'SIGKILL')
      }
      // A server notices the dead connection in its own time; until then its lock stands.
      const command = (await versionOf(database)).includes('.') ? 'db-upgrade' : 'db-init'
      const run = await keats([command, backend, ...database.flags])
      assert.equal(run.code, 0, run.stderr)
      await assertSameDump(database, fresh)
    }
  })
}

/** Statements of other sessions that wait for a lock. */
const waiting = {
  pgsql: `SELECT 1 AS one FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  mysql: `SELECT 1 AS one FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND STATE LIKE '%metadata lock%'`,
} as const

for (const backend of ['pgsql', 'mysql'] as const) {
  test(`${backend}: Ctrl-C takes effect after the statement, and says where the schema is`, async () => {
    const first = formatVersion(chainOf(backend)[0]!.version)
    const database = await migratedDatabase(backend, first)
    const {code, stderr} = await withSession(database.target, async session => {
      await session.query(backend === 'pgsql' ? 'BEGIN' : 'SELECT 1')
      await session.query(backend === 'pgsql' ? 'LOCK TABLE hosts' : 'LOCK TABLES hosts WRITE')
      const child = startKeats(['db-upgrade', backend, ...database.flags])
      const end = ended(child)
      while ((await database.sql(waiting[backend])).length === 0) await delay(50)
      child.kill('SIGINT')
      await delay(300)
      assert.equal(child.exitCode, null, 'the statement that runs is not given up')
      await session.query(backend === 'pgsql' ? 'ROLLBACK' : 'UNLOCK TABLES')
      return end
    })
    assert.equal(code, 130, stderr)
    assert.match(stderr, /✖ .*: stopped after \d+ of \d+ statements of 00\d\d\.\d\.sql/)
    const next = await keats(['db-upgrade', backend, ...database.flags])
    assert.equal(next.code, 0, next.stderr)
    await assertSameDump(database, await migratedDatabase(backend))
  })
}

test('Ctrl-C while waiting for the database or for the lock: 130, SIGTERM: 143', async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const child = startKeats(['db-version', 'pgsql', '-h', '127.0.0.1', '-P', '1', '--wait', '60'])
    const end = ended(child)
    await once(child.stderr!, 'data')
    child.kill(signal)
    const run = await end
    assert.equal(run.code, code, run.stderr)
    assert.match(run.stderr, /✖ stopped while waiting for the database\n {2}nothing has been changed/)
  }
  const database = await emptyDatabase('pgsql')
  await withSession(database.target, session =>
    initialise(session, {
      steps: chainOf('pgsql'),
      lockTimeout: 1000,
      before: async () => {
        const child = startKeats(['db-init', 'pgsql', ...database.flags])
        const end = ended(child)
        await once(child.stderr!, 'data')
        child.kill('SIGINT')
        const run = await end
        assert.equal(run.code, 130, run.stderr)
        assert.match(run.stderr, /stopped while waiting for the migration lock/)
      },
    }),
  )
})
