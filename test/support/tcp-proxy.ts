import {createConnection, createServer, type Server, type Socket} from 'node:net'
import {setTimeout as delay} from 'node:timers/promises'
import {freePort} from './servers.ts'

/**
 * pass: as if it were not there · refuse: nothing listens, what was open ends, as with a stopped server · reset: open and
 * new connections are reset · blackhole: connections are accepted and everything is read, nothing arrives, as on a dead
 * link; when it heals, what was sent arrives after all · stall: the same, but nothing is even read · drop: a blackhole
 * after which what was open stays dead, and neither end is ever told, as with a firewall that has lost its state ·
 * delay: each piece arrives so many milliseconds late, in order.
 */
export type ProxyMode = 'pass' | 'refuse' | 'reset' | 'blackhole' | 'stall' | 'drop' | {readonly delay: number}

/** Nothing gets through. */
const isDark = (mode: ProxyMode) => mode === 'blackhole' || mode === 'stall' || mode === 'drop'

/** Stands between clients and a TCP server, with a fault that can be switched while connections are open. */
export class TcpProxy {
  readonly #to: {readonly host: string; readonly port: number}
  readonly #connections = new Set<Connection>()
  #listener: Server
  /** None of those that the system gives to connections: it must be free again when the proxy comes back. */
  readonly #port: number
  #mode: ProxyMode = 'pass'

  private constructor(host: string, port: number, own: number) {
    this.#to = {host, port}
    this.#port = own
    this.#listener = this.#makeListener()
  }

  static async open(host: string, port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(host, port, await freePort())
    await proxy.#listen()
    return proxy
  }

  /** On 127.0.0.1. */
  get port(): number {
    return this.#port
  }

  get connections(): number {
    return this.#connections.size
  }

  /** Resolves when the mode is in force. */
  async set(mode: ProxyMode): Promise<void> {
    const former = this.#mode
    this.#mode = mode
    if (mode === 'refuse' && former !== 'refuse') await this.#silence()
    if (mode !== 'refuse' && former === 'refuse') await this.#listen()
    for (const connection of this.#connections) connection.follow(mode)
  }

  async close(): Promise<void> {
    if (this.#mode !== 'refuse') await this.#silence()
  }

  #makeListener(): Server {
    return createServer(client => {
      const connection = new Connection(client, this.#to, {
        mode: () => this.#mode,
        closed: () => this.#connections.delete(connection),
      })
      this.#connections.add(connection)
      connection.follow(this.#mode)
    })
  }

  async #listen(): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        this.#listener = this.#makeListener()
        await new Promise<void>((resolve, reject) => {
          this.#listener.once('error', reject)
          this.#listener.listen(this.#port, '127.0.0.1', resolve)
        })
        break
      } catch (error) {
        if (tries === 50) throw error
        await delay(20)
      }
    }
  }

  async #silence(): Promise<void> {
    const closed = new Promise(resolve => this.#listener.close(resolve))
    for (const connection of this.#connections) connection.end()
    await closed
  }
}

interface Surroundings {
  readonly mode: () => ProxyMode
  /** Told when both ends are closed. */
  readonly closed: () => void
}

class Connection {
  readonly #client: Socket
  readonly #to: {readonly host: string; readonly port: number}
  readonly #around: Surroundings
  #upstream: Socket | undefined
  #flows: readonly Flow[] = []
  #forgotten = false

  constructor(client: Socket, to: {readonly host: string; readonly port: number}, around: Surroundings) {
    this.#client = client
    this.#to = to
    this.#around = around
    client.on('error', () => {})
    client.on('close', () => this.#closed())
    client.pause()
  }

  follow(mode: ProxyMode): void {
    if (mode === 'reset') return this.#reset()
    if (mode === 'drop') this.#forgotten = true
    // While nothing gets through, the server does not learn of a new connection; what it brings waits in the kernel.
    if (this.#upstream === undefined && !isDark(mode) && !this.#forgotten) this.#connect()
    for (const flow of this.#flows) flow.follow(this.#mode())
  }

  end(): void {
    this.#client.destroy()
    this.#upstream?.destroy()
  }

  #mode(): ProxyMode {
    return this.#forgotten ? 'drop' : this.#around.mode()
  }

  #closed(): void {
    if (this.#client.destroyed && this.#upstream?.destroyed !== false) this.#around.closed()
  }

  #reset(): void {
    this.#client.resetAndDestroy()
    this.#upstream?.destroy()
  }

  #connect(): void {
    const upstream = createConnection(this.#to)
    this.#upstream = upstream
    upstream.on('error', () => this.#reset())
    upstream.on('close', () => this.#closed())
    const mode = () => this.#mode()
    this.#flows = [new Flow(this.#client, upstream, mode), new Flow(upstream, this.#client, mode)]
  }
}

/** One direction of a connection: what came in, and when it may go on. */
class Flow {
  readonly #from: Socket
  readonly #to: Socket
  readonly #held: {readonly chunk: Buffer; readonly due: number}[] = []
  #ended = false
  #timer: NodeJS.Timeout | undefined

  constructor(from: Socket, to: Socket, mode: () => ProxyMode) {
    this.#from = from
    this.#to = to
    from.on('data', chunk => {
      const now = mode()
      this.#held.push({chunk, due: performance.now() + (typeof now === 'object' ? now.delay : 0)})
      this.follow(now)
    })
    from.on('close', () => {
      this.#ended = true
      this.follow(mode())
    })
    this.follow(mode())
  }

  follow(mode: ProxyMode): void {
    if (mode === 'stall') this.#from.pause()
    else this.#from.resume()
    clearTimeout(this.#timer)
    if (isDark(mode)) return
    const now = performance.now()
    while (this.#held[0] !== undefined && this.#held[0].due <= now) this.#to.write(this.#held.shift()!.chunk)
    if (this.#held[0] !== undefined) this.#timer = setTimeout(() => this.follow(mode), this.#held[0].due - now + 1)
    else if (this.#ended) this.#to.end()
  }
}
