import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {chmodSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {after, test} from 'node:test'
import {chainOf} from '../../src/db/migrations/chain.ts'
import {formatVersion} from '../../src/db/migrations/version.ts'
import {
  backends,
  emptyDatabase,
  flagsOf,
  migratedDatabase,
  onServer,
  scratchDirectory,
  serverTarget,
} from '../support/databases.ts'
import {assertFailure} from '../support/failure.ts'
import {keats} from '../support/keats.ts'
import {freePort, startMariadb, startPostgres} from '../support/servers.ts'

test('words that make no sense end with 2', async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['frobnicate', 'pgsql'], /invalid command: frobnicate/],
    [['db-init'], /missing backend/],
    [['db-init', 'oracle'], /invalid backend: oracle[\s\S]*mysql, pgsql, sqlite/],
    [['db-version', 'cql'], /invalid backend: cql/],
    [['db-upgrade', 'memfile'], /invalid backend: memfile/],
    [['db-version', 'pgsql', 'extra'], /Unexpected argument: extra/],
    [['db-version', 'pgsql', '--bogus'], /Nonexistent flag: --bogus/],
    [['db-version', 'pgsql', '-v'], /Nonexistent flag: -v/],
    [['db-version', 'pgsql', '-h'], /--host expects a value/],
    [['db-version', 'pgsql', '-h', ''], /-h or --host requires a value/],
    [['db-version', 'pgsql', '-P', 'abc'], /-P or --port wants 1 to 65535, not "abc"/],
    [['db-version', 'pgsql', '-P', '65536'], /-P or --port/],
    [['db-version', 'pgsql', '-x', '--echo-all'], /-x --echo-all/],
    [['db-version', 'pgsql', '--wait', 'long'], /--wait wants seconds/],
    [['db-upgrade', 'pgsql', '--to', 'x'], /--to wants a version like 13.0, not "x"/],
    [['db-upgrade', 'pgsql', '--dry-run', '--backup', 'f'], /--backup=f cannot also be provided/],
    [['db-version', 'pgsql', '--password-file', '/nowhere/x'], /cannot read password file \/nowhere\/x/],
    [['db-version', 'sqlite'], /sqlite has no default/],
    [['db-init', 'sqlite', '-n', ':memory:'], /":memory:" is no name of a file/],
    [['db-init', 'sqlite', '-n', ' '], /" " is no name of a file/],
    [['db-version', 'sqlite', '-n', 'x', '-p', 'y'], /--password means nothing for sqlite/],
  ]
  for (const [words, message] of cases) {
    const run = await keats(words)
    assert.equal(run.stdout, '')
    assertFailure(run, 2, message)
  }
})

test('an unknown command is one JSON document too', async () => {
  const {code, stdout, stderr} = await keats(['frobnicate', '--json'])
  assert.equal(code, 2)
  assert.equal(stderr, '')
  assert.equal(JSON.parse(stdout).error.message, 'invalid command: frobnicate')
})

test('no host, no server, no database: 3, and no password in the message', async () => {
  const port = String(await freePort())
  const secret = 'Tr0ub4dor'
  const pgsql = await serverTarget('pgsql', 'keats_nosuch')
  const mysql = await serverTarget('mysql', 'keats_nosuch')
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['pgsql', '-h', 'nosuch.invalid', '-p', secret], /cannot reach PostgreSQL at nosuch\.invalid/],
    [['mysql', '-h', 'nosuch.invalid', '-p', secret], /cannot reach MySQL at nosuch\.invalid/],
    [
      ['pgsql', '-h', '127.0.0.1', '-P', port, '-p', secret],
      /cannot reach PostgreSQL at 127\.0\.0\.1:\d+: ECONNREFUSED/,
    ],
    [['mysql', '-h', '127.0.0.1', '-P', port, '-p', secret], /cannot reach MySQL at 127\.0\.0\.1:\d+: ECONNREFUSED/],
    [['pgsql', '-h', '/nowhere'], /cannot reach PostgreSQL at \/nowhere/],
    [['mysql', '-h', '/nowhere/s.sock'], /cannot reach MySQL at \/nowhere\/s\.sock/],
    [['pgsql', ...flagsOf(pgsql)], /"keats_nosuch" does not exist/],
    [['mysql', ...flagsOf(mysql)], /Unknown database 'keats_nosuch'/],
  ]
  // Where no name server answers, the resolver would try for long.
  const env = {RES_OPTIONS: 'timeout:1 attempts:1'}
  for (const command of ['db-version', 'db-upgrade', 'db-init']) {
    const runs = await Promise.all(cases.map(([words]) => keats([command, ...words], {env})))
    for (const [index, run] of runs.entries()) {
      assertFailure(run, 3, cases[index]![1])
      assert.ok(!`${run.stdout}${run.stderr}`.includes(secret))
    }
  }
})

test('a wrong password is 3 on both servers', async () => {
  const rules = join(scratchDirectory(), 'hba.conf')
  writeFileSync(rules, 'host all root 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n')
  chmodSync(scratchDirectory(), 0o755)
  const server = await startPostgres([`hba_file=${rules}`])
  after(() => server.stop())
  const words = ['-h', '127.0.0.1', '-P', String(server.port)]
  const sql = (text: string) => execFileSync('psql', [`${server.url}/postgres`, '-qc', text])
  sql(`CREATE ROLE keats_login LOGIN PASSWORD 'correct horse'`)
  sql('CREATE DATABASE keats_login OWNER keats_login')
  const pgsql = ['pgsql', ...words, '-u', 'keats_login', '-n', 'keats_login']
  assertFailure(
    await keats(['db-version', ...pgsql, '-p', 'wrong horse']),
    3,
    /password authentication failed for user "keats_login"/,
  )
  assertFailure(await keats(['db-version', ...pgsql, '-p', 'correct horse']), 4, /the database is empty/)
  assertFailure(await keats(['db-version', ...pgsql, '-p']), 3, /PostgreSQL at/)

  const account = `keats_l${process.pid}`
  await onServer('mysql', `CREATE USER ${account}@'%' IDENTIFIED BY 'correct horse'`)
  const mysql = [
    'mysql',
    ...flagsOf({...(await serverTarget('mysql', 'nowhere')), user: account, password: 'wrong horse'}),
  ]
  assertFailure(await keats(['db-version', ...mysql]), 3, new RegExp(`Access denied for user '${account}'`))
  await onServer('mysql', `DROP USER ${account}`)
})

test('an account or a database that lets nobody in, or nobody more, is 3', async () => {
  const account = `keats_d${process.pid}`
  const mysql = await emptyDatabase('mysql', 'door')
  const toMysql = ['mysql', ...flagsOf({...mysql.target, user: account, password: 'open sesame'})]
  const user = `${account}@'%' IDENTIFIED BY 'open sesame'`
  for (const [limit, message] of [
    ['ACCOUNT LOCK', /this account is locked/],
    ['PASSWORD EXPIRE', /SET PASSWORD/],
    ['WITH MAX_CONNECTIONS_PER_HOUR 1', /max_connections_per_hour/],
  ] as const) {
    await onServer('mysql', `CREATE OR REPLACE USER ${user} ${limit}`, `GRANT ALL ON *.* TO ${account}@'%'`)
    if (limit.startsWith('WITH')) assertFailure(await keats(['db-version', ...toMysql]), 4, /the database is empty/)
    assertFailure(await keats(['db-version', ...toMysql]), 3, message)
  }
  await onServer('mysql', `DROP USER ${account}`)

  const pgsql = await emptyDatabase('pgsql', 'door')
  const name = pgsql.target.database
  const toPgsql = ['pgsql', ...flagsOf({...pgsql.target, user: account})]
  await onServer('pgsql', `CREATE ROLE ${account} LOGIN`, `REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`)
  assertFailure(await keats(['db-version', ...toPgsql]), 3, /permission denied for database/)
  await onServer('pgsql', `GRANT CONNECT ON DATABASE ${name} TO ${account}`)
  for (const [change, message] of [
    [`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`, /not currently accepting connections/],
    [`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`, undefined],
    [`ALTER ROLE ${account} CONNECTION LIMIT 0`, /too many connections/],
    [`ALTER ROLE ${account} NOLOGIN`, /not permitted to log in/],
  ] as const) {
    await onServer('pgsql', change)
    if (message !== undefined) assertFailure(await keats(['db-version', ...toPgsql]), 3, message)
  }
  await onServer('pgsql', `REVOKE CONNECT ON DATABASE ${name} FROM ${account}`, `DROP ROLE ${account}`)
})

test('MySQL: a missing right is named before anything is touched', async () => {
  const database = await emptyDatabase('mysql', 'rights')
  const name = database.target.database
  const user = `keats_r${process.pid}`
  await onServer(
    'mysql',
    `CREATE USER ${user}@'%'`,
    `GRANT ALL ON ${name}.* TO ${user}@'%'`,
    `REVOKE TRIGGER, CREATE ROUTINE ON ${name}.* FROM ${user}@'%'`,
  )
  const words = ['mysql', ...flagsOf({...database.target, user, password: ''})]
  assertFailure(await keats(['db-init', ...words]), 1, /lacks TRIGGER, CREATE ROUTINE on database/)
  assert.deepEqual(await database.sql('SHOW TABLES'), [])
  await onServer('mysql', `GRANT TRIGGER, CREATE ROUTINE ON ${name}.* TO ${user}@'%'`)
  const init = await keats(['db-init', ...words, '--to', formatVersion(chainOf('mysql')[0]!.version)])
  assert.equal(init.code, 0, init.stderr)
  await onServer('mysql', `REVOKE ALTER ON ${name}.* FROM ${user}@'%'`)
  assertFailure(await keats(['db-upgrade', ...words]), 1, /lacks ALTER on database/)
  await onServer(
    'mysql',
    `REVOKE ALL PRIVILEGES ON ${name}.* FROM ${user}@'%'`,
    `GRANT SELECT ON ${name}.lease4 TO ${user}@'%'`,
  )
  assertFailure(await keats(['db-version', ...words]), 4, /no table schema_version/)
  await onServer('mysql', `DROP USER ${user}`)
})

test('PostgreSQL: a missing right is 1 and leaves nothing', async () => {
  const database = await emptyDatabase('pgsql', 'rights')
  const user = `keats_r${process.pid}`
  await onServer('pgsql', `CREATE ROLE ${user} LOGIN`)
  const words = ['pgsql', ...flagsOf({...database.target, user, password: ''})]
  assertFailure(await keats(['db-init', ...words]), 1, /permission denied for schema public/)
  const initialised = await migratedDatabase('pgsql')
  const other = ['pgsql', ...flagsOf({...initialised.target, user, password: ''})]
  assertFailure(await keats(['db-version', ...other]), 1, /permission denied for table schema_version/)

  // May do anything with the rows, but is not who made the tables.
  const first = formatVersion(chainOf('pgsql')[0]!.version)
  const older = await migratedDatabase('pgsql', first, 'rights')
  await older.sql(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${user}`)
  await older.sql(`GRANT ALL ON SCHEMA public TO ${user}`)
  const upgrade = await keats(['db-upgrade', 'pgsql', ...flagsOf({...older.target, user, password: ''})])
  assertFailure(upgrade, 1, /statement \d+ of \d+ .*: must be owner of .*\n {2}the step has been rolled back/)
  assert.equal((await keats(['db-version', 'pgsql', ...older.flags])).stdout, `${first}\n`)
  await older.sql(`DROP OWNED BY ${user}`)
  await onServer('pgsql', `DROP ROLE ${user}`)
})

for (const backend of backends) {
  const steps = chainOf(backend)
  const first = formatVersion(steps[0]!.version)
  const head = formatVersion(steps.at(-1)!.version)

  test(`${backend}: tables of someone else are 5 for db-init and 4 for the others`, async () => {
    const database = await emptyDatabase(backend, 'foreign')
    await database.sql('CREATE TABLE accounts (id INTEGER)')
    assertFailure(await keats(['db-init', backend, ...database.flags]), 5, /other tables are there: accounts/)
    assertFailure(await keats(['db-init', backend, ...database.flags, '--if-needed']), 5, /accounts/)
    for (const command of ['db-version', 'db-upgrade']) {
      assertFailure(await keats([command, backend, ...database.flags]), 4, /no table schema_version; it holds accounts/)
    }
  })

  test(`${backend}: versions that no step leads from or to`, async () => {
    const database = await migratedDatabase(backend)
    const set = (major: number, minor: number) =>
      database.sql(`UPDATE schema_version SET version = ${major}, minor = ${minor}`)
    const run = (...words: readonly string[]) => keats([words[0]!, backend, ...database.flags, ...words.slice(1)])
    assertFailure(await run('db-upgrade', '--to', first), 2, new RegExp(`the schema is ${head}, later than ${first}`))
    assertFailure(await run('db-upgrade', '--to', '99.0'), 2, /no step leads to 99\.0/)
    await set(99, 0)
    assert.equal((await run('db-version')).stdout, '99.0\n')
    for (const words of [[], ['--dry-run']])
      assertFailure(await run('db-upgrade', ...words), 6, /99\.0, newer than the/)
    await set(0, 9)
    assertFailure(await run('db-upgrade'), 1, new RegExp(`the schema is 0\\.9; keats upgrades from ${first} on`))
    await set(steps[0]!.version.major, 77)
    assertFailure(await run('db-upgrade'), 1, /no version that keats knows/)
    assertFailure(await run('db-init', '--if-needed'), 5, /77 is there/)
  })

  test(`${backend}: a broken schema_version is 1 and says how`, async () => {
    const database = await migratedDatabase(backend)
    const refused = async (message: RegExp) => {
      for (const command of ['db-version', 'db-upgrade']) {
        assertFailure(await keats([command, backend, ...database.flags]), 1, message)
      }
    }
    await database.sql('INSERT INTO schema_version (version, minor) VALUES (3, 0)')
    await refused(/it has 2 rows instead of one/)
    await database.sql('DELETE FROM schema_version')
    await refused(/it has 0 rows instead of one/)
    await database.sql('INSERT INTO schema_version (version, minor) VALUES (-1, 0)')
    await refused(/its row reads version -1, minor 0/)
    await database.sql('DROP TABLE schema_version')
    await database.sql('CREATE TABLE schema_version (name VARCHAR(20))')
    await database.sql(`INSERT INTO schema_version VALUES ('thirteen')`)
    await refused(/it lacks the columns version and minor/)
  })
}

test('--wait waits for a server that comes up, and gives up after its time', async () => {
  const port = await freePort()
  const words = ['db-version', 'pgsql', '-h', '127.0.0.1', '-P', String(port), '-u', 'root', '-n', 'postgres']
  const started = performance.now()
  const gaveUp = await keats([...words, '--wait', '1'])
  assertFailure(gaveUp, 3, /ECONNREFUSED; waiting[\s\S]*ECONNREFUSED/)
  assert.ok(performance.now() - started >= 1000)
  const waiting = keats([...words, '--wait', '60'])
  const server = await startPostgres([], port)
  after(() => server.stop())
  assertFailure(await waiting, 4, /the database is empty/)
})

test('MySQL with a binary log: the setting that triggers need is named before anything is touched', async () => {
  const server = await startMariadb(['log-bin'])
  after(() => server.stop())
  const sql = (text: string) =>
    execFileSync('mariadb', ['--no-defaults', '-h127.0.0.1', `-P${server.port}`, '-uroot', '-e', text], {stdio: 'pipe'})
  sql(`CREATE DATABASE kea; CREATE USER kea@'%'; GRANT ALL ON kea.* TO kea@'%'`)
  const words = ['mysql', '-h', '127.0.0.1', '-P', String(server.port), '-u', 'kea', '-p', '', '-n', 'kea']
  assertFailure(await keats(['db-init', ...words]), 1, /SUPER[\s\S]*log_bin_trust_function_creators = 1/)
  assert.equal(sql('SHOW TABLES FROM kea').toString(), '')
  sql('SET GLOBAL log_bin_trust_function_creators = 1')
  const init = await keats(['db-init', ...words])
  assert.equal(init.code, 0, init.stderr)
})
