import type {Json, JsonMap} from '../../model/json.ts'
import {isInterrupted} from '../failover.ts'
import type {HaMachine, Moment} from '../machine.ts'
import type {HaSetup} from '../setup.ts'

/** The relationship in status-get's `high-availability` (facts: ha.md §5.11), with what newer versions add. */
export function statusJson(setup: HaSetup, machine: HaMachine, now: Moment): JsonMap {
  const {relationship, own, partner} = setup
  const local = {
    role: own.role,
    scopes: machine.scopes,
    'server-name': own.name,
    state: machine.state,
    'system-time': utc(now.wall),
  }
  const servers: {[key: string]: Json} = {local}
  if (partner !== undefined) servers['remote'] = remote(setup, machine, now)
  return {'ha-mode': relationship.mode, 'ha-servers': servers}
}

function remote(setup: HaSetup, machine: HaMachine, now: Moment): JsonMap {
  const {partner, traffic} = machine
  const interrupted = isInterrupted(setup, machine, now)
  const left = setup.relationship.maxUnackedClients - traffic.unacked + 1
  return {
    age: Math.floor((now.steady - partner.contact) / 1000),
    'analyzed-packets': traffic.analyzed,
    'clock-skew': partner.skew ?? null,
    'communication-interrupted': interrupted,
    // Those that go unanswered are still connecting (seen of 2.2.0).
    'connecting-clients': traffic.connecting + traffic.unacked,
    'in-touch': partner.inTouch,
    'last-scopes': partner.scopes,
    'last-state': partner.state ?? '',
    role: setup.partner!.role,
    'server-name': setup.partner!.name,
    'system-time': partner.skew === undefined ? null : utc(heardAt(machine, now) + partner.skew * 1000),
    'unacked-clients': traffic.unacked,
    'unacked-clients-left': interrupted ? Math.max(0, left) : 0,
  }
}

/** When the last good heartbeat came, by this server's clock (milliseconds). */
function heardAt({partner}: HaMachine, now: Moment): number {
  return now.wall - (now.steady - partner.contact)
}

/** `YYYY-MM-DD HH:MM:SS`. */
function utc(millis: number): string {
  return new Date(millis).toISOString().slice(0, 19).replace('T', ' ')
}
