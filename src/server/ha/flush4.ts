import type {TaskOutcome} from '../../ha/events.ts'
import type {UpdateVerdict} from '../../ha/updates.ts'
import type {Log} from '../../ports/log.ts'
import type {MessageId} from '../messages.ts'
import type {Delayed4, OwnedUpdate4} from './delayed4.ts'
import type {Lane4} from './lane4.ts'
import type {Rejections4} from './rejections4.ts'

export interface FlushParts4 {
  readonly delayed: Delayed4
  readonly lane: Lane4
  readonly rejections: Rejections4
  readonly names: {readonly server: string; readonly partner: string}
  readonly log: Log<MessageId>
  readonly signal: AbortSignal
}

/** Updates on their way at the same time. */
const WINDOW = 512

/**
 * Sends the partner what was delayed, first in, first out. It stops where one does not arrive; those behind it and those that
 * went with it help no more then. Never rejects.
 */
export async function flushDelayed4(parts: FlushParts4): Promise<TaskOutcome> {
  const {delayed, names, log, signal} = parts
  const updates = delayed.waiting
  if (updates === 0) log.write('HA_LEASES_BACKLOG_NOTHING_TO_SEND', names)
  else log.write('HA_LEASES_BACKLOG_START', {...names, updates})
  let sent = 0
  for (let taken = delayed.take(WINDOW); taken.length > 0; taken = delayed.take(WINDOW)) {
    const verdicts = await sendAll(parts, taken)
    if (signal.aborted) return {kind: 'failed', text: 'it was given up'}
    if (verdicts.includes('failed')) return spoilt(parts, 'partner-failed', 'an update did not arrive')
    sent += taken.length
  }
  if (delayed.overflowed) return spoilt(parts, 'failed', 'too many more came meanwhile')
  if (sent > 0) log.write('HA_LEASES_BACKLOG_SUCCESS', {...names, updates: sent})
  return {kind: 'done'}
}

async function sendAll(
  {lane, rejections, signal}: FlushParts4,
  taken: readonly OwnedUpdate4[],
): Promise<readonly UpdateVerdict[]> {
  const verdicts = await Promise.all(taken.map(({update}) => lane.send(update)))
  if (!signal.aborted) for (const [index, {client}] of taken.entries()) rejections.judge(client, verdicts[index]!)
  return verdicts
}

/** Until the partner has been told to synchronize, nothing else brings it up to date. */
function spoilt({delayed, names, log}: FlushParts4, kind: 'partner-failed' | 'failed', text: string): TaskOutcome {
  delayed.spoil()
  log.write('HA_LEASES_BACKLOG_FAILED', {...names, reason: text})
  return {kind, text}
}
