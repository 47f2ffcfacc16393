import {linkSqlite, type SqliteLink, type SqliteStatement} from '../sqlite.ts'
import {sqliteTarget} from '../target.ts'
import type {LeaseRow} from './layout.ts'
import {addressBytes} from './stored-address.ts'

/** A lease and the line that it comes from. */
export interface PlacedRow {
  readonly line: number
  readonly row: LeaseRow
}

const PAGE = 1000

/**
 * The last row of each address, in the order of addresses. They are kept in a private file that the disk forgets when
 * this is closed, not in memory, however many they are.
 */
export class GatheredLeases {
  readonly #link: SqliteLink
  readonly #put: SqliteStatement
  readonly #remove: SqliteStatement
  readonly #count: SqliteStatement

  constructor() {
    // A database without a name is such a file.
    this.#link = linkSqlite(sqliteTarget(''))
    this.#link.prepare('PRAGMA cache_size = -8000').run()
    this.#link.prepare('CREATE TABLE leases (address PRIMARY KEY, line, values_) WITHOUT ROWID').run()
    this.#put = this.#link.prepare('REPLACE INTO leases VALUES (?, ?, ?)')
    this.#remove = this.#link.prepare('DELETE FROM leases WHERE address = ?')
    this.#count = this.#link.prepare('SELECT count(*) FROM leases')
    this.#link.prepare('BEGIN').run()
  }

  put({line, row}: PlacedRow): void {
    this.#put.run(keyOf(row), line, JSON.stringify(row))
  }

  /** The row's address was given back. */
  remove(row: LeaseRow): void {
    this.#remove.run(keyOf(row))
  }

  find(row: LeaseRow): PlacedRow | undefined {
    const found = this.#link.prepare('SELECT line, values_ FROM leases WHERE address = ?').all(keyOf(row))[0]
    return found === undefined ? undefined : placed(found)
  }

  get size(): number {
    return Number(this.#count.all()[0]?.[0])
  }

  *pages(): Generator<readonly PlacedRow[]> {
    const next = this.#link.prepare(`SELECT line, values_ FROM leases WHERE address > ? ORDER BY address LIMIT ${PAGE}`)
    // Less than every address: numbers sort before bytes.
    let key: number | Uint8Array = -1
    for (;;) {
      const page = next.all(key).map(placed)
      if (page.length === 0) return
      yield page
      key = keyOf(page.at(-1)!.row)
    }
  }

  close(): void {
    this.#link.close()
  }
}

const placed = (found: readonly unknown[]): PlacedRow => ({
  line: Number(found[0]),
  row: JSON.parse(String(found[1])) as LeaseRow,
})

function keyOf(row: LeaseRow): number | Uint8Array {
  const address = row[0]!
  if (typeof address === 'number') return address
  return addressBytes(address)
}
