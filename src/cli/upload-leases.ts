import {GatheredLeases} from '../db/lease-file/gathered.ts'
import {type Family, tableOf} from '../db/lease-file/layout.ts'
import {readLeaseFile} from '../db/lease-file/read.ts'
import {uploadLeases} from '../db/lease-file/upload.ts'
import type {SqlSession} from '../db/session.ts'
import {Failure} from './failure.ts'
import {checkLeaseSchema} from './lease-schema.ts'
import {type Progress, share} from './progress.ts'

export interface GatherOptions {
  readonly file: string
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly print: (line: string) => void
}

const unchanged = 'nothing has been loaded'

/** Throws when the command is to stop. */
export function goOn(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('interrupted', 'stopped', unchanged)
}

/** Reads and checks the whole of a CSV file before the database is touched. The caller closes the answer. */
export async function gatherCsv(family: Family, options: GatherOptions): Promise<GatheredLeases> {
  const {file, print} = options
  const leases = new GatheredLeases()
  try {
    const lines = await gather(leases, family, options)
    if (lines <= 1) throw new Failure('failure', 'CSV file has no leases', unchanged)
    print(`Looking at ${lines} lines of CSV in ${file}...`)
    print(`Reduced to ${leases.size + 1} lines.`)
    return leases
  } catch (error) {
    options.progress.stop()
    leases.close()
    throw error
  }
}

async function gather(
  leases: GatheredLeases,
  family: Family,
  {file, signal, progress}: GatherOptions,
): Promise<number> {
  progress.begin(`reading ${file}`)
  const lines = await readLeaseFile(file, family, leases, line => {
    goOn(signal)
    progress.update(`reading ${file}, line ${line}`)
  })
  progress.clear()
  return lines
}

export interface UploadOptions {
  readonly file: string
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly print: (line: string) => void
}

export interface UploadResult {
  readonly backend: string
  readonly database: string
  readonly table: string
  readonly file: string
  readonly leases: number
}

/** Loads all leases, or none. */
export async function loadLeases(
  session: SqlSession,
  family: Family,
  leases: GatheredLeases,
  options: UploadOptions,
): Promise<UploadResult> {
  await checkLeaseSchema(session)
  const {file, signal, progress, print} = options
  const table = tableOf(family)
  const all = leases.size
  progress.begin(`loading ${table}`)
  const onRows = (rows: number) => {
    goOn(signal)
    progress.update(`loading ${table} ${share(rows, all)}`)
  }
  try {
    await uploadLeases(session, family, leases, {onRows})
  } catch (error) {
    progress.stop()
    if (error instanceof Error && error.name === 'RefusedLease')
      throw new Failure('failure', `${file}, ${error.message}`, unchanged, {cause: error})
    throw error
  }
  progress.done(`${all} leases`)
  print(`Successfully updated table ${table}.`)
  return {backend: session.backend, database: session.target.database, table, file, leases: all}
}
