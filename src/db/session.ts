/** Values that a statement takes; each driver file turns them into what its driver wants. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array | Date | readonly SqlValue[]

/** A result row by column name, in the driver's types (db/postgres.ts, db/mysql.ts and db/sqlite.ts tell which). */
export type Row = Readonly<Record<string, unknown>>

export type Backend = 'pgsql' | 'mysql' | 'sqlite'

/** Where a database is. For SQLite only `database` (a path) counts. */
export interface Target {
  readonly backend: Backend
  readonly host: string
  /** 0 = the product's default. */
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** Milliseconds for reaching the server and logging in. */
  readonly connectTimeout: number
  /** Milliseconds without an answer to a statement after which the connection is given up; undefined = never. */
  readonly answerTimeout?: number
  readonly tls?: TlsFiles
}

/** Paths as given on the command line or in the configuration. */
export interface TlsFiles {
  readonly trustAnchor?: string
  readonly certFile?: string
  readonly keyFile?: string
  readonly cipherList?: string
}

/** One connection that runs one statement at a time: migrations, admin commands, schema checks. */
export interface SqlSession {
  readonly backend: Backend
  /** What the server says it is: name PostgreSQL, MariaDB, MySQL or SQLite. */
  readonly product: {readonly name: string; readonly version: string}
  /** Runs one statement. Rejects with DbError. */
  query(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>
  close(): Promise<void>
}

/**
 * What a driver's error means, decided by SQLSTATE or error number in the driver's own file, never by its text.
 * unreachable: no server, host or port · login: refused user, password or database · lost: an open connection broke ·
 * busy: locked, deadlock, serialisation · conflict: duplicate key · privilege: a right is missing ·
 * missing: no such table or routine · full: disk or quota · fatal: everything else.
 */
export type DbErrorKind =
  | 'unreachable'
  | 'login'
  | 'lost'
  | 'busy'
  | 'conflict'
  | 'privilege'
  | 'missing'
  | 'full'
  | 'fatal'

export class DbError extends Error {
  readonly kind: DbErrorKind
  /** SQLSTATE, error number or errno word, for people and logs. */
  readonly code: string

  constructor(kind: DbErrorKind, code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DbError'
    this.kind = kind
    this.code = code
  }
}
