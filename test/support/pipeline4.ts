import {indexSubnets4} from '../../src/engine/subnet-index4.ts'
import type {Lease4} from '../../src/model/lease4.ts'
import {ANY_IPV4, BROADCAST_IPV4, formatIpv4, type Ipv4} from '../../src/net-types/ipv4.ts'
import type {HostStore} from '../../src/ports/host-store.ts'
import type {LeaseStore4} from '../../src/ports/lease-store.ts'
import {Counts4} from '../../src/server/count4.ts'
import {FreeAddresses4} from '../../src/server/free-addresses4.ts'
import {DatabaseHosts4} from '../../src/server/host-sources4.ts'
import {databaseKey} from '../../src/server/lease-counts4.ts'
import {Pipeline4} from '../../src/server/pipeline4.ts'
import {Statistics} from '../../src/server/statistics.ts'
import {Teller4} from '../../src/server/tell4.ts'
import {decode4} from '../../src/wire/decode4.ts'
import {buildQuery4} from './scenarios4/build.ts'
import type {Query4} from './scenarios4/scenario.ts'
import {loopbackArrival, parse} from './scenarios4/target-engine.ts'

/** What came back. */
export interface Answer4 {
  /** Option 53. */
  readonly type: number
  readonly address: string
  /** Option 51 in seconds. */
  readonly lifetime: number | undefined
  /** Commits that were over when it was sent. */
  readonly after: number
}

/** A pipeline over a lease store, with a clock that stands still until it is moved. */
export class PipelineLab4 {
  readonly store: LeaseStore4
  /** Unix milliseconds. */
  now = Math.floor(Date.now() / 1000) * 1000
  readonly #pipeline: Pipeline4
  readonly #statistics: Statistics
  readonly #answers = new Map<number, Answer4>()
  #xid = 1
  #commits = 0

  #looks = {leases: 0, hosts: 0}

  private constructor(store: LeaseStore4, dhcp4: Readonly<Record<string, unknown>>, hosts: HostStore | undefined) {
    this.store = store
    const parsed = parse({name: 'lab', config: dhcp4, steps: []})
    const hostsDatabase = {type: 'sqlite', name: 'hosts', readonly: false} as const
    const config = hosts === undefined ? parsed : {...parsed, hostsDatabases: [hostsDatabase]}
    const sources = hosts && new DatabaseHosts4([{store: hosts, away: () => undefined, optional: false}])
    const clock = {millis: () => this.now}
    const counting: LeaseStore4 = {
      load4: keys => {
        this.#looks.leases++
        return store.load4(keys)
      },
      commit4: changes => this.#count(store.commit4(changes)),
      expired4: (before, limit) => store.expired4(before, limit),
      deleteReclaimed4: before => store.deleteReclaimed4(before),
      page4: (first, last, after, limit) => store.page4(first, last, after, limit),
      find4: (filter, after, limit) => store.find4(filter, after, limit),
      counts4: () => store.counts4(),
      limitCounts4: (classes, subnetIds) => store.limitCounts4(classes, subnetIds),
      close: () => store.close(),
    }
    const free = new FreeAddresses4({config, store: counting, clock, chance: Math.random})
    const serverIds = new Set<Ipv4>([loopbackArrival.local.address])
    this.#statistics = new Statistics(clock)
    const counts = new Counts4(this.#statistics, clock)
    counts.leases.configure(config, [])
    const database = databaseKey(config.leaseDatabase)
    this.#pipeline = new Pipeline4({
      index: indexSubnets4(config),
      store: counting,
      hosts: sources && {
        load4: keys => {
          this.#looks.hosts++
          return sources.load4(keys)
        },
        reserved4: () => sources.reserved4(),
      },
      service: {on: true},
      addresses: free,
      transport: {send: bytes => this.#sent(bytes)},
      serverIds: () => serverIds,
      clock,
      tell: new Teller4({write: () => undefined, enabled: () => false}),
      counts,
      committed: (changes, formers) => {
        free.apply(changes)
        counts.leases.applied(database, changes, formers)
      },
      limits: {inFlight: 1000, newClients: 1000},
    })
  }

  /** `hosts`: its hosts database. */
  static over(store: LeaseStore4, dhcp4: Readonly<Record<string, unknown>>, hosts?: HostStore): PipelineLab4 {
    return new PipelineLab4(store, dhcp4, hosts)
  }

  /** How often leases and hosts were asked for since the last time. */
  looks(): {readonly leases: number; readonly hosts: number} {
    const looks = this.#looks
    this.#looks = {leases: 0, hosts: 0}
    return looks
  }

  /** A command has made a reservation. */
  reserved(): void {
    this.#pipeline.reserved()
  }

  /** undefined = silence. */
  async ask(query: Query4): Promise<Answer4 | undefined> {
    return (await this.askAll([query]))[0]
  }

  /** All in the same moment. */
  async askAll(queries: readonly Query4[]): Promise<readonly (Answer4 | undefined)[]> {
    const first = this.#xid
    for (const query of queries) {
      this.#pipeline.receive({...loopbackArrival, bytes: buildQuery4(query, this.#xid++, undefined)})
    }
    await this.#pipeline.drained()
    return queries.map((_, at) => this.#answers.get(first + at))
  }

  /** 0 for one that has not appeared. */
  statistic(name: string): number {
    return this.#statistics.names().includes(name) ? this.#statistics.get(name) : 0
  }

  async leases(): Promise<readonly Lease4[]> {
    const uses = await this.store.page4(ANY_IPV4, BROADCAST_IPV4, undefined, 10_000)
    if (uses.length === 0) return []
    const rows = await this.store.load4({
      clientId: undefined,
      hwAddr: undefined,
      addresses: uses.map(use => use.address),
    })
    return rows === 'full' ? [] : [...rows].sort((a, b) => a.address - b.address)
  }

  #count<T>(outcome: Promise<T> | 'full'): Promise<T> | 'full' {
    if (outcome === 'full') return outcome
    return outcome.finally(() => this.#commits++)
  }

  #sent(bytes: Uint8Array): void {
    const message = decode4(bytes)
    if ('kind' in message) throw new Error(message.reason)
    const time = message.options.get(51)
    this.#answers.set(message.xid, {
      type: message.options.get(53)?.[0] ?? 0,
      address: formatIpv4(message.yiaddr),
      lifetime: time && Buffer.from(time).readUInt32BE(),
      after: this.#commits,
    })
  }
}
