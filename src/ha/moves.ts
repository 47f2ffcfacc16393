import type {HaMode, HaState} from '../model/ha.ts'
import {downRule, isInterrupted} from './failover.ts'
import type {HaMachine, HaTaskKind, Moment} from './machine.ts'
import {type HaSetup, isPrimary} from './setup.ts'
import {terminationOf} from './skew.ts'
import type {OwnState} from './states.ts'
import {type Column, type Move, transitions} from './table.ts'

/** What a server does next; undefined = it stays as it is. */
export type Next = {readonly to: OwnState} | {readonly run: HaTaskKind} | undefined

/** For how long a server waits for one that is terminated (facts: ha.md §9). */
const TERMINATED_FOR = 10 * 60_000

/** The next move of a server, before which nothing else has to happen. */
export function nextMove(setup: HaSetup, machine: HaMachine, now: Moment): Next {
  const row = transitions[machine.state]
  if (machine.paused || machine.task !== undefined || row === undefined) return undefined
  if (machine.state === 'waiting' && setup.own.role === 'backup') return {to: 'backup'}
  if (machine.state === 'waiting' && setup.relationship.mode === 'passive-backup') return {to: 'passive-backup'}
  if (terminationOf(setup, machine) !== undefined) return {to: 'terminated'}
  const {state} = machine.partner
  if (state === undefined) return undefined
  if (machine.state !== 'partner-in-maintenance' && isForeign(setup.relationship.mode, state)) {
    return machine.state === 'waiting' ? undefined : {to: 'waiting'}
  }
  const column = columnOf(state)
  if (column === undefined) return besideBackup(machine.state)
  const move = row[column]
  return move === undefined ? undefined : moveBy(move, setup, machine, now)
}

/** A state that the partner could not be in if its configuration were this one. */
export function isForeign(mode: HaMode, partner: HaState): boolean {
  if (partner === 'load-balancing' || partner === 'communication-recovery') return mode !== 'load-balancing'
  return partner === 'hot-standby' && mode !== 'hot-standby'
}

/** A partner that says it is a backup, which this configuration does not. */
function besideBackup(state: OwnState): Next {
  if (state === 'syncing') return {run: 'sync'}
  return state === 'communication-recovery' ? {to: 'waiting'} : undefined
}

function columnOf(state: HaState): Column | undefined {
  if (state === 'load-balancing' || state === 'hot-standby') return 'normal'
  return state === 'backup' || state === 'passive-backup' ? undefined : state
}

function moveBy(move: Move, setup: HaSetup, machine: HaMachine, now: Moment): Next {
  switch (move) {
    case 'sync if primary':
      return isPrimary(setup) ? synchronize(setup) : undefined
    case 'sync':
      return synchronize(setup)
    case 'run sync':
      return {run: 'sync'}
    case 'normal if primary':
      return isPrimary(setup) ? normal(setup, machine) : undefined
    case 'normal':
      return normal(setup, machine)
    case 'partner-down if down':
      return ifDown(setup, machine, now)
    case 'partner-down if down, else communication-recovery':
      return ifDown(setup, machine, now) ?? recovery(setup)
    case 'waiting if overflowed':
      return !isInterrupted(setup, machine, now) && machine.backlog.overflowed ? {to: 'waiting'} : undefined
    case 'reset if it lacks leases':
      return machine.partnerLacks ? {run: 'reset-partner'} : undefined
    case 'recover':
      if (isInterrupted(setup, machine, now)) return undefined
      return {run: machine.backlog.overflowed ? 'reset-partner' : 'flush'}
    case 'terminated after a while':
      // A server that was terminated itself has not asked since, so only what it has waited counts.
      return now.steady - Math.max(machine.partner.since, machine.since) >= TERMINATED_FOR
        ? {to: 'terminated'}
        : undefined
    default:
      return {to: move}
  }
}

function synchronize({relationship}: HaSetup): Next {
  return {to: relationship.syncLeases ? 'syncing' : 'ready'}
}

/** Where the partner has served clients of whom this server knows nothing, it fetches their leases first. */
function normal({relationship}: HaSetup, {partner}: HaMachine): Next {
  if (partner.newUnsent && relationship.syncLeases) return {to: 'waiting'}
  return {to: relationship.mode === 'load-balancing' ? 'load-balancing' : 'hot-standby'}
}

function ifDown(setup: HaSetup, machine: HaMachine, now: Moment): Next {
  return downRule(setup, machine, now).kind === 'down' ? {to: 'partner-down'} : undefined
}

function recovery({relationship}: HaSetup): Next {
  return relationship.delayedUpdatesLimit > 0 ? {to: 'communication-recovery'} : undefined
}
