import {applyCommand4, type BatchResult, readBatchAnswer} from '../../ha/messages/batch4.ts'
import {deleteCommand4, type HaSender, updateCommand4} from '../../ha/messages/commands4.ts'
import type {PeerLine} from '../../ports/peers.ts'
import {askPeer} from './ask-peer.ts'
import type {LeaseUpdate4} from './update4.ts'

/** What a peer has made of an update; without a result there was no answer. */
export type UpdateOutcome4 = BatchResult | {readonly result: undefined; readonly text: string}

/** One update in a request of its own, as every peer understands it. Never rejects. */
export async function askUpdate4(
  line: PeerLine,
  sender: HaSender,
  {kind, lease}: LeaseUpdate4,
  timeout: number,
): Promise<UpdateOutcome4> {
  const command = kind === 'put' ? updateCommand4(sender, lease) : deleteCommand4(sender, lease)
  const answer = await askPeer(line, command, {timeout}).catch(textOf)
  return typeof answer === 'string' ? unanswered(answer) : answer
}

/** Many in one request, spelled as lines. 'unsupported' = the peer does not know that. Never rejects. */
export async function askBatch4(
  line: PeerLine,
  lines: readonly string[],
  timeout: number,
): Promise<readonly UpdateOutcome4[] | 'unsupported'> {
  const answer = await askPeer(line, applyCommand4(lines), {timeout}).catch(textOf)
  if (typeof answer === 'string') return lines.map(() => unanswered(answer))
  if (answer.result === 2) return 'unsupported'
  const results = readBatchAnswer(answer, lines.length)
  if (typeof results !== 'string') return results
  return lines.map(() => ({result: answer.result === 0 ? 1 : answer.result, text: results}))
}

export function unanswered(text: string): UpdateOutcome4 {
  return {result: undefined, text}
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
