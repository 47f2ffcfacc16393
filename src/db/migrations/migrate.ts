import {DbError, type SqlSession} from '../session.ts'
import {type Waiting, withMigrationLock} from './lock.ts'
import {MigrationError} from './migration-error.ts'
import {assertMysqlRights} from './mysql-rights.ts'
import {plan} from './plan.ts'
import {begin, runStep, type StepContext} from './run-step.ts'
import {readSchemaState, type SchemaState, unfinishedMarker} from './schema-state.ts'
import type {Step} from './step.ts'
import {compareVersions, formatVersion, type Version} from './version.ts'

export interface MigrationOptions extends Waiting {
  /** The whole chain, oldest first. */
  readonly steps: readonly Step[]
  /** Last version to reach; undefined = the newest. */
  readonly to?: Version | undefined
  /** Called under the lock, before the first change; its error stops the run. */
  readonly before?: ((pending: readonly Step[], from: Version | undefined) => Promise<void>) | undefined
  readonly onStep?: ((step: Step, event: 'migrating' | 'migrated') => void) | undefined
  readonly onStatement?: StepContext['onStatement']
}

export interface MigrationResult {
  /** undefined = the database was empty. */
  readonly from: Version | undefined
  readonly to: Version
  readonly applied: readonly Step[]
}

/** Creates the schema in an empty database, or completes what a stopped `initialise` left on MySQL. */
export function initialise(session: SqlSession, options: MigrationOptions): Promise<MigrationResult> {
  return withMigrationLock(session, options, async () => {
    // In a transaction around all steps, so that a run which fails leaves the database empty.
    const context: StepContext = {...options, session, inTransaction: session.backend !== 'mysql'}
    if (context.inTransaction) await begin(context)
    try {
      const state = await readSchemaState(session)
      const result = await initialiseFrom(context, options, state)
      if (context.inTransaction) await session.query('COMMIT')
      return result
    } catch (error) {
      if (context.inTransaction) await session.query('ROLLBACK').catch(() => {})
      throw error
    }
  })
}

async function initialiseFrom(context: StepContext, options: MigrationOptions, state: SchemaState) {
  const {session} = context
  if (state.kind !== 'empty' && state.kind !== 'unfinished') throw notEmpty(state)
  const from = state.kind === 'unfinished' ? state.version : undefined
  const pending = pendingSteps(options, from)
  await options.before?.(pending, from)
  if (session.backend === 'mysql') {
    await prepareMysql(session, options)
    await session.query(`CREATE TABLE IF NOT EXISTS ${unfinishedMarker} (started TIMESTAMP NOT NULL)`)
  }
  await runSteps(context, options, pending)
  if (session.backend === 'mysql') await session.query(`DROP TABLE ${unfinishedMarker}`)
  return {from, to: pending.at(-1)?.version ?? from!, applied: pending}
}

/** Takes a schema from the version that it has to a later one. Nothing to do is a result with no step applied. */
export function upgrade(session: SqlSession, options: MigrationOptions): Promise<MigrationResult> {
  return withMigrationLock(session, options, async () => {
    const from = versionToUpgrade(await readSchemaState(session))
    const pending = pendingSteps(options, from)
    if (pending.length === 0) return {from, to: from, applied: []}
    await options.before?.(pending, from)
    if (session.backend === 'mysql') await prepareMysql(session, options)
    if (session.backend === 'pgsql') await session.query(`SET lock_timeout = ${Math.max(1, options.lockTimeout)}`)
    await runSteps({...options, session, inTransaction: false}, options, pending)
    return {from, to: pending.at(-1)!.version, applied: pending}
  })
}

/** The version that a database may be upgraded from; rejects every other state. */
export function versionToUpgrade(state: SchemaState): Version {
  switch (state.kind) {
    case 'version':
      return state.version
    case 'empty':
      throw new MigrationError('not-initialised', 'the database is empty', 'create the schema with keats db-init')
    case 'unfinished':
      throw new MigrationError(
        'not-initialised',
        'a db-init stopped half-way here',
        'run keats db-init again: it completes',
      )
    case 'foreign':
      throw new MigrationError(
        'not-initialised',
        `the database has no table schema_version; it holds ${some(state.objects)}`,
        'check the name of the database; keats db-init wants an empty one',
      )
    case 'broken':
      throw new MigrationError(
        'broken',
        `table schema_version cannot be read: ${state.why}`,
        'find out which version the schema has, then make the table hold exactly that one row',
      )
  }
}

/** The steps to run from here; rejects a schema or a target that the chain cannot serve. */
export function pendingSteps(
  options: Pick<MigrationOptions, 'steps' | 'to'>,
  from: Version | undefined,
): readonly Step[] {
  const {steps, to} = options
  const planned = plan(steps, from, to)
  const has = `the schema is ${from === undefined ? 'missing' : formatVersion(from)}`
  const first = formatVersion(steps[0]!.version)
  const head = formatVersion(steps.at(-1)!.version)
  const wanted = to === undefined ? head : formatVersion(to)
  switch (planned.kind) {
    case 'steps':
      return planned.pending
    case 'newer':
      throw new MigrationError(
        'newer',
        `${has}, newer than the ${head} of this keats`,
        'use a newer keats; nothing has been changed',
      )
    case 'older':
      throw new MigrationError(
        'older',
        `${has}; keats upgrades from ${first} on`,
        `bring it to ${first} with the kea-admin of an older Kea first; nothing has been changed`,
      )
    case 'gap':
      throw new MigrationError(
        'gap',
        `${has}, which is no version that keats knows between ${first} and ${head}`,
        'check table schema_version; nothing has been changed',
      )
    case 'unknown-target':
      throw new MigrationError(
        'target',
        `no step leads to ${wanted}`,
        `known versions: ${steps.map(step => formatVersion(step.version)).join(' ')}`,
      )
    case 'backwards':
      throw new MigrationError(
        'target',
        `${has}, later than ${wanted}`,
        'a schema cannot be taken back; restore a backup instead',
      )
  }
}

function notEmpty(state: SchemaState & {kind: 'version' | 'foreign' | 'broken'}): MigrationError {
  const found = state.kind === 'version' ? `schema ${formatVersion(state.version)} is there` : 'other tables are there'
  const hint = state.kind === 'version' ? 'to bring it up to date: keats db-upgrade' : 'use a database of its own'
  return new MigrationError('not-empty', `expected an empty database, but ${found}: ${some(state.objects)}`, hint)
}

function some(names: readonly string[]): string {
  return names.join(', ')
}

/** What a migration needs of a MySQL session before the first change. */
async function prepareMysql(session: SqlSession, options: MigrationOptions): Promise<void> {
  await assertMysqlRights(session)
  // Routines and triggers remember the mode that they are made in, so it must not depend on the server's settings.
  await session.query(`SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`)
  await session.query(`SET SESSION lock_wait_timeout = ${Math.max(1, Math.round(options.lockTimeout / 1000))}`)
}

/** umzug runs the steps; what it takes as executed is the version row, so a database of kea-admin's counts as well. */
async function runSteps(context: StepContext, options: MigrationOptions, pending: readonly Step[]): Promise<void> {
  if (pending.length === 0) return
  const {Umzug} = await import('umzug')
  const byName = new Map(pending.map(step => [step.file, step]))
  const umzug = new Umzug({
    migrations: options.steps.map(step => ({name: step.file, up: () => runStep(context, step)})),
    storage: {
      executed: () => executedSteps(context.session, options.steps),
      // Each step writes the row itself, inside its transaction.
      logMigration: async () => {},
      unlogMigration: async () => {},
    },
    logger: undefined,
  })
  for (const event of ['migrating', 'migrated'] as const) {
    umzug.on(event, ({name}) => options.onStep?.(byName.get(name)!, event))
  }
  try {
    // SKIP: with SQLite another run may have done some of them since `pending` was read.
    await umzug.up({migrations: pending.map(step => step.file), rerun: 'SKIP'})
  } catch (error) {
    // umzug wraps what a step throws; its own message would only repeat the name of the step.
    throw error instanceof Error && error.cause instanceof Error && isOurs(error.cause) ? error.cause : error
  }
}

const isOurs = (error: Error) => error instanceof MigrationError || error instanceof DbError

async function executedSteps(session: SqlSession, steps: readonly Step[]): Promise<string[]> {
  const state = await readSchemaState(session)
  const version = 'version' in state ? state.version : undefined
  if (version === undefined) return []
  return steps.filter(step => compareVersions(step.version, version) <= 0).map(step => step.file)
}
