import {copyFileSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after} from 'node:test'
import {chainOf} from '../../src/db/migrations/chain.ts'
import {initialise} from '../../src/db/migrations/migrate.ts'
import {formatVersion, parseVersion} from '../../src/db/migrations/version.ts'
import {openSession} from '../../src/db/open-session.ts'
import {type Backend, DbError, type Row, type SqlSession, type Target} from '../../src/db/session.ts'
import {startMariadb, startPostgres, type TestServer} from './servers.ts'

/** A database of one test's own. */
export interface TestDatabase {
  readonly backend: Backend
  readonly target: Target
  /** Words that make an admin command work on this database. */
  readonly flags: readonly string[]
  /** Runs one statement in a session of its own. */
  sql(text: string): Promise<readonly Row[]>
  drop(): Promise<void>
}

export const backends: readonly Backend[] = ['pgsql', 'mysql', 'sqlite']

const cleanups: (() => Promise<void> | void)[] = []
after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup()
})

const urls = new Map<Backend, Promise<string>>()

/** The server that the environment names, else one of this process's own. */
function serverUrl(backend: 'pgsql' | 'mysql'): Promise<string> {
  const known = urls.get(backend)
  if (known !== undefined) return known
  const variable = backend === 'pgsql' ? 'KEATS_TEST_PGSQL_URL' : 'KEATS_TEST_MYSQL_URL'
  const given = process.env[variable]
  const url = given === undefined ? ownServer(backend) : Promise.resolve(given)
  urls.set(backend, url)
  return url
}

async function ownServer(backend: 'pgsql' | 'mysql'): Promise<string> {
  const server: TestServer = await (backend === 'pgsql' ? startPostgres() : startMariadb())
  cleanups.push(() => server.stop())
  return server.url
}

let directory: string | undefined

/** A directory for this process's files, removed at its end. */
export function scratchDirectory(): string {
  if (directory === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'keats-test-'))
    cleanups.push(() => rmSync(made, {recursive: true, force: true}))
    directory = made
  }
  return directory
}

let counter = 0
const freshName = (hint: string) => `keats_${hint}_${process.pid}_${++counter}`

/** Where the test server is, for an account that may do everything. */
export async function serverTarget(backend: 'pgsql' | 'mysql', database: string): Promise<Target> {
  const url = new URL(await serverUrl(backend))
  return {
    backend,
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    connectTimeout: 30_000,
  }
}

/** Runs `work` on a session that is closed afterwards. */
export async function withSession<T>(target: Target, work: (session: SqlSession) => Promise<T>): Promise<T> {
  const session = await openSession(target)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

/** Runs statements on the server itself: databases, accounts. */
export async function onServer(backend: 'pgsql' | 'mysql', ...statements: readonly string[]): Promise<void> {
  const target = await serverTarget(backend, backend === 'pgsql' ? 'postgres' : 'mysql')
  await withSession(target, async session => {
    for (const statement of statements) await session.query(statement)
  })
}

export function flagsOf(target: Target): readonly string[] {
  if (target.backend === 'sqlite') return ['-n', target.database]
  const {host, port, user, password, database} = target
  return ['-h', host, '-P', String(port), '-u', user, '-p', password, '-n', database]
}

function handle(target: Target, drop: () => Promise<void>): TestDatabase {
  return {
    backend: target.backend,
    target,
    flags: flagsOf(target),
    sql: text => withSession(target, session => session.query(text)),
    drop,
  }
}

/** An empty database, dropped at the end of the process at the latest. For SQLite a path where no file is. */
export async function emptyDatabase(backend: Backend, hint = 'test'): Promise<TestDatabase> {
  return backend === 'sqlite' ? sqliteDatabase(hint) : serverDatabase(backend, hint, '')
}

function sqliteDatabase(hint: string): TestDatabase {
  const path = join(scratchDirectory(), `${freshName(hint)}.db`)
  const target = {backend: 'sqlite', host: '', port: 0, user: '', password: '', database: path} as const
  return handle({...target, connectTimeout: 10_000}, async () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, {force: true})
  })
}

async function serverDatabase(backend: 'pgsql' | 'mysql', hint: string, tail: string): Promise<TestDatabase> {
  const name = freshName(hint)
  const remove =
    backend === 'pgsql' ? `DROP DATABASE IF EXISTS ${name} WITH (FORCE)` : `DROP DATABASE IF EXISTS ${name}`
  await onServer(backend, `CREATE DATABASE ${name}${tail}`)
  const drop = () => onServer(backend, remove).catch(forgiveLeftovers)
  cleanups.push(drop)
  return handle(await serverTarget(backend, name), drop)
}

/**
 * MariaDB leaves a file of a trigger behind when it is cut off while making it, and cannot remove the folder then: all tables
 * are gone, and the folder goes with the server.
 */
function forgiveLeftovers(error: unknown): void {
  if (!(error instanceof DbError && error.code === '1010')) throw error
}

/** A copy of a PostgreSQL database that nobody is connected to. */
export function copiedDatabase(source: TestDatabase, hint = 'copy'): Promise<TestDatabase> {
  return serverDatabase('pgsql', hint, ` TEMPLATE ${source.target.database}`)
}

const templates = new Map<string, Promise<TestDatabase>>()

/** A database with the schema of `version`, or the newest: cloned from a template where the backend can. */
export async function migratedDatabase(backend: Backend, version?: string, hint = 'test'): Promise<TestDatabase> {
  if (backend === 'mysql') return migrated(backend, version, hint)
  const key = `${backend} ${version ?? formatVersion(chainOf(backend).at(-1)!.version)}`
  if (!templates.has(key)) templates.set(key, migrated(backend, version, 'template'))
  const template = await templates.get(key)!
  if (backend === 'pgsql') return serverDatabase(backend, hint, ` TEMPLATE ${template.target.database}`)
  const copy = sqliteDatabase(hint)
  copyFileSync(template.target.database, copy.target.database)
  return copy
}

async function migrated(backend: Backend, version: string | undefined, hint: string): Promise<TestDatabase> {
  const database = await emptyDatabase(backend, hint)
  const to = version === undefined ? undefined : parseVersion(version)
  const options = {steps: chainOf(backend), lockTimeout: 60_000, to}
  await withSession(database.target, session => initialise(session, options))
  return database
}
