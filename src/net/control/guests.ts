/** A connection as the house sees it. */
export interface Guest {
  /** Its command is complete and not yet answered: it is not sent away for a newcomer. */
  readonly busy: boolean
  leave(): void
}

/**
 * Bounds the connections of a listener. A newcomer takes the place of the one that has waited longest without a command, so
 * that idle or slow clients keep nobody out; when all are busy it is not let in.
 */
export class Guests {
  readonly #limit: number
  readonly #guests = new Set<Guest>()
  #closing = false
  #emptied: (() => void) | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The house is closing: who has been answered leaves. */
  get closing(): boolean {
    return this.#closing
  }

  /** Whether there is room, after making some. */
  admit(guest: Guest): boolean {
    if (this.#closing) return false
    if (this.#guests.size >= this.#limit) {
      const idle = [...this.#guests].find(({busy}) => !busy)
      if (idle === undefined) return false
      this.remove(idle)
      idle.leave()
    }
    this.#guests.add(guest)
    return true
  }

  remove(guest: Guest): void {
    if (this.#guests.delete(guest) && this.#guests.size === 0) this.#emptied?.()
  }

  /** Counts as having come just now. */
  renew(guest: Guest): void {
    if (this.#guests.delete(guest)) this.#guests.add(guest)
  }

  /** Sends the idle away at once and the busy after `graceMillis`; resolves when nobody is left. */
  async close(graceMillis: number): Promise<void> {
    this.#closing = true
    for (const guest of this.#guests) if (!guest.busy) guest.leave()
    if (this.#guests.size === 0) return
    const timer = setTimeout(() => this.#sendAll(), graceMillis)
    await new Promise<void>(resolve => {
      this.#emptied = resolve
    })
    clearTimeout(timer)
  }

  #sendAll(): void {
    for (const guest of this.#guests) guest.leave()
  }
}
