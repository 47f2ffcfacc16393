import {Backlog} from '../../ha/backlog.ts'
import type {HaEvent} from '../../ha/events.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
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
  /** Of which something waits or has waited since the last time that everything was forgotten. */
  readonly #addresses = new Set<Ipv4>()

  constructor(limit: number, tell: (event: HaEvent) => void) {
    this.#backlog = new Backlog(limit)
    this.#tell = tell
  }

  get waiting(): number {
    return this.#backlog.waiting
  }

  get overflowed(): boolean {
    return this.#backlog.overflowed
  }

  add(client: string, updates: readonly LeaseUpdate4[]): void {
    for (const update of updates) {
      this.#backlog.add({client, update})
      if (!this.overflowed) this.#addresses.add(update.lease.address)
    }
    this.#changed()
  }

  /** What was sent before and has failed only now: of an address of which something newer waits, it says nothing. */
  addOlder(client: string, updates: readonly LeaseUpdate4[]): void {
    this.add(
      client,
      updates.filter(({lease}) => !this.#addresses.has(lease.address)),
    )
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
    this.#addresses.clear()
    this.#backlog.spoil()
    this.#changed()
  }

  clear(): void {
    this.#addresses.clear()
    this.#backlog.clear()
  }

  #changed(): void {
    const {waiting, overflowed} = this.#backlog
    this.#tell({kind: 'update-delayed', waiting, overflowed})
  }
}
