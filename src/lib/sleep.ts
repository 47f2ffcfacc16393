import {setTimeout as delay} from 'node:timers/promises'

/** Resolves after `ms`, or at once (without an error) when `signal` aborts. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : {signal})
  } catch (error) {
    if (signal?.aborted !== true) throw error
  }
}
