import {Batcher} from '../../lib/batcher.ts'
import type {Lease4} from '../../model/lease4.ts'
import {BROADCAST_IPV4, type Ipv4} from '../../net-types/ipv4.ts'
import type {
  AddressUse,
  LeaseChange4,
  LeaseCount,
  LeaseFilter4,
  LeaseKeys4,
  LeaseStore4,
  LimitCounts4,
  StoreError,
} from '../../ports/lease-store.ts'
import type {LeaseBackend4} from './backend4.ts'
import {unfit} from './check4.ts'
import {type Commit4, type CommitOutcome4, commitBatch, storeError} from './commit4.ts'
import {distribute, lookupOf} from './distribute4.ts'

/** Rows of one kind of key that a batch may bring, per asker and at least, beside one for each address. */
const ROWS_PER_ASKER = 8
const ROWS_AT_LEAST = 256

/** Rows that one statement of deleteReclaimed4 removes: no lock is held for long. */
const DELETE_CHUNK = 5000

/** LeaseStore4 over any backend: batches what arrives together, and gives each asker its own answer. */
export class BatchingLeaseStore4 implements LeaseStore4 {
  readonly #backend: LeaseBackend4
  readonly #loads: Batcher<LeaseKeys4, readonly Lease4[]>
  readonly #commits: Batcher<Commit4, CommitOutcome4>
  #lost: StoreError | undefined

  /** `queued` bounds the loads and the commits that wait. */
  constructor(backend: LeaseBackend4, queued: number) {
    this.#backend = backend
    const {load, commit} = backend.limits
    this.#loads = new Batcher({...load, queued}, batch => this.#load(batch))
    this.#commits = new Batcher({...commit, queued}, batch => commitBatch(backend, batch))
  }

  /** From now on nothing is asked of the database: one of its connections is gone, and the server with it. */
  lose(error: StoreError): void {
    this.#lost ??= error
  }

  load4(keys: LeaseKeys4): Promise<readonly Lease4[]> | 'full' {
    if (this.#lost !== undefined) return Promise.reject(this.#lost)
    return this.#loads.submit(keys)
  }

  commit4(changes: readonly LeaseChange4[]): Promise<'ok' | 'conflict'> | 'full' {
    if (this.#lost !== undefined) return Promise.reject(this.#lost)
    const unfitting = unfit(changes, this.#backend.limits)
    if (unfitting !== undefined) return Promise.reject(unfitting)
    const outcome = this.#commits.submit(changes)
    return outcome === 'full' ? 'full' : answer(outcome)
  }

  async expired4(before: number, limit: number): Promise<readonly Lease4[]> {
    return this.#backend.expired(before, limit === 0 ? Number.MAX_SAFE_INTEGER : limit).catch(rethrow)
  }

  async deleteReclaimed4(before: number): Promise<number> {
    for (let total = 0; ; ) {
      const removed = await this.#backend.deleteReclaimed(before, DELETE_CHUNK).catch(rethrow)
      total += removed
      if (removed < DELETE_CHUNK) return total
    }
  }

  async page4(first: Ipv4, last: Ipv4, after: Ipv4 | undefined, limit: number): Promise<readonly AddressUse[]> {
    const from = after === undefined ? first : after + 1
    if (from > last) return []
    return this.#backend.page(from as Ipv4, last, limit).catch(rethrow)
  }

  async find4(filter: LeaseFilter4, after: Ipv4 | undefined, limit: number): Promise<readonly Lease4[]> {
    if (after === BROADCAST_IPV4) return []
    return this.#backend.find(filter, ((after ?? -1) + 1) as Ipv4, limit).catch(rethrow)
  }

  async counts4(): Promise<readonly LeaseCount[]> {
    return this.#backend.counts().catch(rethrow)
  }

  async limitCounts4(classes: readonly string[], subnetIds: readonly number[]): Promise<LimitCounts4> {
    return this.#backend.limitCounts(classes, subnetIds).catch(rethrow)
  }

  async close(): Promise<void> {
    await Promise.all([this.#loads.idle(), this.#commits.idle()])
    await this.#backend.close()
  }

  async #load(batch: readonly LeaseKeys4[]): Promise<readonly (readonly Lease4[])[]> {
    const keys = lookupOf(batch)
    // An address has one row at most: none of those that were asked for is left out.
    const limit = Math.max(ROWS_AT_LEAST + ROWS_PER_ASKER * batch.length, keys.addresses.length + 1)
    const rows = await this.#backend.load({...keys, limit}).catch(rethrow)
    if (rows.length < limit || batch.length === 1) return distribute(batch, rows)
    // A key with very many rows has pushed out rows of the others: each alone gets what is its own.
    const alone: (readonly Lease4[])[] = []
    for (const keys of batch) alone.push(...(await this.#load([keys])))
    return alone
  }
}

async function answer(outcome: Promise<CommitOutcome4>): Promise<'ok' | 'conflict'> {
  const result = await outcome
  if (result instanceof Error) throw result
  return result
}

function rethrow(error: unknown): never {
  throw storeError(error)
}
