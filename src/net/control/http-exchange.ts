import type {IncomingMessage, ServerResponse} from 'node:http'
import type {HttpControlSocket} from '../../model/config4.ts'
import {type CommandOrigin, type ControlAnswer, controlResult} from '../../ports/control.ts'
import {type CheckLogin, challenge} from './basic-auth.ts'
import {readBody} from './http-body.ts'
import type {HttpConnection} from './http-connection.ts'
import {type HttpStatus, statusBody, statusOf} from './http-status.ts'
import {answered, type ChannelParts} from './parts.ts'
import {answerPieces} from './print.ts'
import {countBytes, writePieces} from './write.ts'

/** What a listener asks of its clients. */
export interface HttpRules {
  readonly socket: HttpControlSocket
  readonly checkLogin: CheckLogin
}

/**
 * One request and its response (facts: server.md §4.1): POST of a JSON object to any path, as Kea; who asks is checked before
 * the command is read.
 */
export class HttpExchange {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #connection: HttpConnection
  readonly #rules: HttpRules
  readonly #parts: ChannelParts

  constructor(
    message: {readonly request: IncomingMessage; readonly response: ServerResponse},
    connection: HttpConnection,
    rules: HttpRules,
    parts: ChannelParts,
  ) {
    this.#request = message.request
    this.#response = message.response
    this.#connection = connection
    this.#rules = rules
    this.#parts = parts
  }

  /** Resolves when the response has left or the client is gone. */
  async serve(): Promise<void> {
    for (const {name, value} of this.#rules.socket.headers) this.#response.setHeader(name, value)
    const bad = this.#unfit()
    if (bad !== undefined) return this.#refuse(400, bad)
    const login = this.#login()
    if (login === undefined) return this.#refuse(401, 'not authorized')
    const {remote} = this.#connection
    const body = await readBody(this.#request, this.#parts.budget, bytes => {
      this.#connection.alive()
      this.#parts.log.write('HTTP_DATA_RECEIVED', {client: remote, bytes})
    })
    if (body.kind === 'gone') return
    if (body.kind === 'refused') return this.#refuse(statusOf[body.why], body.reason)
    this.#parts.log.write('HTTP_CLIENT_REQUEST_RECEIVED', {client: remote})
    this.#connection.running()
    const {allowed} = this.#rules.socket
    const origin: CommandOrigin = {channel: 'http', remote, ...login, ...(allowed && {allowed})}
    const answer = await answered(this.#parts, body.text, origin)
    if (answer.result === controlResult.forbidden) {
      this.#connection.writing()
      return this.#refuse(403, 'a command that is not taken here')
    }
    await this.#parts.longAnswers.pass(answer, passed => this.#answer(passed))
  }

  /** Why the request is none that a command can come in. */
  #unfit(): string | undefined {
    const {method, headers} = this.#request
    if (method !== 'POST') return `method ${method}`
    const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
    return type === 'application/json' ? undefined : 'no content type application/json'
  }

  #login(): {readonly user?: string} | undefined {
    const {log} = this.#parts
    const client = this.#connection.remote
    const login = this.#rules.checkLogin(this.#request.headers.authorization)
    switch (login.kind) {
      case 'user':
        if (login.user === undefined) return {}
        log.write('HTTP_CLIENT_REQUEST_AUTHORIZED', {client, user: login.user})
        return {user: login.user}
      case 'none':
        log.write('HTTP_CLIENT_REQUEST_NO_AUTH_HEADER', {client})
        return undefined
      case 'malformed':
        log.write('HTTP_CLIENT_REQUEST_BAD_AUTH_HEADER', {client})
        return undefined
      case 'wrong':
        log.write('HTTP_CLIENT_REQUEST_NOT_AUTHORIZED', {client})
        return undefined
      default:
        return login satisfies never
    }
  }

  /** What is still on its way is thrown away for a while, so that the client can read why. */
  async #refuse(status: HttpStatus, reason: string): Promise<void> {
    const client = this.#connection.remote
    this.#parts.log.write('HTTP_BAD_CLIENT_REQUEST_RECEIVED', {client, status, reason})
    const body = statusBody(status)
    const realm = this.#rules.socket.authentication?.realm ?? ''
    if (status === 401) this.#response.setHeader('WWW-Authenticate', challenge(realm))
    if (!goesOn.has(status)) this.#response.setHeader('Connection', 'close')
    this.#head(status, body.length)
    this.#response.write(body)
    await this.#discard()
    await this.#finish()
  }

  async #answer(answer: ControlAnswer): Promise<void> {
    this.#connection.writing()
    const alive = () => this.#connection.alive()
    // Kea's own HTTP client wants a length, so a very long answer is printed twice instead of kept once.
    const [first, rest] = firstOf(answerPieces(answer, true))
    const {bytes, kept} = rest
      ? await countBytes(answerPieces(answer, true), alive)
      : {bytes: Buffer.byteLength(first), kept: [first]}
    this.#head(200, bytes)
    await writePieces(this.#response, kept ?? answerPieces(answer, true), alive)
    await this.#discard()
    await this.#finish()
  }

  #head(status: number, length: number): void {
    this.#response.writeHead(status, {'Content-Type': 'application/json', 'Content-Length': length})
    this.#parts.log.write('HTTP_SERVER_RESPONSE_SEND', {client: this.#connection.remote, status, bytes: length})
  }

  #discard(): Promise<void> {
    const request = this.#request
    request.resume()
    if (request.complete) return Promise.resolve()
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#connection.leave()
        resolve()
      }, this.#parts.limits.linger)
      request.once('end', done)
      request.once('close', done)
    })
  }

  #finish(): Promise<void> {
    return new Promise(resolve => {
      if (this.#connection.gone || this.#response.destroyed) return resolve()
      this.#response.once('close', resolve)
      this.#response.end()
    })
  }
}

/** After these the next request may be fine. */
const goesOn: ReadonlySet<HttpStatus> = new Set([401, 403])

/** The first piece, and whether there are more. */
function firstOf(pieces: Iterator<string, void>): readonly [string, boolean] {
  const first = pieces.next().value ?? ''
  return [first, pieces.next().done !== true]
}
