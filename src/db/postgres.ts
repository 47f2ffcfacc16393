// The only file that names the PostgreSQL driver.
import type {Socket} from 'node:net'
import {Client, type ClientConfig, type QueryArrayConfig} from 'pg'
import {IdleProbe, probeInterval} from './idle-probe.ts'
import {pinned, placeOf} from './place.ts'
import {
  DbError,
  type DbErrorKind,
  type Row,
  type SqlSession,
  type SqlValue,
  type Target,
  type TlsFiles,
} from './session.ts'
import {sslModeOf, tlsOptions} from './tls.ts'
import {noTls, tlsRefusal} from './tls-refusal.ts'

/** SQLSTATEs, and where a whole class means one thing its first two characters. */
const kinds: Readonly<Record<string, DbErrorKind>> = {
  '08': 'lost',
  '28': 'login',
  '3D000': 'login',
  '53': 'unreachable',
  '53100': 'full',
  '57P01': 'lost',
  '57P02': 'lost',
  '57P03': 'unreachable',
  '57P05': 'lost',
  '40001': 'busy',
  '40P01': 'busy',
  '55P03': 'busy',
  '55006': 'busy',
  // The server became a standby, or was set to read only: another may take the writes now.
  '25006': 'lost',
  '23505': 'conflict',
  '42501': 'privilege',
  '42P01': 'missing',
  '42883': 'missing',
  '3F000': 'missing',
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}

const isSqlState = (code: string) => /^(?!E[A-Z]{4}$)[0-9A-Z]{5}$/.test(code)

/** Errors of an open connection. The driver gives no code when the stream ended under it. */
function classify(error: unknown): DbError {
  if (error instanceof DbError) return error
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  if (!isSqlState(code))
    return new DbError('lost', code || 'closed', `connection to PostgreSQL lost: ${message || code}`)
  return new DbError(kinds[code] ?? kinds[code.slice(0, 2)] ?? 'fatal', code, message, {cause: error})
}

/** What refuses a connection means something else later: no CONNECT on the database, or ALLOW_CONNECTIONS false. */
const atTheDoor: Readonly<Record<string, DbErrorKind>> = {'42501': 'login', '55000': 'login'}

/** pg_hba.conf lets this connection not in. */
const REFUSED = '28000'
const CERTIFICATE_HINT = ' (a client certificate is named with cert-file and key-file)'

function refused(error: unknown, target: Target, asked: boolean): DbError {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  if (isSqlState(code)) {
    const kind = atTheDoor[code] ?? kinds[code] ?? kinds[code.slice(0, 2)] ?? 'fatal'
    const more =
      code === REFUSED && target.tls !== undefined && target.tls.certFile === undefined ? CERTIFICATE_HINT : ''
    const text = `${placeOf(target)}: ${message}${more}`
    return new DbError(kind === 'lost' ? 'unreachable' : kind, code, text, {cause: error})
  }
  // The driver itself gives up, without a code, when the server wants a password and there is none.
  if (asked && target.password === '' && code === '')
    return new DbError('login', '28P01', `${placeOf(target)}: ${message}`)
  return new DbError('unreachable', code || 'timeout', `cannot reach ${placeOf(target)}: ${code || message}`)
}

/** As to libpq, a Unix socket is safe as it is: the server speaks no TLS there. */
function secureFiles(target: Target): TlsFiles | undefined {
  const {tls} = target
  return tls === undefined || sslModeOf(tls) === 'disable' || target.host.startsWith('/') ? undefined : tls
}

function configOf(target: Target, tls: TlsFiles | undefined): ClientConfig {
  return {
    host: target.address ?? (target.host || 'localhost'),
    port: target.port || 5432,
    database: target.database,
    ...(target.user === '' ? {} : {user: target.user}),
    ...(target.password === '' ? {} : {password: target.password}),
    // Told in any case, else the driver would ask PGSSLMODE.
    ssl: tls === undefined ? false : {...tlsOptions(tls), ...serverName(target)},
    connectionTimeoutMillis: target.connectTimeout,
    keepAlive: true,
  }
}

/** The name that a certificate must bear, where the connection goes to an address that it stands for. */
function serverName({host, address}: Target): {servername?: string} {
  return address === undefined ? {} : {servername: host}
}

/** The server's answer to the wish for TLS is one byte: N for none. */
const NO_TLS = 0x4e

async function connect(target: Target, config: ClientConfig): Promise<Client> {
  const tls = secureFiles(target)
  const client = new Client({...configOf(target, tls), ...config})
  const {connection} = client
  let asked = false
  let offersTls = true
  for (const event of ['authenticationCleartextPassword', 'authenticationMD5Password', 'authenticationSASL']) {
    connection.once(event, () => {
      asked = true
    })
  }
  if (tls !== undefined)
    connection.stream.once('data', (answer: Buffer) => {
      offersTls = answer[0] !== NO_TLS
    })
  connection.once('end', () => {
    asked = false
  })
  // Without a listener a connection that breaks while idle would end the process; the next query reports it.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    client.end().catch(() => {})
    if (offersTls) throw tlsRefusal(error, connection.stream, target) ?? refused(error, target, asked)
    if (tls === undefined || sslModeOf(tls) !== 'prefer') throw noTls(target)
  }
  const {tls: _, ...clear} = target
  return connect(clear, config)
}

/** TLS puts another one in its place. */
const streamOf = (client: Client) => client.connection.stream as Socket

/** Milliseconds that a server has to take leave. */
const CLOSE_TIMEOUT = 1000

/**
 * Opens one connection. Rows come in the driver's types, but bigint and count(*) as number.
 * Several statements in one text are allowed when there are no values; the last one's rows are answered.
 */
export async function openPostgres(target: Target): Promise<SqlSession> {
  const client = await connect(target, {})
  client.setTypeParser(20, Number)
  const silent = () => streamOf(client).destroy(new Error('no answer in time'))
  const session = {
    backend: 'pgsql' as const,
    target: pinned(target, streamOf(client)),
    product: {name: 'PostgreSQL', version: ''},
    async query(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]> {
      const timer = target.answerTimeout === undefined ? undefined : setTimeout(silent, target.answerTimeout)
      try {
        const result = await (values === undefined ? client.query(sql) : client.query(sql, [...values]))
        const last = Array.isArray(result) ? result.at(-1) : result
        return (last?.rows ?? []) as Row[]
      } catch (error) {
        throw classify(error)
      } finally {
        clearTimeout(timer)
      }
    },
    async close(): Promise<void> {
      const timer = setTimeout(silent, CLOSE_TIMEOUT)
      await client.end().catch(() => {})
      clearTimeout(timer)
    },
  }
  const rows = await session.query('SHOW server_version')
  session.product.version = String(rows[0]?.['server_version'] ?? '').split(' ')[0]!
  return session
}

/** A statement that the server parses and plans once per connection. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** A row's values as PostgreSQL prints them: bytea as \\x and hex, boolean as t and f. */
export type TextRow = readonly (string | null)[]

/**
 * A connection for the packet path. Statements are sent without waiting for the answers to those before them,
 * so the server never idles between two batches.
 */
export interface PostgresLink {
  /** Rejects with DbError. */
  run(statement: Statement, values: readonly (string | null)[]): Promise<readonly TextRow[]>
  /** Waits for what was sent, then closes. */
  close(): Promise<void>
}

export interface LinkOptions {
  /** Run-time settings of the session. */
  readonly settings: Readonly<Record<string, string>>
  /** Milliseconds without an answer after which the connection is given up. */
  readonly answerTimeout: number
  /** The same for the probe of an idle connection. */
  readonly idleTimeout: number
  /** Called once when the connection breaks, not when it is closed. */
  readonly onLost: (error: DbError) => void
}

/** Milliseconds for which a plan is kept: one made for an empty table does not fit what the table has become. */
const PLAN_AGE = 5000

const asText = {getTypeParser: () => (text: string) => text}

export async function linkPostgres(target: Target, options: LinkOptions): Promise<PostgresLink> {
  const settings = Object.entries(options.settings).map(([name, value]) => `-c ${name}=${value}`)
  const client = await connect(target, {pipeline: true, options: settings.join(' '), types: asText as never})
  let open = true
  const lost = (error: unknown) => {
    if (!open) return
    open = false
    probe.stop()
    options.onLost(classify(error))
    // One that only takes no writes any more is of no use either.
    streamOf(client).destroy()
  }
  client.on('error', lost)
  client.on('end', () => lost(new DbError('lost', 'closed', 'connection to PostgreSQL closed')))
  const silent = () => streamOf(client).destroy(new Error('no answer in time'))
  const ask = (query: QueryArrayConfig, patience: number): Promise<readonly TextRow[]> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(silent, patience)
      client.query<string[]>(query, (error, result) => {
        clearTimeout(timer)
        if (!error) return resolve(result.rows)
        const failure = classify(error)
        if (failure.kind === 'lost') lost(failure)
        reject(failure)
      })
    })
  const probe = new IdleProbe(probeInterval(options.idleTimeout), async () => {
    await ask({text: 'SELECT 1', rowMode: 'array'}, options.idleTimeout)
  })
  let planned = performance.now()
  const replan = () => {
    planned = performance.now()
    client.query('DISCARD PLANS', () => {})
  }
  return {
    run: (statement, values) => {
      if (performance.now() - planned > PLAN_AGE) replan()
      const {name, text} = statement
      const query = {name, text, values: values as string[], rowMode: 'array' as const}
      return probe.during(() => ask(query, options.answerTimeout))
    },
    close: async () => {
      open = false
      probe.stop()
      const timer = setTimeout(silent, CLOSE_TIMEOUT)
      await client.end().catch(() => {})
      clearTimeout(timer)
    },
  }
}
