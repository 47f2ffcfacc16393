import type {ClientRequest, IncomingMessage} from 'node:http'
import {PeerError, type PeerRequest} from '../../ports/peers.ts'
import {readResponse} from './response.ts'
import type {PeerTarget} from './target.ts'

export interface CallEnd {
  readonly resolve: (body: string) => void
  readonly reject: (reason: unknown) => void
  /** Called once, whichever way it ends. */
  readonly ended: () => void
}

/** One request from its wait for a connection to its end; only the first end counts. */
export class Call {
  readonly #target: PeerTarget
  readonly #request: PeerRequest
  readonly #end: CallEnd
  readonly #timer: NodeJS.Timeout
  readonly #abort = () => this.fail(this.#request.signal!.reason)
  #sending: ClientRequest | undefined
  #over = false

  constructor(target: PeerTarget, request: PeerRequest, end: CallEnd) {
    this.#target = target
    this.#request = request
    this.#end = end
    const late = () => this.fail(new PeerError('TIMEOUT', `no answer within ${request.timeout / 1000} s`))
    this.#timer = setTimeout(late, request.timeout)
    request.signal?.addEventListener('abort', this.#abort, {once: true})
  }

  /** Its turn for a connection has come. */
  start(): void {
    this.#send(true)
  }

  fail(reason: unknown): void {
    if (!this.#finish()) return
    this.#sending?.destroy()
    this.#end.reject(reason)
    this.#end.ended()
  }

  #succeed(body: string): void {
    if (!this.#finish()) return
    this.#end.resolve(body)
    this.#end.ended()
  }

  #finish(): boolean {
    if (this.#over) return false
    this.#over = true
    clearTimeout(this.#timer)
    this.#request.signal?.removeEventListener('abort', this.#abort)
    return true
  }

  #send(again: boolean): void {
    const sending = this.#target.post(this.#request.body)
    this.#sending = sending
    let read = 0
    sending.once('socket', socket => {
      read = socket.bytesRead
    })
    sending.once('response', response => this.#receive(response))
    sending.on('error', error => {
      // The peer has ended a connection at rest just when it was taken: nothing was read, and every request may come twice.
      const stale = again && sending.reusedSocket && sending.socket?.bytesRead === read
      if (stale && !this.#over) this.#sendAnew()
      else this.fail(peerError(error))
    })
    // Whatever else may end it, an upgrade for one.
    sending.once('close', () => {
      if (this.#sending === sending) this.fail(cut())
    })
  }

  /** Other connections at rest are as old, and gone as well. */
  #sendAnew(): void {
    for (const sockets of Object.values(this.#target.agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy()
    }
    this.#send(false)
  }

  #receive(response: IncomingMessage): void {
    readResponse(response, this.#request.longest, {
      whole: body => this.#succeed(body),
      broken: error => this.fail(error),
    })
  }
}

function cut(cause?: unknown): PeerError {
  return new PeerError('CUT', 'it ended the connection without a whole answer', {cause})
}

function peerError(error: NodeJS.ErrnoException): PeerError {
  const {code = 'CUT', message} = error
  if (code === 'ECONNRESET' || code === 'EPIPE') return cut(error)
  return new PeerError(code, message, {cause: error})
}
