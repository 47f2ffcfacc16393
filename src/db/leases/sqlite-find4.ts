import {setImmediate as turn} from 'node:timers/promises'
import type {Lease4} from '../../model/lease4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseFilter4} from '../../ports/lease-store.ts'
import type {SqliteLink, SqliteStatement, SqliteValue} from '../sqlite.ts'
import {COLUMNS, readRow} from './sqlite-rows4.ts'

/** Rows that one step reads at most: the event loop, and all service with it, stands still meanwhile. */
const STEP = 500

interface Query {
  readonly condition: string
  readonly values: readonly SqliteValue[]
  /** Whether an index leads to the rows. */
  readonly indexed: boolean
}

/** Finds leases in steps, between which packets have their turn. */
export class SqliteFinder4 {
  readonly #link: SqliteLink
  readonly #statements = new Map<string, SqliteStatement>()

  constructor(link: SqliteLink) {
    this.#link = link
  }

  async find(filter: LeaseFilter4, first: Ipv4, limit: number): Promise<readonly Lease4[]> {
    const query = queryOf(filter)
    const found: Lease4[] = []
    for (let from: number = first; found.length < limit; await turn()) {
      const wanted = Math.min(STEP, limit - found.length)
      const last = query.indexed ? undefined : this.#endOfStep(from)
      const rows = this.#rows(query, from, last, wanted)
      found.push(...rows)
      if (rows.length === wanted) from = rows.at(-1)!.address + 1
      else if (last === undefined) break
      else from = last + 1
    }
    return found
  }

  #rows(query: Query, from: number, last: number | undefined, wanted: number): readonly Lease4[] {
    const bounds = last === undefined ? 'address >= ?' : 'address BETWEEN ? AND ?'
    const sql = `SELECT ${COLUMNS} FROM lease4 WHERE ${query.condition} AND ${bounds} ORDER BY address LIMIT ?`
    const range = last === undefined ? [from] : [from, last]
    return this.#prepared(sql)
      .all(...query.values, ...range, wanted)
      .map(readRow)
  }

  /** The address of the last row that a step without an index looks at; undefined when the table ends before. */
  #endOfStep(from: number): number | undefined {
    const sql = `SELECT address FROM lease4 WHERE address >= ? ORDER BY address LIMIT 1 OFFSET ${STEP - 1}`
    return this.#prepared(sql).all(from)[0]?.[0] as number | undefined
  }

  #prepared(sql: string): SqliteStatement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const made = this.#link.prepare(sql)
    this.#statements.set(sql, made)
    return made
  }
}

function queryOf(filter: LeaseFilter4): Query {
  switch (filter.by) {
    case 'all':
      return {condition: 'TRUE', values: [], indexed: true}
    case 'subnet':
      return {condition: 'subnet_id = ?', values: [filter.subnetId], indexed: true}
    case 'hwAddr': {
      // Rows without one are in no index: it would cost every write.
      if (filter.hwAddr === '') return inSubnet('hwaddr IS NULL', [], filter.subnetId, false)
      return inSubnet('hwaddr = ?', [Buffer.from(filter.hwAddr, 'hex')], filter.subnetId, true)
    }
    case 'clientId':
      return inSubnet('client_id = ?', [Buffer.from(filter.clientId, 'hex')], filter.subnetId, true)
    case 'hostname':
      return {condition: `hostname <> '' AND lower(hostname) = lower(?)`, values: [filter.hostname], indexed: true}
    case 'state':
      return inSubnet('state = ?', [filter.state], filter.subnetId, false)
  }
}

function inSubnet(
  condition: string,
  values: readonly SqliteValue[],
  subnetId: number | undefined,
  indexed: boolean,
): Query {
  if (subnetId === undefined) return {condition, values, indexed}
  // With `+` the column leads to no index: the subnet's own may be the worse one.
  return {condition: `${condition} AND +subnet_id = ?`, values: [...values, subnetId], indexed}
}
