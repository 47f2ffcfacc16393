import type {Request4} from '../../engine/request4.ts'
import type {Lease4} from '../../model/lease4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseChange4} from '../../ports/lease-store.ts'
import type {Message4} from '../../wire/message4.ts'

/** Why a server of a relationship leaves a message to others. */
export type HaDrop4 =
  /** It is a client of the partner, who serves it. */
  | 'not-in-scope'
  /** Nothing tells whose client it is. */
  | 'no-owner'

export type HaJudgement4 =
  /** To be served, as a member of this class. */
  {readonly kind: 'serve'; readonly haClass: string} | {readonly kind: 'drop'; readonly reason: HaDrop4}

/** Why a client must not be told of its lease, which is committed (facts: ha.md §6). */
export type HaSilence4 = 'not-acknowledged' | 'parking-full'

/** What high availability does on a packet's way. */
export interface HaGate4 {
  /** Queries whose answers wait for peers. */
  readonly parked: number
  /** Whose client has sent a message. */
  judge(message: Message4): HaJudgement4
  /**
   * Sends the committed changes of a query to the peers. undefined = the client need not wait; else resolves when every
   * peer whose word counts has answered, after a bounded time. `formers` as in PipelineParts4.committed.
   */
  replicate(
    request: Request4,
    changes: readonly LeaseChange4[],
    formers: readonly (Lease4 | undefined)[],
  ): Promise<'answer' | HaSilence4> | undefined
  /** Whether the lease of an address is committed, but the client was not told of it because peers have not acknowledged it. */
  owes(address: Ipv4): boolean
}
