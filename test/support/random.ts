/** Small seeded generator (mulberry32): the same seed gives the same numbers on every machine. */
export class SeededRandom {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to limit - 1. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }
}

/**
 * KEATS_SEED repeats a run, KEATS_SEED=random hunts; otherwise it is `usual`, or a seed of its own for every run. Tests print
 * it.
 */
export function testSeed(usual?: number): number {
  const given = process.env['KEATS_SEED'] ?? usual
  return given === undefined || given === 'random' ? Math.floor(Math.random() * 2 ** 32) : Number(given)
}
