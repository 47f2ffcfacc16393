import type {Lease4, LeaseState} from '../../model/lease4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseChange4, LeaseFilter4} from '../../ports/lease-store.ts'
import {linkPostgres, type PostgresLink} from '../postgres.ts'
import type {Target} from '../session.ts'
import {
  type BackendLimits4,
  type BackendOptions4,
  type LeaseBackend4,
  type Lookup4,
  limitCounts,
  lockTimeout,
  NONE_REFUSED,
  type Refused,
  SIDE_PATIENCE,
} from './backend4.ts'
import {find4} from './postgres-find4.ts'
import {byteaArray, columnArrays, plainArray, readRow} from './postgres-rows4.ts'
import * as sql from './postgres-sql4.ts'

const limits: BackendLimits4 = {
  load: {batch: 128, inFlight: 2},
  commit: {batch: 128, inFlight: 2},
  expire: 0xffffffff,
}

/**
 * Planning every batch would cost as much as running it, so plans are kept (for some seconds, see PostgresLink); while
 * the table is small a full scan looks cheapest, and would stay, so scans are off. The lock timeout bounds what a stuck peer
 * can hold up; the other one ends the transaction of a connection that died without a word.
 */
const settingsFor = (answerTimeout: number) => ({
  enable_seqscan: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
  lock_timeout: String(lockTimeout(answerTimeout)),
  idle_in_transaction_session_timeout: String(answerTimeout),
  default_transaction_isolation: 'read\\ committed',
  application_name: 'keats',
})

interface Links {
  readonly reader: PostgresLink
  readonly writer: PostgresLink
  /** For what takes several statements or long: it must not stand between two batches. */
  readonly side: PostgresLink
}

export async function openPostgres4(target: Target, options: BackendOptions4): Promise<LeaseBackend4> {
  const {answerTimeout, onLost} = options
  const settings = settingsFor(answerTimeout)
  const open = (patience: number) =>
    linkPostgres(target, {settings, answerTimeout: answerTimeout * patience, idleTimeout: answerTimeout, onLost})
  const opened: PostgresLink[] = []
  try {
    for (const patience of [1, 1, SIDE_PATIENCE]) opened.push(await open(patience))
    for (const link of opened) await link.run(sql.durable, [])
  } catch (error) {
    await Promise.all(opened.map(link => link.close()))
    throw error
  }
  const [reader, writer, side] = opened as [PostgresLink, PostgresLink, PostgresLink]
  return new Postgres4({reader, writer, side})
}

class Postgres4 implements LeaseBackend4 {
  readonly limits = limits
  readonly #links: Links
  #sideQueue: Promise<unknown> = Promise.resolve()

  constructor(links: Links) {
    this.#links = links
  }

  async load(lookup: Lookup4): Promise<readonly Lease4[]> {
    const rows = await this.#links.reader.run(sql.load4, [
      byteaArray(lookup.clientIds),
      byteaArray(lookup.hwAddrs),
      plainArray(lookup.addresses),
      String(lookup.limit),
    ])
    return rows.map(readRow)
  }

  apply(changes: readonly LeaseChange4[]): Promise<Refused> {
    return applyOn(this.#links.writer, changes)
  }

  applyAll(changes: readonly LeaseChange4[]): Promise<Refused> {
    return this.#alone(async side => {
      await side.run(sql.begin, [])
      try {
        const refused = await applyOn(side, changes)
        await side.run(refused.size === 0 ? sql.commit : sql.rollback, [])
        return refused
      } catch (error) {
        await side.run(sql.rollback, []).catch(() => {})
        throw error
      }
    })
  }

  expired(before: number, limit: number): Promise<readonly Lease4[]> {
    return this.#alone(async side => (await side.run(sql.expired4, [String(before), String(limit)])).map(readRow))
  }

  deleteReclaimed(before: number, limit: number): Promise<number> {
    return this.#alone(async side => (await side.run(sql.deleteReclaimed4, [String(before), String(limit)])).length)
  }

  page(first: Ipv4, last: Ipv4, limit: number) {
    return this.#alone(async side => {
      const rows = await side.run(sql.page4, [String(first), String(last), String(limit)])
      return rows.map(([address, expire, validLifetime, state]) => ({
        address: Number(address) as Ipv4,
        expire: Number(expire),
        validLifetime: Number(validLifetime),
        state: Number(state) as LeaseState,
      }))
    })
  }

  find(filter: LeaseFilter4, first: Ipv4, limit: number): Promise<readonly Lease4[]> {
    const {statement, values} = find4(filter, first, limit)
    return this.#alone(async side => (await side.run(statement, values)).map(readRow))
  }

  counts() {
    return this.#alone(async side => {
      const rows = await side.run(sql.counts4, [])
      return rows.map(([subnet, state, leases]) => ({
        subnetId: Number(subnet),
        state: Number(state),
        leases: Number(leases),
      }))
    })
  }

  async limitCounts(classes: readonly string[], subnetIds: readonly number[]) {
    const rows = await this.#links.reader.run(sql.limitCounts4, [JSON.stringify(classes), plainArray(subnetIds)])
    return limitCounts(rows.map(([name, subnet, leases]) => [name, subnet === null ? null : Number(subnet), leases]))
  }

  async close(): Promise<void> {
    await this.#sideQueue
    await Promise.all(Object.values(this.#links).map((link: PostgresLink) => link.close()))
  }

  /** The link sends without waiting, so a transaction of several statements needs it for itself. */
  #alone<T>(use: (side: PostgresLink) => Promise<T>): Promise<T> {
    const turn = this.#sideQueue.then(() => use(this.#links.side))
    this.#sideQueue = turn.catch(() => {})
    return turn
  }
}

async function applyOn(link: PostgresLink, changes: readonly LeaseChange4[]): Promise<Refused> {
  const creates = changes.filter(change => change.kind === 'create')
  const updates = changes.filter(change => change.kind === 'update')
  const deletes = changes.filter(change => change.kind === 'delete')
  const rows = await link.run(sql.apply4, [
    ...columnArrays(creates.map(change => change.lease)),
    ...columnArrays(updates.map(change => change.lease)),
    plainArray(updates.map(change => change.expected)),
    plainArray(deletes.map(change => change.address)),
    plainArray(deletes.map(change => change.expected)),
  ])
  if (rows.length === changes.length) return NONE_REFUSED
  const done = new Set(rows.map(row => Number(row[0])))
  return new Set(changes.map(addressOf).filter(address => !done.has(address)))
}

function addressOf(change: LeaseChange4): Ipv4 {
  return change.kind === 'delete' ? change.address : change.lease.address
}
