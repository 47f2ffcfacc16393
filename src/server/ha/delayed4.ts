import {Backlog} from '../../ha/backlog.ts'
import type {HaEvent} from '../../ha/events.ts'
import type {LeaseUpdate4} from './update4.ts'

/** An update with the client that has caused it. */
export interface OwnedUpdate4 {
  readonly client: string
  readonly update: LeaseUpdate4
}

/** Updates that wait in communication-recovery; the machine is told how many. */
export class Delayed4 {
  readonly #backlog: Backlog<OwnedUpdate4>
  readonly #tell: (event: HaEvent) => void

  constructor(limit: number, tell: (event: HaEvent) => void) {
    this.#backlog = new Backlog(limit, ({update}) => update.lease.address)
    this.#tell = tell
  }

  get waiting(): number {
    return this.#backlog.waiting
  }

  get overflowed(): boolean {
    return this.#backlog.overflowed
  }

  add(client: string, updates: readonly LeaseUpdate4[]): void {
    for (const update of updates) this.#backlog.add({client, update})
    this.#changed()
  }

  /** The oldest, which wait no more. */
  take(most: number): readonly OwnedUpdate4[] {
    const taken: OwnedUpdate4[] = []
    for (let next = this.#backlog.take(); next !== undefined; next = this.#backlog.take()) {
      taken.push(next)
      if (taken.length === most) break
    }
    if (taken.length > 0) this.#changed()
    return taken
  }

  /** Some of them did not arrive: the partner has to fetch everything. */
  spoil(): void {
    this.#backlog.spoil()
    this.#changed()
  }

  clear(): void {
    this.#backlog.clear()
  }

  #changed(): void {
    const {waiting, overflowed} = this.#backlog
    this.#tell({kind: 'update-delayed', waiting, overflowed})
  }
}
