import {copyFileSync, existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, dirname, join} from 'node:path'
import {openHostStore} from './db/host-stores.ts'
import {openLeaseStore4} from './db/lease-stores.ts'
import {databaseBeside, leaseFilesOf} from './db/memfile/import4.ts'
import type {DatabaseAccess, ServerConfig4} from './model/config4.ts'
import type {HostSources4} from './ports/host-sources.ts'
import {type LeaseStore4, StoreError} from './ports/lease-store.ts'
import {DatabaseHosts4} from './server/host-sources4.ts'

/** The databases of a configuration for somebody who only looks. */
export interface ReadDatabases4 {
  readonly store: LeaseStore4
  /** undefined = the configuration names no hosts database. */
  readonly hosts: HostSources4 | undefined
  /** What was not there, for people. */
  readonly notes: readonly string[]
  close(): Promise<void>
}

const limits = {queued: 64}
const nowhere: DatabaseAccess = {type: 'sqlite', name: ':memory:', readonly: false}

/**
 * Opens them without making anything: no schema in an empty database, no file that is not there, no import of lease files
 * in their place. Rejects as the stores do.
 */
export async function readDatabases4(config: ServerConfig4): Promise<ReadDatabases4> {
  const notes: string[] = []
  const closing: (() => Promise<void>)[] = []
  const close = async () => {
    for (const one of closing.reverse()) await one()
  }
  try {
    const store = await openLeases(config.leaseDatabase, notes, closing)
    const sources = []
    for (const access of config.hostsDatabases) {
      if (access.type === 'sqlite' && !existsSync(access.name)) {
        notes.push(`the hosts database ${access.name} does not exist: no reservations`)
        continue
      }
      const hosts = await openHostStore({...access, readonly: true}, limits)
      closing.push(() => hosts.close())
      sources.push({store: hosts, away: () => undefined, optional: false})
    }
    const hosts = config.hostsDatabases.length === 0 ? undefined : new DatabaseHosts4(sources)
    return {store, hosts, notes, close}
  } catch (error) {
    await close()
    throw error
  }
}

async function openLeases(
  access: DatabaseAccess,
  notes: string[],
  closing: (() => Promise<void>)[],
): Promise<LeaseStore4> {
  const open = async (found: DatabaseAccess) => {
    const store = await openLeaseStore4(found, limits)
    closing.push(() => store.close())
    return store
  }
  if (access.type === 'mysql' || access.type === 'postgresql') return open({...access, readonly: true})
  const database = access.type === 'memfile' ? databaseBeside(access.name) : access.name
  if (existsSync(database)) return open({type: 'sqlite', name: database, readonly: true})
  if (access.type === 'memfile' && access.persist && existsSync(access.name)) {
    const folder = mkdtempSync(join(tmpdir(), 'keats-leases-'))
    closing.push(async () => rmSync(folder, {recursive: true, force: true}))
    for (const file of leaseFilesOf(access.name)) copyFileSync(file, join(folder, basename(file)))
    try {
      return await open({...access, name: join(folder, basename(access.name))})
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      // Nobody knows the copy.
      throw new StoreError(error.kind, error.message.replaceAll(folder, dirname(access.name)), {cause: error})
    }
  }
  notes.push(`the lease database ${access.name} does not exist yet: no leases`)
  return open(nowhere)
}
