import {formatIpv6, type Ipv6} from '../../net-types/ipv6.ts'
import type {Backend, Row, SqlSession, SqlValue} from '../session.ts'
import {type Column, columnsOf, type Family, type LeaseRow, tableOf} from './layout.ts'

/** Texts come as the bytes that the database holds, in whatever encoding. */
const asBytes: Readonly<Record<Backend, (name: string) => string>> = {
  pgsql: name => `convert_to(${name}, getdatabaseencoding())`,
  mysql: name => `CAST(${name} AS BINARY)`,
  sqlite: name => `CAST(${name} AS BLOB)`,
}

const asSeconds: Readonly<Record<Backend, (name: string) => string>> = {
  pgsql: name => `extract(epoch FROM ${name})::bigint`,
  mysql: name => `UNIX_TIMESTAMP(${name})`,
  sqlite: name => name,
}

function selected(backend: Backend, {name, kind}: Column): string {
  if (kind === 'text') return `${asBytes[backend](name)} AS ${name}`
  return kind === 'time' ? `${asSeconds[backend](name)} AS ${name}` : name
}

/** One state of the database for everything that is read until the session ends or rolls back. */
export const beginSnapshot: Readonly<Record<Backend, readonly string[]>> = {
  pgsql: ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'],
  mysql: ['SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'START TRANSACTION WITH CONSISTENT SNAPSHOT'],
  sqlite: ['BEGIN'],
}

const PAGE = 2000

/** All leases by address, page by page: memory does not grow with their number. */
export async function* selectLeases(session: SqlSession, family: Family): AsyncGenerator<readonly LeaseRow[]> {
  const {backend} = session
  const columns = columnsOf[family]
  const list = columns.map(column => selected(backend, column)).join(', ')
  const param = backend === 'pgsql' ? '$1' : '?'
  const page = (after: string) =>
    `SELECT ${list} FROM ${tableOf(family)}${after} ORDER BY ${tableOf(family)}.address LIMIT ${PAGE}`
  let rows = await session.query(page(''))
  while (rows.length > 0) {
    yield rows.map(row => columns.map(column => fileValue(column, row)))
    if (rows.length < PAGE) return
    rows = await session.query(page(` WHERE address > ${param}`), [rows.at(-1)!['address'] as SqlValue])
  }
}

export async function countLeases(session: SqlSession, family: Family): Promise<number> {
  const [row] = await session.query(`SELECT count(*) AS leases FROM ${tableOf(family)}`)
  return Number(row?.['leases'])
}

function fileValue({name, kind}: Column, row: Row): string | number | null {
  const value = row[name]
  if (value === null || value === undefined) return null
  if (kind === 'ipv6')
    return Buffer.isBuffer(value) ? formatIpv6(BigInt(`0x${value.toString('hex')}`) as Ipv6) : String(value)
  if (Buffer.isBuffer(value)) return value.toString(kind === 'hex' ? 'hex' : 'latin1')
  // PostgreSQL's column is signed and holds the same bits.
  return name === 'iaid' && Number(value) < 0 ? Number(value) + 0x100000000 : Number(value)
}
