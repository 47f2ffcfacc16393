import type {ByteBudget} from './byte-budget.ts'
import {CommandScanner} from './scan.ts'

/**
 * Longest command: config-set with some 100,000 subnets. More would keep the reader, and with it the service, busy for
 * seconds.
 */
export const MAX_COMMAND_BYTES = 16 * 1024 * 1024

/** Why a text is not taken. */
export type Refusal = 'broken' | 'too-long' | 'busy'

export type Progress =
  | {readonly kind: 'more'}
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'refused'; readonly why: Refusal; readonly reason: string}

const more = {kind: 'more'} as const
const EMPTY = new Uint8Array(0)

/** Gathers one command from pieces of any size. What it holds is booked in the budget that all connections share. */
export class CommandText {
  readonly #scanner = new CommandScanner()
  readonly #budget: ByteBudget
  /** Grows by doubling: pieces may be of one byte each, and kept apart would cost far more than they say. */
  #bytes: Uint8Array = EMPTY
  #length = 0

  constructor(budget: ByteBudget) {
    this.#budget = budget
  }

  /** Bytes held so far. */
  get length(): number {
    return this.#length
  }

  /** After anything but `more` nothing is held, and nothing more may be added. */
  add(piece: Uint8Array): Progress {
    const scanned = this.#scanner.push(piece)
    if (scanned.kind === 'broken') return this.#refuse('broken', scanned.reason)
    const used = scanned.kind === 'end' ? piece.subarray(0, scanned.length) : piece
    if (this.#length + used.length > MAX_COMMAND_BYTES) {
      return this.#refuse('too-long', `a command has at most ${MAX_COMMAND_BYTES} bytes`)
    }
    if (!this.#budget.grow(this.#length, used.length)) {
      return this.#refuse('busy', 'too many long commands at once, try again')
    }
    this.#append(used)
    return scanned.kind === 'end' ? this.#text() : more
  }

  /** Gives up what is held. */
  release(): void {
    this.#budget.shrink(this.#length)
    this.#bytes = EMPTY
    this.#length = 0
  }

  #append(piece: Uint8Array): void {
    const length = this.#length + piece.length
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2))
      grown.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = grown
    }
    this.#bytes.set(piece, this.#length)
    this.#length = length
  }

  #text(): Progress {
    try {
      return {kind: 'text', text: new TextDecoder('utf-8', {fatal: true}).decode(this.#bytes.subarray(0, this.#length))}
    } catch {
      return {kind: 'refused', why: 'broken', reason: 'a command is UTF-8 text'}
    } finally {
      this.release()
    }
  }

  #refuse(why: Refusal, reason: string): Progress {
    this.release()
    return {kind: 'refused', why, reason}
  }
}
