import {closeSync, createReadStream, existsSync, fsyncSync, openSync, renameSync, rmSync} from 'node:fs'
import {dirname} from 'node:path'
import {createInterface} from 'node:readline'
import {StoreError} from '../../ports/lease-store.ts'
import {openLeaseFile, upsert4} from '../leases/sqlite4.ts'
import {createSchemaIn} from '../schema-check.ts'
import type {SqliteLink} from '../sqlite.ts'
import {headerComplaint, parseRow} from './csv4.ts'

export interface ImportOptions {
  /** Bad rows that are left out before the import is refused; 0 = any number. */
  readonly maxRowErrors: number
  /** Told now and then, and at the end: rows read so far, and bad ones among them. */
  readonly onProgress?: (rows: number, errors: number) => void
}

/** The database that stands for a memfile lease file. */
export function databaseBeside(csv: string): string {
  return `${csv}.sqlite`
}

/** What a clean-up by Kea may have left, oldest first; `.completed` holds `.2` and `.1` already (facts: server.md §1.10). */
function filesOf(csv: string): string[] {
  const older = existsSync(`${csv}.completed`) ? [`${csv}.completed`] : [`${csv}.2`, `${csv}.1`]
  return [...older, csv].filter(file => existsSync(file))
}

/**
 * Makes the database from the lease files. It gets its name only when it is whole and on the disk, so a process that is
 * killed meanwhile leaves nothing that a later start could take for the leases. Rejects with StoreError.
 */
export async function importLeaseFiles(csv: string, options: ImportOptions): Promise<void> {
  const database = databaseBeside(csv)
  const unfinished = `${database}.importing`
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(unfinished + suffix, {force: true})
  const link = openLeaseFile(unfinished)
  try {
    await createSchemaIn(link.session)
    await readInto(link, filesOf(csv), options)
  } catch (error) {
    link.close()
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(unfinished + suffix, {force: true})
    throw error
  }
  // Closing the last connection moves the whole log into the database file.
  link.close()
  syncPath(unfinished)
  renameSync(unfinished, database)
  syncPath(dirname(database))
}

function syncPath(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}

/** One transaction: SQLite would else make every row durable by itself. */
async function readInto(link: SqliteLink, files: readonly string[], options: ImportOptions): Promise<void> {
  const {put, remove} = upsert4(link)
  let rows = 0
  let errors = 0
  link.prepare('BEGIN').run()
  for (const file of files) {
    let line = 0
    for await (const text of createInterface({
      input: createReadStream(file, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      line++
      if (line === 1) {
        const complaint = headerComplaint(text)
        if (complaint !== undefined) throw new StoreError('fatal', `${file} is no DHCPv4 lease file: ${complaint}`)
        continue
      }
      if (text === '') continue
      rows++
      try {
        const entry = parseRow(text)
        if (entry.kind === 'lease') put(entry.lease)
        else remove(entry.lease.address)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        errors++
        if (options.maxRowErrors > 0 && errors > options.maxRowErrors) {
          throw new StoreError(
            'fatal',
            `${file}, line ${line}: ${error.message}; more than ${options.maxRowErrors} bad rows`,
          )
        }
      }
      if (rows % 50_000 === 0) options.onProgress?.(rows, errors)
    }
  }
  link.prepare('COMMIT').run()
  options.onProgress?.(rows, errors)
}
