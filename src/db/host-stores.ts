import type {SqlAccess, SqliteAccess} from '../model/config4.ts'
import type {HostStore} from '../ports/host-store.ts'
import type {StoreError} from '../ports/lease-store.ts'
import type {HostBackend4} from './hosts/backend4.ts'
import {BatchingHostStore} from './hosts/store4.ts'
import {storeError} from './leases/commit4.ts'
import {type PrepareOptions, prepareServer} from './prepare-server.ts'
import {ensureSchema} from './schema-mismatch.ts'
import type {DbError} from './session.ts'
import {sqliteTarget} from './target.ts'

export interface HostStoreOptions extends PrepareOptions {
  /** Loads that may wait for a batch; beyond that they are answered 'full'. */
  readonly queued: number
  /** Told once when a connection breaks. The store answers nothing from then on but errors of kind 'lost'. */
  readonly onLost?: (error: StoreError) => void
}

/** Milliseconds that one attempt to write waits for another process's transaction, and with it the whole server. */
const BUSY_WAIT = 20

/**
 * Opens one hosts database of a configuration. An empty one gets its schema, unless it is read-only.
 * Rejects with SchemaMismatch, DbError, MigrationError or StoreError.
 */
export async function openHostStore(access: SqlAccess | SqliteAccess, options: HostStoreOptions): Promise<HostStore> {
  let store: BatchingHostStore | undefined
  let lost: StoreError | undefined
  const onLost = (error: DbError) => {
    if (lost !== undefined) return
    lost = storeError(error)
    store?.lose(lost)
    options.onLost?.(lost)
  }
  const backend = await (access.type === 'sqlite' ? openFile(access, options) : openServer(access, options, onLost))
  store = new BatchingHostStore(backend, {readonly: access.readonly, queued: options.queued})
  if (lost !== undefined) store.lose(lost)
  return store
}

async function openServer(
  access: SqlAccess,
  options: HostStoreOptions,
  onLost: (error: DbError) => void,
): Promise<HostBackend4> {
  const {target, answerTimeout} = await prepareServer(access, options)
  const limits = {answerTimeout, onLost}
  if (access.type === 'mysql') return (await import('./hosts/mysql4.ts')).openMysqlHosts(target, limits)
  return (await import('./hosts/postgres4.ts')).openPostgresHosts(target, limits)
}

async function openFile(access: SqliteAccess, options: HostStoreOptions): Promise<HostBackend4> {
  const [{linkSqlite}, {sqliteHosts}] = await Promise.all([import('./sqlite.ts'), import('./hosts/sqlite4.ts')])
  const target = {...sqliteTarget(access.name, BUSY_WAIT), needsWrites: !access.readonly}
  const reader = linkSqlite(target)
  try {
    await ensureSchema(reader.session, target, access.readonly, options.onCreate)
    // A database in memory is one with its connection.
    const alone = access.readonly || access.name === ':memory:'
    return sqliteHosts(reader, alone ? reader : linkSqlite(target))
  } catch (error) {
    reader.close()
    throw error
  }
}
