import type {Ipv4} from '../../net-types/ipv4.ts'
import {PartnerFailure, SyncPartner4} from './sync-partner4.ts'
import type {SyncOutcome4, SyncParts4} from './sync-parts4.ts'
import {SyncTally4} from './sync-tally4.ts'
import {LeaseTaker4} from './take-leases4.ts'

/**
 * Fetches the partner's leases page by page, the newest of both counts and nothing is deleted; meanwhile the partner serves
 * nobody (facts: ha.md §7). Never rejects.
 */
export async function synchronize4(parts: SyncParts4): Promise<SyncOutcome4> {
  const tally = new SyncTally4(parts)
  const partner = new SyncPartner4(parts)
  const outcome = await fetchAll(parts, partner, tally).then(
    unsent => ({kind: 'done', ...(unsent === undefined ? {} : {unsent})}) as const,
    (error: unknown) => failureOf(error, parts.signal),
  )
  if (outcome.kind !== 'done') await partner.release()
  tally.end(outcome)
  return outcome
}

/** While the leases of one page are put into the store, the next page is on its way. Answers the partner's unsent updates. */
async function fetchAll(parts: SyncParts4, partner: SyncPartner4, tally: SyncTally4): Promise<number | undefined> {
  const taker = new LeaseTaker4(parts, tally)
  let unsent: number | undefined
  let taking = Promise.resolve()
  try {
    for (let after: Ipv4 | undefined; ; ) {
      await partner.disable()
      if (after === undefined) {
        const {unsent: count, isKeats} = await partner.greet()
        unsent = count
        taker.yields = yieldsTo(isKeats, parts)
      }
      const {values, next} = await partner.page(after)
      tally.page(values.length, after)
      await taking
      taking = taker.take(values)
      // Whether it has failed is seen when its turn comes.
      taking.catch(() => undefined)
      if (next === undefined) break
      after = next
    }
  } finally {
    await taking
  }
  await partner.complete()
  return unsent
}

/** Of leases that are equally new a Kea keeps its own, wherever it is; between two keats the primary does. */
function yieldsTo(isKeats: boolean, {relationship, sender}: SyncParts4): boolean {
  const own = relationship.peers.find(({name}) => name === sender.name)
  return !isKeats || own?.role !== 'primary'
}

function failureOf(error: unknown, signal: AbortSignal): SyncOutcome4 {
  if (error instanceof PartnerFailure) return {kind: 'partner-failed', text: error.message}
  if (signal.aborted) return {kind: 'failed', text: 'it was stopped'}
  return {kind: 'failed', text: error instanceof Error ? error.message : String(error)}
}
