import type {ControlAnswer} from '../ports/control.ts'
import {type Arguments, CommandError, clip} from './arguments.ts'
import {type Command4, type CommandFailure, notSupported} from './command.ts'
import type {ControlledHa4, ControlledServer4} from './server4.ts'

type Run = (ha: ControlledHa4, args: Arguments, server: ControlledServer4) => ControlAnswer | Promise<ControlAnswer>

const failures = {
  'ha-continue': 'HA_CONTINUE_HANDLER_FAILED',
  'ha-heartbeat': 'HA_HEARTBEAT_HANDLER_FAILED',
  'ha-maintenance-cancel': 'HA_MAINTENANCE_CANCEL_HANDLER_FAILED',
  'ha-maintenance-notify': 'HA_MAINTENANCE_NOTIFY_HANDLER_FAILED',
  'ha-maintenance-start': 'HA_MAINTENANCE_START_HANDLER_FAILED',
  'ha-reset': 'HA_RESET_HANDLER_FAILED',
  'ha-scopes': 'HA_SCOPES_HANDLER_FAILED',
  'ha-sync': 'HA_SYNC_HANDLER_FAILED',
  'ha-sync-complete-notify': 'HA_SYNC_COMPLETE_NOTIFY_HANDLER_FAILED',
} as const satisfies Readonly<Record<string, CommandFailure>>

type HaCommandName = keyof typeof failures

/** A row that is there only while the server is in a relationship. */
export function haCommand4(name: HaCommandName, run: Run): Command4 {
  return {
    name,
    failure: failures[name],
    available: ({ha}) => ha !== undefined,
    run: (server, args) => {
      const {ha} = server
      if (ha === undefined) throw notSupported(name)
      return run(ha, args, server)
    },
  }
}

/**
 * `server-name` says which relationship is meant, by the name of any server in it (Kea since 2.6, facts: ha.md §5.3); Kea
 * 2.2.0 sends none. Whoever names another is not our partner, and is told so as Kea 3.x does.
 */
export function meantRelationship({setup}: ControlledHa4, args: Arguments): void {
  const name = text(args, 'server-name')
  if (name === undefined || setup.relationship.peers.some(peer => peer.name === name)) return
  throw new CommandError(`${clip(name)} matches no configured 'server-name'`)
}

/** What names a server or a state. */
export function text(args: Arguments, key: string): string | undefined {
  const value = args.value(key)
  if (value === undefined || value.kind === 'string') return value?.value
  throw new CommandError(`'${key}' must be a string`)
}

/** Of commands that cannot do without: in Kea's words. */
export function haMap(args: Arguments, command: string): void {
  if (args.node === undefined) throw new CommandError(`arguments not found in the '${command}' command`)
  if (args.node.kind !== 'map') throw new CommandError(`arguments in the '${command}' command are not a map`)
}
