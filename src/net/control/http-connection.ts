import type {Socket} from 'node:net'
import {Deadline} from './deadline.ts'
import type {Guest} from './guests.ts'
import type {ChannelLimits} from './parts.ts'

/** Commands sent ahead on one connection, each waiting for the answers before it. */
const MAX_AHEAD = 16

/** One TCP connection of an HTTP channel: its time limits and the order of its commands. */
export class HttpConnection implements Guest {
  readonly remote: string
  readonly #socket: Socket
  readonly #limits: ChannelLimits
  readonly #silence: Deadline
  readonly #whole: Deadline
  #waiting = 0
  #answering = false
  #gone = false
  #tail: Promise<void> = Promise.resolve()

  constructor(socket: Socket, limits: ChannelLimits, onTimeout: (connection: HttpConnection) => void) {
    this.remote = socket.remoteAddress ?? ''
    this.#socket = socket
    this.#limits = limits
    this.#silence = new Deadline(() => onTimeout(this))
    this.#whole = new Deadline(() => onTimeout(this))
    this.#silence.set(limits.silence)
  }

  get busy(): boolean {
    return this.#answering
  }

  /** The connection has ended: there is nobody to answer. */
  get gone(): boolean {
    return this.#gone
  }

  get idle(): boolean {
    return this.#waiting === 0
  }

  leave(): void {
    this.#socket.destroy()
  }

  /** Runs one request after another; too many ahead of their answers end the connection. */
  enqueue(serve: () => Promise<void>): void {
    if (++this.#waiting > MAX_AHEAD) return this.leave()
    this.#silence.clear()
    this.#tail = this.#tail.then(() => this.#serve(serve))
  }

  async #serve(serve: () => Promise<void>): Promise<void> {
    if (this.#gone) return
    this.#reading()
    try {
      await serve()
    } catch {
      // A response that HTTP does not let us make.
      this.leave()
    }
    this.#answering = false
    this.#waiting--
    if (this.#gone) return
    this.#whole.clear()
    this.#silence.set(this.#limits.idle)
  }

  /** A piece of a command or of an answer went. */
  alive(): void {
    if (!this.#gone) this.#silence.set(this.#limits.silence)
  }

  #reading(): void {
    this.alive()
    this.#whole.set(this.#limits.command)
  }

  /** The command is complete. As long as it runs, nothing is asked of the client. */
  running(): void {
    this.#answering = true
    this.#silence.clear()
    this.#whole.clear()
  }

  writing(): void {
    if (this.#gone) return
    this.alive()
    this.#whole.set(this.#limits.answer)
  }

  closed(): void {
    this.#gone = true
    this.#silence.clear()
    this.#whole.clear()
  }
}
