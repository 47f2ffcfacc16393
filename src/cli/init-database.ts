import {chainOf} from '../db/migrations/chain.ts'
import {initialise, type MigrationResult} from '../db/migrations/migrate.ts'
import {MigrationError} from '../db/migrations/migration-error.ts'
import {readSchemaState} from '../db/migrations/schema-state.ts'
import {compareVersions, formatVersion, type Version} from '../db/migrations/version.ts'
import type {SqlSession, Target} from '../db/session.ts'
import {migrationProgress} from './migration-progress.ts'
import type {Progress} from './progress.ts'

export interface InitOptions {
  readonly to: Version | undefined
  readonly ifNeeded: boolean
  /** Milliseconds. */
  readonly lockTimeout: number
  readonly signal: AbortSignal
  readonly progress: Progress
}

export interface InitResult {
  readonly backend: string
  readonly database: string
  readonly server: {readonly name: string; readonly version: string}
  readonly created: boolean
  readonly version: string
  /** Files of the steps that ran. */
  readonly applied: readonly string[]
}

export async function initDatabase(session: SqlSession, target: Target, options: InitOptions): Promise<InitResult> {
  const {backend, database} = target
  const steps = chainOf(backend)
  const about = {backend, database, server: session.product}
  try {
    const callbacks = migrationProgress(options.progress)
    const {to, lockTimeout, signal} = options
    const result: MigrationResult = await initialise(session, {steps, to, lockTimeout, signal, ...callbacks})
    const applied = result.applied.map(step => step.file)
    return {...about, created: true, version: formatVersion(result.to), applied}
  } catch (error) {
    const wanted = options.to ?? steps.at(-1)!.version
    if (!(options.ifNeeded && error instanceof MigrationError && error.kind === 'not-empty')) throw error
    const state = await readSchemaState(session)
    if (state.kind !== 'version' || compareVersions(state.version, wanted) !== 0) throw error
    return {...about, created: false, version: formatVersion(wanted), applied: []}
  }
}
