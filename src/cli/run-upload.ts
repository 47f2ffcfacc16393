import {Conflicts} from '../db/foreign-leases/conflicts.ts'
import type {Gathered} from '../db/foreign-leases/gather.ts'
import type {GatheredLeases} from '../db/lease-file/gathered.ts'
import type {Family} from '../db/lease-file/layout.ts'
import type {SqlSession} from '../db/session.ts'
import {Failure} from './failure.ts'
import {type ForeignSource, gatherFrom} from './gather-foreign.ts'
import {conflictLine, findLeased, rehearsal} from './rehearse-upload.ts'
import type {SubnetRange} from './subnet-flag.ts'
import {gatherCsv, loadLeases, type UploadOptions} from './upload-leases.ts'

export interface RunOptions extends UploadOptions {
  readonly family: Family
  /** undefined: Kea's own files. */
  readonly from: ForeignSource | undefined
  readonly subnets: readonly SubnetRange[]
  readonly dryRun: boolean
  readonly note: (line: string) => void
}

export interface Input {
  readonly leases: GatheredLeases
  /** Of another server's file. */
  readonly found: Gathered | undefined
}

/** Reads the file. The caller closes the leases. */
export async function readInput(options: RunOptions): Promise<Input> {
  const {from, subnets, family} = options
  if (from !== undefined) return gatherFrom(from, subnets, options)
  return {leases: await gatherCsv(family, options), found: undefined}
}

/** Loads what was read, or with `dryRun` tells what would stand in the way, which makes the exit code 1. */
export async function runUpload(session: SqlSession, {leases, found}: Input, options: RunOptions): Promise<object> {
  const {family, dryRun, file, print, note} = options
  const conflicts = found?.conflicts ?? new Conflicts()
  // A file of Kea's meets a row that is there when it is loaded, as with kea-admin.
  if (dryRun || found !== undefined) await findLeased(session, family, leases, conflicts, options.signal)
  for (const conflict of conflicts.told) (dryRun ? print : note)(conflictLine(conflict))
  const {blocking} = conflicts
  if (dryRun) {
    print(`${leases.size} leases, ${blocking} conflicts in the way of loading them. Nothing has been loaded.`)
    if (blocking > 0) process.exitCode = 1
    const {free = 0, expired = 0} = found ?? {}
    return rehearsal(session, family, {file, leases: leases.size, free, expired}, conflicts)
  }
  if (blocking > 0)
    throw new Failure(
      'failure',
      `${blocking} conflicts stand in the way of loading ${file}`,
      'nothing has been loaded; --dry-run tells them',
    )
  return loadLeases(session, family, leases, options)
}
