import {join} from 'node:path'
import {type LeaseStoreOptions, openLeaseStore4} from '../../src/db/lease-stores.ts'
import {createSchema} from '../../src/db/schema-check.ts'
import type {DatabaseAccess} from '../../src/model/config4.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {emptyDatabase, migratedDatabase, scratchDirectory, type TestDatabase} from './databases.ts'
import {accessTo} from './leases.ts'

export type StoreKind = 'sqlite' | 'memfile' | 'postgresql' | 'mysql'

export const storeKinds: readonly StoreKind[] = ['sqlite', 'memfile', 'postgresql', 'mysql']

/** A lease database of one test's own. */
export interface TestLeases {
  readonly kind: StoreKind
  readonly access: DatabaseAccess
  /** undefined for memfile. */
  readonly database: TestDatabase | undefined
  open(options?: Partial<LeaseStoreOptions>): Promise<LeaseStore4>
}

let files = 0

/** `characterSet`: of a MySQL database, where the server's default is not meant. */
export async function testLeases(kind: StoreKind, characterSet?: string): Promise<TestLeases> {
  if (kind === 'memfile') {
    const name = join(scratchDirectory(), `leases-${++files}.csv`)
    return leasesAt(kind, {type: 'memfile', name, persist: true, lfcInterval: 0, maxRowErrors: 0}, undefined)
  }
  const backend = kind === 'postgresql' ? 'pgsql' : kind
  const database = await (characterSet === undefined
    ? migratedDatabase(backend, undefined, 'leases')
    : databaseIn(characterSet))
  if (kind === 'sqlite') return leasesAt(kind, {type: kind, name: database.target.database, readonly: false}, database)
  return leasesAt(kind, accessTo(database.target), database)
}

async function databaseIn(characterSet: string): Promise<TestDatabase> {
  const database = await emptyDatabase('mysql', 'leases')
  await database.sql(`ALTER DATABASE ${database.target.database} CHARACTER SET ${characterSet}`)
  await createSchema(database.target)
  return database
}

function leasesAt(kind: StoreKind, access: DatabaseAccess, database: TestDatabase | undefined): TestLeases {
  return {kind, access, database, open: options => openLeaseStore4(access, {queued: 10_000, ...options})}
}
