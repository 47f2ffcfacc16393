import {isForeign} from '../../ha/moves.ts'
import type {HaSetup} from '../../ha/setup.ts'
import type {HaMode, HaState} from '../../model/ha.ts'
import type {Log} from '../../ports/log.ts'
import type {MessageId} from '../messages.ts'
import type {FailedBeat} from './beat.ts'

const foreignIds: Readonly<Partial<Record<HaState, MessageId>>> = {
  'communication-recovery': 'HA_INVALID_PARTNER_STATE_COMMUNICATION_RECOVERY',
  'hot-standby': 'HA_INVALID_PARTNER_STATE_HOT_STANDBY',
  'load-balancing': 'HA_INVALID_PARTNER_STATE_LOAD_BALANCING',
}

/**
 * The lines of heartbeats that fail or tell of a state that cannot be, and the one that says, once, that communication counts
 * as interrupted from then on.
 */
export class HeartbeatLog4 {
  readonly #log: Log<MessageId>
  readonly #names: {readonly server: string; readonly partner: string}
  readonly #mode: HaMode
  #interrupted = false
  /** The last state that the partner was heard in. */
  #partner: HaState | undefined

  constructor(log: Log<MessageId>, {own, partner, relationship}: HaSetup) {
    this.#log = log
    this.#mode = relationship.mode
    this.#names = {server: own.name, partner: partner?.name ?? 'none'}
  }

  heard(state: HaState): void {
    this.#interrupted = false
    const id = isForeign(this.#mode, state) ? foreignIds[state] : undefined
    if (id !== undefined && state !== this.#partner) this.#log.write(id, {...this.#names, state, mode: this.#mode})
    this.#partner = state
  }

  failed({reason, answered}: Omit<FailedBeat, 'kind'>, interrupted: boolean): void {
    this.#log.write(answered ? 'HA_HEARTBEAT_FAILED' : 'HA_HEARTBEAT_COMMUNICATIONS_FAILED', {...this.#names, reason})
    if (interrupted && !this.#interrupted) this.#log.write('HA_COMMUNICATION_INTERRUPTED', this.#names)
    this.#interrupted = interrupted
  }
}
