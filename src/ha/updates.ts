import type {HaPeer} from '../model/ha.ts'
import type {HaMachine} from './machine.ts'
import type {HaSetup} from './setup.ts'
import {haTraits} from './states.ts'

/** Where the changes of one committed query go (facts: ha.md §2, §6). */
export interface UpdatePlan {
  /** Peers that are sent the changes now, the partner first. */
  readonly to: readonly HaPeer[]
  /** Those of them whose answers the client's answer waits for. */
  readonly awaited: readonly HaPeer[]
  /** The partner gets the changes later: into the backlog, and tell the machine. */
  readonly delayed: boolean
  /** The partner will have to fetch them: tell the machine. */
  readonly unsent: boolean
}

const nothing: UpdatePlan = {to: [], awaited: [], delayed: false, unsent: false}

/** Of a query that has changed leases; others have no updates. */
export function planUpdates({relationship, own, partner, backups}: HaSetup, machine: HaMachine): UpdatePlan {
  if (!relationship.sendLeaseUpdates || own.role === 'backup') return nothing
  const how = partner === undefined ? undefined : haTraits[machine.state].updates
  const toPartner = how === 'sent' && partner !== undefined ? [partner] : []
  return {
    to: [...toPartner, ...backups],
    awaited: [...toPartner, ...(relationship.waitBackupAck ? backups : [])],
    delayed: how === 'delayed',
    unsent: how === 'unsent',
  }
}

export type UpdateVerdict =
  | 'accepted'
  /** The partner has a reason of its own against this lease; it is not lost for that (result 4, 2.3.1 and later). */
  | 'rejected'
  /** It is taken up in the place of a lease that only the partner knows: that one was for a client of the partner's. */
  | 'crossed'
  | 'failed'

/** What a Kea says where it had a lease of that address (facts: ha.md §5.4). Of a peer that says it otherwise nothing is learnt. */
const REPLACED = 'IPv4 lease updated.'

/**
 * By the result of the partner's answer; undefined = there was none that could be read (facts: ha.md §6). `created`: there was
 * no lease of that address here.
 */
export function verdictOf(
  created: boolean,
  {result, text}: {readonly result: number | undefined; readonly text: string},
) {
  const verdict = updateVerdict(result)
  return created && verdict === 'accepted' && text === REPLACED ? 'crossed' : verdict
}

/** By the result of the partner's answer; undefined = there was none that could be read (facts: ha.md §6). */
export function updateVerdict(result: number | undefined): UpdateVerdict {
  if (result === 0 || result === 3) return 'accepted'
  return result === 4 ? 'rejected' : 'failed'
}
