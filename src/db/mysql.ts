// The only file that names the MySQL/MariaDB driver.
import {existsSync} from 'node:fs'
import type {Socket} from 'node:net'
import {type Connection, type ConnectionOptions, createConnection} from 'mysql2'
import {IdleProbe, probeInterval} from './idle-probe.ts'
import {classifyMysql, mysqlErrors, readError} from './mysql-errors.ts'
import {pinned, placeOf} from './place.ts'
import {DbError, type Row, type SqlSession, type SqlValue, type Target, type TlsFiles} from './session.ts'
import {sslModeOf, tlsOptions} from './tls.ts'
import {noTls, tlsRefusal} from './tls-refusal.ts'
import {limitWrites} from './write-limit.ts'

function refused(error: unknown, target: Target, stream: unknown): DbError {
  const {code, errno, message} = readError(error)
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') return noTls(target)
  if (errno <= 0)
    return (
      tlsRefusal(error, stream, target) ??
      new DbError('unreachable', code || 'timeout', `cannot reach ${placeOf(target)}: ${code || message}`)
    )
  const kind = mysqlErrors[errno] ?? 'fatal'
  const text = `${placeOf(target)}: ${message}${errno === ACCESS_DENIED ? demands(target) : ''}`
  return new DbError(kind === 'lost' ? 'unreachable' : kind, String(errno), text, {cause: error})
}

const ACCESS_DENIED = 1045

/** The server tells an account that may come only by TLS, or with a certificate, no more than that it may not come. */
function demands({tls}: Target): string {
  if (tls?.certFile !== undefined) return ''
  return tls === undefined
    ? ' (or the account wants TLS)'
    : ' (or the account wants a client certificate: cert-file, key-file)'
}

const socketFiles = ['/run/mysqld/mysqld.sock', '/var/lib/mysql/mysql.sock', '/tmp/mysql.sock']

/** As the C client does, `localhost` means the Unix socket where there is one; a port other than the default means TCP. */
function socketOf(target: Target): string | undefined {
  if (target.host.startsWith('/')) return target.host
  const local = target.host === '' || target.host === 'localhost'
  return local && (target.port === 0 || target.port === 3306) ? socketFiles.find(file => existsSync(file)) : undefined
}

/** The driver asks for the check of the name in its own way. */
function secureOptions(files: TlsFiles): NonNullable<ConnectionOptions['ssl']> {
  const {checkServerIdentity, ...options} = tlsOptions(files)
  return {...options, verifyIdentity: checkServerIdentity === undefined} as NonNullable<ConnectionOptions['ssl']>
}

function configOf(target: Target): ConnectionOptions {
  const socketPath = socketOf(target)
  return {
    ...(socketPath === undefined
      ? {host: target.address ?? (target.host || 'localhost'), port: target.port || 3306}
      : {socketPath}),
    database: target.database,
    user: target.user,
    password: target.password,
    connectTimeout: target.connectTimeout,
    ...(target.tls === undefined || sslModeOf(target.tls) === 'disable' ? {} : {ssl: secureOptions(target.tls)}),
    supportBigNumbers: true,
  }
}

/** The driver's declarations keep it to themselves. TLS puts another one in its place. */
const streamOf = (connection: Connection) => (connection as unknown as {stream: Socket}).stream

function connect(target: Target, config: ConnectionOptions): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const connection = createConnection({...configOf(target), ...config})
    // The driver's timer ends with the TCP connection; a server that accepts and then says nothing needs one more.
    const timer = setTimeout(() => {
      connection.destroy()
      reject(refused({code: 'ETIMEDOUT', message: 'no answer'}, target, undefined))
    }, target.connectTimeout)
    // Stays for good: a connection that breaks while idle would else end the process; the next query reports it.
    connection.on('error', error => {
      clearTimeout(timer)
      reject(refused(error, target, streamOf(connection)))
    })
    connection.on('connect', () => {
      clearTimeout(timer)
      resolve(connection)
    })
  })
}

function rowsOf(result: unknown): readonly Row[] {
  if (!Array.isArray(result)) return []
  // A CALL answers a list of results; the last element is its header.
  if (Array.isArray(result[0])) return rowsOf(result[0])
  return result as Row[]
}

function productOf(text: string): SqlSession['product'] {
  const mariadb = /mariadb/i.test(text)
  const numbers = text.replace(/^5\.5\.5-/, '').match(/\d+(?:\.\d+)*/)
  return {name: mariadb ? 'MariaDB' : 'MySQL', version: numbers?.[0] ?? text}
}

/** Opens one connection. Rows come in the driver's types (DATETIME and TIMESTAMP as Date, BIGINT as number while exact). */
export async function openMysql(target: Target): Promise<SqlSession> {
  const connection = await connect(target, {})
  const query = (sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]> =>
    new Promise((resolve, reject) => {
      const {answerTimeout} = target
      const timer = answerTimeout === undefined ? undefined : setTimeout(() => giveUp(connection), answerTimeout)
      const written = limitWrites(streamOf(connection), target.writeTimeout)
      const done = (error: unknown, result: unknown) => {
        clearTimeout(timer)
        written()
        if (error) reject(classifyMysql(error))
        else resolve(rowsOf(result))
      }
      if (values === undefined) connection.query(sql, done)
      else connection.execute(sql, [...values] as never[], done)
    })
  const version = await query('SELECT VERSION() AS version').catch(error => {
    connection.destroy()
    throw error
  })
  return {
    backend: 'mysql',
    target: pinned(target, streamOf(connection)),
    product: productOf(String(version[0]?.['version'])),
    query,
    close: () => leave(connection),
  }
}

/** Everything that waits fails. destroy() of the driver's own would forget the callbacks of what is waiting. */
function giveUp(connection: Connection): void {
  streamOf(connection).destroy(new Error('no answer in time'))
}

/** Milliseconds that a server has to take leave. */
const CLOSE_TIMEOUT = 1000

function leave(connection: Connection): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => {
      connection.destroy()
      resolve()
    }, CLOSE_TIMEOUT)
    connection.end(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/**
 * A connection for the packet path. There are no parameters: callers write nothing but numbers and hexadecimal into
 * the text, which costs the server less than a prepared statement of hundreds of values. Both reject with DbError.
 */
export interface MysqlLink {
  /** Runs one SELECT; binary columns come as Buffer. */
  select(sql: string): Promise<readonly (readonly unknown[])[]>
  /** Runs statements that answer no rows, in one round trip; what stands behind a failing one does not run. Answers the
   * rows inserted, deleted, or matched by an update. */
  change(sql: string): Promise<number>
  /** Waits for what was sent, then closes. */
  close(): Promise<void>
}

export interface LinkOptions {
  /** Statements that set the session up. */
  readonly setUp: string
  /** Milliseconds without an answer after which the connection is given up. */
  readonly answerTimeout: number
  /** The same for the probe of an idle connection. */
  readonly idleTimeout: number
  /** Called once when the connection breaks, not when it is closed. */
  readonly onLost: (error: DbError) => void
}

interface Header {
  readonly affectedRows: number
}

export async function linkMysql(target: Target, options: LinkOptions): Promise<MysqlLink> {
  const connection = await connect(target, {multipleStatements: true, rowsAsArray: true})
  let open = true
  // The driver tells either the statement under way or the listener that the connection broke.
  const failed = (error: unknown): DbError => {
    const failure = classifyMysql(error)
    if (open && failure.kind === 'lost') {
      open = false
      probe.stop()
      options.onLost(failure)
      // One that only takes no writes any more is of no use either.
      streamOf(connection).destroy()
    }
    return failure
  }
  connection.on('error', failed)
  const ask = <T>(sql: string, patience: number): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => giveUp(connection), patience)
      const written = limitWrites(streamOf(connection), target.writeTimeout)
      connection.query(sql, (error, result) => {
        clearTimeout(timer)
        written()
        if (error) reject(failed(error))
        else resolve(result as T)
      })
    })
  const probe = new IdleProbe(probeInterval(options.idleTimeout), () => ask('SELECT 1', options.idleTimeout))
  const run = <T>(sql: string): Promise<T> => probe.during(() => ask<T>(sql, options.answerTimeout))
  const link = {
    select: (sql: string) => run<unknown[][]>(sql),
    change: async (sql: string) => {
      const result = await run<Header | readonly Header[]>(sql)
      if (!('length' in result)) return result.affectedRows
      return result.reduce((sum, header) => sum + header.affectedRows, 0)
    },
    close: () => {
      if (!open) return Promise.resolve()
      open = false
      probe.stop()
      return leave(connection)
    },
  }
  await link.change(options.setUp)
  return link
}
