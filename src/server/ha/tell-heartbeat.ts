import type {HaSetup} from '../../ha/setup.ts'
import type {Log} from '../../ports/log.ts'
import type {MessageId} from '../messages.ts'

/** The lines of heartbeats that fail, and the one that says, once, that communication counts as interrupted from then on. */
export class HeartbeatLog4 {
  readonly #log: Log<MessageId>
  readonly #names: {readonly server: string; readonly partner: string}
  #interrupted = false

  constructor(log: Log<MessageId>, {own, partner}: HaSetup) {
    this.#log = log
    this.#names = {server: own.name, partner: partner?.name ?? 'none'}
  }

  heard(): void {
    this.#interrupted = false
  }

  failed(reason: string, interrupted: boolean): void {
    this.#log.write('HA_HEARTBEAT_COMMUNICATIONS_FAILED', {...this.#names, reason})
    if (interrupted && !this.#interrupted) this.#log.write('HA_COMMUNICATION_INTERRUPTED', this.#names)
    this.#interrupted = interrupted
  }
}
