import type {Limits4, RateLimit} from '../model/limits4.ts'
import type {Request4} from './request4.ts'

interface Window {
  readonly limit: RateLimit
  /** Unix milliseconds of its first packet. */
  start: number
  packets: number
}

/**
 * Counts packets against the rate limits of their classes and of the subnet that was selected first: so many, then none until
 * the time that began with the first of them is over. A packet counts where it is let through. As much state as there are
 * limits.
 */
export class RateLimits4 {
  readonly #classes: readonly (readonly [string, Window])[]
  readonly #subnets: ReadonlyMap<number, Window>

  constructor({classes, subnets}: Limits4) {
    this.#classes = windowsOf(classes)
    this.#subnets = new Map(windowsOf(subnets))
  }

  /** Goes on with the counts of a former configuration, where a limit has stayed the same. */
  resume(former: RateLimits4): void {
    const classes = new Map(former.#classes)
    for (const [name, window] of this.#classes) goOn(window, classes.get(name))
    for (const [id, window] of this.#subnets) goOn(window, former.#subnets.get(id))
  }

  /** Whether a packet may be answered; `millis` since 1970. */
  admit({classes, subnet}: Pick<Request4, 'classes' | 'subnet'>, millis: number): boolean {
    const windows = this.#classes.flatMap(([name, window]) => (classes.has(name) ? [window] : []))
    const ofSubnet = subnet && this.#subnets.get(subnet.id)
    if (ofSubnet !== undefined) windows.push(ofSubnet)
    if (windows.some(window => isOver(window, millis))) return false
    for (const window of windows) window.packets++
    return true
  }
}

function windowsOf<K>(limits: ReadonlyMap<K, {readonly rate: RateLimit | undefined}>): (readonly [K, Window])[] {
  return [...limits].flatMap(([key, {rate}]) => {
    return rate === undefined ? [] : [[key, {limit: rate, start: Number.NEGATIVE_INFINITY, packets: 0}] as const]
  })
}

function goOn(window: Window, former: Window | undefined): void {
  const {packets, seconds} = window.limit
  if (former?.limit.packets !== packets || former.limit.seconds !== seconds) return
  window.start = former.start
  window.packets = former.packets
}

/** A clock that was set back begins a new one. */
function isOver(window: Window, millis: number): boolean {
  if (millis >= window.start + window.limit.seconds * 1000 || millis < window.start) {
    window.start = millis
    window.packets = 0
  }
  return window.packets >= window.limit.packets
}
