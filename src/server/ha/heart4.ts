/** Longest delay of a timer, in milliseconds: about 25 days. */
const LONGEST = 0x7fffffff

/** A heartbeat, and the next one when it is over: one at a time, the first after the delay (facts: ha.md §2). */
export class Heart4 {
  readonly #delay: number
  readonly #beat: (signal: AbortSignal) => Promise<void>
  #beating: AbortController | undefined

  /** `delay` in milliseconds; `beat` never rejects. Of a beat whose signal is aborted nothing is wanted any more. */
  constructor(delay: number, beat: (signal: AbortSignal) => Promise<void>) {
    this.#delay = Math.min(delay, LONGEST)
    this.#beat = beat
  }

  start(): void {
    if (this.#beating !== undefined) return
    const beating = new AbortController()
    this.#beating = beating
    this.#wait(beating.signal)
  }

  stop(): void {
    this.#beating?.abort()
    this.#beating = undefined
  }

  #wait(signal: AbortSignal): void {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stopped)
      void this.#beat(signal).finally(() => {
        if (!signal.aborted) this.#wait(signal)
      })
    }, this.#delay)
    const stopped = () => clearTimeout(timer)
    signal.addEventListener('abort', stopped, {once: true})
    // Only sockets keep a server alive.
    timer.unref()
  }
}
