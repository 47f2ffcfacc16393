import {channelSockets} from '../config/ha/listener.ts'
import type {Configured4} from '../config/verdict4.ts'
import type {ControlSocket, InterfacesConfig4, LoggerConfig, ServerConfig4} from '../model/config4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Clock} from '../ports/clock.ts'
import {type LeaseChange4, StoreError} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import type {Peers} from '../ports/peers.ts'
import type {Scripts} from '../ports/scripts.ts'
import type {Datagram4, Transport4} from '../ports/transport4.ts'
import type {Counts4} from './count4.ts'
import {
  allOf,
  awayReasons,
  butThese,
  butThose,
  closeAll,
  type Databases4,
  embeddedOf,
  noDatabases,
  type OpenDatabase,
  type OpenDatabases4,
  openDatabases,
} from './databases4.ts'
import {Generation4} from './generation4.ts'
import {isKept4} from './ha/kept4.ts'
import {lastAnswers} from './ha/last-answers.ts'
import {Relationship4} from './ha/relationship4.ts'
import {DatabaseHosts4} from './host-sources4.ts'
import type {MessageId} from './messages.ts'
import type {ServiceState} from './service-state.ts'
import type {ServiceSwitch} from './service-switch.ts'

export interface SuccessionParts4 extends OpenDatabases4 {
  readonly clock: Clock
  readonly chance: () => number
  readonly log: Log<MessageId>
  readonly scripts: Scripts
  readonly peers: Peers
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number
  readonly listen: (interfaces: InterfacesConfig4, onDatagram: (datagram: Datagram4) => void) => Promise<Transport4>
  /** Both throw, with nothing changed, when an output or a socket cannot be opened. */
  readonly useLoggers: (loggers: readonly LoggerConfig[]) => void
  readonly useChannels: (sockets: readonly ControlSocket[]) => Promise<void>
}

/** Why nobody is served after a configuration whose database could not be opened. */
export const NO_DATABASE = 'config'

/** Milliseconds: no update takes longer. */
const FORMER_HA = 15_000

/**
 * The generation in force and the way to the next one: each is complete, database and free addresses included, beside the
 * one that serves before it takes over, so that a configuration which fails changes nothing.
 */
export class Succession4 {
  readonly #parts: SuccessionParts4
  readonly #service: ServiceState
  readonly #switch: ServiceSwitch
  readonly #counts: Counts4
  #current: Configured4 | undefined
  #generation: Generation4 | undefined
  #databases: Databases4 = noDatabases
  #ha: Relationship4 | undefined
  readonly #generationOf = new WeakMap<OpenDatabase, Generation4>()
  #transport: Transport4 | undefined
  /** Those that still answer what they had taken. */
  readonly #retiring = new Set<Promise<void>>()
  #stopping = false

  /** `commands` switches the same service. */
  constructor(parts: SuccessionParts4, service: ServiceState, commands: ServiceSwitch, counts: Counts4) {
    this.#parts = parts
    this.#service = service
    this.#switch = commands
    this.#counts = counts
  }

  /** Of the last configuration that came into force. Throws before the start. */
  get current(): Configured4 {
    if (this.#current === undefined) throw new Error('the server has not started')
    return this.#current
  }

  /** Of the same configuration. Throws before the start. */
  get generation(): Generation4 {
    if (this.#generation === undefined) throw new Error('the server has not started')
    return this.#generation
  }

  /** Nothing of use is among them when those of the last configuration could not be opened. */
  get databases(): Databases4 {
    return this.#databases
  }

  /** undefined = the configuration has no high availability. */
  get ha(): Relationship4 | undefined {
    return this.#ha
  }

  /** Others than the pipeline have committed these. */
  applied(changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]): void {
    this.#ha?.overtake(changes)
    this.generation.applied(changes, formers)
  }

  get transport(): Transport4 | undefined {
    return this.#transport
  }

  /** Opens the databases, then the sockets, then the control channels. Rejects with what could not be opened. */
  async start(first: Configured4): Promise<void> {
    const {config} = first
    this.#databases = await this.#open(config, false)
    const ha = this.#relationshipOf(config)
    const generation = await this.#prepare(config, this.#databases, ha)
    this.#generation = generation
    this.#current = first
    generation.count()
    this.#useRelationship(ha)
    this.#transport = await this.#parts.listen(config.interfaces, datagram => this.#receive(datagram))
    this.#counts.watch(this.#transport)
    await this.#parts.useChannels(channelSockets(config))
    generation.start()
  }

  /**
   * Rejects with what could not be opened; only a database that cannot be opened leaves the server without service.
   * `connected`: databases that are the same stay open.
   */
  async switchTo(next: Configured4, connected = false): Promise<void> {
    const former = {databases: this.#databases, generation: this.#generation, config: this.current.config}
    const databases = await this.#openOrStop(next.config, connected)
    let ha: Relationship4 | undefined
    try {
      ha = this.#relationshipOf(next.config)
      const generation = await this.#prepare(next.config, databases, ha)
      await this.#useEdges(next.config, former.config)
      generation.count()
      if (former.generation !== undefined) generation.follow(former.generation)
      this.#generation = generation
      this.#databases = databases
      this.#current = next
      this.#useRelationship(ha)
      generation.start()
    } catch (error) {
      if (ha !== this.#ha) ha?.close()
      await closeAll(butThose(databases, former.databases))
      if (former.generation !== undefined) this.#tell(former.databases, former.generation)
      // Those that were away have been given up for the configuration that has failed.
      if (allOf(this.#databases).length < allOf(former.databases).length) this.#service.block(NO_DATABASE)
      throw error
    }
    this.#unblockAll(awayReasons(databases))
    this.#service.unblock(NO_DATABASE)
    this.#retireAside(former.generation, butThose(former.databases, databases))
  }

  /** Answers what was taken, then closes sockets and databases. */
  async close(): Promise<void> {
    this.#stopping = true
    this.#ha?.stop(true)
    await lastAnswers(this.#generation?.retire() ?? Promise.resolve(), this.#ha)
    await Promise.all(this.#retiring)
    await this.#transport?.close()
    await closeAll(this.#databases)
  }

  #receive(datagram: Datagram4): void {
    if (!this.#stopping) this.#generation?.receive(datagram)
  }

  /** Nobody must be served from a database that the operator has left, so one that cannot be opened ends service. */
  async #openOrStop(config: ServerConfig4, connected: boolean): Promise<Databases4> {
    const left = this.#databases
    const away = allOf(left).filter(database => database.away() !== undefined)
    // Their attempts would end the server, or service, for databases that are on their way out.
    if (!connected && away.length > 0) {
      await Promise.all(away.map(database => database.close()))
      this.#databases = butThese(left, away)
    }
    try {
      return await this.#open(config, connected)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#service.block(NO_DATABASE)
      this.#databases = embeddedOf(left)
      this.#unblockAll(new Set())
      const leaving = butThose(left, this.#databases)
      // Leases that stay are looked after.
      this.#retireAside(leaving.leases === undefined ? undefined : this.#generation, leaving)
      throw new Error(`Unable to open database: ${reason}`, {cause: error})
    }
  }

  /** Takes back the reasons of databases against service, but for those that still stand. */
  #unblockAll(standing: ReadonlySet<string>): void {
    for (const reason of this.#service.reasons) {
      if (reason.startsWith('db:') && !standing.has(reason)) this.#service.unblock(reason)
    }
  }

  /** Outputs, sockets and channels: each goes back to what it was when it, or the next one, cannot be had. */
  async #useEdges(next: ServerConfig4, former: ServerConfig4): Promise<void> {
    const {useLoggers, useChannels} = this.#parts
    useLoggers(next.loggers)
    try {
      const failure = this.#transport?.reconfigure(next.interfaces)
      if (failure !== undefined) throw failure
      try {
        await useChannels(channelSockets(next))
      } catch (error) {
        this.#transport?.reconfigure(former.interfaces)
        throw error
      }
    } catch (error) {
      useLoggers(former.loggers)
      throw error
    }
  }

  #retireAside(generation: Generation4 | undefined, databases: Databases4): void {
    const retired = retire(generation, databases).catch(() => {})
    this.#retiring.add(retired)
    void retired.then(() => this.#retiring.delete(retired))
  }

  #open(config: ServerConfig4, connected: boolean): Promise<Databases4> {
    // A generation that has another database must not be told that this one is back.
    const refresh = async (database: OpenDatabase) => this.#generationOf.get(database)?.refresh()
    const kept = {former: this.#databases, connected}
    return openDatabases(config, kept, this.#parts, {service: this.#service, refresh})
  }

  async #prepare(config: ServerConfig4, databases: Databases4, ha: Relationship4 | undefined): Promise<Generation4> {
    const {clock, chance, log, scripts} = this.#parts
    const transport = {
      send: (...words: Parameters<Transport4['send']>) => this.#transport?.send(...words),
      endpoints: () => this.#transport?.endpoints() ?? [],
    }
    const opened = databases.leases!
    const hosts = databases.hosts.length === 0 ? undefined : new DatabaseHosts4(databases.hosts)
    const parts = {config, store: opened.store, hosts, service: this.#service, counts: this.#counts, transport, ha}
    const generation = await Generation4.prepare({...parts, clock, chance, log, scripts}, this.#generation)
    this.#tell(databases, generation)
    // The database may have come back before there was anybody to be told.
    if (opened.away() === undefined) await generation.complete()
    return generation
  }

  #relationshipOf(config: ServerConfig4): Relationship4 | undefined {
    const {ha} = config.hooks
    if (ha === undefined) return undefined
    if (this.#ha !== undefined && isKept4(this.#ha, this.current.config, config)) {
      this.#ha.renew()
      return this.#ha
    }
    const {peers, clock, steady, log} = this.#parts
    return new Relationship4({
      relationship: ha,
      peers,
      service: this.#switch,
      store: () => this.#databases.leases?.store ?? lost(),
      applied: (changes, formers) => this.applied(changes, formers),
      parkedLimit: () => this.current.config.parkedPacketLimit,
      drained: () => this.#generation?.drained() ?? Promise.resolve(),
      clock,
      steady,
      log,
    })
  }

  /** Before the first packet: a server of a relationship serves when its partner, or its absence, allows it. */
  #useRelationship(next: Relationship4 | undefined): void {
    const former = this.#ha
    if (next === former) return
    this.#ha = next
    former?.stop(next !== undefined)
    next?.start()
    // Answers of the former generation still wait for its updates.
    if (former !== undefined) setTimeout(() => former.close(), FORMER_HA).unref()
  }

  /** From now on this one hears of databases that are back. */
  #tell(databases: Databases4, generation: Generation4): void {
    for (const database of allOf(databases)) this.#generationOf.set(database, generation)
  }
}

function lost(): never {
  throw new StoreError('lost', 'there is no lease database')
}

async function retire(generation: Generation4 | undefined, databases: Databases4): Promise<void> {
  for (const database of allOf(databases)) database.leave()
  await generation?.retire()
  await closeAll(databases)
}
