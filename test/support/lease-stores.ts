import {join} from 'node:path'
import {type LeaseStoreOptions, openLeaseStore4} from '../../src/db/lease-stores.ts'
import type {DatabaseAccess} from '../../src/model/config4.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {migratedDatabase, scratchDirectory, type TestDatabase} from './databases.ts'
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

export async function testLeases(kind: StoreKind): Promise<TestLeases> {
  if (kind === 'memfile') {
    const name = join(scratchDirectory(), `leases-${++files}.csv`)
    return leasesAt(kind, {type: 'memfile', name, persist: true, lfcInterval: 0, maxRowErrors: 0}, undefined)
  }
  const backend = kind === 'postgresql' ? 'pgsql' : kind
  const database = await migratedDatabase(backend, undefined, 'leases')
  if (kind === 'sqlite') return leasesAt(kind, {type: kind, name: database.target.database, readonly: false}, database)
  return leasesAt(kind, accessTo(database.target), database)
}

function leasesAt(kind: StoreKind, access: DatabaseAccess, database: TestDatabase | undefined): TestLeases {
  return {kind, access, database, open: options => openLeaseStore4(access, {queued: 10_000, ...options})}
}
