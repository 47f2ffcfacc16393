import {placeOf} from './place.ts'
import {DbError, type SqlSession} from './session.ts'

/** Rejects with DbError when the server takes no writes: a standby, or one that is set to be read only. */
export async function assertTakesWrites(session: SqlSession): Promise<void> {
  const why = session.backend === 'pgsql' ? await whyNotPostgres(session) : await whyNotMysql(session)
  if (why === undefined) return
  // As with a server that is down, another attempt may help: it is promoted, or set free.
  throw new DbError('unreachable', 'READONLY', `${placeOf(session.target)} takes no writes: ${why}`)
}

async function whyNotPostgres(session: SqlSession): Promise<string | undefined> {
  const [row] = await session.query(
    `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only`,
  )
  if (row?.['standby'] === true) return 'it is a standby'
  return row?.['read_only'] === true ? 'default_transaction_read_only is on' : undefined
}

/** Asked by name, because MariaDB has no super_read_only. Accounts that may write nevertheless stay away as well. */
async function whyNotMysql(session: SqlSession): Promise<string | undefined> {
  const rows = await session.query(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'super_read_only') AND Value <> 'OFF'`,
  )
  const [name] = rows.map(row => String(row['Variable_name']))
  return name === undefined ? undefined : `${name} is on`
}
