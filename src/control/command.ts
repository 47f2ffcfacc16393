import type {Json} from '../model/json.ts'
import {type ControlAnswer, controlResult} from '../ports/control.ts'
import {type Arguments, CommandError, clip} from './arguments.ts'
import type {ControlledServer4} from './server4.ts'

/** Rows of the message table for commands whose failure matters to others than the asker (ids as in Kea). */
export type CommandFailure =
  | 'HA_CONTINUE_HANDLER_FAILED'
  | 'HA_HEARTBEAT_HANDLER_FAILED'
  | 'HA_MAINTENANCE_CANCEL_HANDLER_FAILED'
  | 'HA_MAINTENANCE_NOTIFY_HANDLER_FAILED'
  | 'HA_MAINTENANCE_START_HANDLER_FAILED'
  | 'HA_RESET_HANDLER_FAILED'
  | 'HA_SCOPES_HANDLER_FAILED'
  | 'HA_SYNC_HANDLER_FAILED'
  | 'HA_SYNC_COMPLETE_NOTIFY_HANDLER_FAILED'

/**
 * One row of the command table. `run` throws CommandError for what the asker did wrong; a StoreError that it lets through
 * becomes the answer that Kea gives while the lease database is away.
 */
export interface Command4 {
  readonly name: string
  /** Whether the server has the command now; absent = always. */
  readonly available?: (server: ControlledServer4) => boolean
  /** The line of the log that tells why it was refused; absent = only the asker is told. */
  readonly failure?: CommandFailure
  readonly run: (server: ControlledServer4, args: Arguments) => ControlAnswer | Promise<ControlAnswer>
}

/** Result 0. */
export function done(text: string | undefined, args?: Json): ControlAnswer {
  return {
    result: controlResult.success,
    ...(text === undefined ? {} : {text}),
    ...(args === undefined ? {} : {arguments: args}),
  }
}

/** Result 3: all went well, but there was nothing. */
export function nothing(text: string, args?: Json): ControlAnswer {
  return {result: controlResult.empty, text, ...(args === undefined ? {} : {arguments: args})}
}

/** What Kea answers to a name that it does not have. */
export function notSupported(name: string): CommandError {
  return new CommandError(`'${clip(name)}' command not supported.`, controlResult.unsupported)
}
