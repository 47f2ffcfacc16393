import type {Backend, SqlSession, SqlValue} from '../session.ts'
import {type Column, columnsOf, type Family, type LeaseRow, tableOf} from './layout.ts'
import {addressBytes} from './stored-address.ts'

/** Adds rows, all or none of them; rejects with DbError. */
export type Inserter = (rows: readonly LeaseRow[]) => Promise<void>

export function inserter(session: SqlSession, family: Family): Inserter {
  return inserters[session.backend](session, family)
}

const inserters: Readonly<Record<Backend, (session: SqlSession, family: Family) => Inserter>> = {
  pgsql: pgsqlInserter,
  mysql: mysqlInserter,
  sqlite: sqliteInserter,
}

const names = (columns: readonly Column[]) => columns.map(column => column.name).join(', ')

/**
 * Whether nothing is stored as an empty value rather than NULL: each server of Kea writes it so, and reads nothing else
 * (facts: server.md §5.1).
 */
function emptyFor(backend: Backend, family: Family, {name, kind}: Column): boolean {
  if (name === 'hostname') return true
  if (backend === 'pgsql') return kind === 'text' || (kind === 'hex' && family === 4)
  return backend === 'mysql' && family === 4 && name === 'hwaddr'
}

const hexOfText = (text: string) => Buffer.from(text, 'latin1').toString('hex')

/** Numbers as they are, bytes of either kind as hex. */
function hexed(
  backend: Backend,
  family: Family,
  column: Column,
  value: string | number | null,
): string | number | null {
  if (value === null) return emptyFor(backend, family, column) ? '' : null
  return column.kind === 'text' ? hexOfText(value as string) : value
}

/** Columns travel as arrays. What the file says of texts are bytes, which are read in the database's encoding. */
function pgsqlInserter(session: SqlSession, family: Family): Inserter {
  const columns = columnsOf[family]
  const sql = `INSERT INTO ${tableOf(family)} (${names(columns)})
    SELECT ${columns.map(column => fromArray(column)).join(', ')}
    FROM unnest(${columns.map((column, index) => `$${index + 1}::${arrayOf(column)}[]`).join(', ')}) AS r (${names(columns)})`
  return async rows => {
    const arrays = columns.map((column, index) => rows.map(row => pgsqlValue(family, column, row[index]!)))
    await session.query(sql, arrays)
  }
}

function pgsqlValue(family: Family, column: Column, value: string | number | null): string | number | null {
  // The column is signed and holds the same bits, as Kea writes them.
  return column.name === 'iaid' ? (value as number) | 0 : hexed('pgsql', family, column, value)
}

const arrayOf = ({kind}: Column) => (kind === 'hex' || kind === 'text' || kind === 'ipv6' ? 'text' : 'bigint')

function fromArray({name, kind}: Column): string {
  if (kind === 'hex') return `decode(${name}, 'hex')`
  if (kind === 'text') return `convert_from(decode(${name}, 'hex'), getdatabaseencoding())`
  if (kind === 'time') return `to_timestamp(${name})`
  return kind === 'flag' ? `${name} <> 0` : name
}

/** The values stand in the text, as numbers and hexadecimal only. */
function mysqlInserter(session: SqlSession, family: Family): Inserter {
  const columns = columnsOf[family]
  const start = `INSERT INTO ${tableOf(family)} (${names(columns)}) VALUES `
  const literal = (column: Column, value: string | number | null) => {
    const plain = hexed('mysql', family, column, value)
    if (plain === null) return 'NULL'
    if (column.kind === 'ipv6') return `'${plain}'`
    if (typeof plain === 'string') return `x'${plain}'`
    return column.kind === 'time' ? `FROM_UNIXTIME(${plain})` : String(plain)
  }
  return async rows => {
    const lists = rows.map(row => columns.map((column, index) => literal(column, row[index]!)).join(','))
    await session.query(`${start}(${lists.join('),(')})`)
  }
}

function sqliteInserter(session: SqlSession, family: Family): Inserter {
  const columns = columnsOf[family]
  const sql = `INSERT INTO ${tableOf(family)} (${names(columns)})
    VALUES (${columns.map(({kind}) => (kind === 'text' ? 'CAST(? AS TEXT)' : '?')).join(', ')})`
  return async rows => {
    for (const row of rows) {
      await session.query(
        sql,
        columns.map((column, index) => sqliteValue(family, column, row[index]!)),
      )
    }
  }
}

function sqliteValue(family: Family, column: Column, value: string | number | null): SqlValue {
  if (column.kind === 'ipv6') return addressBytes(value as string)
  const plain = hexed('sqlite', family, column, value)
  return typeof plain === 'string' ? Buffer.from(plain, 'hex') : plain
}
