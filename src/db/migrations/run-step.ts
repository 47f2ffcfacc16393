import {DbError, type SqlSession} from '../session.ts'
import {allows} from './guard.ts'
import {beginImmediate, type Waiting} from './lock.ts'
import {MigrationError} from './migration-error.ts'
import {readSchemaState} from './schema-state.ts'
import type {Statement, Step} from './step.ts'
import {compareVersions, formatVersion, type Version} from './version.ts'

export interface StepContext extends Waiting {
  readonly session: SqlSession
  /** A transaction around all steps is open already. */
  readonly inTransaction: boolean
  /** Awaited before each statement, counted from 1; what it throws is a failure of that statement. */
  readonly onStatement?: ((step: Step, index: number) => void | Promise<void>) | undefined
}

/** Runs one step and writes its version row: in one transaction, or on MySQL statement by statement with the row last. */
export async function runStep(context: StepContext, step: Step): Promise<void> {
  if (context.session.backend === 'mysql' || context.inTransaction) return runStatements(context, step)
  await begin(context)
  try {
    // Nothing but SQLite lets another run in between two steps; that one may have done this step.
    const state = await readSchemaState(context.session)
    const done = state.kind === 'version' && compareVersions(state.version, step.version) >= 0
    if (!done) await runStatements(context, step)
    await context.session.query('COMMIT')
  } catch (error) {
    await context.session.query('ROLLBACK').catch(() => {})
    throw error
  }
}

export async function begin(context: StepContext): Promise<void> {
  if (context.session.backend === 'sqlite') return beginImmediate(context.session, context)
  await context.session.query('BEGIN')
}

async function runStatements(context: StepContext, step: Step): Promise<void> {
  for (const [index, statement] of step.statements.entries()) {
    stopIfAsked(context, step, index)
    await attempt(context, step, index, statement)
  }
  stopIfAsked(context, step, step.statements.length)
  await writeVersion(context.session, step.version)
}

async function attempt(context: StepContext, step: Step, index: number, statement: Statement): Promise<void> {
  try {
    await context.onStatement?.(step, index + 1)
    if (context.session.backend === 'mysql' && !(await allows(context.session, statement.guards))) return
    await context.session.query(statement.sql)
  } catch (error) {
    throw failure(context, step, index, error)
  }
}

/** The first step inserts the row, later ones change it; a row that a stopped run left is changed too. */
async function writeVersion(session: SqlSession, version: Version): Promise<void> {
  const rows = await session.query('SELECT version FROM schema_version')
  const {major, minor} = version
  await session.query(
    rows.length === 0
      ? `INSERT INTO schema_version (version, minor) VALUES (${major}, ${minor})`
      : `UPDATE schema_version SET version = ${major}, minor = ${minor}`,
  )
}

function stopIfAsked(context: StepContext, step: Step, done: number): void {
  if (context.signal?.aborted !== true) return
  const of = `${done} of ${step.statements.length} statements of ${step.file}`
  const partly = context.session.backend === 'mysql' && done > 0
  throw new MigrationError(
    'interrupted',
    `stopped after ${of}`,
    partly
      ? `those ${done} stay: the schema is on its way to ${formatVersion(step.version)}; run the command again to complete it`
      : `${context.inTransaction ? 'the database is empty as before' : 'that step has left nothing behind'}; run the command again to go on`,
  )
}

function failure(context: StepContext, step: Step, index: number, error: unknown): unknown {
  if (!(error instanceof DbError)) return error
  const where = `${step.file}, statement ${index + 1} of ${step.statements.length} (line ${step.statements[index]!.line})`
  if (context.session.backend === 'mysql') {
    return new MigrationError(
      'half-way',
      `${where}: ${error.message}`,
      `the ${index} statements before it stay: the schema is on its way to ${formatVersion(step.version)}; remove the cause and run the command again, it completes the step`,
      {cause: error},
    )
  }
  const kind = error.kind === 'privilege' ? 'privilege' : 'step'
  const back = context.inTransaction ? 'everything has been rolled back' : 'the step has been rolled back'
  const hint = `${back}; remove the cause and run the command again`
  return new MigrationError(kind, `${where}: ${error.message}`, hint, {cause: error})
}
