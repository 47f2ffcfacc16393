import type {TaskOutcome} from './events.ts'
import {type HaTask, type Moment, noBacklog} from './machine.ts'
import {finishMaintenance} from './maintenance.ts'
import {settle} from './settle.ts'
import type {HaSetup} from './setup.ts'
import {also, beginTask, change, enter, losePartner, type Turn} from './turn.ts'

/** Work with the partner is over; of work that was abandoned nothing is wanted any more. */
export function finishTask(setup: HaSetup, given: Turn, id: number, outcome: TaskOutcome, now: Moment): Turn {
  const {task} = given.machine
  if (task === undefined || task.id !== id) return given
  const over = change(given, {task: undefined})
  const turn = outcome.kind === 'partner-failed' ? losePartner(over, now) : over
  return afterTask(setup, turn, task, outcome, now)
}

function afterTask(setup: HaSetup, turn: Turn, task: HaTask, outcome: TaskOutcome, now: Moment): Turn {
  const done = outcome.kind === 'done'
  switch (task.kind) {
    case 'sync': {
      const heard = also(turn, {kind: 'heartbeats', on: setup.relationship.heartbeatDelay > 0})
      // After a failure the next heartbeat tries again (facts: ha.md §7).
      return done ? synchronized(setup, heard, outcome.unsent, now) : heard
    }
    case 'flush':
      return done ? flushed(setup, turn, now) : beginTask(turn, 'reset-partner')
    case 'reset-partner':
      return done ? partnerReset(setup, turn, now) : turn
    default:
      return finishMaintenance(setup, turn, task, outcome, now)
  }
}

/** What the partner counts beyond what it counted then is new. */
function synchronized(setup: HaSetup, turn: Turn, unsent = turn.machine.partner.unsent, now: Moment): Turn {
  const {partner} = turn.machine
  const known = change(turn, {partner: {...partner, unsent, newUnsent: false}})
  return settle(setup, enter(setup, known, 'ready', now), now)
}

/** Where this server lacks nothing it serves on, and has asked once: whether the partner fetches leases is its own matter. */
function partnerReset(setup: HaSetup, turn: Turn, now: Moment): Turn {
  const told = change(turn, {partnerLacks: false})
  return settle(setup, turn.machine.state === 'communication-recovery' ? enter(setup, told, 'waiting', now) : told, now)
}

/** Nothing waits any more: nobody has to fetch it. The partner may have served alone meanwhile: its leases have to be fetched. */
function flushed(setup: HaSetup, turn: Turn, now: Moment): Turn {
  const sent = change(turn, {backlog: noBacklog})
  const isBehind = turn.machine.partner.newUnsent && setup.relationship.syncLeases
  return settle(setup, enter(setup, sent, isBehind ? 'waiting' : 'load-balancing', now), now)
}
