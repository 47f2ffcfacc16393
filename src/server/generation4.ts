import {indexSubnets4, type SubnetIndex4} from '../engine/subnet-index4.ts'
import {atMost} from '../lib/at-most.ts'
import type {ServerConfig4} from '../model/config4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Clock} from '../ports/clock.ts'
import type {HostSources4} from '../ports/host-sources.ts'
import {isLost, type LeaseChange4, type LeaseCount, type LeaseStore4} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import type {Scripts} from '../ports/scripts.ts'
import type {Datagram4, LocalEndpoint4, Transport4} from '../ports/transport4.ts'
import type {Counts4} from './count4.ts'
import {FreeAddresses4} from './free-addresses4.ts'
import type {HaGate4} from './ha/gate4.ts'
import {databaseKey} from './lease-counts4.ts'
import {checkLeases4} from './lease-sanity4.ts'
import type {MessageId} from './messages.ts'
import {Pipeline4, type PipelineLimits} from './pipeline4.ts'
import {PoolNumbers4} from './pool-numbers4.ts'
import {Reclaimer4} from './reclaim4.ts'
import {ScriptHook4} from './script-hook4.ts'
import type {ServiceState} from './service-state.ts'
import {tellLimits4} from './tell-limits4.ts'
import {Teller4} from './tell4.ts'

export interface GenerationParts4 {
  readonly config: ServerConfig4
  readonly store: LeaseStore4
  /** undefined = the configuration names no hosts database. */
  readonly hosts: HostSources4 | undefined
  readonly service: Pick<ServiceState, 'on'>
  readonly counts: Counts4
  readonly transport: Pick<Transport4, 'send' | 'endpoints'>
  readonly clock: Clock
  readonly chance: () => number
  readonly log: Log<MessageId>
  readonly scripts: Scripts
  /** undefined = the configuration has no high availability. */
  readonly ha?: HaGate4 | undefined
}

/** How long a retiring generation goes on with messages that it has already taken. */
const DRAIN_MILLIS = 5000

/** About half a second of the fastest database: later answers would be too late to be of use, and a short stall is survived. */
const IN_FLIGHT = 4096

/**
 * Everything that one configuration sets to work: its subnets, its view of free addresses, its pipeline and its timers.
 * A reconfiguration makes the next generation beside the one that serves, then lets it take the packets.
 */
export class Generation4 {
  readonly config: ServerConfig4
  readonly index: SubnetIndex4
  readonly #store: LeaseStore4
  readonly #counts: Counts4
  readonly #log: Log<MessageId>
  readonly #database: string
  readonly #addresses: FreeAddresses4
  /** undefined = no pool has an id. */
  readonly #pools: PoolNumbers4 | undefined
  /** Those of the generation that is being prepared beside this one. */
  #nextPools: PoolNumbers4 | undefined
  readonly #pipeline: Pipeline4
  readonly #reclaimer: Reclaimer4
  readonly #retired = new AbortController()
  #timers: Promise<void> = Promise.resolve()
  #complete = false
  /** Follows what this one commits while it is prepared and afterwards. */
  #successor: Generation4 | undefined
  /** Leases of a database that is new to the statistics. */
  #found: readonly LeaseCount[] | undefined

  private constructor(parts: GenerationParts4) {
    const {config, store, service, clock, counts, transport, log} = parts
    this.#store = store
    this.#log = log
    this.#counts = counts
    this.#database = databaseKey(config.leaseDatabase)
    this.config = config
    this.index = indexSubnets4(config)
    this.#addresses = new FreeAddresses4({config, store, hosts: parts.hosts, clock, chance: parts.chance})
    this.#pools = PoolNumbers4.of(this.index, clock)
    const serverIds = new ServerIds()
    const {runScript} = config.hooks
    const script = runScript && new ScriptHook4(parts.scripts, runScript.name)
    this.#pipeline = new Pipeline4({
      index: this.index,
      store,
      hosts: parts.hosts,
      service,
      addresses: this.#addresses,
      transport,
      serverIds: () => serverIds.of(transport.endpoints()),
      clock,
      tell: new Teller4(log),
      counts,
      committed: (changes, formers) => this.applied(changes, formers),
      finished: script && ((request, outcome) => script.finished(request, outcome)),
      ha: parts.ha,
      limits: limitsOf(config),
    })
    this.#reclaimer = new Reclaimer4({
      store,
      settings: config.expiredLeasesProcessing,
      clock,
      log,
      reclaimed: (lease, change) => {
        this.applied([change], [lease])
        counts.reclaimed(lease)
        script?.reclaimed(lease)
      },
    })
  }

  /** Reads which addresses are free; a database that is away is read when it comes back. Rejects with StoreError. */
  static async prepare(parts: GenerationParts4, former: Generation4 | undefined): Promise<Generation4> {
    const generation = new Generation4(parts)
    if (former !== undefined) {
      generation.#addresses.resume(former.#addresses)
      former.#successor = generation
      // What it still commits is news only where both have one database.
      if (former.#database === generation.#database) former.#nextPools = generation.#pools
    }
    await generation.complete()
    return generation
  }

  /** Reads what could not be read yet; what is lost again comes with the next recovery. Rejects with StoreError. */
  async complete(): Promise<void> {
    if (this.#complete) return
    await this.#read().catch(error => {
      if (!isLost(error)) throw error
    })
  }

  /** Makes the statistics those of its configuration: before its first packet. */
  count(): void {
    this.#counts.configure(this.config, this.#found)
    if (this.#counts.pools !== undefined) this.#pools?.show(this.#counts.pools)
  }

  /**
   * Goes on behind the addresses that the former generation has offered meanwhile, else another client would be offered
   * them too.
   */
  follow(former: Generation4): void {
    this.#addresses.resume(former.#addresses)
    this.#pipeline.resume(former.#pipeline)
  }

  /** Starts the timers: from here on this generation owns the leases of its database. */
  start(): void {
    tellLimits4(this.#log, this.config.limits)
    this.#timers = this.#reclaimer.run(this.#retired.signal)
  }

  receive(datagram: Datagram4): void {
    this.#pipeline.receive(datagram)
  }

  /** Reads again what other servers may have changed, and what became of commits whose answer was lost. */
  async refresh(): Promise<void> {
    await this.#addresses.load()
    await this.#pools?.load(this.#store)
    this.#counts.leases.recount(this.#database, await this.#store.counts4())
  }

  /** Follows committed changes: the pipeline's, the reclaimer's and those of commands. */
  applied(changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]): void {
    this.#addresses.apply(changes)
    this.#pools?.apply(changes)
    this.#nextPools?.apply(changes)
    this.#successor?.see(changes)
    this.#counts.leases.applied(this.#database, changes, formers)
  }

  /** What the former generation still commits is taken here too. */
  see(changes: readonly LeaseChange4[]): void {
    this.#addresses.apply(changes)
  }

  /** An address is reserved in a database from now on. */
  reserved(subnetId: number, address: Ipv4): void {
    for (const addresses of this.#maps()) addresses.reserved(subnetId, address)
    this.#pipeline.reserved()
  }

  /** No reservation of a database or of the configuration keeps an address any more. */
  unreserved(address: Ipv4): void {
    for (const addresses of this.#maps()) addresses.unreserved(address)
  }

  #maps(): readonly FreeAddresses4[] {
    return this.#successor === undefined ? [this.#addresses] : [this.#addresses, this.#successor.#addresses]
  }

  /** Takes back every expired lease; `remove`: without keeping their rows. */
  async reclaim(remove: boolean): Promise<void> {
    await this.#reclaimer.all(remove)
  }

  async #read(): Promise<void> {
    // The numbers of a database that was served before are followed, not read again.
    await checkLeases4(this.config, this.#store, this.#log, (changes, formers) =>
      this.#counts.leases.applied(this.#database, changes, formers),
    )
    await this.#addresses.load()
    await this.#pools?.load(this.#store)
    if (!this.#counts.leases.follows(this.#database)) this.#found = await this.#store.counts4()
    this.#complete = true
  }

  /** Resolves when no message is between receipt and answer. */
  drained(): Promise<void> {
    return this.#pipeline.drained()
  }

  /** Stops the timers and answers what was taken, for a bounded time. The store stays open. */
  async retire(): Promise<void> {
    this.#retired.abort()
    await this.#timers
    await atMost(DRAIN_MILLIS, this.#pipeline.drained())
  }
}

function limitsOf(config: ServerConfig4): PipelineLimits {
  const inFlight = config.packetQueueSize ?? IN_FLIGHT
  return {inFlight, newClients: Math.max(1, Math.floor(inFlight / 2))}
}

/** The addresses of the open sockets as a set that is only made again when the sockets change. */
class ServerIds {
  #endpoints: readonly LocalEndpoint4[] = []
  #set: ReadonlySet<Ipv4> = new Set()

  of(endpoints: readonly LocalEndpoint4[]): ReadonlySet<Ipv4> {
    if (endpoints !== this.#endpoints) {
      this.#endpoints = endpoints
      this.#set = new Set(endpoints.map(endpoint => endpoint.address))
    }
    return this.#set
  }
}
