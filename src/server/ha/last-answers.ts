import {atMost} from '../../lib/at-most.ts'

/** Milliseconds: an update of a peer that is there takes a few. */
const LAST_WORDS = 1000

/**
 * At the end of a server: waits for the answers that are under way, but of those that wait for peers only so long. What a
 * silent peer is not told of is committed all the same, and its client, who is left unanswered, asks again.
 */
export async function lastAnswers(
  answered: Promise<void>,
  ha: {close(): void} | undefined,
  patience = LAST_WORDS,
): Promise<void> {
  if (ha === undefined) return answered
  await atMost(patience, answered)
  ha.close()
  await answered
}
