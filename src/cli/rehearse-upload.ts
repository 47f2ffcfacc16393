import type {Conflict, Conflicts} from '../db/foreign-leases/conflicts.ts'
import type {GatheredLeases} from '../db/lease-file/gathered.ts'
import {type Family, tableOf} from '../db/lease-file/layout.ts'
import {addressText, alreadyThere} from '../db/lease-file/upload.ts'
import type {SqlSession} from '../db/session.ts'
import {checkLeaseSchema} from './lease-schema.ts'
import {goOn} from './upload-leases.ts'

/** Adds each lease whose address has a row in the database. */
export async function findLeased(
  session: SqlSession,
  family: Family,
  leases: GatheredLeases,
  conflicts: Conflicts,
  signal: AbortSignal,
): Promise<void> {
  await checkLeaseSchema(session)
  for (const page of leases.pages()) {
    goOn(signal)
    for (const {line, row} of await alreadyThere(session, family, page))
      conflicts.add({kind: 'leased-already', line, address: addressText(row), text: 'leased already in the database'})
  }
}

export const conflictLine = ({line, address, text}: Conflict) => `line ${line}: ${address}: ${text}`

/** What a dry run tells, as JSON. */
export interface Rehearsal {
  readonly backend: string
  readonly database: string
  readonly table: string
  readonly file: string
  readonly dryRun: true
  /** What would be loaded. */
  readonly leases: number
  readonly free: number
  readonly expired: number
  readonly counts: Conflicts['counts']
  /** The first of them. */
  readonly conflicts: readonly Conflict[]
}

export function rehearsal(
  session: SqlSession,
  family: Family,
  about: {readonly file: string; readonly leases: number; readonly free: number; readonly expired: number},
  conflicts: Conflicts,
): Rehearsal {
  const {backend, target} = session
  return {
    backend,
    database: target.database,
    table: tableOf(family),
    dryRun: true,
    ...about,
    counts: conflicts.counts,
    conflicts: conflicts.told,
  }
}
