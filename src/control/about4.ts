import type {Json} from '../model/json.ts'
import {type Command4, done} from './command.ts'
import {controlOrigins} from './origins.ts'
import type {ControlledServer4} from './server4.ts'

/** Commands that tell about the server and change nothing (facts: server.md §4.2). */
export const aboutCommands4: readonly Command4[] = [
  {name: 'build-report', run: server => done(server.reports.build)},
  {name: 'version-get', run: server => done(server.version, {extended: server.reports.extended})},
  {name: 'server-tag-get', run: server => done(undefined, {'server-tag': server.current.config.serverTag})},
  {name: 'status-get', run: server => done(undefined, status(server))},
]

/** Kea's members (of 3.x where 2.2 has none), and `database` and `dhcp-state.reasons`, which are ours. */
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
    database: {type: server.current.config.leaseDatabase.type, status, ...(reason === undefined ? {} : {reason})},
  }
}

/** A clock that was set back must not show as an uptime below zero. */
function secondsBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / 1000))
}

function sockets({sockets: {status, errors}}: ControlledServer4): Json {
  return errors.length === 0 ? {status} : {status, errors}
}

function dhcpState({service, current}: ControlledServer4): Json {
  return {
    'globally-disabled': !service.on,
    ...controlOrigins(service.reasons, current.config.leaseDatabase.type),
    reasons: service.reasons,
  }
}
