import type {HaEvent} from '../../ha/events.ts'
import {type PeerAnswer, readPeerAnswer} from '../../ha/messages/answer.ts'
import {BATCHES} from '../../ha/messages/capabilities.ts'
import {type HaSender, heartbeatCommand} from '../../ha/messages/commands4.ts'
import {readHeartbeat} from '../../ha/messages/heartbeat.ts'
import {member} from '../../ha/messages/text.ts'
import type {PeerLine} from '../../ports/peers.ts'
import {responseOf} from './ask-peer.ts'

export interface FailedBeat {
  readonly kind: 'failed'
  readonly reason: string
  /** Whether there was an answer, which was an error or made no sense. */
  readonly answered: boolean
}

export interface Beat {
  /** undefined = it was given up. */
  readonly event: Extract<HaEvent, {kind: 'heartbeat'}> | FailedBeat | undefined
  readonly takesBatches: boolean
}

/** Asks the partner how it is. Never rejects. */
export async function beat(line: PeerLine, sender: HaSender, signal: AbortSignal): Promise<Beat> {
  try {
    const command = heartbeatCommand(sender)
    const response = await responseOf(line, command, {signal})
    if (!('body' in response)) return failed(response.failure, false)
    const answer = readPeerAnswer(response.body)
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

function failed(reason: string, answered = true): Beat {
  return {event: {kind: 'failed', reason, answered}, takesBatches: false}
}
