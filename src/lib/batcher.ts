import {RingQueue} from './ring-queue.ts'

export interface BatchLimits {
  /** Items in one call of `run`. */
  readonly batch: number
  /** Calls of `run` at the same time. */
  readonly inFlight: number
  /** Items waiting; beyond it `submit` answers 'full'. */
  readonly queued: number
}

interface Waiting<I, O> {
  readonly item: I
  readonly resolve: (output: O) => void
  readonly reject: (error: unknown) => void
}

/**
 * Coalesces items into shared calls of `run` without a timer: while one call flies, the next batch fills.
 * `run` answers one output per item, in order; when it throws, every item of that batch is rejected with its error.
 */
export class Batcher<I, O> {
  readonly #run: (items: readonly I[]) => Promise<readonly O[]>
  readonly #limits: BatchLimits
  readonly #queue = new RingQueue<Waiting<I, O>>()
  #flying = 0
  #scheduled = false
  #waitingForIdle: (() => void)[] = []

  constructor(limits: BatchLimits, run: (items: readonly I[]) => Promise<readonly O[]>) {
    this.#limits = limits
    this.#run = run
  }

  /** Resolves when nothing waits and nothing flies. */
  idle(): Promise<void> {
    if (this.#queue.length === 0 && this.#flying === 0) return Promise.resolve()
    return new Promise(resolve => this.#waitingForIdle.push(resolve))
  }

  submit(item: I): Promise<O> | 'full' {
    if (this.#queue.length >= this.#limits.queued) return 'full'
    return new Promise<O>((resolve, reject) => {
      this.#queue.push({item, resolve, reject})
      this.#schedule()
    })
  }

  // One turn of the event loop lets every datagram of the same wake-up join the first batch.
  #schedule(): void {
    if (this.#scheduled || this.#flying >= this.#limits.inFlight) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#pump()
    })
  }

  #pump(): void {
    while (this.#queue.length > 0 && this.#flying < this.#limits.inFlight) {
      void this.#fly(this.#queue.take(this.#limits.batch))
    }
  }

  async #fly(batch: readonly Waiting<I, O>[]): Promise<void> {
    this.#flying++
    try {
      const outputs = await this.#run(batch.map(waiting => waiting.item))
      batch.forEach((waiting, index) => {
        waiting.resolve(outputs[index]!)
      })
    } catch (error) {
      for (const waiting of batch) waiting.reject(error)
    } finally {
      this.#flying--
      if (this.#queue.length > 0) this.#schedule()
      else if (this.#flying === 0) for (const resolve of this.#waitingForIdle.splice(0)) resolve()
    }
  }
}
