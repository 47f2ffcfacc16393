import type {TaskOutcome} from './events.ts'
import type {HaTask, Moment} from './machine.ts'
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
      return done ? settle(setup, enter(setup, heard, 'ready', now), now) : heard
    }
    case 'flush':
      return done ? settle(setup, enter(setup, turn, 'load-balancing', now), now) : beginTask(turn, 'reset-partner')
    case 'reset-partner':
      return done ? settle(setup, enter(setup, turn, 'waiting', now), now) : turn
    default:
      return finishMaintenance(setup, turn, task, outcome, now)
  }
}
