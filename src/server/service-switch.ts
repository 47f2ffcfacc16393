import type {ServiceState} from './service-state.ts'

/** Longest delay of a timer, in milliseconds: about 25 days. */
const LONGEST = 0x7fffffff

/** Reasons that commands set, some of them for a limited time (facts: server.md §4.2, dhcp-disable). */
export class ServiceSwitch {
  readonly #state: ServiceState
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(state: ServiceState) {
    this.#state = state
  }

  get on(): boolean {
    return this.#state.on
  }

  get reasons(): readonly string[] {
    return this.#state.reasons
  }

  disable(reason: string, seconds?: number): void {
    clearTimeout(this.#timers.get(reason))
    this.#timers.delete(reason)
    this.#state.block(reason)
    if (seconds !== undefined) this.#enableLater(reason, seconds * 1000)
  }

  enable(reason: string): void {
    clearTimeout(this.#timers.get(reason))
    this.#timers.delete(reason)
    this.#state.unblock(reason)
  }

  #enableLater(reason: string, millis: number): void {
    const wait = Math.min(millis, LONGEST)
    const timer = setTimeout(() => {
      if (millis > wait) this.#enableLater(reason, millis - wait)
      else this.enable(reason)
    }, wait)
    this.#timers.set(reason, timer)
    // Only sockets keep a server alive.
    timer.unref()
  }
}
