import type {LoggerOutput} from '../../model/config4.ts'

/** One destination of lines. The packet path never waits for it. */
export interface LineSink {
  /** `output` of the configuration. */
  readonly name: string
  /** `severity` in capitals: 'INFO'. */
  write(line: string, severity: string): void
  /**
   * Makes ready to go on with other settings of the same name: a file is opened again, because someone may have moved it.
   * Throws when that fails; nothing changes before `apply`.
   */
  adopt(output: LoggerOutput): SinkChange
  /** Waits until what was written has left, but not for ever. No line may be written after it. */
  close(): Promise<void>
}

export interface SinkChange {
  apply(): void
  cancel(): void
}

export interface SinkEvents {
  /** Lines were lost, told when the output takes lines again. */
  readonly onLost: (count: number) => void
  /** The output cannot be reached: told once, until it is. */
  readonly onAway: (reason: string) => void
}

/** Waiting bytes beyond which lines are lost and counted: a blocked terminal, disk or daemon must not eat the memory. */
export const MAX_WAITING = 4 * 1024 * 1024

/** Milliseconds that an ending process gives an output. */
export const CLOSE_TIMEOUT = 2000

/** Milliseconds after which an output that did not take lines is tried again. */
export const RETRY_DELAY = 5
