/** Counters by Kea's names (facts: server.md §6). Which counter an event hits is decided in count4.ts, nowhere else. */
export class Statistics {
  readonly #values = new Map<string, number>()

  add(name: string, by = 1): void {
    this.#values.set(name, (this.#values.get(name) ?? 0) + by)
  }

  get(name: string): number {
    return this.#values.get(name) ?? 0
  }

  /** Every counter that ever moved, in the order of its first move. */
  all(): ReadonlyMap<string, number> {
    return this.#values
  }
}
