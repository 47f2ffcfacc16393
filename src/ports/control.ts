import type {Json} from '../model/json.ts'

/**
 * Kea's result codes (facts: server.md §4.1, ha.md §5.2); `refused`: this server does not go into maintenance now;
 * `forbidden`: the channel does not take this command, over HTTP its status too.
 */
export const controlResult = {
  success: 0,
  error: 1,
  unsupported: 2,
  empty: 3,
  conflict: 4,
  unrecoverable: 5,
  forbidden: 403,
  refused: 1001,
} as const

export type ControlResult = (typeof controlResult)[keyof typeof controlResult]

/** The answer to one command, in Kea's shape. */
export interface ControlAnswer {
  readonly result: ControlResult
  readonly text?: string
  readonly arguments?: Json
}

/** Where a command came from: for the log and for what is let in, never for its meaning. */
export interface CommandOrigin {
  readonly channel: 'unix' | 'http'
  /** Socket path, or address of the peer. */
  readonly remote: string
  /** Who logged in, where the channel asks for it. */
  readonly user?: string
  /** Names of the only commands that are run, others are forbidden; not there = all. */
  readonly allowed?: ReadonlySet<string>
}

/** Takes the whole text of one command, of a length that the channel has bounded. Never rejects. */
export type AnswerCommand = (text: string, origin: CommandOrigin) => Promise<ControlAnswer>

/** An open listener. Closing it ends listening; answers under way still leave, for a bounded time. */
export interface ControlChannel {
  close(): Promise<void>
}
