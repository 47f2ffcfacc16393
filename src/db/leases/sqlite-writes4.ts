import type {Lease4} from '../../model/lease4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseChange4} from '../../ports/lease-store.ts'
import type {SqliteLink, SqliteValue} from '../sqlite.ts'
import type {Refused} from './backend4.ts'
import {COLUMNS} from './sqlite-rows4.ts'

/** Changes in a row of plain values: cheap to hand to another thread. Identifiers stay hexadecimal. */
export type PackedChanges = readonly (string | number | null)[]

const kinds = {create: 0, update: 1, delete: 2} as const
/** Kind, expected, and the columns in their order. */
const STRIDE = 13

export function packChanges(changes: readonly LeaseChange4[]): PackedChanges {
  const packed: (string | number | null)[] = []
  for (const change of changes) {
    const expected = change.kind === 'create' ? 0 : change.expected
    packed.push(kinds[change.kind], expected)
    if (change.kind === 'delete')
      packed.push(change.address, null, null, null, null, null, null, null, null, null, null)
    else pushLease(packed, change.lease)
  }
  return packed
}

function pushLease(packed: (string | number | null)[], lease: Lease4): void {
  packed.push(lease.address, lease.hwAddr ?? null, lease.clientId ?? null, lease.validLifetime, lease.expire)
  packed.push(lease.subnetId, lease.fqdnFwd ? 1 : 0, lease.fqdnRev ? 1 : 0, lease.hostname, lease.state)
  packed.push(lease.userContext ?? null)
}

/** The writing half of a lease file. It works within the call and throws DbError. */
export class SqliteWrites4 {
  readonly #link: SqliteLink
  readonly #sql: ReturnType<typeof statements>

  constructor(link: SqliteLink) {
    this.#link = link
    this.#sql = statements(link)
  }

  /** All changes in one transaction. Those whose row is not as expected are left out, or with `whole` everything is. */
  apply(packed: PackedChanges, whole: boolean): Refused {
    return this.#link.transaction(
      () => this.#make(packed),
      refused => !whole || refused.size === 0,
    )
  }

  deleteReclaimed(before: number, limit: number): number {
    return this.#link.transaction(() => this.#sql.deleteReclaimed.run(before, limit))
  }

  close(): void {
    this.#link.close()
  }

  #make(packed: PackedChanges): Refused {
    const refused = new Set<Ipv4>()
    for (let start = 0; start < packed.length; start += STRIDE) {
      if (this.#change(packed, start) !== 1) refused.add(packed[start + 2] as Ipv4)
    }
    return refused
  }

  /** Answers how many rows were changed: 1 or none. */
  #change(packed: PackedChanges, start: number): number {
    const expected = packed[start + 1]!
    if (packed[start] === kinds.delete) return this.#sql.remove.run(packed[start + 2]!, expected)
    const values = valuesAt(packed, start + 2)
    if (packed[start] === kinds.create) return this.#sql.create.run(...values)
    return this.#sql.update.run(...values, values[0]!, expected)
  }
}

function valuesAt(packed: PackedChanges, start: number): SqliteValue[] {
  const values: SqliteValue[] = packed.slice(start, start + STRIDE - 2)
  for (const identifier of [1, 2]) {
    const hex = values[identifier]
    if (typeof hex === 'string') values[identifier] = Buffer.from(hex, 'hex')
  }
  return values
}

function statements(link: SqliteLink) {
  const columns = COLUMNS.split(', ')
  return {
    create: link.prepare(
      `INSERT INTO lease4 (${COLUMNS}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (address) DO NOTHING`,
    ),
    update: link.prepare(
      `UPDATE lease4 SET ${columns.map(name => `${name} = ?`).join(', ')} WHERE address = ? AND expire = ?`,
    ),
    remove: link.prepare('DELETE FROM lease4 WHERE address = ? AND expire = ?'),
    deleteReclaimed: link.prepare(
      'DELETE FROM lease4 WHERE address IN (SELECT address FROM lease4 WHERE state = 2 AND expire < ? LIMIT ?)',
    ),
  }
}
