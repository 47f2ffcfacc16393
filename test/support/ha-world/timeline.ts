interface Happening {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

function isSooner(one: Happening, other: Happening): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}

/** Time that a test drives, in milliseconds: what is due runs in its order, and of one moment in the order it was given. */
export class Timeline {
  now = 0
  #order = 0
  /** A binary heap: what is due next is first. */
  readonly #heap: Happening[] = []

  after(delay: number, run: () => void): void {
    const heap = this.#heap
    const happening = {at: this.now + delay, order: this.#order++, run}
    let index = heap.length
    while (index > 0) {
      const above = (index - 1) >> 1
      if (!isSooner(happening, heap[above]!)) break
      heap[index] = heap[above]!
      index = above
    }
    heap[index] = happening
  }

  /** Runs all that happens within `period`; `look` after each thing. */
  advance(period: number, look: () => void): void {
    const end = this.now + period
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#removeFirst()
      this.now = next.at
      next.run()
      look()
    }
    this.now = end
  }

  #removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop()!
    const {length} = heap
    if (length === 0) return
    let index = 0
    for (let below = 1; below < length; below = 2 * index + 1) {
      if (below + 1 < length && isSooner(heap[below + 1]!, heap[below]!)) below++
      if (isSooner(last, heap[below]!)) break
      heap[index] = heap[below]!
      index = below
    }
    heap[index] = last
  }
}
