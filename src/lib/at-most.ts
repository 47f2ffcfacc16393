import {sleep} from './sleep.ts'

/** Resolves when the work is done, or when it has taken that many milliseconds; rejects as the work does. */
export async function atMost(millis: number, work: Promise<unknown>): Promise<void> {
  // The timer is stopped when it is not needed: it would keep the process alive.
  const patience = new AbortController()
  await Promise.race([work, sleep(millis, patience.signal)]).finally(() => patience.abort())
}
