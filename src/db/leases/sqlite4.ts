import type {Lease4, LeaseState} from '../../model/lease4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {AddressUse, LeaseChange4, LeaseCount, LeaseFilter4} from '../../ports/lease-store.ts'
import {linkSqlite, type SqliteLink, type SqliteStatement} from '../sqlite.ts'
import type {BackendLimits4, LeaseBackend4, Lookup4, Refused} from './backend4.ts'
import {addressOf} from './commit4.ts'
import {SqliteFinder4} from './sqlite-find4.ts'
import {COLUMNS, readRow, values} from './sqlite-rows4.ts'

const limits: BackendLimits4 = {
  // The event loop stands still during a batch, so it is small; nothing would be gained by two at once.
  load: {batch: 64, inFlight: 1},
  commit: {batch: 64, inFlight: 1},
  expire: 0xffffffff,
}

/** Milliseconds that a call waits for another process's transaction, and with it the whole server. */
const BUSY_WAIT = 100

function statements(link: SqliteLink) {
  const columns = COLUMNS.split(', ')
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
    create: link.prepare(
      `INSERT INTO lease4 (${COLUMNS}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (address) DO NOTHING`,
    ),
    update: link.prepare(
      `UPDATE lease4 SET ${columns.map(name => `${name} = ?`).join(', ')} WHERE address = ? AND expire = ?`,
    ),
    remove: link.prepare('DELETE FROM lease4 WHERE address = ? AND expire = ?'),
    expired: link.prepare(
      `SELECT ${COLUMNS} FROM lease4 WHERE state IN (0, 1) AND expire < ? AND valid_lifetime <> 4294967295
       ORDER BY expire LIMIT ?`,
    ),
    deleteReclaimed: link.prepare(
      `DELETE FROM lease4 WHERE address IN (SELECT address FROM lease4 WHERE state = 2 AND expire < ? LIMIT ?)`,
    ),
    page: link.prepare(
      `SELECT address, expire, valid_lifetime, state FROM lease4 WHERE address BETWEEN ? AND ? ORDER BY address LIMIT ?`,
    ),
    counts: link.prepare('SELECT subnet_id, state, leases FROM lease4_stat'),
  } satisfies Record<string, SqliteStatement>
}

/** Opens a lease database file, or ':memory:'. Its schema comes later, so statements are prepared by sqlite4. */
export function openLeaseFile(path: string): SqliteLink {
  const nowhere = {backend: 'sqlite', host: '', port: 0, user: '', password: ''} as const
  return linkSqlite({...nowhere, database: path, connectTimeout: BUSY_WAIT})
}

export function sqlite4(link: SqliteLink): LeaseBackend4 {
  return new Sqlite4(link)
}

class Sqlite4 implements LeaseBackend4 {
  readonly limits = limits
  readonly #link: SqliteLink
  readonly #sql: ReturnType<typeof statements>
  readonly #finder: SqliteFinder4

  constructor(link: SqliteLink) {
    this.#link = link
    this.#sql = statements(link)
    this.#finder = new SqliteFinder4(link)
  }

  async load(lookup: Lookup4): Promise<readonly Lease4[]> {
    const {clientIds, hwAddrs, addresses, limit} = lookup
    const json = JSON.stringify
    return this.#sql.load.all(json(clientIds), limit, json(hwAddrs), limit, json(addresses), limit).map(readRow)
  }

  async apply(changes: readonly LeaseChange4[]): Promise<Refused> {
    return this.#link.transaction(() => this.#make(changes))
  }

  async applyAll(changes: readonly LeaseChange4[]): Promise<Refused> {
    return this.#link.transaction(
      () => this.#make(changes),
      refused => refused.size === 0,
    )
  }

  async expired(before: number, limit: number): Promise<readonly Lease4[]> {
    return this.#sql.expired.all(before, limit).map(readRow)
  }

  async deleteReclaimed(before: number, limit: number): Promise<number> {
    return this.#link.transaction(() => this.#sql.deleteReclaimed.run(before, limit))
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

  async close(): Promise<void> {
    this.#link.close()
  }

  #make(changes: readonly LeaseChange4[]): Refused {
    const refused = new Set<Ipv4>()
    for (const change of changes) if (!this.#change(change)) refused.add(addressOf(change))
    return refused
  }

  #change(change: LeaseChange4): boolean {
    switch (change.kind) {
      case 'create':
        return this.#sql.create.run(...values(change.lease)) === 1
      case 'update':
        return this.#sql.update.run(...values(change.lease), change.lease.address, change.expected) === 1
      case 'delete':
        return this.#sql.remove.run(change.address, change.expected) === 1
    }
  }
}

/** For imports, where the last row of an address wins. */
export function upsert4(link: SqliteLink): {put: (lease: Lease4) => void; remove: (address: Ipv4) => void} {
  const columns = COLUMNS.split(', ')
  const put = link.prepare(
    `INSERT INTO lease4 (${COLUMNS}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (address) DO UPDATE
     SET ${columns.map(name => `${name} = excluded.${name}`).join(', ')}`,
  )
  const remove = link.prepare('DELETE FROM lease4 WHERE address = ?')
  return {put: lease => void put.run(...values(lease)), remove: address => void remove.run(address)}
}
