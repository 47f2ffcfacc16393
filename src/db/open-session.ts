import type {SqlSession, Target} from './session.ts'

/** Opens a connection with the driver of the target's backend, which is loaded only now. Rejects with DbError. */
export async function openSession(target: Target): Promise<SqlSession> {
  switch (target.backend) {
    case 'pgsql':
      return (await import('./postgres.ts')).openPostgres(target)
    case 'mysql':
      return (await import('./mysql.ts')).openMysql(target)
    case 'sqlite':
      return (await import('./sqlite.ts')).openSqlite(target)
  }
}
