import {chainOf} from '../db/migrations/chain.ts'
import {versionToUpgrade} from '../db/migrations/migrate.ts'
import {plan} from '../db/migrations/plan.ts'
import {readSchemaState} from '../db/migrations/schema-state.ts'
import {compareVersions, formatVersion} from '../db/migrations/version.ts'
import type {SqlSession} from '../db/session.ts'

export interface VersionReport {
  readonly backend: string
  readonly server: {readonly name: string; readonly version: string}
  readonly version: string
  /** What this release needs. */
  readonly required: string
  /** ok, or why this release cannot run on it: pending steps, or a version outside its chain. */
  readonly state: 'ok' | 'pending' | 'older' | 'newer' | 'gap'
  /** Files of the steps behind the schema and before it. */
  readonly applied: readonly string[]
  readonly pending: readonly string[]
}

export async function reportVersion(session: SqlSession): Promise<VersionReport> {
  const version = versionToUpgrade(await readSchemaState(session))
  const steps = chainOf(session.backend)
  const planned = plan(steps, version, undefined)
  const pending = planned.kind === 'steps' ? planned.pending.map(step => step.file) : []
  // Without a target the plan can only be steps or tell where outside the chain the schema is.
  const outside = planned.kind === 'steps' ? undefined : (planned.kind as 'older' | 'newer' | 'gap')
  return {
    backend: session.backend,
    server: session.product,
    version: formatVersion(version),
    required: formatVersion(steps.at(-1)!.version),
    state: outside ?? (pending.length > 0 ? 'pending' : 'ok'),
    applied: steps.filter(step => compareVersions(step.version, version) <= 0).map(step => step.file),
    pending,
  }
}
