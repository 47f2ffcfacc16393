import {runCommand} from './commands.ts'
import type {HaEvent} from './events.ts'
import {finishTask} from './finish.ts'
import {heartbeat, heartbeatFailed} from './heartbeat.ts'
import {type HaMachine, type Moment, newMachine} from './machine.ts'
import {settle} from './settle.ts'
import type {HaSetup} from './setup.ts'
import {addUnsent, also, change, entryEffects, losePartner, pauseIn, type Turn, turnOf} from './turn.ts'

/** A machine when its server starts: waiting, or what a backup and passive-backup are at once. */
export function startMachine(setup: HaSetup, now: Moment): Turn {
  const fresh = also(turnOf(newMachine(now)), ...entryEffects(setup, 'waiting'))
  return settle(setup, pauseIn(setup, fresh), now)
}

/** What one event makes of a machine, and what is to be done then. */
export function step(setup: HaSetup, machine: HaMachine, event: HaEvent, now: Moment): Turn {
  const turn = turnOf(machine)
  switch (event.kind) {
    case 'heartbeat':
      return heartbeat(setup, turn, event.report, now)
    case 'heartbeat-failed':
      return heartbeatFailed(setup, turn, now)
    case 'updates-finished':
      return settle(setup, event.failed ? losePartner(turn, now) : turn, now)
    case 'partner-failed':
      return losePartner(turn, now)
    case 'update-unsent':
      return change(turn, {unsent: addUnsent(machine.unsent, 1), partnerLacks: true})
    case 'update-delayed':
      return change(turn, {
        backlog: {waiting: event.waiting, overflowed: event.overflowed || machine.backlog.overflowed},
      })
    case 'rejected':
      return change(turn, {rejected: event.clients})
    case 'traffic':
      return change(turn, {traffic: event.traffic})
    case 'finished':
      return finishTask(setup, turn, event.id, event.outcome, now)
    default:
      return runCommand(setup, turn, event, now)
  }
}
