import {type Host4, hostIdentifierTypes} from '../../model/host4.ts'
import type {HostFilter4, ReservedAddress4} from '../../ports/host-store.ts'
import {type BackendOptions4, lockTimeout, SIDE_PATIENCE} from '../leases/backend4.ts'
import {byteaArray, plainArray, textArray} from '../leases/postgres-rows4.ts'
import {durable} from '../leases/postgres-sql4.ts'
import {linkPostgres, type PostgresLink, type TextRow} from '../postgres.ts'
import type {Target} from '../session.ts'
import type {HostBackend4, HostLookup4, HostRow4, HostSteps4} from './backend4.ts'
import * as sql from './postgres-sql4.ts'
import {type Cells, readReserved, readRow} from './rows4.ts'

const typeOf = (name: string) => hostIdentifierTypes[name as keyof typeof hostIdentifierTypes]

/**
 * As for leases: plans are kept, and while the table is small no scan may look cheapest. A join is made row by row,
 * because nearly every load finds nothing to join.
 */
const settingsFor = (answerTimeout: number) => ({
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
  lock_timeout: String(lockTimeout(answerTimeout)),
  idle_in_transaction_session_timeout: String(answerTimeout),
  default_transaction_isolation: 'read\\ committed',
  application_name: 'keats',
})

/** bytea comes as `\x` and hex. */
const cells: Cells = {
  number: value => (value === null ? undefined : Number(value)),
  text: value => (value as string | null) ?? '',
  hex: value => (value === null ? '' : (value as string).slice(2)),
  flag: value => value === 't',
}

function readRows(rows: readonly TextRow[]): readonly HostRow4[] {
  return rows.map(row => readRow(row, cells)).filter(row => row !== undefined)
}

export async function openPostgresHosts(target: Target, options: BackendOptions4): Promise<HostBackend4> {
  const {answerTimeout, onLost} = options
  const settings = settingsFor(answerTimeout)
  const opened: PostgresLink[] = []
  try {
    for (const patience of [1, SIDE_PATIENCE]) {
      const limits = {answerTimeout: answerTimeout * patience, idleTimeout: answerTimeout}
      opened.push(await linkPostgres(target, {settings, onLost, ...limits}))
    }
    const [reader, side] = opened as [PostgresLink, PostgresLink]
    await side.run(durable, [])
    return new PostgresHosts(reader, side)
  } catch (error) {
    await Promise.all(opened.map(link => link.close()))
    throw error
  }
}

class PostgresHosts implements HostBackend4 {
  readonly limits = {batch: 128, inFlight: 2}
  readonly #reader: PostgresLink
  readonly #side: PostgresLink
  #sideQueue: Promise<unknown> = Promise.resolve()

  constructor(reader: PostgresLink, side: PostgresLink) {
    this.#reader = reader
    this.#side = side
  }

  async load(lookup: HostLookup4): Promise<readonly HostRow4[]> {
    const {identifiers, addresses, subnetIds, limit} = lookup
    const keys = [byteaArray(identifiers), plainArray(addresses), plainArray(subnetIds), String(limit)]
    return readRows(await this.#reader.run(sql.load4, keys))
  }

  find(filter: HostFilter4, after: number, limit: number): Promise<readonly HostRow4[]> {
    const {statement, values} = sql.find4(filter, after, limit, typeOf)
    return this.#alone(async () => readRows(await this.#side.run(statement, values)))
  }

  reserved(after: number, limit: number): Promise<readonly ReservedAddress4[]> {
    return this.#alone(async () => readReserved(await this.#side.run(sql.reserved, [String(after), String(limit)])))
  }

  write<T>(work: (steps: HostSteps4) => Promise<T>, keep: (answer: T) => boolean): Promise<T> {
    return this.#alone(async () => {
      const side = this.#side
      await side.run(sql.begin, [])
      try {
        await side.run(sql.turn, [])
        const answer = await work(stepsOn(side))
        await side.run(keep(answer) ? sql.commit : sql.rollback, [])
        return answer
      } catch (error) {
        await side.run(sql.rollback, []).catch(() => {})
        throw error
      }
    })
  }

  async close(): Promise<void> {
    await this.#sideQueue
    await Promise.all([this.#reader.close(), this.#side.close()])
  }

  /** The link sends without waiting, so a transaction of several statements needs it for itself. */
  #alone<T>(use: () => Promise<T>): Promise<T> {
    const turn = this.#sideQueue.then(use)
    this.#sideQueue = turn.catch(() => {})
    return turn
  }
}

/** The values of sql.insert and sql.update, in their order. */
function valuesOf(host: Host4): readonly (string | null)[] {
  return [
    `\\x${host.identifier.value}`,
    String(typeOf(host.identifier.type)),
    String(host.subnetId),
    host.subnetId6 === undefined ? null : String(host.subnetId6),
    String(host.address ?? 0),
    host.hostname,
    host.clientClasses.join(','),
    String(host.nextServer ?? 0),
    host.serverHostname,
    host.bootFileName,
    host.userContext ?? null,
    host.authKey === '' ? null : host.authKey,
  ]
}

function stepsOn(link: PostgresLink): HostSteps4 {
  const idOf = (rows: readonly TextRow[]) => (rows[0] === undefined ? undefined : Number(rows[0][0]))
  return {
    insert: async host => idOf(await link.run(sql.insert, valuesOf(host)))!,
    update: async host => idOf(await link.run(sql.update, valuesOf(host))),
    isTaken: async (address, subnetId, {type, value}) => {
      const others = await link.run(sql.taken, [`${address}`, `${subnetId}`, `\\x${value}`, `${typeOf(type)}`])
      return others.length > 0
    },
    removeOptions: async id => void (await link.run(sql.removeOptions, [String(id)])),
    insertOptions: async (id, options) => {
      const data = options.map(option => option.data)
      await link.run(sql.insertOptions, [
        String(id),
        plainArray(options.map(option => option.code)),
        byteaArray(data.map(each => ('bytes' in each ? each.bytes : ''))),
        textArray(data.map(each => ('text' in each ? each.text : ''))),
        textArray(options.map(option => option.space)),
        plainArray(options.map(option => (option.alwaysSend ? 't' : 'f'))),
        textArray(options.map(option => option.userContext)),
      ])
    },
    remove: async which => {
      const {statement, values} = sql.remove4(which, typeOf)
      return (await link.run(statement, values)).length
    },
  }
}
