import {createHash} from 'node:crypto'
import {sleep} from '../../lib/sleep.ts'
import {DbError, type SqlSession} from '../session.ts'
import {MigrationError} from './migration-error.ts'

export interface Waiting {
  /** Milliseconds. */
  readonly lockTimeout: number
  readonly signal?: AbortSignal | undefined
  /** Called once, when the first try finds the lock taken. */
  readonly onWait?: (() => void) | undefined
}

const pollInterval = 100

/** Any two numbers nobody else uses; advisory locks of PostgreSQL belong to one database. */
const advisoryKeys = '1262830163, 1'

/** Runs `work` while this session is the only migration of its database. SQLite locks by transaction instead. */
export async function withMigrationLock<T>(session: SqlSession, waiting: Waiting, work: () => Promise<T>): Promise<T> {
  if (session.backend === 'sqlite') {
    await session.query(`PRAGMA busy_timeout = ${pollInterval}`)
    return work()
  }
  const name = session.backend === 'mysql' ? await lockName(session) : ''
  await poll(waiting, () => (session.backend === 'mysql' ? lockMysql(session, name) : lockPostgres(session)))
  try {
    return await work()
  } finally {
    // A session that is gone has lost its locks too.
    const release =
      session.backend === 'mysql' ? `DO RELEASE_LOCK('${name}')` : `SELECT pg_advisory_unlock(${advisoryKeys})`
    await session.query(release).catch(() => {})
  }
}

/** Tries until `attempt` answers true, at most `lockTimeout`; rejects with kind locked or interrupted. */
async function poll(waiting: Waiting, attempt: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + waiting.lockTimeout
  for (let tries = 0; ; tries++) {
    if (waiting.signal?.aborted === true) {
      throw new MigrationError(
        'interrupted',
        'stopped while waiting for the migration lock',
        'nothing has been changed',
      )
    }
    if (await attempt()) return
    if (performance.now() >= deadline) {
      const seconds = Math.round(waiting.lockTimeout / 1000)
      throw new MigrationError(
        'locked',
        `another run holds the migration lock, also after ${seconds} s`,
        'nothing has been changed; wait for the other run, or give it longer with --lock-timeout SECONDS',
      )
    }
    if (tries === 0) waiting.onWait?.()
    await sleep(pollInterval, waiting.signal)
  }
}

/** SQLite: the write lock, which is a transaction. */
export async function beginImmediate(session: SqlSession, waiting: Waiting): Promise<void> {
  await poll(waiting, async () => {
    try {
      await session.query('BEGIN IMMEDIATE')
      return true
    } catch (error) {
      if (error instanceof DbError && error.kind === 'busy') return false
      throw error
    }
  })
}

async function lockPostgres(session: SqlSession): Promise<boolean> {
  const rows = await session.query(`SELECT pg_try_advisory_lock(${advisoryKeys}) AS held`)
  return rows[0]?.['held'] === true
}

/** GET_LOCK answers 1 = held, 0 = taken by another, NULL = an error; its names are server-wide and 64 characters at most. */
async function lockMysql(session: SqlSession, name: string): Promise<boolean> {
  const rows = await session.query(`SELECT GET_LOCK('${name}', 0) AS held`)
  const held = rows[0]?.['held']
  if (held === null || held === undefined) throw new DbError('fatal', 'GET_LOCK', 'GET_LOCK failed on the server')
  return Number(held) === 1
}

async function lockName(session: SqlSession): Promise<string> {
  const rows = await session.query('SELECT DATABASE() AS name')
  return `keats-${createHash('sha256').update(String(rows[0]?.['name'])).digest('hex').slice(0, 32)}`
}
