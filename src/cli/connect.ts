import {accessSync, constants} from 'node:fs'
import {openSession} from '../db/open-session.ts'
import type {DbError, SqlSession, Target} from '../db/session.ts'
import {sleep} from '../lib/sleep.ts'
import {Failure} from './failure.ts'

const retryInterval = 250

export interface ConnectOptions {
  /** Milliseconds for which an unreachable database is tried again. */
  readonly wait: number
  /** Whether a missing SQLite file may be made. */
  readonly create: boolean
  readonly signal: AbortSignal
  readonly onWait: (why: string) => void
}

/** Opens the database; with `wait`, as soon as it is up. */
export async function connect(target: Target, options: ConnectOptions): Promise<SqlSession> {
  const deadline = performance.now() + options.wait
  for (let tries = 0; ; tries++) {
    try {
      if (target.backend === 'sqlite' && !options.create) checkFile(target.database)
      return await openSession(target)
    } catch (error) {
      if (!isUnreachable(error) || performance.now() >= deadline) throw aboutFile(error, target)
      if (tries === 0) options.onWait(error.message)
    }
    await sleep(retryInterval, options.signal)
    if (options.signal.aborted)
      throw new Failure('interrupted', 'stopped while waiting for the database', 'nothing has been changed')
  }
}

function isUnreachable(error: unknown): error is Error {
  if (error instanceof Failure) return error.exit === 'unreachable'
  return error instanceof Error && error.name === 'DbError' && (error as DbError).kind === 'unreachable'
}

/** Which flags to look at is another matter for a file than for a server, and one that may not be read is out of reach. */
function aboutFile(error: unknown, target: Target): unknown {
  if (target.backend !== 'sqlite' || !(error instanceof Error) || error.name !== 'DbError') return error
  const {kind, message} = error as DbError
  if (kind !== 'unreachable' && kind !== 'privilege') return error
  return new Failure('unreachable', message, 'check -n, and the permissions of the file and its directory', {
    cause: error,
  })
}

/** Opening a missing file would make an empty one. */
function checkFile(path: string): void {
  try {
    accessSync(path, constants.R_OK)
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new Failure(
      'unreachable',
      `cannot open SQLite database ${path}: ${missing ? 'no such file' : 'permission denied'}`,
      missing ? 'check -n; keats db-init sqlite creates it' : 'check the permissions of the file and its directory',
    )
  }
}
