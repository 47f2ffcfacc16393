import {beyondLimit4, type LimitedKeys4, limitedKeys4} from '../engine/limited4.ts'
import type {DecidedOutcome4, GrantedOutcome4} from '../engine/outcome4.ts'
import type {Subnet4} from '../model/config4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Limits4} from '../model/limits4.ts'
import type {LeaseStore4, LimitCounts4} from '../ports/lease-store.ts'

/** A lease that may be committed: it counts here until its commit is over, and in the database from then on. */
export interface Permit4 {
  /** However the commit ended. */
  readonly end: () => void
}

interface Given {
  readonly keys: readonly string[]
  /** Number of the last question that was asked before the commit was over; undefined = it is not over. */
  endedAt: number | undefined
  readonly ended: Promise<void>
}

interface Answer {
  readonly asked: number
  readonly counts: LimitCounts4
}

/** How often one message looks again while others take the last places. */
const MAX_LOOKS = 16

/**
 * Keeps the number of leases of a class or a subnet within its limit. The counters of the database say how many there are,
 * those that this server is about to commit come on top: so its own messages never exceed a limit together. Servers that share
 * a database may, by what each commits within a round trip, as Kea does.
 */
export class AddressLimits4 {
  readonly #limits: Limits4
  readonly #store: Pick<LeaseStore4, 'limitCounts4'>
  readonly #given = new Set<Given>()
  readonly #classes: readonly string[]
  readonly #subnetIds: readonly number[]
  #asked = 0
  #running: Promise<Answer> | undefined
  #next: Promise<Answer> | undefined

  constructor(limits: Limits4, store: Pick<LeaseStore4, 'limitCounts4'>) {
    this.#limits = limits
    this.#store = store
    const bounded = <K>([, {addresses}]: readonly [K, {readonly addresses: number | undefined}]) =>
      addresses !== undefined
    this.#classes = [...limits.classes].filter(bounded).map(([name]) => name)
    this.#subnetIds = [...limits.subnets].filter(bounded).map(([id]) => id)
  }

  /**
   * For a lease that is given in place of `formers`: a place under every limit, until the commit of its changes is over.
   * Where there is none, what becomes of the message instead; undefined = none is needed. An OFFER that stores nothing only
   * looks. Rejects with StoreError.
   */
  async permit(
    outcome: GrantedOutcome4,
    formers: readonly (Lease4 | undefined)[],
  ): Promise<Permit4 | DecidedOutcome4 | undefined> {
    const keys = outcome.reused ? undefined : limitedKeys4(this.#limits, outcome.lease, formers)
    if (keys === undefined) return undefined
    if (outcome.changes.length > 0) return (await this.#enter(keys)) ?? beyondLimit4(outcome)
    return this.#room(keys, await this.#ask()) === 'full' ? beyondLimit4(outcome) : undefined
  }

  isLimited({id}: Subnet4): boolean {
    return this.#limits.subnets.get(id)?.addresses !== undefined
  }

  async #enter(keys: LimitedKeys4): Promise<Permit4 | undefined> {
    for (let look = 0; look < MAX_LOOKS; look++) {
      const room = this.#room(keys, await this.#ask())
      if (room === 'free') return this.#give(keysOf(keys))
      if (room === 'full') return undefined
      await this.#othersEnded(keysOf(keys))
    }
    return undefined
  }

  /** `wait`: it depends on commits under way, or on whether they were counted already. */
  #room(keys: LimitedKeys4, {asked, counts}: Answer): 'free' | 'wait' | 'full' {
    const open = [...this.#given].filter(({endedAt}) => endedAt === undefined || endedAt >= asked)
    let wait = false
    for (const {key, limit, stored} of this.#bounds(keys, counts)) {
      if (stored >= limit) return 'full'
      wait ||= stored + open.filter(given => given.keys.includes(key)).length >= limit
    }
    return wait ? 'wait' : 'free'
  }

  *#bounds({classes, subnetId}: LimitedKeys4, counts: LimitCounts4) {
    for (const name of classes) {
      const limit = this.#limits.classes.get(name)?.addresses ?? Number.POSITIVE_INFINITY
      yield {key: classKey(name), limit, stored: counts.classes.get(name) ?? 0}
    }
    if (subnetId === undefined) return
    const limit = this.#limits.subnets.get(subnetId)?.addresses ?? Number.POSITIVE_INFINITY
    yield {key: subnetKey(subnetId), limit, stored: counts.subnets.get(subnetId) ?? 0}
  }

  #give(keys: readonly string[]): Permit4 {
    let resolve = () => {}
    const ended = new Promise<void>(done => {
      resolve = done
    })
    const given: Given = {keys, endedAt: undefined, ended}
    this.#given.add(given)
    return {
      end: () => {
        given.endedAt ??= this.#asked
        resolve()
      },
    }
  }

  async #othersEnded(keys: readonly string[]): Promise<void> {
    const open = [...this.#given].filter(
      given => given.endedAt === undefined && given.keys.some(key => keys.includes(key)),
    )
    await Promise.all(open.map(({ended}) => ended))
  }

  /** What the counters are after this call; those who ask while a question is under way share the next one. */
  #ask(): Promise<Answer> {
    if (this.#running === undefined) return this.#start()
    const start = () => this.#start()
    this.#next ??= this.#running.then(start, start)
    return this.#next
  }

  /** One question at a time. */
  #start(): Promise<Answer> {
    this.#next = undefined
    const asked = ++this.#asked
    // What ended before this question is in its answer.
    for (const given of this.#given) {
      if (given.endedAt !== undefined && given.endedAt < asked - 1) this.#given.delete(given)
    }
    const running = this.#store.limitCounts4(this.#classes, this.#subnetIds).then(counts => ({asked, counts}))
    this.#running = running
    const done = () => {
      if (this.#running === running && this.#next === undefined) this.#running = undefined
    }
    void running.then(done, done)
    return running
  }
}

function keysOf({classes, subnetId}: LimitedKeys4): readonly string[] {
  const keys = classes.map(classKey)
  return subnetId === undefined ? keys : [...keys, subnetKey(subnetId)]
}

function classKey(name: string): string {
  return `class ${name}`
}

function subnetKey(id: number): string {
  return `subnet ${id}`
}
