import type {SeededRandom} from '../random.ts'
import type {Timeline} from './timeline.ts'

/** Answers of HTTP end after this long (facts: ha.md §3). */
const TIMEOUT = 10_000

/** One end of the wire. */
export interface End {
  readonly alive: boolean
  /** Which life of the server this is: what belongs to an earlier one is dropped. */
  readonly life: number
}

/** Between servers: every request and every answer is lost, or comes later, or comes later twice. */
export class Wire {
  cut = false
  /** Of 100 messages. */
  lost = 0
  repeated = 0
  /** Milliseconds, at most; less than half of what an answer may take. */
  delay = 5
  readonly #time: Timeline
  readonly #random: SeededRandom

  constructor(time: Timeline, random: SeededRandom) {
    this.#time = time
    this.#random = random
  }

  get isGood(): boolean {
    return !this.cut && this.lost === 0 && this.repeated === 0 && this.delay <= 20
  }

  /** `request` is done at the other end; `then` is told what it gave, or undefined when there was no answer in time. */
  ask<T, E extends End>(
    from: End,
    to: E,
    request: (peer: E) => T | undefined,
    then: (reply: T | undefined) => void,
  ): void {
    const {life} = from
    const deadline = this.#time.now + TIMEOUT
    let open = true
    const end = (reply: T | undefined) => {
      if (!open || life !== from.life) return
      open = false
      then(reply)
    }
    const never = () => this.#time.after(Math.max(0, deadline - this.#time.now), () => end(undefined))
    const answered = (reply: T | undefined) => end(this.#time.now < deadline ? reply : undefined)
    const arrives = () => {
      // Nobody listens there: that is heard of at once.
      if (!to.alive) return this.#carry(() => end(undefined), never)
      const reply = request(to)
      this.#carry(() => answered(reply), never)
    }
    this.#carry(arrives, never)
    if (this.delay > 1000) never()
  }

  #carry(run: () => void, never: () => void): void {
    if (this.cut || (this.lost > 0 && this.#random.below(100) < this.lost)) return never()
    this.#time.after(this.#random.below(this.delay) + 1, run)
    if (this.repeated > 0 && this.#random.below(100) < this.repeated)
      this.#time.after(this.#random.below(this.delay) + 1, run)
  }
}
