import {createServer, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'

/** A request that waits for the test to answer it. */
export interface Asked {
  readonly command: string
  readonly args: Readonly<Record<string, unknown>>
  answer(body: string): void
}

interface Waiting {
  readonly asked: Asked
  readonly response: ServerResponse
}

const PATIENCE = 15_000

/** A partner that answers when the test says so, and what it says. */
export class ScriptedPartner {
  readonly #server: Server
  readonly #waiting: Waiting[] = []
  #gone = false

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (request, response) => {
      let body = ''
      request.on('data', chunk => {
        body += String(chunk)
      })
      request.on('end', () => this.#take(body, response))
    })
  }

  static async open(port: number): Promise<ScriptedPartner> {
    const server = createServer({keepAliveTimeout: 60_000})
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
    return new ScriptedPartner(server)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Ends connections and whatever comes, until it is asked for the `next` request. */
  leave(): void {
    this.#gone = true
    this.#server.closeAllConnections()
  }

  /** The oldest request of this command that waits, or the one that comes; `others` is given those of heartbeats meanwhile. */
  async next(command: string, others?: (heartbeat: Asked) => void): Promise<Asked> {
    this.#gone = false
    for (const until = Date.now() + PATIENCE; Date.now() < until; await new Promise(done => setTimeout(done, 10))) {
      const asked = this.waiting(command)
      if (asked !== undefined) return asked
      const heartbeat = others && this.waiting('ha-heartbeat')
      if (heartbeat !== undefined) others?.(heartbeat)
    }
    throw new Error(`the partner is not asked ${command}`)
  }

  waiting(command: string): Asked | undefined {
    for (let index = 0; index < this.#waiting.length; ) {
      const {asked, response} = this.#waiting[index]!
      if (!response.destroyed && asked.command !== command) index++
      else if (this.#waiting.splice(index, 1)[0]!.response.destroyed) continue
      else return asked
    }
    return undefined
  }

  close(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise(resolve => this.#server.close(() => resolve()))
  }

  #take(body: string, response: ServerResponse): void {
    if (this.#gone) {
      response.destroy()
      return
    }
    const {command, arguments: args = {}} = JSON.parse(body) as {command: string; arguments?: Asked['args']}
    const answer = (text: string) => {
      response.writeHead(200, {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)})
      response.end(text)
    }
    this.#waiting.push({asked: {command, args, answer}, response})
  }
}
