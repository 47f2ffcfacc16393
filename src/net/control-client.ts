import {request as httpRequest, type IncomingMessage, type RequestOptions} from 'node:http'
import {request as httpsRequest} from 'node:https'
import {connect} from 'node:net'
import type {ConnectionOptions} from 'node:tls'

/** Where a server, or a control agent in front of it, takes commands. */
export type ControlTarget = UnixTarget | HttpTarget

export interface UnixTarget {
  readonly kind: 'unix'
  readonly path: string
}

export interface HttpTarget {
  readonly kind: 'http'
  /** http: or https:, without login. */
  readonly url: URL
  readonly login: {readonly user: string; readonly password: string} | undefined
  /** Anchors, certificate and key for https:; without anchors those of Node.js count. */
  readonly tls: ConnectionOptions
}

/** What a server said over HTTP; over a unix socket the status is always 200. */
export interface RawAnswer {
  readonly status: number
  readonly text: string
}

/** No whole answer came: `code` is the system's ('ENOENT', 'ECONNREFUSED', a code of TLS), or TIMEOUT, EMPTY, TOO_LONG. */
export class ControlClientError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ControlClientError'
    this.code = code
  }
}

export interface SendOptions {
  /** Milliseconds for all of it. */
  readonly timeout: number
  readonly signal: AbortSignal
}

/** Ten million leases or so; beyond that pages are the way. */
const LONGEST_ANSWER = 400 * 1024 * 1024

/** Sends one command and resolves with what came back. Rejects with ControlClientError, or the reason of `signal`. */
export async function sendCommand(target: ControlTarget, text: string, options: SendOptions): Promise<RawAnswer> {
  const limit = AbortSignal.timeout(options.timeout)
  const signal = AbortSignal.any([options.signal, limit])
  try {
    return await (target.kind === 'unix' ? overUnix(target, text, signal) : overHttp(target, text, signal))
  } catch (error) {
    options.signal.throwIfAborted()
    if (limit.aborted) throw new ControlClientError('TIMEOUT', `no answer within ${options.timeout / 1000} s`)
    if (error instanceof ControlClientError) throw error
    const {code, message} = error as NodeJS.ErrnoException
    throw new ControlClientError(code ?? 'UNKNOWN', message, {cause: error})
  }
}

/** The server finds the end of the command by itself and closes after its answer (facts: server.md §4.1). */
function overUnix({path}: UnixTarget, text: string, signal: AbortSignal): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({path, signal})
    const answer = new Collector(error => socket.destroy(error))
    socket.on('data', chunk => answer.add(chunk))
    socket.once('error', reject)
    socket.once('close', () => {
      if (answer.size === 0) reject(new ControlClientError('EMPTY', 'closed without an answer'))
      else resolve({status: 200, text: answer.text()})
    })
    socket.write(text)
  })
}

function overHttp(target: HttpTarget, text: string, signal: AbortSignal): Promise<RawAnswer> {
  const {url, login} = target
  const options: RequestOptions = {
    method: 'POST',
    signal,
    agent: false,
    headers: {'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text)},
    ...(login === undefined ? {} : {auth: `${login.user}:${login.password}`}),
  }
  return new Promise((resolve, reject) => {
    const respond = (response: IncomingMessage) => {
      const answer = new Collector(error => response.destroy(error))
      response.on('data', chunk => answer.add(chunk))
      response.once('error', reject)
      response.once('end', () => resolve({status: response.statusCode ?? 0, text: answer.text()}))
    }
    const sending =
      url.protocol === 'https:'
        ? httpsRequest(url, {...options, ...target.tls}, respond)
        : httpRequest(url, options, respond)
    sending.once('error', reject)
    sending.end(text)
  })
}

class Collector {
  readonly #chunks: Buffer[] = []
  readonly #stop: (error: Error) => void
  size = 0

  constructor(stop: (error: Error) => void) {
    this.#stop = stop
  }

  add(chunk: Buffer): void {
    this.size += chunk.length
    if (this.size <= LONGEST_ANSWER) this.#chunks.push(chunk)
    else this.#stop(new ControlClientError('TOO_LONG', `the answer is longer than ${LONGEST_ANSWER} bytes`))
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8')
  }
}
