import {sleep} from '../lib/sleep.ts'
import {formatIpv4, type Ipv4} from '../net-types/ipv4.ts'
import {lastError, sendMany} from './libc.ts'
import {MessageVector} from './message-vector.ts'

const SLOTS = 128
/** Longer datagrams do not go through the queue. */
export const QUEUED_BYTES = 2048
const RETRY_MILLIS = 2
const CLOSE_TRIES = 50

export interface SendCounters {
  sent: number
  queueFull: number
  failed: number
}

/**
 * Collects the datagrams of one turn of the event loop and hands them to the kernel in one call.
 * When the socket's buffer is full the rest waits; when the queue is full as well, new ones are given up.
 */
export class SendQueue4 {
  readonly #fd: number
  readonly #counters: SendCounters
  readonly #onFailure: (reason: string) => void
  readonly #vector = new MessageVector(SLOTS, QUEUED_BYTES)
  #head = 0
  #tail = 0
  #scheduled = false
  #closed = false

  constructor(fd: number, counters: SendCounters, onFailure: (reason: string) => void) {
    this.#fd = fd
    this.#counters = counters
    this.#onFailure = onFailure
  }

  push(bytes: Uint8Array, address: Ipv4, port: number): void {
    if (this.#tail === SLOTS) this.#flush()
    if (this.#tail === SLOTS || this.#closed) {
      this.#counters.queueFull++
      return
    }
    this.#vector.put(this.#tail, bytes, address, port)
    this.#tail++
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => this.#turn())
  }

  /** Sends what waits, for a short time; after it the descriptor is not touched any more. */
  async close(): Promise<void> {
    this.#flush()
    for (let tries = 0; this.#head < this.#tail && tries < CLOSE_TRIES; tries++) {
      await sleep(RETRY_MILLIS)
      this.#flush()
    }
    this.abandon()
  }

  abandon(): void {
    this.#flush()
    this.#closed = true
    this.#counters.queueFull += this.#tail - this.#head
    this.#head = this.#tail
  }

  #turn(): void {
    this.#scheduled = false
    this.#flush()
    if (this.#head === this.#tail) return
    this.#scheduled = true
    setTimeout(() => this.#turn(), RETRY_MILLIS)
  }

  #flush(): void {
    while (this.#head < this.#tail) {
      const taken = sendMany(this.#fd, this.#vector.place(this.#head), this.#tail - this.#head)
      if (taken > 0) {
        this.#counters.sent += taken
        this.#head += taken
        continue
      }
      const error = lastError()
      if (error === 'EAGAIN') return
      // The error is the first message's: the others get their own chance.
      this.#counters.failed++
      this.#onFailure(`${error} for ${formatIpv4(this.#vector.address(this.#head) as Ipv4)}`)
      this.#head++
    }
    this.#head = 0
    this.#tail = 0
  }
}
