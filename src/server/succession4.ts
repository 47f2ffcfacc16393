import type {Configured4} from '../config/verdict4.ts'
import type {ControlSocket, DatabaseAccess, InterfacesConfig4, LoggerConfig, ServerConfig4} from '../model/config4.ts'
import type {Clock} from '../ports/clock.ts'
import type {LeaseStore4} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import type {Datagram4, Transport4} from '../ports/transport4.ts'
import type {Counts4} from './count4.ts'
import {Generation4} from './generation4.ts'
import type {MessageId} from './messages.ts'
import type {ServiceState} from './service-state.ts'

/** A lease database that was opened for one configuration. */
export interface OpenStore4 {
  readonly access: DatabaseAccess
  readonly store: LeaseStore4
  /** Why it is away while it is; it comes back, or not, by itself. undefined = it is there. */
  readonly away: () => Error | undefined
  /** It still answers, but from now on its loss is nobody's concern: it neither ends the server nor its service. */
  readonly leave: () => void
  /** Ends its recovery and closes it. */
  readonly close: () => Promise<void>
}

/** What an opened database needs of the server. */
export interface StoreNeeds4 {
  readonly service: ServiceState
  /** Reads again what may have changed while the database was away. */
  readonly refresh: () => Promise<void>
  /** Some cannot do without it at the start. */
  readonly hooksLibraries: readonly string[]
}

export interface SuccessionParts4 {
  readonly clock: Clock
  readonly chance: () => number
  readonly log: Log<MessageId>
  readonly openStore: (access: DatabaseAccess, needs: StoreNeeds4) => Promise<OpenStore4>
  readonly listen: (interfaces: InterfacesConfig4, onDatagram: (datagram: Datagram4) => void) => Promise<Transport4>
  /** Both throw, with nothing changed, when an output or a socket cannot be opened. */
  readonly useLoggers: (loggers: readonly LoggerConfig[]) => void
  readonly useChannels: (sockets: readonly ControlSocket[]) => Promise<void>
}

/** Why nobody is served after a configuration whose database could not be opened. */
export const NO_DATABASE = 'config'

/**
 * The generation in force and the way to the next one: each is complete, database and free addresses included, beside the
 * one that serves before it takes over, so that a configuration which fails changes nothing.
 */
export class Succession4 {
  readonly #parts: SuccessionParts4
  readonly #service: ServiceState
  readonly #counts: Counts4
  #current: Configured4 | undefined
  #generation: Generation4 | undefined
  #opened: OpenStore4 | undefined
  readonly #generationOf = new WeakMap<OpenStore4, Generation4>()
  #transport: Transport4 | undefined
  /** Those that still answer what they had taken. */
  readonly #retiring = new Set<Promise<void>>()
  #stopping = false

  constructor(parts: SuccessionParts4, service: ServiceState, counts: Counts4) {
    this.#parts = parts
    this.#service = service
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

  /** undefined = that of the last configuration could not be opened. */
  get opened(): OpenStore4 | undefined {
    return this.#opened
  }

  get transport(): Transport4 | undefined {
    return this.#transport
  }

  /** Opens the database, then the sockets, then the control channels. Rejects with what could not be opened. */
  async start(first: Configured4): Promise<void> {
    const {config} = first
    this.#opened = await this.#open(config)
    const generation = await this.#prepare(config, this.#opened)
    this.#generation = generation
    this.#current = first
    generation.count()
    this.#transport = await this.#parts.listen(config.interfaces, datagram => this.#receive(datagram))
    this.#counts.watch(this.#transport)
    await this.#parts.useChannels(config.controlSockets)
    generation.start()
  }

  /** Rejects with what could not be opened; only a database that cannot be opened leaves the server without service. */
  async switchTo(next: Configured4): Promise<void> {
    const former = {opened: this.#opened, generation: this.#generation, config: this.current.config}
    const opened = await this.#openOrStop(next.config)
    try {
      const generation = await this.#prepare(next.config, opened)
      await this.#useEdges(next.config, former.config)
      generation.count()
      if (former.generation !== undefined) generation.follow(former.generation)
      this.#generation = generation
      this.#opened = opened
      this.#current = next
      generation.start()
    } catch (error) {
      if (opened !== former.opened) await opened.close()
      throw error
    }
    if (opened.away() === undefined) this.#service.unblock('db:lease')
    this.#service.unblock(NO_DATABASE)
    this.#retireAside(former.generation, opened === former.opened ? undefined : former.opened)
  }

  /** Answers what was taken, then closes sockets and database. */
  async close(): Promise<void> {
    this.#stopping = true
    await this.#generation?.retire()
    await Promise.all(this.#retiring)
    await this.#transport?.close()
    await this.#opened?.close()
  }

  #receive(datagram: Datagram4): void {
    if (!this.#stopping) this.#generation?.receive(datagram)
  }

  /** Nobody must be served from a database that the operator has left, so one that cannot be opened ends service. */
  async #openOrStop(config: ServerConfig4): Promise<OpenStore4> {
    const left = this.#opened
    if (left !== undefined && isShared(left.access, config.leaseDatabase)) return left
    // Its attempts would end the server, or service, for a database that is on its way out.
    if (left?.away() !== undefined) await left.close()
    try {
      return await this.#open(config)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#service.block(NO_DATABASE)
      if (left !== undefined && !isEmbedded(left.access)) {
        this.#opened = undefined
        this.#service.unblock('db:lease')
        this.#retireAside(this.#generation, left)
      }
      throw new Error(`Unable to open database: ${reason}`, {cause: error})
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
        await useChannels(next.controlSockets)
      } catch (error) {
        this.#transport?.reconfigure(former.interfaces)
        throw error
      }
    } catch (error) {
      useLoggers(former.loggers)
      throw error
    }
  }

  #retireAside(generation: Generation4 | undefined, opened: OpenStore4 | undefined): void {
    const retired = retire(generation, opened).catch(() => {})
    this.#retiring.add(retired)
    void retired.then(() => this.#retiring.delete(retired))
  }

  async #open(config: ServerConfig4): Promise<OpenStore4> {
    let opened: OpenStore4 | undefined
    // A generation that has another database must not be told that this one is back.
    const refresh = async () => {
      if (opened !== undefined) await this.#generationOf.get(opened)?.refresh()
    }
    const {hooksLibraries} = config
    opened = await this.#parts.openStore(config.leaseDatabase, {service: this.#service, refresh, hooksLibraries})
    return opened
  }

  async #prepare(config: ServerConfig4, opened: OpenStore4): Promise<Generation4> {
    const {clock, chance, log} = this.#parts
    const transport = {
      send: (...words: Parameters<Transport4['send']>) => this.#transport?.send(...words),
      endpoints: () => this.#transport?.endpoints() ?? [],
    }
    const parts = {
      config,
      store: opened.store,
      hosts: undefined,
      service: this.#service,
      counts: this.#counts,
      transport,
    }
    const generation = await Generation4.prepare({...parts, clock, chance, log}, this.#generation)
    this.#generationOf.set(opened, generation)
    // The database may have come back before there was anybody to be told.
    if (opened.away() === undefined) await generation.complete()
    return generation
  }
}

async function retire(generation: Generation4 | undefined, opened: OpenStore4 | undefined): Promise<void> {
  opened?.leave()
  await generation?.retire()
  await opened?.close()
}

function isEmbedded(access: DatabaseAccess): boolean {
  return access.type === 'sqlite' || access.type === 'memfile'
}

/** An embedded database stays open when it is the same: what is only in memory would be lost, a file would have two writers. */
function isShared(former: DatabaseAccess, next: DatabaseAccess): boolean {
  return isEmbedded(former) && JSON.stringify(former) === JSON.stringify(next)
}
