import type {SampleLimit} from '../model/sample-limit.ts'
import type {Clock} from '../ports/clock.ts'
import type {StatisticSample, StatisticsBook} from '../ports/statistics.ts'
import {Statistic} from './statistic.ts'

/** Kea's. */
const DEFAULT_SAMPLES: SampleLimit = {kind: 'count', samples: 20}

/**
 * All statistics of a server by their names. Which one an event moves is decided in count4.ts, nowhere else; what moves
 * often keeps its `Statistic` instead of looking it up.
 */
export class Statistics implements StatisticsBook {
  readonly #clock: Clock
  readonly #listed = new Map<string, Statistic>()
  readonly #sources = new Set<() => void>()
  readonly #appear = (statistic: Statistic): SampleLimit => {
    this.#listed.set(statistic.name, statistic)
    return this.#limit
  }
  #limit: SampleLimit
  #configured: SampleLimit

  constructor(clock: Clock, limit: SampleLimit = DEFAULT_SAMPLES) {
    this.#clock = clock
    this.#limit = limit
    this.#configured = limit
  }

  /** A statistic that is listed from its first move on. One name must not be made twice. */
  later(name: string): Statistic {
    return new Statistic(name, this.#appear)
  }

  /** A statistic that is listed at once, at 0. */
  make(name: string): Statistic {
    return this.begin(this.later(name), 0)
  }

  /** Lists a statistic with its first value. */
  begin(statistic: Statistic, value: number): Statistic {
    statistic.set(value, this.#clock.millis())
    return statistic
  }

  /** Ends a statistic for good: what still holds it moves nothing. */
  discard(statistic: Statistic): void {
    statistic.discard()
    if (this.#listed.get(statistic.name) === statistic) this.#listed.delete(statistic.name)
  }

  /** `source` moves what is counted elsewhere; `refresh` calls it. Call the answer to end that. */
  readFrom(source: () => void): () => void {
    this.#sources.add(source)
    return () => void this.#sources.delete(source)
  }

  /** Takes over the limit of a configuration. What commands have set since stays when it is the same as before. */
  configure(limit: SampleLimit): void {
    if (sameLimit(limit, this.#configured)) return
    this.#configured = limit
    this.limitAll(limit)
  }

  refresh(): void {
    for (const source of this.#sources) source()
  }

  /** 0 for one that does not exist. */
  get(name: string): number {
    return this.#listed.get(name)?.value ?? 0
  }

  names(): readonly string[] {
    return [...this.#listed.keys()].sort()
  }

  samples(name: string): readonly StatisticSample[] | undefined {
    return this.#listed.get(name)?.samples()
  }

  reset(name: string): boolean {
    const statistic = this.#listed.get(name)
    statistic?.reset(this.#clock.millis())
    return statistic !== undefined
  }

  resetAll(): void {
    const now = this.#clock.millis()
    for (const statistic of this.#listed.values()) statistic.reset(now)
  }

  remove(name: string): boolean {
    this.#listed.get(name)?.clear()
    return this.#listed.delete(name)
  }

  removeAll(): void {
    for (const statistic of this.#listed.values()) statistic.clear()
    this.#listed.clear()
  }

  limit(name: string, limit: SampleLimit): boolean {
    const statistic = this.#listed.get(name)
    statistic?.limit(limit)
    return statistic !== undefined
  }

  limitAll(limit: SampleLimit): void {
    this.#limit = limit
    for (const statistic of this.#listed.values()) statistic.limit(limit)
  }
}

function sameLimit(one: SampleLimit, other: SampleLimit): boolean {
  if (one.kind === 'count') return other.kind === 'count' && one.samples === other.samples
  return other.kind === 'age' && one.seconds === other.seconds
}
