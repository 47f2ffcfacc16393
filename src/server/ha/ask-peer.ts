import {type PeerAnswer, readPeerAnswer} from '../../ha/messages/answer.ts'
import {keaText} from '../../ha/messages/text.ts'
import type {JsonMap} from '../../model/json.ts'
import {PeerError, type PeerLine} from '../../ports/peers.ts'

/** Milliseconds that a peer has for anything but a page of leases (facts: ha.md §3). */
export const PATIENCE = 10_000

/** Bytes of any answer but a page of leases. */
const ORDINARY_ANSWER = 1024 * 1024

export interface AskLimits {
  readonly timeout?: number
  readonly longest?: number
  readonly signal?: AbortSignal
}

/** Asks and reads the answer; a text says why there is none. Never rejects but with the reason of `signal`. */
export async function askPeer(line: PeerLine, command: JsonMap, limits: AskLimits = {}): Promise<PeerAnswer | string> {
  const response = await responseOf(line, command, limits)
  return 'body' in response ? readPeerAnswer(response.body) : response.failure
}

/** The response as it came, or why there is none. Never rejects but with the reason of `signal`. */
export async function responseOf(
  line: PeerLine,
  command: JsonMap,
  limits: AskLimits,
): Promise<{readonly body: string} | {readonly failure: string}> {
  const {timeout = PATIENCE, longest = ORDINARY_ANSWER, signal} = limits
  try {
    return {body: await line.ask({body: keaText(command), timeout, longest, ...(signal && {signal})})}
  } catch (error) {
    if (error instanceof PeerError) return {failure: error.message}
    throw error
  }
}
