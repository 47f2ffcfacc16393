import type {HaState} from '../model/ha.ts'
import {answer, type TaskOutcome} from './events.ts'
import type {HaTask, Moment} from './machine.ts'
import {ownScopes, scopesOnEntry} from './scopes.ts'
import {settle} from './settle.ts'
import type {HaSetup} from './setup.ts'
import type {OwnState} from './states.ts'
import {also, beginTask, change, enter, seePartner, type Turn} from './turn.ts'

// The partner is taken out of service by hand, while this server serves for both (facts: ha.md §5.9).

const REFUSED = 1001

const noStart: ReadonlySet<OwnState> = new Set([
  'backup',
  'in-maintenance',
  'partner-in-maintenance',
  'passive-backup',
  'terminated',
])
const noNotice: ReadonlySet<OwnState> = new Set(['backup', 'partner-in-maintenance', 'terminated'])

export function startMaintenance({partner}: HaSetup, turn: Turn): Turn {
  const {state, task} = turn.machine
  // A backup, and a server of passive-backup, may be waiting still: paused.
  if (noStart.has(state) || partner === undefined) {
    return also(turn, answer(1, `Unable to transition the server from the ${state} to partner-in-maintenance state.`))
  }
  if (task !== undefined) return also(turn, answer(1, `The server is busy with its partner (${task.kind}), try again.`))
  return beginTask(turn, 'ask-maintenance')
}

/**
 * The partner serves from the moment that it hears of it: this server leaves the partner's clients before it asks, so that no
 * address is given twice.
 */
export function cancelMaintenance(setup: HaSetup, turn: Turn): Turn {
  const {state, task} = turn.machine
  const text = 'Unable to cancel maintenance request because the server is not in the partner-in-maintenance state.'
  if (state !== 'partner-in-maintenance') return also(turn, answer(1, text))
  if (task !== undefined) return also(turn, answer(1, `The server is busy with its partner (${task.kind}), try again.`))
  return beginTask(change(turn, {scopes: ownScopes(setup)}), 'end-maintenance')
}

/** The partner begins or ends the maintenance of this server; `partner` is the state that it says it is in. */
export function notified(setup: HaSetup, turn: Turn, cancel: boolean, partner: HaState | undefined, now: Moment): Turn {
  const {state, task} = turn.machine
  if (cancel) {
    const text = 'Unable to cancel the maintenance for the server not in the in-maintenance state.'
    if (state !== 'in-maintenance') return also(turn, answer(1, text))
    // Whoever cancels is there and serves: to be partner-down beside it would be to serve its clients twice.
    // And whoever has served alone meanwhile knows what this server has to fetch.
    const {beforeMaintenance, partner: seen} = turn.machine
    const isBehind = seen.newUnsent && setup.relationship.syncLeases
    const to = beforeMaintenance === 'partner-down' || isBehind ? 'waiting' : beforeMaintenance
    const back = goBack(setup, turn, to, partner, now)
    const told = {result: 0, text: 'Server maintenance canceled.', state: back.machine.state}
    return also(back, {kind: 'answer', answer: told})
  }
  // Both asked at once: if both agreed, nobody would serve. Nor must one serve for both that has not fetched its leases yet.
  const isBehind = partner === 'waiting' || partner === 'syncing'
  if (noNotice.has(state) || isBehind || task?.kind === 'ask-maintenance') {
    const text = `Unable to transition the server from the ${state} to in-maintenance state.`
    return also(turn, answer(REFUSED, text))
  }
  // One that has served alone has leases that this server has to fetch, should it not be shut down after all.
  const seen = partner === 'partner-down' ? seePartner(turn, {newUnsent: true}, now) : turn
  const entered = state === 'in-maintenance' ? seen : enter(setup, seen, 'in-maintenance', now)
  return also(entered, answer(0, 'Server is in-maintenance state.'))
}

export function finishMaintenance(setup: HaSetup, turn: Turn, task: HaTask, outcome: TaskOutcome, now: Moment): Turn {
  if (task.kind === 'end-maintenance') return finishEnd(setup, turn, task, outcome, now)
  if (outcome.kind === 'failed') {
    const text = `The partner does not go into maintenance: ${outcome.text}`
    const told = also(turn, answer(1, text, task.id))
    // It is there after all; what it is in is for the next heartbeat to tell.
    return turn.machine.partner.state === 'unavailable' ? told : settle(setup, told, now)
  }
  if (outcome.kind === 'partner-failed') {
    const text = 'Server is now in the partner-down state as its partner appears to be offline for maintenance.'
    return also(enter(setup, turn, 'partner-down', now, true), answer(0, text, task.id))
  }
  const seen = seePartner(turn, {state: outcome.state ?? 'in-maintenance'}, now)
  const text =
    'Server is now in the partner-in-maintenance state and its partner is in-maintenance state. ' +
    'The partner can be now safely shut down.'
  return also(enter(setup, seen, 'partner-in-maintenance', now), answer(0, text, task.id))
}

function finishEnd(setup: HaSetup, turn: Turn, task: HaTask, outcome: TaskOutcome, now: Moment): Turn {
  if (outcome.kind !== 'done') {
    // The next heartbeat tells whether the partner is down; until then it can be asked again, as in Kea.
    const serving = change(turn, {scopes: scopesOnEntry(setup, turn.machine.state, false)})
    return also(serving, answer(1, `The partner has not ended its maintenance: ${outcome.text}`, task.id))
  }
  // Of two that go on serving for both, one has to begin anew; so has this one if the partner does not tell where it is.
  const {beforeMaintenance} = turn.machine
  const alone = outcome.state === 'waiting' || outcome.state === 'syncing' || outcome.state === 'ready'
  const to = beforeMaintenance === 'partner-down' && !alone ? 'waiting' : beforeMaintenance
  const back = settle(setup, goBack(setup, turn, to, outcome.state, now), now)
  return also(back, answer(0, 'Server maintenance successfully canceled.', task.id))
}

/**
 * Back to the state before. What the partner was in is over as well, and believing it would lead into maintenance again:
 * until the next heartbeat it is unknown, unless the partner has told.
 */
function goBack(setup: HaSetup, turn: Turn, to: OwnState, told: HaState | undefined, now: Moment): Turn {
  // Whoever cancels may tell the state that it is about to leave.
  const partner = told === 'partner-in-maintenance' || told === 'in-maintenance' ? undefined : told
  // So may the answer to a heartbeat that is under way; the next one comes later for that, and the partner is there.
  const heard = seePartner(turn, {state: partner, contact: now.steady}, now)
  const asks = also(heard, {kind: 'heartbeats', on: false})
  return enter(setup, asks, to, now)
}
