import {chainOf} from '../db/migrations/chain.ts'
import {versionToUpgrade} from '../db/migrations/migrate.ts'
import {plan} from '../db/migrations/plan.ts'
import {readSchemaState} from '../db/migrations/schema-state.ts'
import {formatVersion} from '../db/migrations/version.ts'
import type {SqlSession} from '../db/session.ts'
import {Failure} from './failure.ts'

/** Lease tables have had the columns of today since the first version of the chain; what comes after it is unknown. */
export async function checkLeaseSchema(session: SqlSession): Promise<void> {
  const version = versionToUpgrade(await readSchemaState(session))
  const steps = chainOf(session.backend)
  const {kind} = plan(steps, version, undefined)
  const [first, head] = [steps[0]!, steps.at(-1)!].map(step => formatVersion(step.version))
  if (kind === 'newer')
    throw new Failure(
      'newer',
      `the schema is ${formatVersion(version)}, this keats knows up to ${head}`,
      'use a newer keats',
    )
  if (kind === 'older')
    throw new Failure(
      'failure',
      `the schema is ${formatVersion(version)}, this keats knows from ${first} on`,
      'upgrade it first',
    )
}
