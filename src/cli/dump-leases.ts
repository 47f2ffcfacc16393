import {formatRow, headerLine} from '../db/lease-file/format.ts'
import {type Family, tableOf} from '../db/lease-file/layout.ts'
import {beginSnapshot, countLeases, selectLeases} from '../db/lease-file/select.ts'
import type {SqlSession} from '../db/session.ts'
import {confirmOverwrite} from './confirm.ts'
import {Failure} from './failure.ts'
import {checkLeaseSchema} from './lease-schema.ts'
import {checkOutputFile, OutputFile} from './output-file.ts'
import {type Progress, share} from './progress.ts'

export interface DumpOptions {
  readonly family: Family
  readonly file: string
  readonly overwrite: boolean
  readonly signal: AbortSignal
  readonly progress: Progress
  /** For people, on stderr. */
  readonly note: (line: string) => void
  readonly print: (line: string) => void
}

export interface DumpResult {
  readonly backend: string
  readonly database: string
  readonly table: string
  readonly file: string
  readonly leases: number
}

/** Writes all leases of one family to a lease file: one state of the database, in memory that does not grow with them. */
export async function dumpLeases(session: SqlSession, options: DumpOptions): Promise<DumpResult> {
  const {family, file} = options
  await checkLeaseSchema(session)
  if (await checkOutputFile(file)) {
    if (options.overwrite) options.print(`Removing file ${file}...`)
    else await confirmOverwrite(file, 'lease-dump', options.note)
  }
  const output = await OutputFile.create(file)
  let leases: number
  try {
    leases = await writeAll(session, output, options)
    await output.commit()
  } catch (error) {
    options.progress.stop()
    await output.abandon()
    throw error
  }
  const {backend} = session
  const table = tableOf(family)
  options.progress.done(`${leases} leases`)
  options.print(
    backend === 'mysql' ? `Successfully dumped ${table} to ${file}.` : `${table} successfully dumped to ${file}`,
  )
  return {backend, database: session.target.database, table, file, leases}
}

async function writeAll(session: SqlSession, output: OutputFile, options: DumpOptions): Promise<number> {
  const {family, progress} = options
  for (const statement of beginSnapshot[session.backend]) await session.query(statement)
  const all = await countLeases(session, family)
  const title = `dumping ${tableOf(family)}`
  progress.begin(title)
  await output.write(`${headerLine(family)}\n`)
  let written = 0
  for await (const rows of selectLeases(session, family)) {
    if (options.signal.aborted) throw new Failure('interrupted', 'stopped', `${options.file} is as it was before`)
    await output.write(rows.map(row => `${formatRow(family, row)}\n`).join(''))
    written += rows.length
    progress.update(`${title} ${share(written, all)}`)
    // Some databases answer without waiting; signals and the spinner need their turn.
    await new Promise(setImmediate)
  }
  return written
}
