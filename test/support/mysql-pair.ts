import {openSession} from '../../src/db/open-session.ts'
import {DbError, type SqlSession, type Target} from '../../src/db/session.ts'

/** A statement after which two databases are not alike. */
export interface Disagreement {
  readonly statement: string
  readonly left: string
  readonly right: string
}

/** What a statement answers: its rows, or number and text of its error. */
async function outcome(session: SqlSession, statement: string, database: string): Promise<string> {
  try {
    const rows = await session.query(statement)
    // Columns of the dump procedures have names of their own on each side.
    return JSON.stringify(rows.map(row => Object.values(row)))
  } catch (error) {
    if (!(error instanceof DbError)) throw error
    return `error ${error.code}: ${error.message.replaceAll(database, 'DATABASE')}`
  }
}

async function tablesOf(session: SqlSession): Promise<readonly string[]> {
  const rows = await session.query(
    'SELECT TABLE_NAME AS t FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME',
  )
  return rows.map(row => String(row['t']))
}

/** A checksum over the rows of each table. */
async function checksums(session: SqlSession, tables: readonly string[]): Promise<readonly unknown[]> {
  const rows = await session.query(`CHECKSUM TABLE ${tables.join(', ')}`)
  return rows.map(row => row['Checksum'])
}

async function contents(session: SqlSession, table: string): Promise<string> {
  const rows = await session.query(`SELECT * FROM ${table}`)
  const lines = rows.map(row => JSON.stringify(row)).sort()
  return `${table}:\n${lines.join('\n')}`
}

/**
 * Runs each statement on both databases and compares what it answers and what every table holds after it, times
 * included: the clock of both sessions is set, one second later for each statement. Ends after ten disagreements.
 */
export async function compareEffects(
  leftTarget: Target,
  rightTarget: Target,
  statements: readonly string[],
): Promise<readonly Disagreement[]> {
  const both = await Promise.all([leftTarget, rightTarget].map(openSession))
  const [left, right] = both as [SqlSession, SqlSession]
  const each = <T>(work: (session: SqlSession, target: Target) => Promise<T>) =>
    Promise.all([work(left, leftTarget), work(right, rightTarget)])
  try {
    await each(session => session.query('SET SESSION innodb_lock_wait_timeout = 10, time_zone = "+00:00"'))
    // One transaction each, as thousands of commits would only wait for the disk.
    await each(session => session.query('START TRANSACTION'))
    const tables = await tablesOf(left)
    const found: Disagreement[] = []
    let known = ''
    for (const [index, statement] of statements.entries()) {
      await each(session => session.query(`SET timestamp = ${1_900_000_000 + index}`))
      const [l, r] = await each((session, target) => outcome(session, statement, target.database))
      if (l !== r) found.push({statement, left: l, right: r})
      const [a, b] = await each(session => checksums(session, tables))
      const differing = tables.filter((_, place) => a[place] !== b[place])
      // A difference is reported where it appears, not after every later statement again.
      if (differing.join() !== known) {
        for (const table of differing) {
          const [x, y] = await each(session => contents(session, table))
          found.push({statement, left: x, right: y})
        }
      }
      known = differing.join()
      if (found.length >= 10) break
    }
    await each(session => session.query('COMMIT'))
    return found
  } finally {
    await each(session => session.close())
  }
}
