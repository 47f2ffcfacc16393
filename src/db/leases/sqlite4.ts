import type {Lease4, LeaseState} from '../../model/lease4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {AddressUse, LeaseChange4, LeaseCount, LeaseFilter4, LimitCounts4} from '../../ports/lease-store.ts'
import type {SqliteLink, SqliteStatement} from '../sqlite.ts'
import {type BackendLimits4, type LeaseBackend4, type Lookup4, limitCounts, type Refused} from './backend4.ts'
import {SqliteFinder4} from './sqlite-find4.ts'
import {COLUMNS, readRow} from './sqlite-rows4.ts'
import type {SqliteWriter4} from './sqlite-writer4.ts'

const limits: BackendLimits4 = {
  // The event loop stands still during a load, so it is small; nothing would be gained by two at once.
  load: {batch: 64, inFlight: 1},
  // While one batch is on its way to the disk the next one grows: fewer and larger commits cost less than early ones.
  commit: {batch: 64, inFlight: 1},
  expire: 0xffffffff,
}

function statements(link: SqliteLink) {
  return {
    // One call for the whole batch: a call that reads costs ten times what finding a row does. A limit that is nothing but
    // a parameter would make SQLite plan the statement anew whenever it is bound (its planner looks at the value).
    load: link.prepare(
      [
        'client_id IN (SELECT unhex(value) FROM json_each(?))',
        'hwaddr IN (SELECT unhex(value) FROM json_each(?))',
        'address IN (SELECT value FROM json_each(?))',
      ]
        .map(condition => `SELECT * FROM (SELECT ${COLUMNS} FROM lease4 WHERE ${condition} LIMIT ? + 0)`)
        .join(' UNION ALL '),
    ),
    expired: link.prepare(
      `SELECT ${COLUMNS} FROM lease4 WHERE state IN (0, 1) AND expire < ? AND valid_lifetime <> 4294967295
       ORDER BY expire LIMIT ?`,
    ),
    page: link.prepare(
      `SELECT address, expire, valid_lifetime, state FROM lease4 WHERE address BETWEEN ? AND ? ORDER BY address LIMIT ?`,
    ),
    counts: link.prepare('SELECT subnet_id, state, leases FROM lease4_stat'),
    limitCounts: link.prepare(
      `SELECT client_class, NULL, leases FROM lease4_stat_by_client_class
       WHERE client_class IN (SELECT value FROM json_each(?))
       UNION ALL SELECT NULL, subnet_id, leases FROM lease4_stat
       WHERE state = 0 AND subnet_id IN (SELECT value FROM json_each(?))`,
    ),
  } satisfies Record<string, SqliteStatement>
}

/** Reads through `link`, which it closes at the end; `writer` has a connection of its own, or the same one. */
export function sqlite4(link: SqliteLink, writer: SqliteWriter4): LeaseBackend4 {
  return new Sqlite4(link, writer)
}

class Sqlite4 implements LeaseBackend4 {
  readonly limits = limits
  readonly #link: SqliteLink
  readonly #sql: ReturnType<typeof statements>
  readonly #finder: SqliteFinder4
  readonly #writer: SqliteWriter4

  constructor(link: SqliteLink, writer: SqliteWriter4) {
    this.#link = link
    this.#writer = writer
    this.#sql = statements(link)
    this.#finder = new SqliteFinder4(link)
  }

  async load(lookup: Lookup4): Promise<readonly Lease4[]> {
    const {clientIds, hwAddrs, addresses, limit} = lookup
    const json = JSON.stringify
    return this.#sql.load.all(json(clientIds), limit, json(hwAddrs), limit, json(addresses), limit).map(readRow)
  }

  apply(changes: readonly LeaseChange4[]): Promise<Refused> {
    return this.#writer.apply(changes, false)
  }

  applyAll(changes: readonly LeaseChange4[]): Promise<Refused> {
    return this.#writer.apply(changes, true)
  }

  async expired(before: number, limit: number): Promise<readonly Lease4[]> {
    return this.#sql.expired.all(before, limit).map(readRow)
  }

  deleteReclaimed(before: number, limit: number): Promise<number> {
    return this.#writer.deleteReclaimed(before, limit)
  }

  async page(first: Ipv4, last: Ipv4, limit: number): Promise<readonly AddressUse[]> {
    return this.#sql.page.all(first, last, limit).map(([address, expire, validLifetime, state]) => ({
      address: address as Ipv4,
      expire: expire as number,
      validLifetime: validLifetime as number,
      state: state as LeaseState,
    }))
  }

  find(filter: LeaseFilter4, first: Ipv4, limit: number): Promise<readonly Lease4[]> {
    return this.#finder.find(filter, first, limit)
  }

  async counts(): Promise<readonly LeaseCount[]> {
    return this.#sql.counts.all().map(([subnetId, state, leases]) => ({
      subnetId: subnetId as number,
      state: state as number,
      leases: leases as number,
    }))
  }

  async limitCounts(classes: readonly string[], subnetIds: readonly number[]): Promise<LimitCounts4> {
    const rows = this.#sql.limitCounts.all(JSON.stringify(classes), JSON.stringify(subnetIds))
    return limitCounts(rows.map(([name, subnetId, leases]) => [name, subnetId, leases]))
  }

  async close(): Promise<void> {
    await this.#writer.close()
    this.#link.close()
  }
}
