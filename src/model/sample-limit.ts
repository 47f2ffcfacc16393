/** No statistic keeps more samples, whatever its limit says: the memory of a server must not grow with its traffic. */
export const MAX_SAMPLES = 100_000

/** Seconds: a year, beyond which nobody means it. */
export const MAX_SAMPLE_AGE = 31_536_000

/** How many samples a statistic keeps: so many of the newest, or those of the last seconds. One is always kept. */
export type SampleLimit =
  | {readonly kind: 'count'; readonly samples: number}
  | {readonly kind: 'age'; readonly seconds: number}
