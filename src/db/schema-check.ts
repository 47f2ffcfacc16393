import {chainOf, requiredVersion} from './migrations/chain.ts'
import {initialise, type MigrationResult} from './migrations/migrate.ts'
import {MigrationError} from './migrations/migration-error.ts'
import {readSchemaState} from './migrations/schema-state.ts'
import {compareVersions, formatVersion} from './migrations/version.ts'
import {openSession} from './open-session.ts'
import type {SqlSession, Target} from './session.ts'

/**
 * ok: exactly the version that this release needs · empty: a server may create the schema (also where a db-init stopped
 * half-way) · foreign: other tables, no schema_version · broken: schema_version tells no version; `why` says what is wrong.
 */
export interface SchemaCheck {
  readonly kind: 'ok' | 'empty' | 'older' | 'newer' | 'foreign' | 'broken'
  /** As `13.0`; undefined when the database tells none. */
  readonly found: string | undefined
  readonly required: string
  readonly why?: string
}

/** Compares the schema of a database with the one that this release needs. */
export async function checkSchema(session: SqlSession): Promise<SchemaCheck> {
  const needed = requiredVersion(session.backend)
  const required = formatVersion(needed)
  const state = await readSchemaState(session)
  switch (state.kind) {
    case 'empty':
    case 'unfinished':
      return {kind: 'empty', found: undefined, required}
    case 'foreign':
      return {kind: 'foreign', found: undefined, required, why: `it holds ${state.objects.join(', ')}`}
    case 'broken':
      return {kind: 'broken', found: undefined, required, why: state.why}
    case 'version': {
      const order = compareVersions(state.version, needed)
      return {kind: order === 0 ? 'ok' : order < 0 ? 'older' : 'newer', found: formatVersion(state.version), required}
    }
  }
}

/** Creates the schema in an empty database on a session of the caller's. */
export function createSchemaIn(session: SqlSession, signal?: AbortSignal): Promise<MigrationResult> {
  return initialise(session, {steps: chainOf(session.backend), lockTimeout: 60_000, signal})
}

/**
 * Creates the schema in an empty database, as a server does at its first start. Resolves too when another process
 * has done it meanwhile. Rejects with MigrationError or DbError.
 */
export async function createSchema(target: Target, signal?: AbortSignal): Promise<void> {
  const session = await openSession(target)
  try {
    await createSchemaIn(session, signal)
  } catch (error) {
    const lost = error instanceof MigrationError && error.kind === 'not-empty'
    if (!lost || (await checkSchema(session)).kind !== 'ok') throw error
  } finally {
    await session.close()
  }
}
