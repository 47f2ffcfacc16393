import {setupOf} from '../../../src/ha/setup.ts'
import type {OwnState} from '../../../src/ha/states.ts'
import type {HaPeer, HaRelationship} from '../../../src/model/ha.ts'
import {SeededRandom} from '../random.ts'
import {ADDRESSES, type Client, clientsOf} from './clients.ts'
import {Leases} from './leases.ts'
import {Ledger, Violation} from './ledger.ts'
import {Server} from './server.ts'
import {Timeline} from './timeline.ts'
import {Wire} from './wire.ts'

/** How long both may take to notice that they can talk again: two heartbeats, and what was under way. */
const NOTICED = 35_000

/** A cancelled maintenance ends on one side before the answer has come to the other. */
const UNDER_WAY = 1000

/** The servers of a relationship, their clients, and the wire between the servers. */
export class World {
  readonly time = new Timeline()
  readonly random: SeededRandom
  readonly wire: Wire
  readonly servers: readonly Server[]
  /** Those that serve, behind whom there may be a backup. */
  readonly active: readonly Server[]
  readonly clients: readonly Client[]
  readonly ledger: Ledger
  /** Nothing happens that can take one server from the other while both live. */
  readonly isStrict: boolean
  /** Told of what has happened, if anybody listens. */
  readonly #trace: ((text: string) => void) | undefined
  #wireGoodSince = 0
  #sharedSince: number | undefined
  #sharedUntil = Number.NEGATIVE_INFINITY
  #skews: readonly [number, number] = [0, 0]

  constructor(relationship: HaRelationship, seed: number, isStrict: boolean, trace?: (text: string) => void) {
    this.random = new SeededRandom(seed)
    this.wire = new Wire(this.time, this.random)
    this.isStrict = isStrict
    this.#trace = trace
    const shared = relationship.sendLeaseUpdates ? undefined : new Leases(ADDRESSES)
    const setups = relationship.peers.map(({name}) => setupOf({...relationship, thisServerName: name}))
    this.clients = clientsOf(setups[0]!, () => this.time.now)
    this.ledger = new Ledger(this)
    this.servers = setups.map((setup, index) => new Server(this, index, setup, shared ?? new Leases(ADDRESSES)))
    this.active = this.servers.filter(({setup}) => setup.own.role !== 'backup')
  }

  /** Whether no client could be served by both then, or just before. */
  wasApart(then: number): boolean {
    return then > this.#sharedUntil + UNDER_WAY
  }

  /** Whether an address must be one client's. */
  get isCalm(): boolean {
    return this.isStrict && this.wasApart(this.time.now)
  }

  /** Milliseconds by which clocks alone can make an older lease look newer. */
  get tolerance(): number {
    return this.#skews[1] - this.#skews[0] + 1000
  }

  serverOf(peer: HaPeer): Server {
    return this.servers.find(({setup}) => setup.own.name === peer.name)!
  }

  ask<T>(
    from: Server,
    peer: HaPeer,
    request: (peer: Server) => T | undefined,
    then: (reply: T | undefined) => void,
  ): void {
    this.wire.ask(from, this.serverOf(peer), request, then)
  }

  setSkew(server: Server, skew: number): void {
    server.skew = skew
    const [least, most] = this.#skews
    this.#skews = [Math.min(least, skew), Math.max(most, skew)]
  }

  entered(server: Server, from: OwnState, to: OwnState): void {
    this.tell(`server${server.index + 1} ${from} -> ${to}`)
  }

  tell(text: string): void {
    this.#trace?.(`${(this.time.now / 1000).toFixed(3)} ${text}`)
  }

  advance(period: number): void {
    this.time.advance(period, this.#look)
    this.#look()
  }

  readonly #look = (): void => {
    const {now} = this.time
    const [one, other] = this.active
    if (!this.wire.isGood) this.#wireGoodSince = now
    const scopes = one!.serving
    const both = other !== undefined && scopes.length > 0 && other.serving.some(scope => scopes.includes(scope))
    if (!both) {
      this.#sharedSince = undefined
      return
    }
    this.#sharedSince ??= now
    this.#sharedUntil = now
    if (this.active.some(isOnItsOwn)) this.#wireGoodSince = now
    if (now <= this.#wireGoodSince + NOTICED || now <= this.#sharedSince + UNDER_WAY) return
    throw new Violation('a scope is served by both')
  }
}

/** An administrator, or the end of the relationship, keeps it from what its partner's state asks for. */
function isOnItsOwn({machine, scopesForced}: Server): boolean {
  return machine.paused || scopesForced || machine.state === 'terminated'
}
