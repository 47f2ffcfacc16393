import type {ScriptRun} from '../../ports/scripts.ts'

export interface ScriptLimits {
  /** Processes at one time. */
  readonly running: number
  /** How long each of them may take. */
  readonly millis: number
  /** How long they have in all when the server ends. */
  readonly graceMillis: number
}

export type ToScripts = {readonly kind: 'run'; readonly run: ScriptRun} | {readonly kind: 'close'}

export type FromScripts =
  /** One run is over; `fault`: why it did not do what it should. */
  | {readonly kind: 'ended'; readonly run: ScriptRun; readonly fault: ScriptFault | undefined}
  /** All are; `dropped` never started. */
  | {readonly kind: 'closed'; readonly dropped: number}

export interface ScriptFault {
  /** `exit`: its own answer, which many scripts do not mind. */
  readonly kind: 'start' | 'time' | 'exit'
  readonly reason: string
}
