import {setTimeout as sleep} from 'node:timers/promises'

/** Milliseconds that clients of a server that gives them over to its partner are waited for. */
const PATIENCE = 3000

/** Resolves when what was decided before the partner takes over is through, or has taken too long. */
export async function handOver4(drained: () => Promise<void>): Promise<void> {
  const patience = new AbortController()
  const late = sleep(PATIENCE, undefined, {signal: patience.signal, ref: false}).catch(() => {})
  await Promise.race([drained(), late])
  patience.abort()
}
