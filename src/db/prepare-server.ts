import type {SqlAccess} from '../model/config4.ts'
import {openSession} from './open-session.ts'
import {ensureSchema} from './schema-mismatch.ts'
import type {Target} from './session.ts'
import {targetOf} from './target.ts'

export interface PrepareOptions {
  /** Milliseconds after which a server that does not answer counts as lost; default the configuration's, else 10,000. */
  readonly answerTimeout?: number
  /** Told before the schema is made in an empty database. */
  readonly onCreate?: (version: string) => void
}

export interface PreparedServer {
  /** The links of a store join the session on its host: of several, only that one is known to do. */
  readonly target: Target
  readonly answerTimeout: number
}

const ANSWER_TIMEOUT = 10_000

/**
 * What every store does before it opens its links: finds the host that lets it in, and checks the schema there or makes it
 * in an empty database. Rejects with SchemaMismatch, DbError or MigrationError.
 */
export async function prepareServer(access: SqlAccess, options: PrepareOptions): Promise<PreparedServer> {
  const wanted = targetOf(access)
  const answerTimeout = options.answerTimeout ?? wanted.answerTimeout ?? ANSWER_TIMEOUT
  const session = await openSession({...wanted, answerTimeout})
  const {target} = session
  try {
    await ensureSchema(session, target, access.readonly, options.onCreate)
  } finally {
    await session.close()
  }
  return {target, answerTimeout}
}
