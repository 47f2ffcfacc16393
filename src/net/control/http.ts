import {createServer as createHttp, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import {createServer as createHttps} from 'node:https'
import {createServer as createTcp, type Socket, type Server as TcpServer} from 'node:net'
import type {Duplex} from 'node:stream'
import type {HttpControlSocket} from '../../model/config4.ts'
import type {ControlChannel} from '../../ports/control.ts'
import {Throttle} from '../throttle.ts'
import {readTlsFiles} from '../tls-files.ts'
import {loginCheck} from './basic-auth.ts'
import {type ControlChannelError, channelError, codeOf} from './channel-error.ts'
import {Guests} from './guests.ts'
import {HttpConnection} from './http-connection.ts'
import {HttpExchange} from './http-exchange.ts'
import {rawAnswer} from './http-status.ts'
import {listen} from './listen.ts'
import type {ChannelParts} from './parts.ts'

const MAX_HEADER_BYTES = 16 * 1024

/**
 * The server's own HTTP or HTTPS listener. The port belongs to a plain TCP server that hands connections on, so that
 * users, headers and certificates are exchanged while the port stays open.
 */
export class HttpChannel implements ControlChannel {
  readonly #parts: ChannelParts
  readonly #guests: Guests
  readonly #connections = new Map<string, HttpConnection>()
  readonly #acceptFailures: Throttle
  #socket: HttpControlSocket
  #http: Server
  #tcp: TcpServer | undefined

  /** Reads the files of TLS. Throws ControlChannelError. */
  constructor(socket: HttpControlSocket, parts: ChannelParts) {
    this.#parts = parts
    this.#guests = new Guests(parts.limits.connections)
    this.#acceptFailures = new Throttle(1000, reason => parts.log.write('COMMAND_SOCKET_ACCEPT_FAIL', {reason}))
    this.#socket = socket
    this.#http = this.#protocol(socket)
  }

  /** Takes the port. Rejects with ControlChannelError. */
  async listen(): Promise<void> {
    const {address, port, tls} = this.#socket
    const tcp = createTcp(socket => this.#accept(socket))
    try {
      await listen(tcp, {host: address, port})
    } catch (error) {
      throw explain(this.#socket, error)
    }
    tcp.on('error', error => this.#acceptFailures.say(error.message))
    this.#tcp = tcp
    this.#parts.log.write('COMMAND_HTTP_LISTENER_STARTED', {address, port, tls: tls !== undefined})
  }

  /** Gives the port up; connections stay. */
  unlisten(): void {
    if (this.#tcp === undefined) return
    this.#tcp.close()
    this.#tcp = undefined
    this.#parts.log.write('COMMAND_HTTP_LISTENER_STOPPED', {address: this.#socket.address, port: this.#socket.port})
  }

  /** Reads what other settings of the same address need; what it answers puts them in force. Throws ControlChannelError. */
  prepare(socket: HttpControlSocket): () => void {
    const http = this.#protocol(socket)
    return () => {
      this.#socket = socket
      this.#http = http
      // Who rests between two commands would go on by the old rules.
      for (const connection of this.#connections.values()) if (connection.idle) connection.leave()
    }
  }

  async close(): Promise<void> {
    this.unlisten()
    await this.#guests.close(this.#parts.limits.grace)
  }

  #accept(socket: Socket): void {
    socket.on('error', () => {})
    // Gone before it was looked at.
    if (socket.remoteAddress === undefined) return void socket.destroy()
    const connection = new HttpConnection(socket, this.#parts.limits, late => this.#timedOut(late))
    if (!this.#guests.admit(connection)) {
      connection.closed()
      socket.destroy()
      return
    }
    const key = keyOf(socket)
    this.#connections.set(key, connection)
    socket.once('close', () => {
      connection.closed()
      this.#connections.delete(key)
      this.#guests.remove(connection)
    })
    socket.setNoDelay(true)
    this.#http.emit('connection', socket)
  }

  #timedOut(connection: HttpConnection): void {
    const id = connection.idle ? 'HTTP_IDLE_CONNECTION_TIMEOUT_OCCURRED' : 'HTTP_CLIENT_REQUEST_TIMEOUT_OCCURRED'
    this.#parts.log.write(id, {client: connection.remote})
    connection.leave()
  }

  /** HTTP or HTTPS by the rules of a socket; it does not listen. */
  #protocol(socket: HttpControlSocket): Server {
    const {tls, headers} = socket
    const rules = {socket, checkLogin: loginCheck(socket.authentication)}
    const onRequest = (request: IncomingMessage, response: ServerResponse) => {
      const connection = this.#connections.get(keyOf(request.socket))
      if (connection === undefined) return void request.socket.destroy()
      connection.enqueue(async () => {
        await new HttpExchange({request, response}, connection, rules, this.#parts).serve()
        if (this.#guests.closing || this.#http !== server) connection.leave()
      })
    }
    // Time limits are those of HttpConnection: Node's own ones count only while its server listens itself.
    const limits = {maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 0, requireHostHeader: false}
    const server =
      tls === undefined ? createHttp(limits, onRequest) : createHttps(this.#secure(socket, limits), onRequest)
    server.on('clientError', (error, stream) => this.#clientError(error, stream, headers))
    server.on('tlsClientError', error =>
      this.#parts.log.write('HTTP_CONNECTION_HANDSHAKE_FAILED', {reason: error.message}),
    )
    return server
  }

  #secure(socket: HttpControlSocket, limits: object) {
    const {ca, cert, key} = readTlsFiles(socket.tls!, why => channelError(socket, 'TLS', why))
    const asks = socket.tls!.certRequired
    const tls = {ca: [...ca], cert, key, requestCert: asks, rejectUnauthorized: asks}
    return {...limits, ...tls, handshakeTimeout: this.#parts.limits.silence}
  }

  #clientError(error: Error, stream: Duplex, headers: HttpControlSocket['headers']): void {
    const client = (stream as Socket).remoteAddress ?? ''
    this.#parts.log.write('HTTP_BAD_CLIENT_REQUEST_RECEIVED', {client, status: 400, reason: error.message})
    if (!stream.writable || codeOf(error) === 'ECONNRESET') return void stream.destroy()
    stream.end(rawAnswer(codeOf(error) === 'HPE_HEADER_OVERFLOW' ? 431 : 400, headers), () => stream.destroy())
  }
}

/** TLS puts a socket of its own above the one that was accepted; both know their peer. */
function keyOf({remoteAddress, remotePort}: Socket): string {
  return `${remoteAddress} ${remotePort}`
}

const ofChannels = {inUse: 'or choose another socket-port', address: 'socket-address'}
const ofPeers = {
  inUse:
    'unless it is the kea-ctrl-agent of this server, which then passes on what peers send; in that case set ' +
    '"http-dedicated-listener" to false',
  address: 'the url of this server, or this-server-name',
}

function explain(socket: HttpControlSocket, error: unknown): ControlChannelError {
  const code = codeOf(error)
  const {inUse, address} = socket.forPeers ? ofPeers : ofChannels
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: `another program listens there; stop it ${inUse}`,
    EADDRNOTAVAIL: `this host does not have that address; correct ${address}`,
    EACCES: 'not permitted; ports below 1024 need the capability CAP_NET_BIND_SERVICE',
    EAFNOSUPPORT: `this host has no IPv6; correct ${address}`,
  }
  return channelError(socket, code, why[code] ?? code, error)
}
