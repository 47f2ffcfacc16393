import type {TaskOutcome} from '../../ha/events.ts'
import type {HaMachine, HaTaskKind} from '../../ha/machine.ts'
import {isSuccess} from '../../ha/messages/answer.ts'
import {type HaSender, maintenanceCommand, resetCommand} from '../../ha/messages/commands4.ts'
import {asMap, member} from '../../ha/messages/text.ts'
import {type HaState, haStates} from '../../model/ha.ts'
import type {JsonMap} from '../../model/json.ts'
import type {PeerLine} from '../../ports/peers.ts'
import {askPeer} from './ask-peer.ts'

/** Result of ha-maintenance-notify: the partner does not want to (facts: ha.md §5.2). */
const REFUSED = 1001

export interface TaskParts4 {
  readonly sender: HaSender
  readonly machine: HaMachine
  /** A connection to the partner for this task alone. */
  readonly line: PeerLine
  readonly signal: AbortSignal
}

/** Those of the machine's tasks that are one question to the partner. Never rejects. */
export function askTask(kind: Exclude<HaTaskKind, 'sync' | 'flush'>, parts: TaskParts4): Promise<TaskOutcome> {
  const {sender, machine} = parts
  switch (kind) {
    case 'reset-partner':
      return ask(resetCommand(sender), parts)
    case 'ask-maintenance':
      return ask(maintenanceCommand(sender, false, machine.state), parts)
    case 'end-maintenance':
      return ask(maintenanceCommand(sender, true, machine.state), parts)
  }
}

async function ask(command: JsonMap, {line, signal}: TaskParts4): Promise<TaskOutcome> {
  try {
    const answer = await askPeer(line, command, {signal})
    if (typeof answer === 'string') return {kind: 'partner-failed', text: answer}
    if (answer.result === REFUSED) return {kind: 'failed', text: answer.text}
    if (!isSuccess(answer)) return {kind: 'partner-failed', text: `result ${answer.result}: ${answer.text}`}
    const state = stateIn(answer.arguments)
    return state === undefined ? {kind: 'done'} : {kind: 'done', state}
  } catch (error) {
    return {kind: 'failed', text: error instanceof Error ? error.message : String(error)}
  }
}

/** Kea 3.0 and later tell it. */
function stateIn(args: JsonMap | undefined): HaState | undefined {
  const given = member(asMap(args) ?? {}, 'state')
  return haStates.find(known => known === given)
}
