import type {SslMode} from '../model/config4.ts'

/** Values that a statement takes; each driver file turns them into what its driver wants. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array | Date | readonly SqlValue[]

/** A result row by column name, in the driver's types (db/postgres.ts, db/mysql.ts and db/sqlite.ts tell which). */
export type Row = Readonly<Record<string, unknown>>

export type Backend = 'pgsql' | 'mysql' | 'sqlite'

/** Where a database is. For SQLite only `database` (a path) counts. */
export interface Target {
  readonly backend: Backend
  /** One host, or several with commas between them, of which the first that will do is used (parseDatabaseHosts). */
  readonly host: string
  /** Where the name of the one host led when a session was opened (see SqlSession.target). */
  readonly address?: string
  /** 0 = the product's default. */
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** Milliseconds for reaching the server and logging in. */
  readonly connectTimeout: number
  /** Milliseconds without an answer to a statement after which the connection is given up; undefined = never. */
  readonly answerTimeout?: number
  /** Milliseconds in which the network must take what is written; undefined = no limit of its own. MySQL only. */
  readonly writeTimeout?: number
  /** A host that is read only will not do. */
  readonly needsWrites?: boolean
  readonly tls?: TlsFiles
}

/** Paths as given on the command line or in the configuration; any of these, the mode too, asks for TLS. */
export interface TlsFiles {
  /** A file, or a directory of files. */
  readonly trustAnchor?: string
  readonly certFile?: string
  readonly keyFile?: string
  readonly cipherList?: string
  readonly sslMode?: SslMode
}

/** One connection that runs one statement at a time: migrations, admin commands, schema checks. */
export interface SqlSession {
  readonly backend: Backend
  /** Where it is connected: of several hosts the one. */
  readonly target: Target
  /** What the server says it is: name PostgreSQL, MariaDB, MySQL or SQLite. */
  readonly product: {readonly name: string; readonly version: string}
  /** Runs one statement. Rejects with DbError. */
  query(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>
  close(): Promise<void>
}

/**
 * What a driver's error means, decided by SQLSTATE or error number in the driver's own file, never by its text.
 * unreachable: no server, host or port, or none that takes writes · login: refused user, password or database ·
 * tls: no agreement on TLS or on certificates · lost: an open connection broke, or takes no writes any more ·
 * busy: locked, deadlock, serialisation · conflict: duplicate key · privilege: a right is missing ·
 * missing: no such table or routine · full: disk or quota · fatal: everything else.
 */
export type DbErrorKind =
  | 'unreachable'
  | 'login'
  | 'tls'
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
