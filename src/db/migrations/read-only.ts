import type {SqlSession} from '../session.ts'

const statements = {
  pgsql: 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY',
  mysql: 'SET SESSION TRANSACTION READ ONLY',
  sqlite: 'PRAGMA query_only = ON',
} as const

/** From here on the database refuses every change that this session asks for, DDL included. */
export async function readOnly(session: SqlSession): Promise<void> {
  await session.query(statements[session.backend])
}
