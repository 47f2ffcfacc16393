import {Batcher} from '../../lib/batcher.ts'
import type {Host4} from '../../model/host4.ts'
import {
  type HostFilter4,
  type HostKeys4,
  type HostStore,
  type HostWhich4,
  type HostWriteOptions,
  ReadonlyStoreError,
  type ReservedAddress4,
  type StoredHost4,
} from '../../ports/host-store.ts'
import type {StoreError} from '../../ports/lease-store.ts'
import {storeError, whileBusy} from '../leases/commit4.ts'
import type {HostBackend4} from './backend4.ts'
import {isIdentifier, isStorable, unfit} from './check4.ts'
import {distribute, lookupOf} from './distribute4.ts'
import {assemble} from './rows4.ts'
import {addHost, updateHost} from './write4.ts'

/** Hosts that the addresses of a batch may bring, per asker and at least. */
const HOSTS_PER_ASKER = 8
const HOSTS_AT_LEAST = 256

export interface HostStoreSettings {
  readonly readonly: boolean
  /** Loads that may wait for a batch. */
  readonly queued: number
}

/** HostStore over any backend: batches what arrives together, and gives each asker its own answer. */
export class BatchingHostStore implements HostStore {
  readonly readonly: boolean
  readonly #backend: HostBackend4
  readonly #loads: Batcher<HostKeys4, readonly StoredHost4[]>
  #lost: StoreError | undefined

  constructor(backend: HostBackend4, settings: HostStoreSettings) {
    this.readonly = settings.readonly
    this.#backend = backend
    this.#loads = new Batcher({...backend.limits, queued: settings.queued}, batch => this.#load(batch))
  }

  /** From now on nothing is asked of the database: one of its connections is gone, and the store with it. */
  lose(error: StoreError): void {
    this.#lost ??= error
  }

  load4(keys: HostKeys4): Promise<readonly StoredHost4[]> | 'full' {
    if (this.#lost !== undefined) return Promise.reject(this.#lost)
    return this.#loads.submit(keys)
  }

  async find4(filter: HostFilter4, after: number | undefined, limit: number): Promise<readonly StoredHost4[]> {
    if (this.#lost !== undefined) throw this.#lost
    if (limit <= 0 || !canMatch(filter)) return []
    return assemble(await this.#backend.find(filter, after ?? 0, limit).catch(rethrow))
  }

  async reserved4(after: number | undefined, limit: number): Promise<readonly ReservedAddress4[]> {
    if (this.#lost !== undefined) throw this.#lost
    return this.#backend.reserved(after ?? 0, limit).catch(rethrow)
  }

  add4(host: Host4, options: HostWriteOptions): ReturnType<HostStore['add4']> {
    return this.#write(host, () => addHost(this.#backend, host, options))
  }

  update4(host: Host4, options: HostWriteOptions): ReturnType<HostStore['update4']> {
    return this.#write(host, () => updateHost(this.#backend, host, options))
  }

  delete4(which: HostWhich4): Promise<number> {
    return this.#write(undefined, async () => {
      if ('address' in which ? which.address === 0 : !isIdentifier(which.identifier.value)) return 0
      return this.#backend.write(
        steps => steps.remove(which),
        removed => removed > 0,
      )
    })
  }

  async close(): Promise<void> {
    await this.#loads.idle()
    await this.#backend.close()
  }

  async #write<T>(host: Host4 | undefined, write: () => Promise<T>): Promise<T> {
    if (this.readonly) throw new ReadonlyStoreError()
    const refusal = this.#lost ?? (host === undefined ? undefined : unfit(host))
    if (refusal !== undefined) throw refusal
    return whileBusy(write).catch(rethrow)
  }

  async #load(batch: readonly HostKeys4[]): Promise<readonly (readonly StoredHost4[])[]> {
    const limit = HOSTS_AT_LEAST + HOSTS_PER_ASKER * batch.length
    const lookup = lookupOf(batch, limit)
    const empty = lookup.identifiers.length === 0 && lookup.addresses.length === 0
    if (empty || lookup.subnetIds.length === 0) return distribute(batch, [])
    const rows = await this.#backend.load(lookup).catch(rethrow)
    const hosts = assemble(rows)
    if (hosts.length < limit || batch.length === 1) return distribute(batch, hosts)
    // An address of very many hosts may have pushed out those of the others: each alone gets what is its own.
    const alone: (readonly StoredHost4[])[] = []
    for (const keys of batch) alone.push(...(await this.#load([keys])))
    return alone
  }
}

/** false for what no row can have, and what a database would not even take as a question. */
function canMatch(filter: HostFilter4): boolean {
  switch (filter.by) {
    case 'subnet':
      return true
    case 'hostname':
      return filter.hostname !== '' && isStorable(filter.hostname)
    case 'identifier':
      return isIdentifier(filter.identifier.value)
    case 'address':
      return filter.address !== 0
  }
}

function rethrow(error: unknown): never {
  throw storeError(error)
}
