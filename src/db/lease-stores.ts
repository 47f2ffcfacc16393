import {existsSync} from 'node:fs'
import type {DatabaseAccess, MemfileAccess, SqlAccess, SqliteAccess} from '../model/config4.ts'
import type {LeaseStore4, StoreError} from '../ports/lease-store.ts'
import type {BackendOptions4, LeaseBackend4} from './leases/backend4.ts'
import {storeError} from './leases/commit4.ts'
import {BatchingLeaseStore4} from './leases/store4.ts'
import {openSession} from './open-session.ts'
import {ensureSchema} from './schema-mismatch.ts'
import type {DbError, Target, TlsFiles} from './session.ts'

export interface LeaseStoreOptions {
  /** Loads, and commits, that may wait for a batch; beyond that they are answered 'full'. */
  readonly queued: number
  /** Told once when a connection breaks. The store answers nothing from then on but errors of kind 'lost'. */
  readonly onLost?: (error: StoreError) => void
  /** Milliseconds after which a server that does not answer counts as lost; default 10,000. */
  readonly answerTimeout?: number
  /** Told before the schema is made in an empty database. */
  readonly onCreate?: (version: string) => void
  /** While lease files of memfile are imported: rows so far, and bad ones among them. */
  readonly onProgress?: (rows: number, errors: number) => void
}

const ANSWER_TIMEOUT = 10_000

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
      return openMemfile(access, options)
    case 'sqlite':
      return openFile(access.name, access, options)
    case 'postgresql':
    case 'mysql':
      return openServer(access, {...options, answerTimeout: options.answerTimeout ?? ANSWER_TIMEOUT, onLost})
  }
}

/** Where a database of the configuration is, in the terms of sessions. */
export function targetOf(access: SqlAccess): Target {
  const tls: TlsFiles | undefined = access.tls && {
    ...(access.tls.trustAnchor === undefined ? {} : {trustAnchor: access.tls.trustAnchor}),
    ...(access.tls.certFile === undefined ? {} : {certFile: access.tls.certFile}),
    ...(access.tls.keyFile === undefined ? {} : {keyFile: access.tls.keyFile}),
    ...(access.tls.cipherList === undefined ? {} : {cipherList: access.tls.cipherList}),
  }
  return {
    backend: access.type === 'mysql' ? 'mysql' : 'pgsql',
    host: access.host,
    port: access.port,
    user: access.user,
    password: access.password,
    database: access.name,
    connectTimeout: access.connectTimeout * 1000,
    ...(tls === undefined ? {} : {tls}),
  }
}

async function openServer(
  access: SqlAccess,
  options: BackendOptions4 & Pick<LeaseStoreOptions, 'onCreate'>,
): Promise<LeaseBackend4> {
  const target = targetOf(access)
  const session = await openSession({...target, answerTimeout: options.answerTimeout})
  try {
    await ensureSchema(session, target, access.readonly, options.onCreate)
  } finally {
    await session.close()
  }
  if (access.type === 'mysql') return (await import('./leases/mysql4.ts')).openMysql4(target, options)
  return (await import('./leases/postgres4.ts')).openPostgres4(target, options)
}

async function openFile(
  path: string,
  access: Pick<SqliteAccess, 'readonly'>,
  options: Pick<LeaseStoreOptions, 'onCreate'>,
): Promise<LeaseBackend4> {
  const {openLeaseFile, sqlite4} = await import('./leases/sqlite4.ts')
  const link = openLeaseFile(path)
  try {
    const place = {backend: 'sqlite', host: '', port: 0, user: '', password: '', connectTimeout: 0} as const
    await ensureSchema(link.session, {...place, database: path}, access.readonly, options.onCreate)
    return sqlite4(link)
  } catch (error) {
    link.close()
    throw error
  }
}

/** Existing lease files are read once, into a database beside them, which is the lease database from then on. */
async function openMemfile(access: MemfileAccess, options: LeaseStoreOptions): Promise<LeaseBackend4> {
  if (!access.persist) return openFile(':memory:', {readonly: false}, {})
  const {databaseBeside, importLeaseFiles} = await import('./memfile/import4.ts')
  const database = databaseBeside(access.name)
  if (!existsSync(database)) {
    const {maxRowErrors} = access
    await importLeaseFiles(
      access.name,
      options.onProgress ? {maxRowErrors, onProgress: options.onProgress} : {maxRowErrors},
    )
  }
  return openFile(database, {readonly: false}, options)
}
