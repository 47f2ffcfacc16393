import type {Backend, SqlSession} from './session.ts'

/** Rows that the counters of each family have now. */
export interface Recounted {
  readonly lease4_stat: number
  readonly lease6_stat: number
}

const families = [
  {table: 'lease4', key: ['subnet_id', 'state']},
  {table: 'lease6', key: ['subnet_id', 'lease_type', 'state']},
] as const

const begin: Readonly<Record<Backend, string>> = {
  pgsql: 'BEGIN',
  mysql: 'START TRANSACTION',
  sqlite: 'BEGIN IMMEDIATE',
}

/**
 * Fills lease4_stat and lease6_stat with what the leases amount to, each in one transaction. Writers of leases wait: they
 * are locked out before the counters are, in the order in which they take both, so nobody's count is lost and nobody
 * stops the other. As kea-admin's, it leaves the counters by client class alone. Rejects with DbError.
 */
export async function recountLeases(session: SqlSession): Promise<Recounted> {
  const [four, six] = families
  return {lease4_stat: await recount(session, four), lease6_stat: await recount(session, six)}
}

async function recount(session: SqlSession, {table, key}: (typeof families)[number]): Promise<number> {
  const {backend} = session
  await session.query(begin[backend])
  try {
    if (backend === 'pgsql') await session.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`)
    const counted = await session.query(
      `SELECT ${key.join(', ')}, count(*) AS leases FROM ${table} WHERE state IN (0, 1) AND subnet_id IS NOT NULL
       GROUP BY ${key.join(', ')}${backend === 'mysql' ? ' LOCK IN SHARE MODE' : ''}`,
    )
    await session.query(`DELETE FROM ${table}_stat`)
    const names = [...key, 'leases']
    const params = names.map((_, index) => (backend === 'pgsql' ? `$${index + 1}` : '?')).join(', ')
    const sql = `INSERT INTO ${table}_stat (${names.join(', ')}) VALUES (${params})`
    for (const row of counted)
      await session.query(
        sql,
        names.map(name => Number(row[name])),
      )
    await session.query('COMMIT')
    return counted.length
  } catch (error) {
    await session.query('ROLLBACK').catch(() => {})
    throw error
  }
}
