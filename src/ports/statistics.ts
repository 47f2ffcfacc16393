/** A value of a statistic and when it was taken on. */
export interface StatisticSample {
  readonly value: number
  /** Unix milliseconds. */
  readonly millis: number
}

import type {SampleLimit} from '../model/sample-limit.ts'

/**
 * Counters and gauges by Kea's names (facts: server.md §6), as commands see them. What takes a name answers false, or
 * undefined, when there is no such statistic.
 */
export interface StatisticsBook {
  /** Brings in what is counted elsewhere (by the kernel): to be called before reading. */
  refresh(): void
  /** In the order of the alphabet, as Kea lists them. */
  names(): readonly string[]
  /** Newest first. */
  samples(name: string): readonly StatisticSample[] | undefined
  /** Back to 0, with one sample. What stands for something countable (leases of a subnet) is right again at its next change. */
  reset(name: string): boolean
  resetAll(): void
  /** It comes back when it moves again. */
  remove(name: string): boolean
  removeAll(): void
  limit(name: string, limit: SampleLimit): boolean
  /** For every statistic of now and for those that are still to come. */
  limitAll(limit: SampleLimit): void
}
