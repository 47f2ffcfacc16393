import assert from 'node:assert/strict'
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {after, test} from 'node:test'
import {chainOf} from '../../src/db/migrations/chain.ts'
import {readOnly} from '../../src/db/migrations/read-only.ts'
import {formatVersion} from '../../src/db/migrations/version.ts'
import {DbError} from '../../src/db/session.ts'
import {
  backends,
  emptyDatabase,
  flagsOf,
  migratedDatabase,
  onServer,
  scratchDirectory,
  type TestDatabase,
  withSession,
} from '../support/databases.ts'
import {keats} from '../support/keats.ts'
import {assertSameDump, dumpOf} from '../support/schema-dump.ts'

const rows = {
  pgsql: [
    `INSERT INTO lease4 (address, hwaddr, valid_lifetime, expire, subnet_id, hostname) VALUES (167772161, '\\x0a0b', 3600, '2030-01-01 00:00:00+00', 1, 'a''b')`,
    `INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id) VALUES ('\\x00ff', 0, 1)`,
  ],
  mysql: [
    `INSERT INTO lease4 (address, hwaddr, valid_lifetime, expire, subnet_id, hostname) VALUES (167772161, x'0a0b', 3600, '2030-01-01 00:00:00', 1, 'a''b')`,
    `INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id) VALUES (x'00ff', 0, 1)`,
  ],
  sqlite: [
    `INSERT INTO lease4 (address, hwaddr, valid_lifetime, expire, subnet_id, hostname) VALUES (167772161, x'0a0b', 3600, 1893456000, 1, 'a''b')`,
  ],
} as const

/** Brings a backup back with the product's own tools. */
async function restore(file: string, into: TestDatabase): Promise<void> {
  const {backend, target} = into
  const where = [`--host=${target.host}`, `--port=${target.port}`]
  if (backend === 'sqlite') return copyFileSync(file, target.database)
  const [program, words] =
    backend === 'pgsql'
      ? ['psql', [...where, `--username=${target.user}`, '-q', '-v', 'ON_ERROR_STOP=1', target.database]]
      : ['mariadb', ['--no-defaults', ...where, '--protocol=TCP', `--user=${target.user}`, target.database]]
  const child = spawn(program as string, words as string[], {stdio: [openSync(file, 'r'), 'ignore', 'inherit']})
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
}

for (const backend of backends) {
  const first = formatVersion(chainOf(backend)[0]!.version)
  const head = formatVersion(chainOf(backend).at(-1)!.version)

  test(`${backend}: --backup writes what the product's tools bring back`, async () => {
    const [database, restored] = await Promise.all([migratedDatabase(backend, first, 'backup'), emptyDatabase(backend)])
    for (const sql of rows[backend]) await database.sql(sql)
    const [original] = await Promise.all([dumpOf(database)])
    const file = join(scratchDirectory(), `${backend}.backup`)
    const run = await keats(['db-upgrade', backend, ...database.flags, '--backup', file])
    assert.equal(run.code, 0, run.stderr)
    assert.match(run.stderr, /backup written to/)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.ok(!existsSync(`${file}.partial`))
    await restore(file, restored)
    assert.equal(await dumpOf(restored), original)
    const upgraded = await keats(['db-upgrade', backend, ...restored.flags])
    assert.equal(upgraded.code, 0, upgraded.stderr)
    await assertSameDump(restored, database)
  })

  test(`${backend}: a file that is there is kept unless -y, and nothing to do writes none`, async () => {
    const database = await migratedDatabase(backend, first, 'backup')
    const file = join(scratchDirectory(), `${backend}.kept`)
    writeFileSync(file, 'precious')
    const words = ['db-upgrade', backend, ...database.flags, '--backup', file]
    const refused = await keats(words)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /exists; nothing has been changed\n {2}.*-y/)
    assert.equal(readFileSync(file, 'utf8'), 'precious')
    assert.equal((await keats(['db-version', backend, ...database.flags])).stdout, `${first}\n`)
    const overwritten = await keats([...words, '-y'])
    assert.equal(overwritten.code, 0, overwritten.stderr)
    assert.notEqual(readFileSync(file, 'utf8'), 'precious')
    const idle = join(scratchDirectory(), `${backend}.idle`)
    const nothing = await keats(['db-upgrade', backend, ...database.flags, '--backup', idle])
    assert.equal(nothing.code, 0, nothing.stderr)
    assert.ok(!existsSync(idle))
  })

  test(`${backend}: a backup that fails stops everything: no such folder, full disk`, async () => {
    const database = await migratedDatabase(backend, first, 'backup')
    const before = await dumpOf(database)
    const disk = smallDisk(`backup-${backend}`, 12)
    for (const [file, why] of [
      ['/nowhere/at/all.sql', /ENOENT/],
      [join(disk, 'dump.sql'), /No space left|disk is full|errno 28|Errcode: 28/],
    ] as const) {
      const run = await keats(['db-upgrade', backend, ...database.flags, '--backup', file])
      assert.equal(run.code, 1, run.stderr)
      assert.match(run.stderr, /✖ .*: backup to .* failed: /)
      assert.match(run.stderr, why)
      assert.match(run.stderr, /\n {2}nothing has been changed\n/)
    }
    assert.deepEqual(readdirSync(disk), [])
    assert.equal(await dumpOf(database), before)
  })

  test(`${backend}: the session of a dry run refuses to write`, async () => {
    const database = await migratedDatabase(backend, first, 'readonly')
    await withSession(database.target, async session => {
      await readOnly(session)
      await session.query('SELECT version FROM schema_version')
      for (const sql of ['UPDATE schema_version SET minor = 1', 'CREATE TABLE t (id INTEGER)', 'DROP TABLE lease4']) {
        await assert.rejects(session.query(sql), error => error instanceof DbError, sql)
      }
    })
    assert.equal((await keats(['db-upgrade', backend, ...database.flags, '--to', head])).code, 0)
  })
}

/** A file system of a few pages, which only root may make. */
function smallDisk(name: string, kilobytes: number): string {
  const directory = join(scratchDirectory(), name)
  mkdirSync(directory)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'keats-test', directory])
  after(() => {
    execFileSync('umount', [directory])
  })
  return directory
}

test('SQLite: a disk that fills up in db-init is 1 and leaves no half of a schema', async () => {
  const disk = smallDisk('sqlite-disk', 64)
  const file = join(disk, 'full.db')
  const run = await keats(['db-init', 'sqlite', '-n', file])
  assert.equal(run.code, 1, run.stderr)
  assert.match(run.stderr, /full/)
  const version = await keats(['db-version', 'sqlite', '-n', file])
  assert.notEqual(version.code, 0)
  execFileSync('mount', ['-o', 'remount,size=4m', disk])
  const next = await keats(['db-init', 'sqlite', '-n', file])
  assert.equal(next.code, 0, next.stderr)
})

test('the password of a backup is in no argv, no environment of mysqldump, and no output', async () => {
  const secret = 'Gr33n"\\eggs ham'
  const user = `keats_b${process.pid}`
  const database = await migratedDatabase('mysql', formatVersion(chainOf('mysql')[0]!.version), 'secret')
  await onServer(
    'mysql',
    `CREATE USER ${user}@'%' IDENTIFIED BY '${secret.replace(/[\\']/g, '\\$&')}'`,
    `GRANT ALL ON *.* TO ${user}@'%'`,
  )
  const bin = join(scratchDirectory(), 'spy')
  const seen = join(scratchDirectory(), 'seen')
  mkdirSync(bin)
  const real = execFileSync('sh', ['-c', 'command -v mariadb-dump'], {encoding: 'utf8'}).trim()
  writeFileSync(join(bin, 'mariadb-dump'), `#!/bin/sh\n{ printf '%s\\n' "$@"; env; } >> ${seen}\nexec ${real} "$@"\n`)
  chmodSync(join(bin, 'mariadb-dump'), 0o755)
  const words = flagsOf({...database.target, user}).filter(
    (_, index, all) => all[index] !== '-p' && all[index - 1] !== '-p',
  )
  const file = join(scratchDirectory(), 'secret.sql')
  const run = await keats(['db-upgrade', 'mysql', ...words, '--backup', file], {
    env: {PATH: `${bin}:${process.env['PATH']}`, KEATS_DB_PASSWORD_FILE: writeSecret(secret)},
  })
  assert.equal(run.code, 0, run.stderr)
  assert.match(readFileSync(seen, 'utf8'), /--defaults-file=/)
  for (const text of [readFileSync(seen, 'utf8'), run.stdout, run.stderr]) assert.ok(!text.includes('eggs'))
  await onServer('mysql', `DROP USER ${user}`)
})

function writeSecret(text: string): string {
  const file = join(scratchDirectory(), 'secret')
  writeFileSync(file, `${text}\n`, {mode: 0o600})
  return file
}
