import type {Row, SqlSession} from '../session.ts'
import type {Version} from './version.ts'

/** Made by db-init on MySQL before its first step and dropped after its last, because nothing there rolls back. */
export const unfinishedMarker = 'keats_unfinished_init'

/**
 * What a database holds. empty: no table at all · foreign: tables, but no schema_version ·
 * unfinished: a db-init that stopped half-way (MySQL) · broken: schema_version does not tell one version.
 */
export type SchemaState =
  | {readonly kind: 'empty'}
  | {readonly kind: 'foreign'; readonly objects: readonly string[]}
  | {readonly kind: 'unfinished'; readonly version: Version | undefined}
  | {readonly kind: 'broken'; readonly why: string; readonly objects: readonly string[]}
  | {readonly kind: 'version'; readonly version: Version; readonly objects: readonly string[]}

/** Tables, views and sequences that a user would see; what an extension brought does not count. */
const listing = {
  pgsql: `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND pg_table_is_visible(c.oid)
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.relname`,
  mysql: 'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME',
  sqlite: `SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
} as const

async function listObjects(session: SqlSession): Promise<readonly string[]> {
  return (await session.query(listing[session.backend])).map(row => String(row['name']))
}

export async function readSchemaState(session: SqlSession): Promise<SchemaState> {
  const objects = await listObjects(session)
  if (objects.length === 0) return {kind: 'empty'}
  const unfinished = session.backend === 'mysql' && objects.includes(unfinishedMarker)
  if (!objects.includes('schema_version')) {
    return unfinished ? {kind: 'unfinished', version: undefined} : {kind: 'foreign', objects}
  }
  const rows = await session.query('SELECT * FROM schema_version')
  if (unfinished) {
    const version = rows.length === 1 ? versionOfRow(rows[0]!) : undefined
    return {kind: 'unfinished', version: typeof version === 'string' ? undefined : version}
  }
  if (rows.length !== 1) return {kind: 'broken', why: `it has ${rows.length} rows instead of one`, objects}
  const version = versionOfRow(rows[0]!)
  return typeof version === 'string' ? {kind: 'broken', why: version, objects} : {kind: 'version', version, objects}
}

/** The version of a row, or what is wrong with it. */
function versionOfRow(row: Row): Version | string {
  if (!('version' in row && 'minor' in row)) return 'it lacks the columns version and minor'
  const numbers = [row['version'], row['minor']].map(value => (value === null ? Number.NaN : Number(value)))
  if (numbers.some(value => !Number.isInteger(value) || value < 0)) {
    return `its row reads version ${row['version']}, minor ${row['minor']}`
  }
  return {major: numbers[0]!, minor: numbers[1]!}
}
