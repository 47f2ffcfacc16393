import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {chainOf} from '../../src/db/migrations/chain.ts'
import {formatVersion} from '../../src/db/migrations/version.ts'
import {migratedDatabase, scratchDirectory} from '../support/databases.ts'
import {assertFailure} from '../support/failure.ts'
import {ended, keats, packageRoot} from '../support/keats.ts'

test('SQLite: what is no database file', async () => {
  const directory = scratchDirectory()
  const text = join(directory, 'text.db')
  writeFileSync(text, 'This is not a database, but long enough to look like the header of one.\n'.repeat(100))
  mkdirSync(join(directory, 'folder.db'))
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['db-version', join(directory, 'missing.db'), /no such file/],
    ['db-upgrade', join(directory, 'missing.db'), /no such file/],
    ['db-init', join(directory, 'no', 'such', 'folder.db'), /cannot open SQLite database/],
    ['db-version', join(directory, 'folder.db'), /cannot open SQLite database/],
    ['db-init', text, /cannot open SQLite database .*not a database/],
    ['db-version', text, /not a database/],
  ]
  for (const [command, path, message] of cases) {
    const run = await keats([command, 'sqlite', '-n', path])
    assertFailure(run, 3, message)
    assert.doesNotMatch(run.stderr.replaceAll(directory, ''), /-h/)
  }
})

test('SQLite: reading changes nothing of a file, and works where nobody may write it', async () => {
  const first = formatVersion(chainOf('sqlite')[0]!.version)
  const database = await migratedDatabase('sqlite', first)
  const file = join(scratchDirectory(), 'delivered.db')
  // A copy has the journal that SQLite begins with, not the one that keats writes with.
  await database.sql(`VACUUM INTO '${file}'`)
  const bytes = readFileSync(file)
  chmodSync(file, 0o444)
  // What root may do to any file is taken away.
  const unable = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : ['env']
  const run = (command: string, ...words: readonly string[]) => {
    const [program, ...rest] = [...unable, process.execPath, join(packageRoot, 'bin', 'run.js'), command, 'sqlite']
    return ended(spawn(program!, [...rest, '-n', file, ...words], {env: {...process.env, NO_COLOR: '1'}}))
  }
  assert.equal((await run('db-version')).stdout, `${first}\n`)
  const dry = await run('db-upgrade', '--dry-run')
  assert.equal(dry.code, 0, dry.stderr)
  assertFailure(await run('db-upgrade'), 3, /readonly database\n {2}check -n, and the permissions of the file/)
  chmodSync(file, 0o000)
  for (const command of ['db-version', 'db-upgrade']) assertFailure(await run(command), 3, /permission denied/)
  chmodSync(file, 0o644)
  assert.deepEqual(readFileSync(file), bytes)
})
