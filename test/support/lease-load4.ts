import assert from 'node:assert/strict'
import {setTimeout as delay} from 'node:timers/promises'
import type {Target} from '../../src/db/session.ts'
import {formatIpv4} from '../../src/net-types/ipv4.ts'
import {withSession} from './databases.ts'
import {type Acked, macOf, openClients4} from './loopback4.ts'

export interface LoadOptions {
  /** Clients are numbered from here. */
  readonly first: number
  readonly workers: number
  /** Milliseconds that a worker rests after each exchange: the load is bounded. */
  readonly pause: number
  /** Milliseconds after which a client takes silence for an answer. */
  readonly timeout: number
}

/** New clients take leases, and renew one now and then, until the load is stopped. */
export class LeaseLoad4 {
  readonly #options: LoadOptions
  readonly #clients: Awaited<ReturnType<typeof openClients4>>
  readonly #acked: Acked[] = []
  readonly #workers: Promise<void>[]
  #next: number
  #stopped = false
  #unanswered = 0

  private constructor(clients: Awaited<ReturnType<typeof openClients4>>, options: LoadOptions) {
    this.#clients = clients
    this.#options = options
    this.#next = options.first
    this.#workers = Array.from({length: options.workers}, () => this.#work())
  }

  static async start(server: {readonly port: number; readonly replyPort: number}, options: LoadOptions) {
    return new LeaseLoad4(await openClients4(server, options.timeout), options)
  }

  get acked(): readonly Acked[] {
    return this.#acked
  }

  get unanswered(): number {
    return this.#unanswered
  }

  /** One client more, beside the load. */
  async ask(): Promise<Acked | undefined> {
    const lease = await this.#clients.lease(this.#next++)
    if (lease !== undefined) this.#acked.push(lease)
    return lease
  }

  /** Resolves when an exchange that began after now was answered. */
  async served(): Promise<void> {
    for (let tries = 0; tries < 20; tries++) if ((await this.ask()) !== undefined) return
    throw new Error('nobody is served')
  }

  /** Resolves when so many more leases were acknowledged. */
  async more(count: number): Promise<void> {
    const enough = this.#acked.length + count
    for (let tries = 0; this.#acked.length < enough; tries++) {
      if (tries === 1000) throw new Error(`${this.#acked.length} leases instead of ${enough}`)
      await delay(20)
    }
  }

  async stop(): Promise<readonly Acked[]> {
    if (!this.#stopped) {
      this.#stopped = true
      await Promise.all(this.#workers)
      await this.#clients.close()
    }
    return this.#acked
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const former = this.#next % 4 === 0 ? this.#acked.at(-5) : undefined
      if (former === undefined) {
        if ((await this.ask()) === undefined) this.#unanswered++
      } else {
        this.#next++
        const renewed = await this.#clients.renew(former)
        if (renewed === undefined) this.#unanswered++
        else assert.deepEqual(renewed, former)
      }
      await delay(this.#options.pause)
    }
  }
}

/** Every acknowledged lease is in the database, its client's, and no address was given to two clients. */
export async function assertKept(target: Target, acked: readonly Acked[]): Promise<void> {
  const holders = new Map<number, number>()
  for (const {client, address} of acked) {
    const holder = holders.get(address)
    assert.ok(holder === undefined || holder === client, `${formatIpv4(address)} given to ${holder} and ${client}`)
    holders.set(address, client)
  }
  const rows = await withSession(target, session => session.query('SELECT address, hwaddr, state FROM lease4'))
  const kept = new Map(rows.map(row => [Number(row['address']), row]))
  const missing = acked.filter(({client, address}) => {
    const row = kept.get(address)
    return (
      row === undefined || Number(row['state']) !== 0 || !Buffer.from(row['hwaddr'] as Buffer).equals(macOf(client))
    )
  })
  assert.deepEqual(missing, [], `${missing.length} of ${acked.length} acknowledged leases are not in the database`)
}
