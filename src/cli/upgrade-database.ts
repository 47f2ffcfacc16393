import {chainOf} from '../db/migrations/chain.ts'
import {type MigrationOptions, upgrade, versionToUpgrade} from '../db/migrations/migrate.ts'
import {readSchemaState} from '../db/migrations/schema-state.ts'
import {formatVersion, type Version} from '../db/migrations/version.ts'
import type {SqlSession, Target} from '../db/session.ts'
import {migrationProgress} from './migration-progress.ts'
import type {Progress} from './progress.ts'

export interface UpgradeOptions {
  readonly to: Version | undefined
  /** File for a dump before the first step. */
  readonly backup: string | undefined
  readonly overwrite: boolean
  /** Milliseconds. */
  readonly lockTimeout: number
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly onVersion: (version: string) => void
}

export interface UpgradeResult {
  readonly backend: string
  readonly database: string
  readonly server: {readonly name: string; readonly version: string}
  readonly from: string
  readonly to: string
  /** Files of the steps that ran. */
  readonly applied: readonly string[]
  /** Where the dump is; null when none was asked for or nothing was to do. */
  readonly backup: string | null
}

export async function upgradeDatabase(
  session: SqlSession,
  target: Target,
  options: UpgradeOptions,
): Promise<UpgradeResult> {
  const {to, lockTimeout, signal, progress, backup} = options
  const backups = backup === undefined ? undefined : await import('./backup.ts')
  if (backup !== undefined) backups?.checkBackupFile(backup, options.overwrite)
  options.onVersion(formatVersion(versionToUpgrade(await readSchemaState(session))))
  let written: string | null = null
  const before: MigrationOptions['before'] = async () => {
    if (backup === undefined || backups === undefined) return
    progress.begin(`writing a backup to ${backup}`)
    await backups.writeBackup(session, backup, signal)
    written = backup
    progress.done(`backup written to ${backup}`)
  }
  const callbacks = migrationProgress(progress)
  const result = await upgrade(session, {steps: chainOf(target.backend), to, lockTimeout, signal, before, ...callbacks})
  return {
    backend: target.backend,
    database: target.database,
    server: session.product,
    from: formatVersion(result.from!),
    to: formatVersion(result.to),
    applied: result.applied.map(step => step.file),
    backup: written,
  }
}
