/** A task that waits for its turn; `dropped` is called instead of `run` when a newer one took its place. */
export interface ChainTask {
  readonly run: () => Promise<void>
  readonly dropped: () => void
}

/**
 * Runs one task per key at a time. Behind a running task at most one waits: a newer one replaces it,
 * because a client that sends again no longer listens for the answer to its older message.
 */
export class KeyedChain {
  readonly #chains = new Map<string, {waiting: ChainTask | undefined}>()

  /** Keys with a running task. */
  get size(): number {
    return this.#chains.size
  }

  submit(key: string, task: ChainTask): void {
    const chain = this.#chains.get(key)
    if (chain === undefined) {
      this.#chains.set(key, {waiting: undefined})
      void this.#run(key, task)
      return
    }
    chain.waiting?.dropped()
    chain.waiting = task
  }

  async #run(key: string, first: ChainTask): Promise<void> {
    let task: ChainTask | undefined = first
    while (task !== undefined) {
      // A task tells its own failures. One that cannot even do that must not keep its client waiting for ever.
      try {
        await task.run()
      } catch {}
      const chain: {waiting: ChainTask | undefined} = this.#chains.get(key)!
      task = chain.waiting
      chain.waiting = undefined
    }
    this.#chains.delete(key)
  }
}
