import type {HaSender} from '../../ha/messages/commands4.ts'
import type {SyncProgress} from '../../ha/sync-progress.ts'
import type {HaRelationship} from '../../model/ha.ts'
import type {Lease4} from '../../model/lease4.ts'
import type {LeaseChange4, LeaseStore4} from '../../ports/lease-store.ts'
import type {Log} from '../../ports/log.ts'
import type {PeerLine} from '../../ports/peers.ts'
import type {MessageId} from '../messages.ts'

export interface SyncParts4 {
  readonly relationship: Pick<HaRelationship, 'peers' | 'syncTimeout' | 'syncPageLimit'>
  readonly sender: HaSender
  readonly partner: string
  /** Of its own: a short-lived connection. */
  readonly line: PeerLine
  /** Throws StoreError while there is none. */
  readonly store: () => LeaseStore4
  /** Told of every commit, as of the pipeline's. */
  readonly applied: (changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]) => void
  readonly wall: () => number
  readonly log: Log<MessageId>
  readonly progress: (progress: SyncProgress) => void
  /** Seconds that the partner's service is off at most; undefined = as sync-timeout says. */
  readonly maxPeriod?: number
  readonly signal: AbortSignal
}

export type SyncOutcome4 =
  /** `unsent`: the partner's count of unsent updates when it had just stopped serving; undefined = it did not say. */
  | {readonly kind: 'done'; readonly unsent?: number}
  /** The partner did not answer, or answered an error: it is unavailable. */
  | {readonly kind: 'partner-failed'; readonly text: string}
  /** This server could not take the leases. */
  | {readonly kind: 'failed'; readonly text: string}
