import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'

/** A partner that says of itself whatever a test wants, over HTTP as Kea wants it (facts: ha.md §0). */
export class FakePartner {
  state = 'syncing'
  /** Of its clock, in seconds. */
  skew = 0
  /** Commands that it answers with an error. */
  readonly failing = new Set<string>()
  /** Commands that it answers with result 1001. */
  readonly refusing = new Set<string>()
  /** Commands that it never answers. */
  readonly holding = new Set<string>()
  /** Commands at which it ends the connection. */
  readonly cutting = new Set<string>()
  readonly #server: Server
  #heartbeats = 0
  #waiting: (() => void)[] = []
  /** Heartbeats that it answers before it lets them wait. */
  #left = Number.POSITIVE_INFINITY
  #late: (() => void)[] = []

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (request, response) => {
      let body = ''
      request.on('data', chunk => {
        body += String(chunk)
      })
      request.on('end', () => {
        const {command} = JSON.parse(body) as {command: string}
        if (this.holding.has(command)) return
        if (this.cutting.has(command)) {
          request.socket.destroy()
          return
        }
        const answer = () => {
          const text = JSON.stringify([this.#answer(command)])
          response.writeHead(200, {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)})
          response.end(text)
          if (command === 'ha-heartbeat') this.#count()
        }
        if (command === 'ha-heartbeat') this.#beat(answer)
        else answer()
      })
    })
  }

  static async open(): Promise<FakePartner> {
    const server = createServer({keepAliveTimeout: 60_000})
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return new FakePartner(server)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  /** Answers so many more heartbeats, those that wait first, and lets those behind them wait, until `goOn`. */
  answerOnly(count: number): void {
    this.#left = count
    for (const answer of this.#late.splice(0)) this.#beat(answer)
  }

  /** Whether a heartbeat waits: then the answers to all before it have had their effect. */
  get letsWait(): boolean {
    return this.#late.length > 0
  }

  goOn(): void {
    this.answerOnly(Number.POSITIVE_INFINITY)
  }

  /** Until the answer to so many more heartbeats has gone out; false when none come for twenty seconds. */
  async heartbeats(count: number): Promise<boolean> {
    const until = this.#heartbeats + count
    while (this.#heartbeats < until) {
      let timer: NodeJS.Timeout | undefined
      const next = new Promise<boolean>(resolve => this.#waiting.push(() => resolve(true)))
      const silence = new Promise<boolean>(resolve => {
        timer = setTimeout(() => resolve(false), 20_000)
      })
      const heard = await Promise.race([next, silence])
      clearTimeout(timer)
      if (!heard) return false
    }
    return true
  }

  close(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise(resolve => this.#server.close(() => resolve()))
  }

  #beat(answer: () => void): void {
    if (--this.#left < 0) this.#late.push(answer)
    else answer()
  }

  #count(): void {
    this.#heartbeats++
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }

  #answer(command: string): object {
    if (this.failing.has(command)) return {result: 1, text: 'no'}
    if (this.refusing.has(command)) return {result: 1001, text: 'not now'}
    if (command === 'lease4-get-page') return {result: 3, text: 'none', arguments: {count: 0, leases: []}}
    if (command !== 'ha-heartbeat') return {result: 0, text: 'yes'}
    const time = new Date(Date.now() + this.skew * 1000).toUTCString()
    return {
      result: 0,
      text: 'there',
      arguments: {'date-time': time, scopes: [], state: this.state, 'unsent-update-count': 0},
    }
  }
}
