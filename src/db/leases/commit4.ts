import {setTimeout as delay} from 'node:timers/promises'
import type {Ipv4} from '../../net-types/ipv4.ts'
import {type LeaseChange4, StoreError} from '../../ports/lease-store.ts'
import {DbError} from '../session.ts'
import {type LeaseBackend4, NONE_REFUSED, type Refused} from './backend4.ts'

export type Commit4 = readonly LeaseChange4[]
export type CommitOutcome4 = 'ok' | 'conflict' | StoreError

export function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof DbError)) return new StoreError('fatal', message, {cause: error})
  const lost = error.kind === 'lost' || error.kind === 'unreachable' || error.kind === 'login'
  const kind = lost ? 'lost' : error.kind === 'busy' ? 'busy' : 'fatal'
  return new StoreError(kind, message, {cause: error})
}

export function addressOf(change: LeaseChange4): Ipv4 {
  return change.kind === 'delete' ? change.address : change.lease.address
}

/** One try and four more; the wait grows and differs between servers, so that they do not meet again. */
const BUSY_TRIES = 5

/** Runs what another session stood in the way of again, after a wait. */
export async function whileBusy<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof DbError) || error.kind !== 'busy' || tries === BUSY_TRIES) throw error
      await delay(Math.random() * 10 * 2 ** tries)
    }
  }
}

/** Commits a batch: each item whole or not at all, and none of them harmed by another. One outcome per item. */
export async function commitBatch(backend: LeaseBackend4, batch: readonly Commit4[]): Promise<CommitOutcome4[]> {
  const outcomes = new Array<CommitOutcome4>(batch.length).fill('ok')
  const taken = new Set<Ipv4>()
  const single: number[] = []
  const several: number[] = []
  batch.forEach((changes, index) => {
    if (changes.length === 0) return
    // Of two items that want one address the first wins, as it would in two transactions.
    if (!claim(changes, taken)) outcomes[index] = 'conflict'
    else (changes.length === 1 ? single : several).push(index)
  })
  await Promise.all([commitSingle(backend, batch, single, outcomes), commitSeveral(backend, batch, several, outcomes)])
  return outcomes
}

function claim(changes: Commit4, taken: Set<Ipv4>): boolean {
  for (const [index, change] of changes.entries()) {
    const address = addressOf(change)
    if (taken.has(address)) {
      for (const earlier of changes.slice(0, index)) taken.delete(addressOf(earlier))
      return false
    }
    taken.add(address)
  }
  return true
}

/** Items of one change: they share a transaction, and the database leaves out those that conflict. */
async function commitSingle(
  backend: LeaseBackend4,
  batch: readonly Commit4[],
  items: readonly number[],
  outcomes: CommitOutcome4[],
): Promise<void> {
  if (items.length === 0) return
  try {
    const refused = await whileBusy(() => backend.apply(items.map(item => batch[item]![0]!)))
    if (refused.size === 0) return
    for (const item of items) if (refused.has(addressOf(batch[item]![0]!))) outcomes[item] = 'conflict'
  } catch (error) {
    if (isPoison(error) && items.length > 1) {
      const half = items.length >> 1
      await commitSingle(backend, batch, items.slice(0, half), outcomes)
      await commitSingle(backend, batch, items.slice(half), outcomes)
    } else fail(items, outcomes, error)
  }
}

/** Items of several changes: together when all fit, else again without those that did not, at last one by one. */
async function commitSeveral(
  backend: LeaseBackend4,
  batch: readonly Commit4[],
  items: readonly number[],
  outcomes: CommitOutcome4[],
  tries = 3,
): Promise<void> {
  if (items.length === 0) return
  const refused = await applyAll(backend, batch, items).catch((error: unknown) => error)
  if (refused instanceof Set) {
    const stopped = (item: number) => batch[item]!.some(change => (refused as Refused).has(addressOf(change)))
    for (const item of items) if (stopped(item)) outcomes[item] = 'conflict'
    const rest = refused.size === 0 ? [] : items.filter(item => !stopped(item))
    await commitParts(backend, batch, rest, outcomes, tries - 1)
  } else if (isPoison(refused) && items.length > 1) {
    await commitParts(backend, batch, items, outcomes, 0)
  } else fail(items, outcomes, refused)
}

async function commitParts(
  backend: LeaseBackend4,
  batch: readonly Commit4[],
  items: readonly number[],
  outcomes: CommitOutcome4[],
  tries: number,
): Promise<void> {
  if (tries > 0) return commitSeveral(backend, batch, items, outcomes, tries)
  for (const item of items) await commitSeveral(backend, batch, [item], outcomes, 1)
}

async function applyAll(backend: LeaseBackend4, batch: readonly Commit4[], items: readonly number[]): Promise<Refused> {
  const changes = items.flatMap(item => batch[item]!)
  return changes.length === 0 ? NONE_REFUSED : whileBusy(() => backend.applyAll(changes))
}

/** A value that the database does not take fails everything beside it, unlike a full disk or a missing table. */
function isPoison(error: unknown): boolean {
  return error instanceof DbError && (error.kind === 'fatal' || error.kind === 'conflict')
}

function fail(items: readonly number[], outcomes: CommitOutcome4[], error: unknown): void {
  const failure = storeError(error)
  for (const item of items) outcomes[item] = failure
}
