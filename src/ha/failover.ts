import type {HaMachine, Moment} from './machine.ts'
import {type HaSetup, isPrimary} from './setup.ts'
import {haTraits} from './states.ts'

/** Whether the partner counts as down, and if not, which rule keeps it up (facts: ha.md §3). */
export type DownRule =
  | {readonly kind: 'down'}
  /** Silent for not longer than max-response-delay (milliseconds). */
  | {readonly kind: 'not-interrupted'; readonly silent: number; readonly limit: number}
  /** Too few of its clients are left unanswered. */
  | {readonly kind: 'clients-answered'; readonly unacked: number; readonly needed: number}

export function downRule(setup: HaSetup, machine: HaMachine, now: Moment): DownRule {
  const {maxResponseDelay, maxUnackedClients} = setup.relationship
  const silent = now.steady - machine.partner.contact
  if (silent <= maxResponseDelay) return {kind: 'not-interrupted', silent, limit: maxResponseDelay}
  const {unacked} = machine.traffic
  if (!watchesClients(setup, machine, now) || maxUnackedClients === 0) return {kind: 'down'}
  return enough(unacked, maxUnackedClients)
    ? {kind: 'down'}
    : {kind: 'clients-answered', unacked, needed: needed(maxUnackedClients)}
}

export function isInterrupted(setup: HaSetup, machine: HaMachine, now: Moment): boolean {
  return now.steady - machine.partner.contact > setup.relationship.maxResponseDelay
}

/** A primary of hot-standby hears no clients of others, and a server without service cannot tell who is left unanswered. */
function watchesClients(setup: HaSetup, machine: HaMachine, now: Moment): boolean {
  const serves = machine.service && !now.closed
  return serves && (setup.relationship.mode === 'load-balancing' || !isPrimary(setup))
}

/** Most clients that are remembered; as many unacked ones are enough for every limit. */
export const MOST_CLIENTS = 65536

function needed(maxUnackedClients: number): number {
  return Math.min(maxUnackedClients + 1, MOST_CLIENTS)
}

function enough(unacked: number, maxUnackedClients: number): boolean {
  return unacked >= needed(maxUnackedClients)
}

/** Why this server does not serve the partner's clients, or that it does: for people. */
export type FailoverStatus =
  | DownRule
  | {readonly kind: 'serves-all'}
  /** It is partner-down without auto-failover: ha-scopes decides. */
  | {readonly kind: 'not-automatic'}
  | {readonly kind: 'partner-answers'; readonly state: string}
  | {readonly kind: 'not-heard-yet'}
  | {readonly kind: 'no-partner'}
  | {readonly kind: 'no-heartbeats'}
  | {readonly kind: 'paused'}
  /** States that are left by a command alone. */
  | {readonly kind: 'until-told'; readonly state: 'terminated' | 'in-maintenance'}

/** `down` here means: at the next heartbeat. */
export function failoverStatus(setup: HaSetup, machine: HaMachine, now: Moment): FailoverStatus {
  const {state, partner} = machine
  if (setup.partner === undefined) return {kind: 'no-partner'}
  if (state === 'partner-in-maintenance') return {kind: 'serves-all'}
  if (state === 'partner-down') return {kind: servesAll(setup, machine) ? 'serves-all' : 'not-automatic'}
  if (state === 'terminated' || state === 'in-maintenance') return {kind: 'until-told', state}
  if (machine.paused) return {kind: 'paused'}
  if (setup.relationship.heartbeatDelay === 0 || !haTraits[state].heartbeats) return {kind: 'no-heartbeats'}
  if (partner.state === undefined) return {kind: 'not-heard-yet'}
  if (partner.state !== 'unavailable') return {kind: 'partner-answers', state: partner.state}
  return downRule(setup, machine, now)
}

function servesAll({active}: HaSetup, {scopes}: HaMachine): boolean {
  return active.every(({name, role}) => role === 'standby' || scopes.includes(name))
}
