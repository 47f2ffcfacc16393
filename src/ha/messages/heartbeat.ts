import {haStates} from '../../model/ha.ts'
import type {HeartbeatReport} from '../events.ts'
import {isSuccess, type PeerAnswer} from './answer.ts'
import {member} from './text.ts'

/** More names than any relationship has; what is above is not kept. */
const MOST_SCOPES = 100
const DATE =
  /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/

/** What a heartbeat was answered, or why it has failed: any of these failures makes the partner unavailable (facts: ha.md §5.1). */
export function readHeartbeat(answer: PeerAnswer): HeartbeatReport | string {
  if (!isSuccess(answer)) return `result ${answer.result}: ${answer.text}`
  const args = answer.arguments ?? {}
  const given = member(args, 'state')
  const state = haStates.find(known => known === given)
  if (state === undefined) return 'the answer has no state that is known'
  const time = readTime(member(args, 'date-time'))
  if (time === undefined) return 'the answer has no date-time that can be read'
  const unsent = member(args, 'unsent-update-count') ?? 0
  if (typeof unsent !== 'number' || !Number.isSafeInteger(unsent) || unsent < 0) {
    return 'the unsent-update-count of the answer is no count'
  }
  const scopes = readScopes(member(args, 'scopes') ?? [])
  return scopes === undefined ? 'the scopes of the answer are no list of names' : {state, time, unsent, scopes}
}

/** RFC 1123, as Kea has it; Unix seconds. */
function readTime(value: unknown): number | undefined {
  if (typeof value !== 'string' || !DATE.test(value)) return undefined
  const millis = Date.parse(value)
  return Number.isNaN(millis) ? undefined : millis / 1000
}

function readScopes(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  const names = value.slice(0, MOST_SCOPES)
  return names.every(name => typeof name === 'string') ? names.map(name => name.slice(0, 255)) : undefined
}
