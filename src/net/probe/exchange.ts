import {randomInt} from 'node:crypto'
import {decode4} from '../../wire/decode4.ts'
import {type Message4, type MessageType4, messageType4} from '../../wire/message4.ts'
import {isWireError} from '../../wire/wire-error.ts'
import type {ProbeLink} from './link.ts'
import {type ProbeMessage, probeMessage} from './messages.ts'

/** The server's answer, or what came instead. */
export type Exchanged =
  | {readonly kind: 'answer'; readonly message: Message4; readonly type: MessageType4; readonly ms: number}
  | {readonly kind: 'silence'}

interface Waiting {
  readonly mac: Uint8Array
  readonly wanted: readonly MessageType4[]
  readonly settle: (message: Message4, type: MessageType4) => void
  readonly giveUp: () => void
}

/** Sends messages over one link and gives each its answer: same xid, same hardware address, a type that fits. */
export class ProbeExchanges {
  readonly #link: ProbeLink
  readonly #timeout: number
  readonly #waiting = new Map<number, Waiting>()
  // Counted up from a random start: exchanges that run side by side cannot meet.
  #xid = randomInt(2 ** 32)

  /** `timeout` in milliseconds; a message is sent again after each third of it. Abort = nobody waits any longer. */
  constructor(link: ProbeLink, timeout: number, signal: AbortSignal) {
    this.#link = link
    this.#timeout = timeout
    signal.addEventListener('abort', () => {
      for (const waiting of [...this.#waiting.values()]) waiting.giveUp()
    })
    link.onMessage(bytes => this.#receive(bytes))
  }

  get peer(): string {
    return this.#link.peer
  }

  ask(message: Omit<ProbeMessage, 'xid' | 'relay'>, wanted: readonly MessageType4[]): Promise<Exchanged> {
    const xid = this.#nextXid()
    const bytes = probeMessage({...message, xid, relay: this.#link.relay})
    return new Promise(resolve => {
      const start = performance.now()
      const finish = (result: Exchanged) => {
        clearInterval(again)
        clearTimeout(deadline)
        this.#waiting.delete(xid)
        resolve(result)
      }
      const again = setInterval(() => this.#link.send(bytes), this.#timeout / 3)
      const deadline = setTimeout(() => finish({kind: 'silence'}), this.#timeout)
      this.#waiting.set(xid, {
        mac: message.identity.mac,
        wanted,
        settle: (answer, type) => finish({kind: 'answer', message: answer, type, ms: performance.now() - start}),
        giveUp: () => finish({kind: 'silence'}),
      })
      this.#link.send(bytes)
    })
  }

  /** Sends what no server answers (RELEASE). */
  tell(message: Omit<ProbeMessage, 'xid' | 'relay'>): void {
    this.#link.send(probeMessage({...message, xid: this.#nextXid(), relay: this.#link.relay}))
  }

  #nextXid(): number {
    this.#xid = (this.#xid + 1) >>> 0
    return this.#xid
  }

  #receive(bytes: Uint8Array): void {
    const message = decode4(bytes)
    if (isWireError(message) || message.op !== 2) return
    const waiting = this.#waiting.get(message.xid)
    const type = typeOf(message)
    if (waiting === undefined || type === undefined || !waiting.wanted.includes(type)) return
    if (Buffer.compare(waiting.mac, message.chaddr) === 0) waiting.settle(message, type)
  }
}

function typeOf(message: Message4): MessageType4 | undefined {
  const content = message.options.get(53)
  return Object.values(messageType4).find(type => content?.length === 1 && content[0] === type)
}
