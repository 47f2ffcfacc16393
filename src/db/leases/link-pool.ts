interface Closable {
  close(): Promise<void>
}

/** A fixed set of connections, each used by one caller at a time; callers beyond that wait in order. */
export class LinkPool<L extends Closable> {
  readonly #all: readonly L[]
  readonly #free: L[]
  readonly #waiting: ((link: L) => void)[] = []

  constructor(links: readonly L[]) {
    this.#all = links
    this.#free = [...links]
  }

  async use<T>(run: (link: L) => Promise<T>): Promise<T> {
    const link = await this.#take()
    try {
      return await run(link)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free.push(link)
      else next(link)
    }
  }

  /** Waits for every user, then closes. */
  async close(): Promise<void> {
    const links = await Promise.all(this.#all.map(() => this.#take()))
    await Promise.all(links.map(link => link.close()))
  }

  async #take(): Promise<L> {
    return this.#free.pop() ?? new Promise<L>(resolve => this.#waiting.push(resolve))
  }
}
