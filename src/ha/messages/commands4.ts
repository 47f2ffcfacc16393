import type {HaState} from '../../model/ha.ts'
import type {Json, JsonMap} from '../../model/json.ts'
import type {Lease4} from '../../model/lease4.ts'
import {formatIpv4, type Ipv4} from '../../net-types/ipv4.ts'
import {BATCHES} from './capabilities.ts'
import {updatedLease4} from './lease4.ts'

// What a server sends to its peers. Each is one request's body, to be spelled by `keaText` (facts: ha.md §5).

export interface HaSender {
  /** Name of this server. */
  readonly name: string
  /**
   * Also what Kea since 2.4 wants: which relationship, which lock, and that the partner is the origin. Kea 2.2.0 ignores it;
   * false = exactly what 2.2.0 sends.
   */
  readonly newer: boolean
}

/** The lock that a partner takes in the first relationship. */
const PARTNER_LOCK = 2000

/** Maps to a request; the order of members carries no meaning. */
function command(name: string, args: JsonMap): JsonMap {
  const given: JsonMap = Object.keys(args).length === 0 ? {} : {arguments: args}
  return {command: name, service: ['dhcp4'], ...given}
}

const ifNewer = (sender: HaSender, args: JsonMap): JsonMap => (sender.newer ? args : {})

export function heartbeatCommand(sender: HaSender): JsonMap {
  return command('ha-heartbeat', ifNewer(sender, {'server-name': sender.name, [BATCHES]: 1}))
}

/** A lease that was made or changed: it replaces the partner's row, or becomes one. */
export function updateCommand4(sender: HaSender, lease: Lease4): JsonMap {
  return command('lease4-update', {
    ...updatedLease4(lease),
    'force-create': true,
    ...ifNewer(sender, {origin: 'ha-partner'}),
  })
}

/** A lease that is no more: released, or left by a client that has moved. */
export function deleteCommand4(sender: HaSender, lease: Lease4): JsonMap {
  return command('lease4-del', {...updatedLease4(lease), ...ifNewer(sender, {origin: 'ha-partner'})})
}

/** The leases after an address; undefined = from the first on. */
export function pageCommand4(after: Ipv4 | undefined, limit: number): JsonMap {
  return command('lease4-get-page', {from: after === undefined ? 'start' : formatIpv4(after), limit})
}

/** For as long as one page may take: it is sent again before the next one (facts: ha.md §7). `syncTimeout` in milliseconds. */
export function disableCommand(sender: HaSender, syncTimeout: number): JsonMap {
  return command('dhcp-disable', {'max-period': Math.max(1, Math.floor(syncTimeout / 1000)), ...lockOf(sender)})
}

export function enableCommand(sender: HaSender): JsonMap {
  return command('dhcp-enable', lockOf(sender))
}

function lockOf(sender: HaSender): JsonMap {
  return {origin: 'ha-partner', ...ifNewer(sender, {'origin-id': PARTNER_LOCK})}
}

/** Without the number of the lock, Kea since 2.6 would release another one than dhcp-disable has taken. */
export function syncCompleteCommand(sender: HaSender): JsonMap {
  const lock = {'server-name': sender.name, 'origin-id': PARTNER_LOCK, origin: PARTNER_LOCK}
  return command('ha-sync-complete-notify', ifNewer(sender, lock))
}

export function maintenanceCommand(sender: HaSender, cancel: boolean, state: HaState): JsonMap {
  return command('ha-maintenance-notify', {cancel, ...ifNewer(sender, {'server-name': sender.name, state})})
}

export function resetCommand(sender: HaSender): JsonMap {
  return command('ha-reset', ifNewer(sender, {'server-name': sender.name}))
}

/** The answer to ha-heartbeat; `wall` is Unix time in milliseconds (facts: ha.md §5.3). */
export function heartbeatArguments(
  machine: {readonly state: HaState; readonly scopes: readonly string[]; readonly unsent: number},
  wall: number,
): {readonly [key: string]: Json} {
  return {
    'date-time': new Date(wall).toUTCString(),
    scopes: machine.scopes,
    state: machine.state,
    'unsent-update-count': machine.unsent,
  }
}

export const HEARTBEAT_TEXT = 'HA peer status returned.'
