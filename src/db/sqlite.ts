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

function open(target: Target): Database.Database {
  try {
    const database = new Database(target.database, {timeout: target.connectTimeout})
    // A commit is on the disk when it returns, also after a power cut: WAL alone would only promise that at checkpoints.
    if (!database.memory) database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    return database
  } catch (error) {
    const {kind, code, message} = classify(error)
    const why = kind === 'fatal' && code === 'closed' ? 'unreachable' : kind
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
    const statement = database.prepare(sql)
    const bound = (values ?? []).map(bind)
    if (statement.reader) return statement.all(...bound) as Row[]
    statement.run(...bound)
    return []
  } catch (error) {
    throw classify(error)
  }
}

/** Opens a database file. Without values several statements may stand in one text; integers come as number, blobs as Buffer. */
export async function openSqlite(target: Target): Promise<SqlSession> {
  const database = open(target)
  const [row] = run(database, 'SELECT sqlite_version() AS version', undefined)
  return {
    backend: 'sqlite',
    product: {name: 'SQLite', version: String(row?.['version'])},
    query: async (sql, values) => run(database, sql, values),
    close: async () => {
      database.close()
    },
  }
}
