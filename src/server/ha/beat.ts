import type {HaEvent} from '../../ha/events.ts'
import type {PeerAnswer} from '../../ha/messages/answer.ts'
import {BATCHES} from '../../ha/messages/capabilities.ts'
import {type HaSender, heartbeatCommand} from '../../ha/messages/commands4.ts'
import {readHeartbeat} from '../../ha/messages/heartbeat.ts'
import {member} from '../../ha/messages/text.ts'
import type {PeerLine} from '../../ports/peers.ts'
import {askPeer} from './ask-peer.ts'

export interface Beat {
  /** undefined = it was given up. */
  readonly event: Extract<HaEvent, {kind: 'heartbeat'}> | {readonly kind: 'failed'; readonly reason: string} | undefined
  readonly takesBatches: boolean
}

/** Asks the partner how it is. Never rejects. */
export async function beat(line: PeerLine, sender: HaSender, signal: AbortSignal): Promise<Beat> {
  try {
    const command = heartbeatCommand(sender)
    const answer = await askPeer(line, command, {signal})
    return typeof answer === 'string' ? failed(answer) : beatIn(answer)
  } catch {
    return {event: undefined, takesBatches: false}
  }
}

/** What the partner's answer tells. */
export function beatIn(answer: PeerAnswer): Beat {
  const report = readHeartbeat(answer)
  if (typeof report === 'string') return failed(report)
  return {event: {kind: 'heartbeat', report}, takesBatches: member(answer.arguments ?? {}, BATCHES) === 1}
}

function failed(reason: string): Beat {
  return {event: {kind: 'failed', reason}, takesBatches: false}
}
