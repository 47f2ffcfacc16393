import {formatIpv4, type Ipv4} from '../../net-types/ipv4.ts'
import {type Backend, DbError, type SqlSession, type SqlValue} from '../session.ts'
import type {GatheredLeases, PlacedRow} from './gathered.ts'
import {inserter} from './insert.ts'
import {type Family, indexOf, type LeaseRow, tableOf} from './layout.ts'
import {withoutCounting} from './postgres-counters.ts'
import {storedAddress} from './stored-address.ts'

export const addressText = (row: LeaseRow) => (typeof row[0] === 'number' ? formatIpv4(row[0] as Ipv4) : String(row[0]))

/** A lease that the database does not take. */
export class RefusedLease extends Error {
  readonly line: number

  constructor(lease: PlacedRow, why: string, options?: ErrorOptions) {
    super(`line ${lease.line}: ${addressText(lease.row)}: ${why}`, options)
    this.name = 'RefusedLease'
    this.line = lease.line
  }
}

/** Those of `leases` whose address has a row in the database. */
export async function alreadyThere(
  session: SqlSession,
  family: Family,
  leases: readonly PlacedRow[],
): Promise<readonly PlacedRow[]> {
  const stored = leases.map(({row}) => storedAddress(session.backend, row))
  const list = stored.map((_, index) => (session.backend === 'pgsql' ? `$${index + 1}` : '?')).join(', ')
  const sql = `SELECT address FROM ${tableOf(family)} WHERE address IN (${list})`
  const found = new Set((await session.query(sql, stored)).map(row => keyText(row['address'] as SqlValue)))
  return leases.filter((_, index) => found.has(keyText(stored[index]!)))
}

const keyText = (value: SqlValue) => (Buffer.isBuffer(value) ? value.toString('hex') : String(value).toLowerCase())

const begin: Readonly<Record<Backend, string>> = {
  pgsql: 'BEGIN',
  mysql: 'START TRANSACTION',
  // Times are Unix seconds here, and other writers wait from now on.
  sqlite: 'BEGIN IMMEDIATE',
}

/** TIMESTAMP of MySQL and MariaDB ends with the 31st bit. */
const LATEST_MYSQL = 0x7fffffff

export interface UploadProgress {
  /** Throws to stop: nothing is loaded then. */
  readonly onRows: (rows: number) => void
}

/**
 * Adds all leases in one transaction. Rejects with RefusedLease for the first that the database does not take, or with
 * DbError; nothing is loaded then.
 */
export async function uploadLeases(
  session: SqlSession,
  family: Family,
  leases: GatheredLeases,
  {onRows}: UploadProgress,
): Promise<void> {
  // Times must not depend on a clock that is put back in autumn.
  if (session.backend === 'mysql') await session.query("SET time_zone = '+00:00'")
  await session.query(begin[session.backend])
  try {
    const counters = await withoutCounting(session, family, leases.size)
    let rows = 0
    for (const page of leases.pages()) {
      await insertPage(session, family, page)
      counters?.count(page)
      rows += page.length
      onRows(rows)
      await new Promise(setImmediate)
    }
    await counters?.store()
    await session.query('COMMIT')
  } catch (error) {
    // A connection that broke has rolled back already.
    await session.query('ROLLBACK').catch(() => {})
    throw error
  }
}

async function insertPage(session: SqlSession, family: Family, page: readonly PlacedRow[]): Promise<void> {
  if (session.backend === 'mysql') checkTimes(family, page)
  const insert = inserter(session, family)
  await session.query('SAVEPOINT keats_page')
  try {
    await insert(page.map(lease => lease.row))
  } catch (error) {
    if (!isOfRow(error)) throw error
    await session.query('ROLLBACK TO SAVEPOINT keats_page')
    await findRefused(insert, page)
    throw error
  }
  await session.query('RELEASE SAVEPOINT keats_page')
}

/** One by one, to tell which it is. */
async function findRefused(insert: ReturnType<typeof inserter>, page: readonly PlacedRow[]): Promise<void> {
  for (const lease of page) {
    try {
      await insert([lease.row])
    } catch (error) {
      if (!isOfRow(error)) throw error
      const why = error.kind === 'conflict' ? 'the address is leased already' : error.message
      throw new RefusedLease(lease, why, {cause: error})
    }
  }
}

const isOfRow = (error: unknown): error is DbError =>
  error instanceof DbError && (error.kind === 'conflict' || error.kind === 'fatal')

function checkTimes(family: Family, page: readonly PlacedRow[]): void {
  const expire = indexOf(family, 'expire')
  const late = page.find(({row}) => (row[expire] as number) > LATEST_MYSQL || row[expire] === 0)
  if (late !== undefined)
    throw new RefusedLease(
      late,
      `MySQL holds times from 1 to ${LATEST_MYSQL} only, and it expires at ${late.row[expire]}`,
    )
}
