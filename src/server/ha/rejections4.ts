import type {HaEvent} from '../../ha/events.ts'
import {RejectedClients} from '../../ha/rejected-clients.ts'
import type {UpdateVerdict} from '../../ha/updates.ts'

/** Which clients the partner does not want to have; the machine is told how many. */
export class Rejections4 {
  readonly #clients = new RejectedClients()
  readonly #steady: () => number
  readonly #tell: (event: HaEvent) => void
  /** As the machine was told last. */
  #told = 0

  constructor(steady: () => number, tell: (event: HaEvent) => void) {
    this.#steady = steady
    this.#tell = tell
  }

  judge(client: string, verdict: UpdateVerdict): void {
    if (verdict === 'rejected') this.#clients.reject(client, this.#steady())
    else if (verdict === 'accepted' && this.#told > 0) this.#clients.accept(client)
    else return
    const clients = this.#clients.count(this.#steady())
    if (clients === this.#told) return
    this.#told = clients
    this.#tell({kind: 'rejected', clients})
  }

  clear(): void {
    this.#clients.clear()
    this.#told = 0
  }
}
