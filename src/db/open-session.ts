import {parseDatabaseHosts} from '../model/database-hosts.ts'
import {DbError, type SqlSession, type Target} from './session.ts'
import {assertTakesWrites} from './takes-writes.ts'

/**
 * Opens a connection with the driver of the target's backend, which is loaded only now: to the first of its hosts that
 * lets us in and, where writes are needed, takes them. Rejects with DbError, which tells of each host.
 */
export async function openSession(target: Target): Promise<SqlSession> {
  if (target.backend === 'sqlite') return (await import('./sqlite.ts')).openSqlite(target)
  const hosts = parseDatabaseHosts(target.host || 'localhost')
  if ('wrong' in hosts) throw new DbError('fatal', 'HOST', `"${hosts.wrong}" names no host of a database`)
  const errors: DbError[] = []
  for (const {host, port} of hosts) {
    try {
      return await openOne({...target, host, port: port ?? target.port})
    } catch (error) {
      if (!(error instanceof DbError)) throw error
      errors.push(error)
    }
  }
  throw together(errors)
}

async function openOne(target: Target): Promise<SqlSession> {
  const session =
    target.backend === 'mysql'
      ? await (await import('./mysql.ts')).openMysql(target)
      : await (await import('./postgres.ts')).openPostgres(target)
  try {
    if (target.needsWrites) await assertTakesWrites(session)
    return session
  } catch (error) {
    await session.close()
    throw error
  }
}

const mayPass = (error: DbError) => error.kind === 'unreachable' || error.kind === 'lost' || error.kind === 'busy'

/** Another attempt may help as soon as it may help with one of the hosts. */
function together(errors: readonly DbError[]): DbError {
  const [first] = errors as [DbError, ...DbError[]]
  if (errors.length === 1) return first
  const {kind, code} = errors.find(mayPass) ?? first
  const each = errors.map(error => error.message).join('; ')
  return new DbError(
    kind === 'lost' ? 'unreachable' : kind,
    code,
    `none of the ${errors.length} hosts will do: ${each}`,
  )
}
