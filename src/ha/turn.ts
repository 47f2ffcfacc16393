import type {HaState} from '../model/ha.ts'
import type {HaEffect} from './events.ts'
import {type HaMachine, type HaTaskKind, type Moment, noBacklog, type PartnerView} from './machine.ts'
import {scopesOnEntry} from './scopes.ts'
import type {HaSetup} from './setup.ts'
import {haTraits, type OwnState} from './states.ts'

/** A machine on its way through one event, with what is to be done for it so far. */
export interface Turn {
  readonly machine: HaMachine
  readonly effects: readonly HaEffect[]
}

export function turnOf(machine: HaMachine): Turn {
  return {machine, effects: []}
}

export function change(turn: Turn, changes: Partial<HaMachine>): Turn {
  return {...turn, machine: {...turn.machine, ...changes}}
}

export function also(turn: Turn, ...effects: readonly HaEffect[]): Turn {
  return effects.length === 0 ? turn : {...turn, effects: [...turn.effects, ...effects]}
}

/** The partner as it is seen from now on: the time that it entered its state is kept as long as that is the same. */
export function seePartner(turn: Turn, changes: Partial<PartnerView>, now: Moment): Turn {
  const {partner} = turn.machine
  const isNew = 'state' in changes && changes.state !== partner.state
  return change(turn, {partner: {...partner, ...changes, ...(isNew ? {since: now.steady} : {})}})
}

/** From the first failure on, not only when communication counts as interrupted. What its clock said no longer counts. */
export function losePartner(turn: Turn, now: Moment): Turn {
  return seePartner(turn, {state: 'unavailable', inTouch: true, skew: undefined}, now)
}

export function beginTask(turn: Turn, kind: HaTaskKind): Turn {
  const id = turn.machine.tasks + 1
  const begun = change(turn, {tasks: id, task: {kind, id}})
  const quiet: readonly HaEffect[] = kind === 'sync' ? [{kind: 'heartbeats', on: false}] : []
  return also(begun, ...quiet, {kind: 'run', task: {kind, id}})
}

/** The task that runs ends without a result; the command that asked for it is told. */
function abandonTask(turn: Turn): Turn {
  const {task} = turn.machine
  if (task === undefined) return turn
  const abandoned = also(change(turn, {task: undefined}), {kind: 'abandon', id: task.id})
  if (task.kind !== 'ask-maintenance' && task.kind !== 'end-maintenance') return abandoned
  const text = 'The state of the server has changed before its partner answered.'
  return also(abandoned, {kind: 'answer', answer: {result: 1, text}, task: task.id})
}

/** States in which a server begins anew with what its partner thinks of its updates (facts: ha.md §9). */
const forgiving: ReadonlySet<OwnState> = new Set(['waiting', 'syncing', 'ready', 'partner-down', 'terminated'])
const maintenance: ReadonlySet<HaState> = new Set(['in-maintenance', 'partner-in-maintenance'])

/** Enters a state (again), with everything that this state means. `forced`: told to, whatever auto-failover says. */
export function enter(setup: HaSetup, given: Turn, to: OwnState, now: Moment, forced = false): Turn {
  const from = given.machine.state
  const turn = abandonTask(given)
  const entered = change(turn, {
    state: to,
    since: now.steady,
    enteredAt: now.wall,
    scopes: scopesOnEntry(setup, to, forced),
    service: haTraits[to].service,
    heldForHeartbeat: false,
    beforeMaintenance: maintenance.has(from) ? turn.machine.beforeMaintenance : from,
  })
  const told = also(entered, {kind: 'entered', from, to}, ...entryEffects(setup, to))
  return pauseIn(setup, forget(told, given.machine))
}

export function entryEffects(setup: HaSetup, state: OwnState): readonly HaEffect[] {
  const {service, heartbeats} = haTraits[state]
  const on = heartbeats && setup.partner !== undefined && setup.relationship.heartbeatDelay > 0
  return [
    {kind: 'service', enabled: service},
    {kind: 'heartbeats', on},
  ]
}

function forget(turn: Turn, given: HaMachine): Turn {
  const emptied = leaveBacklog(turn, given)
  if (!forgiving.has(turn.machine.state)) return emptied
  return also(change(emptied, {rejected: 0}), {kind: 'forget', what: 'rejected'})
}

/**
 * What had to wait and does not go out any more has to be fetched, like what was never to be sent. A maintenance may lead back
 * to communication-recovery: there the partner is told to fetch it.
 */
function leaveBacklog(turn: Turn, {state: from, backlog, task, unsent, partnerLacks}: HaMachine): Turn {
  const {state: to} = turn.machine
  if (from !== 'communication-recovery') {
    return to === 'communication-recovery' || maintenance.has(to) ? turn : change(turn, {backlog: noBacklog})
  }
  if (to === from) return turn
  const lost = backlog.overflowed ? 1 : backlog.waiting + (task?.kind === 'flush' ? 1 : 0)
  const left = {waiting: 0, overflowed: lost > 0 && maintenance.has(to)}
  const told = change(turn, {backlog: left, unsent: addUnsent(unsent, lost), partnerLacks: partnerLacks || lost > 0})
  return also(told, {kind: 'forget', what: 'backlog'})
}

/** It never becomes 0 again (facts: ha.md §2). */
export function addUnsent(unsent: number, more: number): number {
  return unsent > Number.MAX_SAFE_INTEGER - more ? more : unsent + more
}

/** Where the configuration asks for a pause, the machine stays in this state until ha-continue. */
export function pauseIn(setup: HaSetup, turn: Turn): Turn {
  const {state, pausesSpent} = turn.machine
  const pause = setup.relationship.pauses.get(state) ?? 'never'
  const paused = pause === 'always' || (pause === 'once' && !pausesSpent.has(state))
  if (!paused) return change(turn, {paused})
  return also(change(turn, {paused, pausesSpent: new Set([...pausesSpent, state])}), {kind: 'paused', state})
}
