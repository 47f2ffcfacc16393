import {openSession} from '../../src/db/open-session.ts'
import {DbError, type SqlSession, type Target} from '../../src/db/session.ts'

/** A statement after which two databases are not alike. */
export interface Disagreement {
  readonly statement: string
  readonly left: string
  readonly right: string
}

/** SQLSTATEs that count as alike, for errors that one side tells better than the other. */
export type Alike = (statement: string, left: string, right: string) => boolean

/** Times of this run read `now`; the statements themselves use times far away, so these compare as they are. */
function timeless(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:\d\d)?)?/g, time => {
    const age = Date.now() - Date.parse(time.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
    return Math.abs(age) < 3_600_000 ? 'now' : time
  })
}

/** What a statement answers: its rows, or its SQLSTATE. */
async function outcome(session: SqlSession, statement: string): Promise<string> {
  try {
    return timeless(JSON.stringify(await session.query(statement)))
  } catch (error) {
    if (error instanceof DbError) return `error ${error.code}`
    throw error
  }
}

/** Every row of the tables that match, as one statement that is planned once a session. */
async function prepareContents(session: SqlSession, watch: RegExp): Promise<readonly string[]> {
  const tables = (await tablesOf(session)).filter(table => watch.test(table))
  const parts = tables.map(table => {
    // Rows that one statement touches fire their triggers in an order that PostgreSQL is free to choose.
    const row = table.endsWith('_audit') ? "(to_jsonb(x) - 'id')::text" : 'to_jsonb(x)::text'
    return `SELECT '${table}' AS name, coalesce(string_agg(${row}, E'\\n' ORDER BY ${row} COLLATE "C"), '') AS rows FROM ${table} x`
  })
  await session.query(`PREPARE contents AS ${parts.join(' UNION ALL ')}`)
  return tables
}

async function contents(session: SqlSession, tables: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query('EXECUTE contents').catch(error => {
    // A transaction that failed answers nothing until it is rolled back.
    if (error instanceof DbError && error.code === '25P02') return tables.map(name => ({name, rows: 'unknown'}))
    throw error
  })
  return new Map(rows.map(row => [String(row['name']), timeless(String(row['rows']))]))
}

/** Every row of every table of a database, by table. */
export async function databaseContents(session: SqlSession): Promise<ReadonlyMap<string, string>> {
  const all = await contents(session, await prepareContents(session, /./))
  await session.query('DEALLOCATE contents')
  return all
}

/** The rows that one side has and the other has not. */
function onlyIn(table: string, left: string, right: string): Pick<Disagreement, 'left' | 'right'> {
  const [a, b] = [left.split('\n'), right.split('\n')]
  const rest = (mine: readonly string[], theirs: readonly string[]) =>
    [table, ...mine.filter(row => !theirs.includes(row))].join('\n')
  return {left: rest(a, b), right: rest(b, a)}
}

async function tablesOf(session: SqlSession): Promise<readonly string[]> {
  const rows = await session.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
  return rows.map(row => String(row['tablename']))
}

/**
 * Runs each statement on both PostgreSQL databases and compares what it answers and what the tables that match `watch`
 * hold after it; at the end, every table. Stops looking after ten disagreements.
 */
export async function compareEffects(
  leftTarget: Target,
  rightTarget: Target,
  statements: readonly string[],
  watch: RegExp,
  alike: Alike = () => false,
): Promise<readonly Disagreement[]> {
  const sessions = await Promise.all([openSession(leftTarget), openSession(rightTarget)])
  try {
    const [left, right] = sessions
    const [tables] = await Promise.all([prepareContents(left, watch), prepareContents(right, watch)])
    const found: Disagreement[] = []
    let known: ReadonlyMap<string, string> = new Map()
    for (const statement of statements) {
      const [l, r] = await Promise.all([outcome(left, statement), outcome(right, statement)])
      if (l !== r && !alike(statement, l, r)) found.push({statement, left: l, right: r})
      const [a, b] = await Promise.all([contents(left, tables), contents(right, tables)])
      const unlike = differing(a, b)
      // A difference is reported where it appears or changes, not after every later statement again.
      for (const [table, text] of unlike) {
        if (known.get(table) !== text) found.push({statement, ...onlyIn(table, a.get(table)!, b.get(table)!)})
      }
      known = unlike
      if (found.length >= 10) return found
    }
    await Promise.all(sessions.map(session => session.query('DEALLOCATE contents')))
    const [a, b] = await Promise.all(sessions.map(databaseContents))
    for (const table of differing(a!, b!).keys()) {
      found.push({statement: 'all of them', ...onlyIn(table, a!.get(table)!, b!.get(table)!)})
    }
    return found
  } finally {
    await Promise.all(sessions.map(session => session.close()))
  }
}

/** Tables that do not hold the same, with both contents. */
function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const pairs = [...a].map(([table, text]) => [table, text, b.get(table) ?? ''] as const)
  const unlike = pairs.filter(([, text, other]) => text !== other && text !== 'unknown' && other !== 'unknown')
  return new Map(unlike.map(([table, text, other]) => [table, `${text}\n---\n${other}`]))
}
