import {setImmediate as turn} from 'node:timers/promises'
import {type Host4, type HostIdentifier, hostIdentifierTypes} from '../../model/host4.ts'
import type {HostFilter4, ReservedAddress4} from '../../ports/host-store.ts'
import type {SqliteLink, SqliteStatement, SqliteValue} from '../sqlite.ts'
import type {HostBackend4, HostLookup4, HostRow4, HostSteps4} from './backend4.ts'
import {type Cells, readReserved, readRow, reservedAfter} from './rows4.ts'
import * as sql from './sqlite-sql4.ts'

/** Rows that one step of a query reads at most: the event loop, and all service with it, stands still meanwhile. */
const STEP = 500
/** The same for rows of three numbers. */
const RESERVED_STEP = 2000

const cells: Cells = {
  number: value => (value as number | null) ?? undefined,
  text: value => (value as string | null) ?? '',
  hex: value => (Buffer.isBuffer(value) ? value.toString('hex') : ''),
  flag: value => value === 1,
}

function readRows(rows: readonly (readonly unknown[])[]): readonly HostRow4[] {
  return rows.map(row => readRow(row, cells)).filter(row => row !== undefined)
}

/** Reads through one connection and writes through another, so that no load sees half a write. It closes both. */
export function sqliteHosts(reader: SqliteLink, writer: SqliteLink): HostBackend4 {
  return new SqliteHosts(reader, writer)
}

class SqliteHosts implements HostBackend4 {
  // The event loop stands still during a load, so it is small; nothing would be gained by two at once.
  readonly limits = {batch: 64, inFlight: 1}
  readonly #reader: SqliteLink
  readonly #writer: SqliteLink
  readonly #load: SqliteStatement
  /** Made at the first write: what is only read may be views. */
  #steps: HostSteps4 | undefined
  readonly #transaction: Readonly<Record<'begin' | 'commit' | 'rollback', SqliteStatement>>
  #writes: Promise<unknown> = Promise.resolve()

  constructor(reader: SqliteLink, writer: SqliteLink) {
    this.#reader = reader
    this.#writer = writer
    this.#load = sql.loading(reader)
    const [begin, commit, rollback] = [
      writer.prepare('BEGIN IMMEDIATE'),
      writer.prepare('COMMIT'),
      writer.prepare('ROLLBACK'),
    ]
    this.#transaction = {begin, commit, rollback}
  }

  async load({identifiers, addresses, subnetIds, limit}: HostLookup4): Promise<readonly HostRow4[]> {
    const subnets = JSON.stringify(subnetIds)
    const keys = [JSON.stringify(identifiers), subnets, JSON.stringify(addresses), subnets, limit]
    return readRows(this.#load.all(...keys))
  }

  async find(filter: HostFilter4, after: number, limit: number): Promise<readonly HostRow4[]> {
    const {condition, values, indexed} = queryOf(filter)
    if (indexed) return readRows(this.#reader.prepare(sql.finding(condition)).all(...values, after, limit))
    const within = this.#reader.prepare(sql.findingWithin(condition))
    const step = this.#reader.prepare(sql.endingStep(STEP))
    const found: HostRow4[] = []
    const hosts = new Set<number>()
    for (let from = after; hosts.size < limit; await turn()) {
      const last = step.all(from)[0]?.[0] as number | undefined
      const rows = readRows(within.all(...values, from + 1, last ?? Number.MAX_SAFE_INTEGER, limit - hosts.size))
      for (const row of rows) hosts.add(row.id)
      found.push(...rows)
      if (last === undefined) break
      from = last
    }
    return found
  }

  async reserved(after: number, limit: number): Promise<readonly ReservedAddress4[]> {
    const step = this.#reader.prepare(reservedAfter('?', '?'))
    const found: ReservedAddress4[] = []
    while (found.length < limit) {
      const wanted = Math.min(RESERVED_STEP, limit - found.length)
      const rows = readReserved(step.all(found.at(-1)?.id ?? after, wanted))
      for (const row of rows) found.push(row)
      if (rows.length < wanted) break
      await turn()
    }
    return found
  }

  write<T>(work: (steps: HostSteps4) => Promise<T>, keep: (answer: T) => boolean): Promise<T> {
    const {begin, commit, rollback} = this.#transaction
    const write = this.#writes.then(async () => {
      begin.run()
      try {
        this.#steps ??= stepsOn(this.#writer)
        const answer = await work(this.#steps)
        if (keep(answer)) commit.run()
        else rollback.run()
        return answer
      } catch (error) {
        try {
          rollback.run()
        } catch {
          // SQLite has ended the transaction itself: the first error tells why.
        }
        throw error
      }
    })
    this.#writes = write.catch(() => {})
    return write
  }

  async close(): Promise<void> {
    await this.#writes
    this.#reader.close()
    this.#writer.close()
  }
}

interface Query {
  readonly condition: string
  readonly values: readonly SqliteValue[]
  /** Whether an index leads to the rows. */
  readonly indexed: boolean
}

function queryOf(filter: HostFilter4): Query {
  const {subnetId} = filter
  const inSubnet = subnetId === undefined ? '+dhcp4_subnet_id IS NOT NULL' : '+dhcp4_subnet_id = ?'
  const more = subnetId === undefined ? [] : [subnetId]
  const query = (condition: string, ...values: readonly SqliteValue[]) => ({
    condition: `${condition} AND ${inSubnet}`,
    values: [...values, ...more],
    indexed: true,
  })
  switch (filter.by) {
    case 'subnet':
      return {condition: inSubnet, values: more, indexed: false}
    case 'hostname':
      return query(`hostname <> '' AND lower(hostname) = lower(?)`, filter.hostname)
    case 'identifier':
      return query('dhcp_identifier = ? AND dhcp_identifier_type = ?', ...known(filter.identifier))
    case 'address':
      return query('ipv4_address = ?', filter.address)
  }
}

function known({type, value}: HostIdentifier): [Uint8Array, number] {
  return [Buffer.from(value, 'hex'), hostIdentifierTypes[type]]
}

/** The columns that a change may change, in the order of the statements. Empty texts are as Kea writes them in MySQL. */
function changed(host: Host4): SqliteValue[] {
  return [
    host.subnetId6 ?? null,
    host.address ?? null,
    host.hostname,
    host.clientClasses.join(','),
    host.nextServer ?? 0,
    host.serverHostname,
    host.bootFileName,
    host.userContext ?? null,
    host.authKey,
  ]
}

function stepsOn(link: SqliteLink): HostSteps4 {
  const statements = sql.writing(link)
  return {
    insert: async host =>
      statements.insert.all(...known(host.identifier), host.subnetId!, ...changed(host))[0]![0] as number,
    update: async host =>
      statements.update.all(...changed(host), ...known(host.identifier), host.subnetId!)[0]?.[0] as number | undefined,
    isTaken: async (address, subnetId, but) => statements.taken.all(address, subnetId, ...known(but)).length > 0,
    removeOptions: async id => void statements.removeOptions.run(id),
    insertOptions: async (id, options) => {
      for (const {code, data, space, alwaysSend, userContext} of options) {
        const bytes = 'bytes' in data && data.bytes !== '' ? Buffer.from(data.bytes, 'hex') : null
        const text = 'text' in data ? data.text : null
        statements.insertOption.run(id, code, bytes, text, space, alwaysSend ? 1 : 0, userContext ?? null)
      }
    },
    remove: async which =>
      'address' in which
        ? statements.removeByAddress.run(which.address, which.subnetId)
        : statements.removeByIdentifier.run(...known(which.identifier), which.subnetId),
  }
}
