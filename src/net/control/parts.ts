import type {AnswerCommand, CommandOrigin, ControlAnswer} from '../../ports/control.ts'
import {controlResult} from '../../ports/control.ts'
import type {Log} from '../../ports/log.ts'
import type {ByteBudget} from './byte-budget.ts'
import type {LongAnswers} from './long-answers.ts'

/** What all channels share. */
export interface ChannelParts {
  readonly answer: AnswerCommand
  readonly log: Log
  /** Of the commands that are still incomplete, in all channels. */
  readonly budget: ByteBudget
  readonly longAnswers: LongAnswers
  readonly limits: ChannelLimits
}

export interface ChannelLimits {
  /** Connections of one channel. */
  readonly connections: number
  /** Milliseconds without a byte of a command, or of an answer that the client takes. */
  readonly silence: number
  /** Milliseconds for a whole command. */
  readonly command: number
  /** Milliseconds for a whole answer. */
  readonly answer: number
  /** Milliseconds that an HTTP connection may rest between two commands. */
  readonly idle: number
  /** Milliseconds in which what a client still sends is thrown away, so that it can read its answer. */
  readonly linger: number
  /** Milliseconds that answers under way have when a channel is closed. */
  readonly grace: number
}

/**
 * Silence and idle time are Kea's (facts: server.md §4.1). 64 connections are many times what tools of one server keep open;
 * the times for whole commands and answers stop those who send or read just enough not to be silent.
 */
export const defaultLimits: ChannelLimits = {
  connections: 64,
  silence: 10_000,
  command: 60_000,
  answer: 600_000,
  idle: 30_000,
  linger: 2000,
  grace: 10_000,
}

/** Bytes of incomplete long commands in all connections: four of the longest at once. */
export const BUDGET_BYTES = 64 * 1024 * 1024

/** The answer, whatever happens. */
export async function answered(parts: ChannelParts, text: string, origin: CommandOrigin): Promise<ControlAnswer> {
  try {
    return await parts.answer(text, origin)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    parts.log.write('COMMAND_PROCESS_ERROR2', {reason})
    return {result: controlResult.error, text: `Error during command processing: ${reason}`}
  }
}
