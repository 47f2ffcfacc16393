// The only file that names the SQLite driver.
import Database from 'better-sqlite3'
import {DbError, type DbErrorKind, type Row, type SqlSession, type SqlValue, type Target} from './session.ts'

/** Primary result codes, and the extended ones that mean something else than their primary code. */
const kinds: Readonly<Record<string, DbErrorKind>> = {
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_FULL: 'full',
  SQLITE_CANTOPEN: 'unreachable',
  SQLITE_NOTADB: 'fatal',
  SQLITE_READONLY: 'privilege',
  SQLITE_PERM: 'privilege',
  SQLITE_AUTH: 'privilege',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'conflict',
  SQLITE_CONSTRAINT_UNIQUE: 'conflict',
}

function classify(error: unknown): DbError {
  if (error instanceof DbError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const primary = code.split('_').slice(0, 2).join('_')
  return new DbError(kinds[code] ?? kinds[primary] ?? 'fatal', code || 'closed', message, {cause: error})
}

/**
 * Every database and its statements by their text. None of them may ever be collected: Node.js from 24.19 on aborts when
 * its collector frees an object of better-sqlite3 12, and 13 does not run on Node.js 20. A closed database leaves little.
 */
const kept = new Map<Database.Database, Map<string, Database.Statement>>()

/** `kind`: a statement that answers rows as arrays is another one than that which answers maps. */
function prepared(database: Database.Database, sql: string, kind: 'arrays' | 'maps'): Database.Statement {
  const statements = kept.get(database)
  const key = `${kind} ${sql}`
  const known = statements?.get(key)
  if (known !== undefined) return known
  const made = database.prepare(sql)
  if (kind === 'arrays' && made.reader) made.raw()
  statements?.set(key, made)
  return made
}

function open(target: Target, toRead = false, fileMustExist = false): Database.Database {
  try {
    const database = new Database(target.database, {timeout: target.connectTimeout, fileMustExist})
    kept.set(database, new Map())
    if (toRead) {
      run(database, 'PRAGMA query_only = ON', undefined)
      // The file is opened only now, by the first look into it.
      run(database, 'SELECT 1 FROM sqlite_master LIMIT 1', undefined)
      return database
    }
    // A commit is on the disk when it returns, also after a power cut: WAL alone would only promise that at checkpoints.
    if (!database.memory) run(database, 'PRAGMA journal_mode = WAL', undefined)
    run(database, 'PRAGMA synchronous = FULL', undefined)
    run(database, 'PRAGMA foreign_keys = ON', undefined)
    return database
  } catch (error) {
    const {kind, code, message} = classify(error)
    const why = kind === 'fatal' ? 'unreachable' : kind
    throw new DbError(why, code, `cannot open SQLite database ${target.database}: ${message}`)
  }
}

function bind(value: SqlValue): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) return Math.floor(value.getTime() / 1000)
  return value
}

function run(database: Database.Database, sql: string, values: readonly SqlValue[] | undefined): readonly Row[] {
  try {
    if (values === undefined && !/^\s*(?:SELECT|PRAGMA|WITH|VALUES|EXPLAIN)\b/i.test(sql)) {
      database.exec(sql)
      return []
    }
    const statement = prepared(database, sql, 'maps')
    const bound = (values ?? []).map(bind)
    if (statement.reader) return statement.all(...bound) as Row[]
    statement.run(...bound)
    return []
  } catch (error) {
    throw classify(error)
  }
}

/**
 * Opens a database file; when `needsWrites` is false, without changing anything of it, not even the kind of its journal.
 * Without values several statements may stand in one text; integers come as number, blobs as Buffer.
 */
export async function openSqlite(target: Target): Promise<SqlSession> {
  return sessionOn(open(target, target.needsWrites === false), target)
}

function sessionOn(database: Database.Database, target: Target): SqlSession {
  const [row] = run(database, 'SELECT sqlite_version() AS version', undefined)
  return {
    backend: 'sqlite',
    target,
    product: {name: 'SQLite', version: String(row?.['version'])},
    query: async (sql, values) => run(database, sql, values),
    close: async () => {
      database.close()
    },
  }
}

export type SqliteValue = string | number | null | Uint8Array

/** A prepared statement. Rows come as arrays. Throws DbError. */
export interface SqliteStatement {
  all(...values: readonly SqliteValue[]): readonly (readonly unknown[])[]
  /** Answers the rows inserted, updated or deleted. */
  run(...values: readonly SqliteValue[]): number
}

/** A database for the packet path. SQLite works within the call, so nothing here waits; all throw DbError. */
export interface SqliteLink {
  prepare(sql: string): SqliteStatement
  /**
   * Runs `work` in a write transaction that is on the disk when this returns. Nothing stays of it when `work` throws,
   * or when `keep` says so of its result.
   */
  transaction<T>(work: () => T, keep?: (result: T) => boolean): T
  /** The same database for schema work; closing it closes the link. */
  readonly session: SqlSession
  close(): void
}

function guarded<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw classify(error)
  }
}

/** Enough for a reader: what it misses is in the system's memory. */
const CACHE_MEGABYTES = 8

/**
 * `target.connectTimeout` is how long a call may wait for another process's transaction: the whole thread waits. When
 * `needsWrites` is false, the file must be there, and nothing of it is changed.
 */
export function linkSqlite(target: Target, cacheMegabytes = CACHE_MEGABYTES): SqliteLink {
  const toRead = target.needsWrites === false
  const database = open(target, toRead, toRead && target.database !== ':memory:')
  guarded(() => {
    // Rarer checkpoints: pages that every batch changes go to the database file once for many commits.
    run(database, 'PRAGMA wal_autocheckpoint = 4000', undefined)
    run(database, `PRAGMA cache_size = -${cacheMegabytes * 1000}`, undefined)
  })
  const prepare = (sql: string): SqliteStatement => {
    const statement = guarded(() => prepared(database, sql, 'arrays'))
    return {
      all: (...values) => guarded(() => statement.all(values) as unknown[][]),
      run: (...values) => guarded(() => statement.run(values).changes),
    }
  }
  const [begin, commit, rollback] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].map(prepare) as [
    SqliteStatement,
    SqliteStatement,
    SqliteStatement,
  ]
  return {
    prepare,
    transaction: (work, keep = () => true) => {
      begin.run()
      try {
        const result = work()
        if (keep(result)) commit.run()
        else rollback.run()
        return result
      } catch (error) {
        if (database.inTransaction) rollback.run()
        throw error
      }
    },
    session: sessionOn(database, target),
    close: () => {
      database.close()
    },
  }
}
