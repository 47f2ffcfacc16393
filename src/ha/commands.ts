import {answer, type HaEvent} from './events.ts'
import type {Moment} from './machine.ts'
import {cancelMaintenance, notified, startMaintenance} from './maintenance.ts'
import {settle} from './settle.ts'
import type {HaSetup} from './setup.ts'
import {haTraits} from './states.ts'
import {also, change, enter, seePartner, type Turn} from './turn.ts'

type Kinds = 'continue' | 'reset' | 'scopes' | 'maintenance-start' | 'maintenance-cancel' | 'maintenance-notified'
export type HaCommand = Extract<HaEvent, {kind: Kinds | 'sync-completed'}>

/** A command of an administrator or of the partner: every turn has an answer, or a task whose end has one. */
export function runCommand(setup: HaSetup, turn: Turn, command: HaCommand, now: Moment): Turn {
  switch (command.kind) {
    case 'continue':
      return goOn(setup, turn, now)
    case 'reset':
      return reset(setup, turn, now)
    case 'scopes':
      return useScopes(setup, turn, command.names)
    case 'maintenance-start':
      return startMaintenance(setup, turn)
    case 'maintenance-cancel':
      return cancelMaintenance(setup, turn)
    case 'maintenance-notified':
      return notified(setup, turn, command.cancel, command.state, now)
    case 'sync-completed':
      return syncCompleted(setup, turn)
  }
}

function goOn(setup: HaSetup, turn: Turn, now: Moment): Turn {
  if (!turn.machine.paused) return also(turn, answer(0, 'HA state machine is not paused.'))
  const {state} = turn.machine
  const effects = [{kind: 'continued', state}, answer(0, 'HA state machine continues.')] as const
  return settle(setup, also(change(turn, {paused: false}), ...effects), now)
}

/** The machine runs at once: its next heartbeat may already tell of a later state (facts: ha.md §5.10). */
function reset(setup: HaSetup, turn: Turn, now: Moment): Turn {
  const {state, task} = turn.machine
  if (state === 'waiting') return also(turn, answer(0, 'HA state machine already in WAITING state.'))
  // A terminated server has not asked since: its partner is not silent for that, and what ended the relationship may be mended.
  const contact = state === 'terminated' ? now.steady : turn.machine.partner.contact
  const unskewed = seePartner(turn, {skew: undefined, contact}, now)
  // Who has put this server into maintenance serves for both, whatever its last heartbeat, which may be older, has told.
  // Nor is the partner there any more that is asked to end its maintenance: believing it would lead there again, beside it.
  const isStale = state === 'in-maintenance' || task?.kind === 'end-maintenance'
  const unknown = also(seePartner(unskewed, {state: undefined}, now), {kind: 'heartbeats', on: false})
  const fresh = isStale ? unknown : unskewed
  return settle(setup, also(enter(setup, fresh, 'waiting', now), answer(0, 'HA state machine reset.')), now)
}

/** Any peer's name is taken, as in Kea; that of a server that owns no clients serves nobody. */
function useScopes({relationship}: HaSetup, turn: Turn, names: readonly string[]): Turn {
  const unknown = names.find(name => !relationship.peers.some(peer => peer.name === name))
  if (unknown !== undefined) {
    const text = `invalid server name specified '${unknown.slice(0, 100)}' while enabling/disabling HA scopes`
    return also(turn, answer(1, text))
  }
  const {service} = haTraits[turn.machine.state]
  const chosen = change(turn, {scopes: [...new Set(names)].sort(), service, heldForHeartbeat: false})
  return also(chosen, {kind: 'service', enabled: service}, answer(0, 'New HA scopes configured.'))
}

/**
 * The partner has all leases. A server that still serves for both stops before it lets go of the partner's lock: else both
 * could serve the same clients until the next heartbeat (facts: ha.md §5.8).
 */
function syncCompleted({relationship}: HaSetup, given: Turn): Turn {
  const turn = change(given, {partnerLacks: false})
  const text = 'Server successfully notified about the synchronization completion.'
  const waits = turn.machine.state === 'partner-down' && relationship.heartbeatDelay > 0
  const held = waits
    ? also(change(turn, {heldForHeartbeat: true, service: false}), {kind: 'service', enabled: false})
    : turn
  return also(held, {kind: 'forget', what: 'unheard'}, {kind: 'release-partner-lock'}, answer(0, text))
}
