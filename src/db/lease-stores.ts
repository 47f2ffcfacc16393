import {existsSync} from 'node:fs'
import type {DatabaseAccess, MemfileAccess, SqlAccess, SqliteAccess} from '../model/config4.ts'
import type {LeaseStore4, StoreError} from '../ports/lease-store.ts'
import type {LeaseBackend4} from './leases/backend4.ts'
import {storeError} from './leases/commit4.ts'
import {BatchingLeaseStore4} from './leases/store4.ts'
import {type PrepareOptions, prepareServer} from './prepare-server.ts'
import {ensureSchema} from './schema-mismatch.ts'
import type {DbError} from './session.ts'
import {sqliteTarget} from './target.ts'

export interface LeaseStoreOptions extends PrepareOptions {
  /** Loads, and commits, that may wait for a batch; beyond that they are answered 'full'. */
  readonly queued: number
  /** Told once when a connection breaks. The store answers nothing from then on but errors of kind 'lost'. */
  readonly onLost?: (error: StoreError) => void
  /** While lease files of memfile are imported: rows so far, and bad ones among them. */
  readonly onProgress?: (rows: number, errors: number) => void
  /** A lease file of memfile was written after the database that stands for it: a Kea has served since, and is not read. */
  readonly onNewer?: (file: string, database: string) => void
}

/**
 * Opens the lease database of a configuration. An empty one gets its schema, unless it is read-only.
 * Rejects with SchemaMismatch, DbError, MigrationError or StoreError.
 */
export async function openLeaseStore4(access: DatabaseAccess, options: LeaseStoreOptions): Promise<LeaseStore4> {
  let store: BatchingLeaseStore4 | undefined
  let lost: StoreError | undefined
  const onLost = (error: DbError) => {
    if (lost !== undefined) return
    lost = storeError(error)
    store?.lose(lost)
    options.onLost?.(lost)
  }
  store = new BatchingLeaseStore4(await openBackend(access, options, onLost), options.queued)
  if (lost !== undefined) store.lose(lost)
  return store
}

type Lost = (error: DbError) => void

function openBackend(access: DatabaseAccess, options: LeaseStoreOptions, onLost: Lost): Promise<LeaseBackend4> {
  switch (access.type) {
    case 'memfile':
      return openMemfile(access, options, onLost)
    case 'sqlite':
      return openFile(access.name, access, options, onLost)
    case 'postgresql':
    case 'mysql':
      return openServer(access, options, onLost)
  }
}

async function openServer(access: SqlAccess, options: LeaseStoreOptions, onLost: Lost): Promise<LeaseBackend4> {
  const {target, answerTimeout} = await prepareServer(access, options)
  const limits = {answerTimeout, onLost}
  if (access.type === 'mysql') return (await import('./leases/mysql4.ts')).openMysql4(target, limits)
  return (await import('./leases/postgres4.ts')).openPostgres4(target, limits)
}

async function openFile(
  path: string,
  access: Pick<SqliteAccess, 'readonly'>,
  options: Pick<LeaseStoreOptions, 'onCreate'>,
  onLost: Lost,
): Promise<LeaseBackend4> {
  const [{openLeaseFile}, {sqlite4}, {WriterThread4, writeHere}, {SqliteWrites4}] = await Promise.all([
    import('./leases/sqlite-file4.ts'),
    import('./leases/sqlite4.ts'),
    import('./leases/sqlite-writer4.ts'),
    import('./leases/sqlite-writes4.ts'),
  ])
  const link = openLeaseFile(path)
  try {
    await ensureSchema(link.session, sqliteTarget(path), access.readonly, options.onCreate)
    return sqlite4(link, path === ':memory:' ? writeHere(new SqliteWrites4(link)) : new WriterThread4(path, onLost))
  } catch (error) {
    link.close()
    throw error
  }
}

/** Existing lease files are read once, into a database beside them, which is the lease database from then on. */
async function openMemfile(access: MemfileAccess, options: LeaseStoreOptions, onLost: Lost): Promise<LeaseBackend4> {
  if (!access.persist) return openFile(':memory:', {readonly: false}, {}, onLost)
  const {databaseBeside, importLeaseFiles, newerLeaseFile} = await import('./memfile/import4.ts')
  const database = databaseBeside(access.name)
  const newer = newerLeaseFile(access.name)
  if (newer !== undefined) options.onNewer?.(newer, database)
  if (!existsSync(database)) {
    const {maxRowErrors} = access
    await importLeaseFiles(
      access.name,
      options.onProgress ? {maxRowErrors, onProgress: options.onProgress} : {maxRowErrors},
    )
  }
  return openFile(database, {readonly: false}, options, onLost)
}
