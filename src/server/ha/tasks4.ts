import type {TaskOutcome} from '../../ha/events.ts'
import type {HaMachine, HaTaskKind} from '../../ha/machine.ts'
import {isSuccess} from '../../ha/messages/answer.ts'
import {type HaSender, maintenanceCommand, resetCommand} from '../../ha/messages/commands4.ts'
import {asMap, member} from '../../ha/messages/text.ts'
import {type HaState, haStates} from '../../model/ha.ts'
import type {JsonMap} from '../../model/json.ts'
import type {Log} from '../../ports/log.ts'
import type {PeerLine} from '../../ports/peers.ts'
import type {MessageId} from '../messages.ts'
import {askPeer} from './ask-peer.ts'

/** Result of ha-maintenance-notify: the partner does not want to (facts: ha.md §5.2). */
const REFUSED = 1001

export interface TaskParts4 {
  readonly sender: HaSender
  readonly machine: HaMachine
  /** A connection to the partner for this task alone. */
  readonly line: PeerLine
  readonly signal: AbortSignal
  readonly names: {readonly server: string; readonly partner: string}
  readonly log: Log<MessageId>
}

type Kind = Exclude<HaTaskKind, 'sync' | 'flush'>

/** No answer, and an answer that is none to be glad of. */
const failures = {
  'reset-partner': ['HA_RESET_COMMUNICATIONS_FAILED', 'HA_RESET_FAILED'],
  'ask-maintenance': ['HA_MAINTENANCE_NOTIFY_COMMUNICATIONS_FAILED', 'HA_MAINTENANCE_NOTIFY_FAILED'],
  'end-maintenance': ['HA_MAINTENANCE_NOTIFY_CANCEL_COMMUNICATIONS_FAILED', 'HA_MAINTENANCE_NOTIFY_CANCEL_FAILED'],
} as const satisfies Readonly<Record<Kind, readonly [MessageId, MessageId]>>

/** Those of the machine's tasks that are one question to the partner. Never rejects. */
export async function askTask(kind: Kind, parts: TaskParts4): Promise<TaskOutcome> {
  const {line, signal, names, log} = parts
  const [unanswered, refused] = failures[kind]
  try {
    const answer = await askPeer(line, commandOf(kind, parts), {signal})
    if (typeof answer === 'string') {
      log.write(unanswered, {...names, reason: answer})
      return {kind: 'partner-failed', text: answer}
    }
    const text = `result ${answer.result}: ${answer.text}`
    if (!isSuccess(answer)) log.write(refused, {...names, reason: text})
    if (answer.result === REFUSED) return {kind: 'failed', text: answer.text}
    return isSuccess(answer) ? doneIn(answer.arguments) : {kind: 'partner-failed', text}
  } catch (error) {
    return failedTask(error)
  }
}

function commandOf(kind: Kind, {sender, machine}: TaskParts4): JsonMap {
  if (kind === 'reset-partner') return resetCommand(sender)
  return maintenanceCommand(sender, kind === 'end-maintenance', machine.state)
}

function doneIn(args: JsonMap | undefined): TaskOutcome {
  const state = stateIn(args)
  return state === undefined ? {kind: 'done'} : {kind: 'done', state}
}

/** Kea 3.0 and later tell it. */
function stateIn(args: JsonMap | undefined): HaState | undefined {
  const given = member(asMap(args) ?? {}, 'state')
  return haStates.find(known => known === given)
}

/** This server could not do it: a file of TLS that is gone, for one. */
export function failedTask(reason: unknown): Extract<TaskOutcome, {kind: 'failed'}> {
  return {kind: 'failed', text: reason instanceof Error ? reason.message : String(reason)}
}
