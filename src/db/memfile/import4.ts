import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {createInterface} from 'node:readline'
import {StoreError} from '../../ports/lease-store.ts'
import {openLeaseFile, upsert4} from '../leases/sqlite-file4.ts'
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

/**
 * The lease files that there are, oldest first: what a clean-up by Kea may have left is one too, and `.completed` holds `.2`
 * and `.1` already (facts: server.md §1.10).
 */
export function leaseFilesOf(csv: string): string[] {
  const older = existsSync(`${csv}.completed`) ? [`${csv}.completed`] : [`${csv}.2`, `${csv}.1`]
  return [...older, csv].filter(file => existsSync(file))
}

/** A lease file that was written after the database that stands for it; undefined where there is no such file, or database. */
export function newerLeaseFile(csv: string): string | undefined {
  const database = databaseBeside(csv)
  if (!existsSync(database)) return undefined
  const written = (file: string) => statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? 0
  const last = Math.max(written(database), written(`${database}-wal`))
  return leaseFilesOf(csv).find(file => written(file) > last)
}

/** A database file and what SQLite may put beside it. */
function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, {force: true})
}

/** Removes what imports left whose process was killed. */
function removeLeftovers(database: string): void {
  const start = `${basename(database)}.importing-`
  for (const name of namesIn(dirname(database))) {
    const pid = name.startsWith(start) ? Number(/^\d+/.exec(name.slice(start.length))?.[0]) : Number.NaN
    if (pid === process.pid || (pid > 0 && !isRunning(pid))) rmSync(join(dirname(database), name), {force: true})
  }
}

/** The server makes no directory, as Kea makes none. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const why = code === 'ENOENT' ? 'there is no such directory' : code
    const remedy = 'make it for the user of the server, or name a file elsewhere in lease-database'
    throw new StoreError('fatal', `cannot keep leases in ${directory}: ${why}; ${remedy}`, {cause: error})
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * Makes the database from the lease files. It gets its name only when it is whole and on the disk, so a process that is
 * killed meanwhile leaves nothing that a later start could take for the leases; and never over another process's,
 * which may have given out leases by then. Rejects with StoreError.
 */
export async function importLeaseFiles(csv: string, options: ImportOptions): Promise<void> {
  const database = databaseBeside(csv)
  const unfinished = `${database}.importing-${process.pid}`
  removeLeftovers(database)
  const link = openLeaseFile(unfinished)
  try {
    await createSchemaIn(link.session)
    await readInto(link, leaseFilesOf(csv), options)
    // Closing the last connection moves the whole log into the database file.
    link.close()
    syncPath(unfinished)
    publish(unfinished, database)
  } finally {
    link.close()
    removeDatabase(unfinished)
  }
}

/** A hard link, unlike a rename, does not replace what is there. */
function publish(unfinished: string, database: string): void {
  try {
    linkSync(unfinished, database)
  } catch (error) {
    if (!existsSync(database)) throw error
  }
  syncPath(dirname(database))
}

function syncPath(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}

/** One transaction: SQLite would else make every row durable by itself. */
async function readInto(link: SqliteLink, files: readonly string[], options: ImportOptions): Promise<void> {
  const reader = new Reader(upsert4(link), options)
  link.prepare('BEGIN').run()
  for (const file of files) await reader.read(file)
  link.prepare('COMMIT').run()
  options.onProgress?.(reader.rows, reader.errors)
}

/** Rows between two words about progress. */
const PROGRESS_ROWS = 50_000

class Reader {
  readonly #into: ReturnType<typeof upsert4>
  readonly #options: ImportOptions
  rows = 0
  errors = 0

  constructor(into: ReturnType<typeof upsert4>, options: ImportOptions) {
    this.#into = into
    this.#options = options
  }

  async read(file: string): Promise<void> {
    const input = createReadStream(file, 'utf8')
    let line = 0
    for await (const text of createInterface({input, crlfDelay: Number.POSITIVE_INFINITY})) {
      line++
      if (line === 1) this.#header(file, text)
      else if (text !== '') this.#row(`${file}, line ${line}`, text)
    }
  }

  #header(file: string, text: string): void {
    const complaint = headerComplaint(text)
    if (complaint !== undefined) throw new StoreError('fatal', `${file} is no DHCPv4 lease file: ${complaint}`)
  }

  #row(place: string, text: string): void {
    this.rows++
    try {
      const entry = parseRow(text)
      if (entry.kind === 'lease') this.#into.put(entry.lease)
      else this.#into.remove(entry.lease.address)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.errors++
      const {maxRowErrors} = this.#options
      if (maxRowErrors > 0 && this.errors > maxRowErrors) {
        throw new StoreError('fatal', `${place}: ${error.message}; more than ${maxRowErrors} bad rows`)
      }
    }
    if (this.rows % PROGRESS_ROWS === 0) this.#options.onProgress?.(this.rows, this.errors)
  }
}
