/** Milliseconds without a statement after which a connection is asked for a sign of life: half of what an answer may take. */
export function probeInterval(answerTimeout: number): number {
  return Math.min(5000, Math.max(250, answerTimeout / 2))
}

/**
 * Asks an idle connection for a sign of life again and again: a server that hangs, or a network that swallows packets,
 * closes nothing, and would else be noticed by the next client only.
 */
export class IdleProbe {
  readonly #timer: NodeJS.Timeout
  #busy = 0
  #stopped = false

  /** `ping` gives the connection up by itself when no answer comes. */
  constructor(interval: number, ping: () => Promise<void>) {
    this.#timer = setTimeout(() => {
      if (this.#busy === 0) this.during(ping).catch(() => {})
    }, interval)
    // Only connections keep a process alive.
    this.#timer.unref()
  }

  /** Runs a statement. Nothing is probed meanwhile: its own time limit watches the connection. */
  async during<T>(statement: () => Promise<T>): Promise<T> {
    this.#busy++
    try {
      return await statement()
    } finally {
      this.#busy--
      if (!this.#stopped) this.#timer.refresh()
    }
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }
}
