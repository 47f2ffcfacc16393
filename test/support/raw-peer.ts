import {type AddressInfo, createServer, type Server, type Socket} from 'node:net'
import {createServer as createSecureServer, type TlsOptions} from 'node:tls'
import type {HaPeer, HaTls} from '../../src/model/ha.ts'
import {peer} from './ha.ts'

/** What a raw peer does with each request: anything that can be done to a connection. */
export type Serve = (socket: Socket, request: RawRequest) => void

export interface RawRequest {
  /** As it came, headers and body. */
  readonly text: string
  readonly body: string
  /** On this connection, from 1. */
  readonly number: number
}

/** A whole response of HTTP with this body. */
export function response(body: string, status = '200 OK'): string {
  return `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

export const answering =
  (body: string): Serve =>
  socket =>
    void socket.write(response(body))

/** A listener on loopback that reads requests and answers whatever bytes a test wants. */
export class RawPeer {
  serve: Serve
  accepted = 0
  requests = 0
  readonly sockets = new Set<Socket>()
  /** Connections at the same time, at most. */
  most = 0
  readonly #server: Server

  private constructor(serve: Serve, tls: TlsOptions | undefined) {
    this.serve = serve
    const accept = (socket: Socket) => this.#accept(socket)
    this.#server = tls === undefined ? createServer(accept) : createSecureServer(tls, accept)
  }

  static async open(serve: Serve, tls?: TlsOptions, address = '127.0.0.1'): Promise<RawPeer> {
    const opened = new RawPeer(serve, tls)
    await new Promise<void>(resolve => opened.#server.listen(0, address, resolve))
    return opened
  }

  get port(): number {
    return this.#at.port
  }

  get #at(): AddressInfo {
    return this.#server.address() as AddressInfo
  }

  /** As a configuration has it. */
  peer(change: Partial<HaPeer> = {}, tls?: HaTls): HaPeer {
    const {address, port} = this.#at
    const url = {text: '', tls: tls !== undefined, address, port}
    return peer('server2', 'standby', {url, tls, ...change})
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise(resolve => this.#server.close(resolve))
  }

  #accept(socket: Socket): void {
    this.accepted++
    this.sockets.add(socket)
    this.most = Math.max(this.most, this.sockets.size)
    socket.on('error', () => {})
    socket.once('close', () => this.sockets.delete(socket))
    let text = ''
    let number = 0
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
      for (let request = whole(text); request !== undefined; request = whole(text)) {
        text = text.slice(request.length)
        this.requests++
        this.serve(socket, {text: request, body: request.slice(request.indexOf('\r\n\r\n') + 4), number: ++number})
      }
    })
  }
}

/** The first request, when all of it is there. */
function whole(text: string): string | undefined {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const end = head + 4 + Number(/^content-length: (\d+)\r$/im.exec(text)?.[1] ?? 0)
  return text.length < end ? undefined : text.slice(0, end)
}
