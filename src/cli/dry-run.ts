import {chainOf} from '../db/migrations/chain.ts'
import {pendingSteps, versionToUpgrade} from '../db/migrations/migrate.ts'
import {readOnly} from '../db/migrations/read-only.ts'
import {readSchemaState} from '../db/migrations/schema-state.ts'
import type {Step} from '../db/migrations/step.ts'
import {formatVersion, type Version} from '../db/migrations/version.ts'
import type {SqlSession} from '../db/session.ts'

export interface DryRun {
  readonly from: string
  readonly to: string
  readonly steps: readonly {readonly file: string; readonly title: string; readonly statements: readonly string[]}[]
  /** The same for people. */
  readonly text: string
}

/** What an upgrade would run, read in a session in which the database itself refuses every change. */
export async function dryRun(session: SqlSession, to: Version | undefined): Promise<DryRun> {
  await readOnly(session)
  const from = versionToUpgrade(await readSchemaState(session))
  const pending = pendingSteps({steps: chainOf(session.backend), to}, from)
  const start = formatVersion(from)
  const end = formatVersion(pending.at(-1)?.version ?? from)
  const heading =
    pending.length === 0
      ? `-- Nothing to do: the schema is at ${start} already.`
      : `-- ${pending.length} steps from ${start} to ${end}. Nothing has been changed.`
  return {
    from: start,
    to: end,
    steps: pending.map(({file, title, statements}) => ({file, title, statements: statements.map(({sql}) => sql)})),
    text: [heading, ...pending.map(stepText)].join('\n\n'),
  }
}

/** A step as SQL text for people. */
function stepText(step: Step): string {
  const statements = step.statements.map(({guards, sql}) => {
    const conditions = guards.map(({when, subject}) => `-- ${when} ${subject.kind} ${subjectText(subject)}\n`)
    return `${conditions.join('')}${sql};`
  })
  return [
    `-- ${step.file}: ${step.title}`,
    ...statements,
    `-- then schema_version is ${formatVersion(step.version)}`,
  ].join('\n\n')
}

function subjectText(subject: Step['statements'][number]['guards'][number]['subject']): string {
  if (subject.kind === 'query') return subject.sql
  return 'table' in subject ? `${subject.table}.${subject.name}` : subject.name
}
