import type {ClientRequest, IncomingMessage} from 'node:http'
import {PeerError, type PeerRequest} from '../../ports/peers.ts'
import {cut, peerError} from './explain.ts'
import {readResponse} from './response.ts'
import type {PeerTarget} from './target.ts'

export interface CallEnd {
  readonly resolve: (body: string) => void
  readonly reject: (reason: unknown) => void
  /** Called once, whichever way it ends: its connection is at rest, or as good as gone. */
  readonly ended: () => void
}

/** One request from its wait for a connection to its end; only the first end counts. */
export class Call {
  readonly #request: PeerRequest
  readonly #end: CallEnd
  readonly #timer: NodeJS.Timeout
  readonly #abort = () => this.fail(this.#request.signal!.reason)
  #target: PeerTarget | undefined
  #sending: ClientRequest | undefined
  #over = false

  constructor(request: PeerRequest, end: CallEnd) {
    this.#request = request
    this.#end = end
    this.#timer = setTimeout(() => this.#late(), request.timeout)
    request.signal?.addEventListener('abort', this.#abort, {once: true})
  }

  /** Its turn for a connection has come. */
  start(target: PeerTarget): void {
    this.#target = target
    this.#send(target, true)
  }

  fail(reason: unknown): void {
    if (!this.#finish()) return
    this.#sending?.destroy()
    this.#end.reject(reason)
    this.#end.ended()
  }

  /** Connections at rest may be as dead as this one, without anybody having been told. */
  #late(): void {
    this.#target?.discard()
    this.fail(new PeerError('TIMEOUT', `no answer within ${this.#request.timeout / 1000} s`))
  }

  #succeed(sending: ClientRequest, body: string): void {
    if (!this.#finish()) return
    // Right after this event the connection rests, and the next request can have it.
    sending.once('close', () => queueMicrotask(this.#end.ended))
    if (!sending.shouldKeepAlive || !sending.writableFinished) sending.destroy()
    this.#end.resolve(body)
  }

  #finish(): boolean {
    if (this.#over) return false
    this.#over = true
    clearTimeout(this.#timer)
    this.#request.signal?.removeEventListener('abort', this.#abort)
    return true
  }

  #send(target: PeerTarget, again: boolean): void {
    const sending = target.post(this.#request.body)
    let silent = true
    this.#sending = sending
    sending.once('socket', socket =>
      socket.once('data', () => {
        silent = false
      }),
    )
    sending.once('response', response => this.#receive(sending, response))
    sending.on('error', error => {
      if (this.#over) return
      // The peer has ended a connection at rest just when it was taken. Every request may come twice.
      if (!again || !sending.reusedSocket || !silent) return this.fail(peerError(error))
      target.discard()
      this.#send(target, false)
    })
    // Whatever else may end it, an upgrade for one.
    sending.once('close', () => {
      if (this.#sending === sending) this.fail(cut())
    })
  }

  #receive(sending: ClientRequest, response: IncomingMessage): void {
    readResponse(response, this.#request.longest, {
      whole: body => this.#succeed(sending, body),
      broken: error => this.fail(error),
    })
  }
}
