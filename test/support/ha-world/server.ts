import type {HaEffect, HaEvent, HeartbeatReport, TaskOutcome} from '../../../src/ha/events.ts'
import {isInterrupted} from '../../../src/ha/failover.ts'
import type {HaMachine, HaTask, Moment} from '../../../src/ha/machine.ts'
import {isInScope} from '../../../src/ha/owner4.ts'
import type {HaSetup} from '../../../src/ha/setup.ts'
import {startMachine, step} from '../../../src/ha/step.ts'
import {UnackedClients} from '../../../src/ha/unacked-clients.ts'
import {WALL} from '../ha.ts'
import type {Client} from './clients.ts'
import type {Change, Leases, Row} from './leases.ts'
import {Replication} from './replication.ts'
import {runTask} from './tasks.ts'
import type {End} from './wire.ts'
import type {World} from './world.ts'

/** Milliseconds that a partner's dhcp-disable lasts. */
const LOCK = 60_000

/** One server of a pair as its shell runs the machine, with timers, tasks, leases and clients, but without sockets. */
export class Server implements End {
  readonly world: World
  readonly index: number
  readonly setup: HaSetup
  readonly leases: Leases
  machine!: HaMachine
  life = 0
  alive = true
  /** Milliseconds. */
  skew = 0
  userOff = false
  storeAway = false
  /** The client whose updates this server does not want to have. */
  unwanted: Client | undefined
  /** An administrator has said whose clients are served, for as long as the state lasts. */
  scopesForced = false
  #lockedUntil = 0
  #timer = 0
  #beats = false
  #unacked!: UnackedClients
  #replication!: Replication
  #working: {readonly id: number; over: boolean} | undefined
  readonly #busy = new Set<Client>()

  constructor(world: World, index: number, setup: HaSetup, leases: Leases) {
    this.world = world
    this.index = index
    this.setup = setup
    this.leases = leases
    this.restart()
  }

  restart(): void {
    this.kill()
    this.alive = true
    this.userOff = false
    this.#lockedUntil = 0
    this.#unacked = new UnackedClients(this.setup.relationship.maxAckDelay)
    this.#replication = new Replication(this)
    const {machine, effects} = startMachine(this.setup, this.moment)
    this.machine = machine
    this.scopesForced = false
    this.#perform(effects)
  }

  kill(): void {
    this.life++
    this.#timer++
    this.#beats = false
    this.#busy.clear()
    this.#working = undefined
    this.alive = false
  }

  get moment(): Moment {
    const {now} = this.world.time
    return {steady: now, wall: WALL + now + this.skew, closed: this.isClosed}
  }

  get isClosed(): boolean {
    return this.userOff || this.storeAway || this.world.time.now < this.#lockedUntil
  }

  /** Whose clients are answered. */
  get serving(): readonly string[] {
    return this.alive && this.machine.service && !this.isClosed ? this.machine.scopes : []
  }

  /** Whether nothing that it is about to do would matter. */
  get isAtRest(): boolean {
    const {task, service, backlog, paused} = this.machine
    return this.alive && task === undefined && service && !this.isClosed && backlog.waiting === 0 && !paused
  }

  /** Answers the result of the last answer among the effects. */
  tell(event: HaEvent): number {
    const {machine, effects} = step(this.setup, this.machine, event, this.moment)
    this.machine = machine
    return this.#perform(effects)
  }

  /** A query of a client, who has tried for `secs`. */
  hear(client: Client, kind: 'request' | 'release', secs: number): void {
    if (this.serving.length === 0 && !this.machine.service) return
    if (!this.alive || this.isClosed || this.#busy.has(client)) return
    if (!isInScope(client.owner, this.machine.scopes)) return this.#note(client, secs)
    const {random, time} = this.world
    const {life} = this
    const commit = () => {
      if (life === this.life) this.#serve(client, kind)
    }
    this.#busy.add(client)
    if (random.below(3) > 0) commit()
    else time.after(random.below(40), commit)
  }

  /** What the partner or its task asks for; undefined = no answer that counts. */
  heartbeat(): HeartbeatReport {
    const {state, scopes, unsent} = this.machine
    return {state, scopes, unsent, time: Math.floor(this.moment.wall / 1000)}
  }

  lock(on: boolean): true {
    this.#lockedUntil = on ? this.world.time.now + LOCK : 0
    return true
  }

  page(from: number, limit: number): readonly Row[] | undefined {
    return this.storeAway ? undefined : this.leases.page(from, limit)
  }

  /** A result, as of lease4-update and lease4-del. */
  accept(change: Change): number {
    if (this.storeAway) return 1
    if (change.kind === 'put' && change.row.client === this.unwanted?.index) return 4
    this.leases.apply(change, this.index)
    return 0
  }

  flush(then: (outcome: TaskOutcome) => void, isOver: () => boolean): void {
    this.#replication.flush(then, isOver)
  }

  #note(client: Client, secs: number): void {
    const {maxUnackedClients} = this.setup.relationship
    if (maxUnackedClients === 0 || !isInterrupted(this.setup, this.machine, this.moment)) return
    this.#unacked.note4({hwAddr: client.hwAddr, clientId: undefined, secs})
    this.tell({kind: 'traffic', traffic: this.#unacked.traffic})
  }

  #serve(client: Client, kind: 'request' | 'release'): void {
    const {world, leases} = this
    const changes = kind === 'release' ? client.released(leases) : client.granted(leases, this.moment.wall)
    if (this.storeAway || changes === undefined || changes === 'nak') {
      this.#busy.delete(client)
      if (changes === 'nak') world.ledger.refuse(client)
      return
    }
    for (const change of changes) leases.apply(change, this.index)
    const made = changes.find(change => change.kind === 'put')
    const {life} = this
    const mustKnow = world.servers.filter(server => this.#mustTell(server))
    this.#replication.replicate(client, changes, isTold => {
      if (life !== this.life) return
      this.#busy.delete(client)
      if (made !== undefined && isTold) world.ledger.acknowledge(client, made.row, this, mustKnow)
    })
  }

  /** Whether clients must not be told before another server is: written anew from facts: ha.md §2, §6. */
  #mustTell({setup: {own}}: Server): boolean {
    const {sendLeaseUpdates, waitBackupAck} = this.setup.relationship
    if (own.name === this.setup.own.name || !sendLeaseUpdates) return false
    if (own.role === 'backup') return waitBackupAck
    return ['load-balancing', 'hot-standby', 'partner-in-maintenance'].includes(this.machine.state)
  }

  /** Whether neither the state nor the partner stands against service. */
  get serves(): boolean {
    return this.machine.service && this.world.time.now >= this.#lockedUntil
  }

  #perform(effects: readonly HaEffect[]): number {
    let result = 0
    for (const effect of effects) {
      switch (effect.kind) {
        case 'heartbeats':
          this.#setHeartbeats(effect.on)
          break
        case 'release-partner-lock':
          this.#lockedUntil = 0
          break
        case 'run':
          this.#run(effect.task)
          break
        case 'abandon':
          if (this.#working?.id === effect.id) this.#working.over = true
          break
        case 'forget':
          if (effect.what === 'clients') this.#unacked.clear()
          else this.#replication.forget(effect.what)
          break
        case 'entered':
          this.scopesForced = false
          this.world.entered(this, effect.from, effect.to)
          break
        case 'answer':
          if (effect.task === undefined) result = effect.answer.result
          break
      }
    }
    return result
  }

  #setHeartbeats(on: boolean): void {
    if (on === this.#beats) return
    this.#beats = on
    this.#timer++
    if (on) this.#waitToBeat()
  }

  #waitToBeat(): void {
    const timer = this.#timer
    this.world.time.after(this.setup.relationship.heartbeatDelay, () => {
      if (timer !== this.#timer) return
      this.world.ask<HeartbeatReport>(
        this,
        this.setup.partner!,
        peer => peer.heartbeat(),
        report => {
          if (timer !== this.#timer) return
          this.tell(report === undefined ? {kind: 'heartbeat-failed'} : {kind: 'heartbeat', report})
          if (timer === this.#timer) this.#waitToBeat()
        },
      )
    })
  }

  #run(task: HaTask): void {
    const working = {id: task.id, over: false}
    this.#working = working
    const {life} = this
    const isOver = () => working.over || life !== this.life
    runTask(this, task.kind, isOver, outcome => {
      if (!isOver()) this.tell({kind: 'finished', id: task.id, outcome})
    })
  }
}
