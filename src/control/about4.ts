import type {Json, JsonMap} from '../model/json.ts'
import {type Command4, done} from './command.ts'
import {haStatus4} from './ha4-status.ts'
import {controlOrigins} from './origins.ts'
import type {ControlledServer4, DatabaseStatus} from './server4.ts'

/** Commands that tell about the server and change nothing (facts: server.md §4.2). */
export const aboutCommands4: readonly Command4[] = [
  {name: 'build-report', run: server => done(server.reports.build)},
  {name: 'version-get', run: server => done(server.version, {extended: server.reports.extended})},
  {name: 'server-tag-get', run: server => done(undefined, {'server-tag': server.current.config.serverTag})},
  {name: 'status-get', run: server => done(undefined, status(server))},
]

/**
 * Kea's members (of 3.x where 2.2 has none), and `database`, `hosts-databases`, `dhcp-state.reasons` and `keats` within
 * `high-availability`, which are ours.
 */
function status(server: ControlledServer4): Json {
  const now = server.clock.millis()
  const {status, reason} = server.database
  return {
    pid: server.pid,
    uptime: secondsBetween(server.startedAt, now),
    reload: secondsBetween(server.configuredAt, now),
    'multi-threading-enabled': false,
    sockets: sockets(server),
    'dhcp-state': dhcpState(server),
    ...(server.ha && {'high-availability': [haStatus4(server.ha)]}),
    database: databaseJson({type: server.current.config.leaseDatabase.type, status, reason}),
    ...(server.hostsDatabases.length === 0 ? {} : {'hosts-databases': server.hostsDatabases.map(databaseJson)}),
  }
}

function databaseJson({type, status, reason}: DatabaseStatus & {readonly type: string}): JsonMap {
  return {type, status, ...(reason === undefined ? {} : {reason})}
}

/** A clock that was set back must not show as an uptime below zero. */
function secondsBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / 1000))
}

function sockets({sockets: {status, errors}}: ControlledServer4): Json {
  return errors.length === 0 ? {status} : {status, errors}
}

function dhcpState({service, current, hostsDatabases}: ControlledServer4): Json {
  const types = {lease: current.config.leaseDatabase.type, hosts: hostsDatabases.map(({type}) => type)}
  return {
    'globally-disabled': !service.on,
    ...controlOrigins(service.reasons, types),
    reasons: service.reasons,
  }
}
