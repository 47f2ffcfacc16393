import type {HeartbeatReport} from './events.ts'
import {type Moment, noTraffic} from './machine.ts'
import {settle} from './settle.ts'
import type {HaSetup} from './setup.ts'
import {skewOf, warnsOfSkew} from './skew.ts'
import {haTraits} from './states.ts'
import {also, change, losePartner, seePartner, type Turn} from './turn.ts'

/** The partner has answered: from here on no client of it counts as unanswered. */
export function heartbeat(setup: HaSetup, given: Turn, report: HeartbeatReport, now: Moment): Turn {
  const {unsent: before, newUnsent} = given.machine.partner
  const seen = seePartner(
    given,
    {
      state: report.state,
      contact: now.steady,
      inTouch: true,
      scopes: report.scopes,
      unsent: report.unsent,
      newUnsent: report.unsent > 0 && (newUnsent || report.unsent !== before),
      skew: skewOf(report.time, now),
    },
    now,
  )
  const fresh = also(change(seen, {traffic: noTraffic}), {kind: 'forget', what: 'clients'})
  return release(settle(setup, warn(fresh, now), now))
}

export function heartbeatFailed(setup: HaSetup, turn: Turn, now: Moment): Turn {
  return release(settle(setup, losePartner(turn, now), now))
}

function warn(turn: Turn, now: Moment): Turn {
  const {machine} = turn
  if (!warnsOfSkew(machine, now)) return turn
  return also(change(turn, {skewWarned: now.steady}), {kind: 'skew', seconds: machine.partner.skew!})
}

/** The heartbeat that service was held for has come, and has not led elsewhere. */
function release(turn: Turn): Turn {
  const {heldForHeartbeat, state} = turn.machine
  if (!heldForHeartbeat) return turn
  const {service} = haTraits[state]
  return also(change(turn, {heldForHeartbeat: false, service}), {kind: 'service', enabled: service})
}
