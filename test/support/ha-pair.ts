import type {HaEffect, HaEvent, TaskOutcome} from '../../src/ha/events.ts'
import type {HaMachine, HaTask, Moment} from '../../src/ha/machine.ts'
import type {HaSetup} from '../../src/ha/setup.ts'
import {startMachine, step} from '../../src/ha/step.ts'
import {WALL} from './ha.ts'
import type {SeededRandom} from './random.ts'

/** What one server asks of the other. */
type Request =
  | {readonly kind: 'heartbeat' | 'dhcp-disable' | 'dhcp-enable' | 'page' | 'update'}
  | {readonly kind: 'command'; readonly event: HaEvent}

interface Reply {
  readonly result: number
  readonly machine: HaMachine
  readonly seconds: number
}

/** Answers of HTTP end after this long (facts: ha.md §3). */
const TIMEOUT = 10_000
const LOCK = 60_000

/** The wire between two servers, as bad as a test wants it to be. */
export interface Wire {
  cut: boolean
  /** Of 100 messages. */
  lost: number
  repeated: number
  /** Milliseconds, at most. */
  delay: number
}

interface Happening {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** Two machines with timers and tasks as their server will run them, on a wire and a clock that a test drives. */
export class HaPair {
  now = 0
  readonly wire: Wire = {cut: false, lost: 0, repeated: 0, delay: 5}
  readonly servers: readonly [HaServer, HaServer]
  readonly random: SeededRandom
  #queue: Happening[] = []
  #order = 0

  constructor(setups: readonly [HaSetup, HaSetup], skew: number, random: SeededRandom) {
    this.random = random
    this.servers = [new HaServer(this, setups[0], 0), new HaServer(this, setups[1], skew)]
    for (const server of this.servers) server.restart()
  }

  other(server: HaServer): HaServer {
    return this.servers[0] === server ? this.servers[1] : this.servers[0]
  }

  after(delay: number, run: () => void): void {
    this.#queue.push({at: this.now + delay, order: this.#order++, run})
  }

  /** Runs everything that happens within `period`; `check` after each thing. */
  advance(period: number, check: () => void): void {
    const end = this.now + period
    for (;;) {
      const next = this.#next()
      if (next === undefined || next.at > end) break
      this.#queue = this.#queue.filter(one => one !== next)
      this.now = next.at
      next.run()
      check()
    }
    this.now = end
  }

  #next(): Happening | undefined {
    const sooner = (one: Happening, other: Happening) =>
      one.at < other.at || (one.at === other.at && one.order < other.order)
    let best = this.#queue[0]
    for (const one of this.#queue) if (sooner(one, best!)) best = one
    return best
  }

  /** One way over the wire: lost, or later, or later twice. */
  carry(run: () => void): void {
    if (this.wire.cut || this.random.below(100) < this.wire.lost) return
    const times = this.random.below(100) < this.wire.repeated ? 2 : 1
    for (let time = 0; time < times; time++) this.after(this.random.below(this.wire.delay) + 1, run)
  }
}

export class HaServer {
  machine!: HaMachine
  readonly setup: HaSetup
  readonly #pair: HaPair
  readonly #skew: number
  /** Of this life of the server: what belongs to an earlier one is dropped. */
  #life = 0
  #timer = 0
  #beats = false
  #lockedUntil = 0

  constructor(pair: HaPair, setup: HaSetup, skew: number) {
    this.#pair = pair
    this.setup = setup
    this.#skew = skew
  }

  restart(): void {
    this.#life++
    this.#timer++
    this.#beats = false
    this.#lockedUntil = 0
    const {machine, effects} = startMachine(this.setup, this.moment)
    this.machine = machine
    this.#perform(effects)
  }

  get moment(): Moment {
    const {now} = this.#pair
    return {steady: now, wall: WALL + now + this.#skew, closed: now < this.#lockedUntil}
  }

  get serving(): readonly string[] {
    return this.machine.service && !this.moment.closed ? this.machine.scopes : []
  }

  tell(event: HaEvent): number {
    const {machine, effects} = step(this.setup, this.machine, event, this.moment)
    this.machine = machine
    return this.#perform(effects)
  }

  /** An update of a client's lease, which the client's answer waits for. */
  update(): void {
    if (this.machine.state === 'communication-recovery') {
      const waiting = this.machine.backlog.waiting + 1
      this.tell({kind: 'update-delayed', waiting, overflowed: waiting > this.setup.relationship.delayedUpdatesLimit})
    } else if (['load-balancing', 'hot-standby', 'partner-in-maintenance'].includes(this.machine.state)) {
      this.#ask({kind: 'update'}, reply => this.tell({kind: 'updates-finished', failed: reply === undefined}))
    } else this.tell({kind: 'update-unsent'})
  }

  /** Answers the result of the last answer among the effects. */
  #perform(effects: readonly HaEffect[]): number {
    let result = 0
    for (const effect of effects) {
      if (effect.kind === 'heartbeats') this.#setHeartbeats(effect.on)
      else if (effect.kind === 'release-partner-lock') this.#lockedUntil = 0
      else if (effect.kind === 'run') this.#run(effect.task)
      else if (effect.kind === 'answer' && effect.task === undefined) result = effect.answer.result
    }
    return result
  }

  #setHeartbeats(on: boolean): void {
    if (on === this.#beats) return
    this.#beats = on
    this.#timer++
    if (on) this.#armHeartbeat()
  }

  #armHeartbeat(): void {
    const timer = this.#timer
    this.#pair.after(this.setup.relationship.heartbeatDelay, () => {
      if (timer !== this.#timer) return
      this.#ask({kind: 'heartbeat'}, reply => {
        if (reply === undefined) this.tell({kind: 'heartbeat-failed'})
        else {
          const {state, scopes, unsent} = reply.machine
          this.tell({kind: 'heartbeat', report: {state, time: reply.seconds, scopes, unsent}})
        }
        if (timer === this.#timer) this.#armHeartbeat()
      })
    })
  }

  /** Sends and waits: undefined after the time that an answer may take. */
  #ask(request: Request, then: (reply: Reply | undefined) => void): void {
    const life = this.#life
    let open = true
    const end = (reply: Reply | undefined) => {
      if (!open || life !== this.#life) return
      open = false
      then(reply)
    }
    this.#pair.carry(() => {
      const reply = this.#pair.other(this).#answer(request)
      this.#pair.carry(() => end(reply))
    })
    this.#pair.after(TIMEOUT, () => end(undefined))
  }

  #answer(request: Request): Reply {
    if (request.kind === 'dhcp-disable') this.#lockedUntil = this.#pair.now + LOCK
    else if (request.kind === 'dhcp-enable') this.#lockedUntil = 0
    const result = request.kind === 'command' ? this.tell(request.event) : 0
    return {result, machine: this.machine, seconds: Math.floor(this.moment.wall / 1000)}
  }

  #run(task: HaTask): void {
    const finish = (outcome: TaskOutcome) => this.tell({kind: 'finished', id: task.id, outcome})
    const failed: TaskOutcome = {kind: 'partner-failed', text: 'no answer'}
    const command = (event: HaEvent) =>
      this.#ask({kind: 'command', event}, reply => {
        if (reply === undefined || reply.result === 1) finish(failed)
        else finish(reply.result === 0 ? {kind: 'done', state: reply.machine.state} : {kind: 'failed', text: 'refused'})
      })
    if (task.kind === 'sync') this.#synchronize(ok => finish(ok ? {kind: 'done'} : failed))
    else if (task.kind === 'flush') this.#ask({kind: 'update'}, reply => finish(reply ? {kind: 'done'} : failed))
    else if (task.kind === 'reset-partner') command({kind: 'reset'})
    else command({kind: 'maintenance-notified', cancel: task.kind === 'end-maintenance'})
  }

  #synchronize(then: (ok: boolean) => void): void {
    this.#ask({kind: 'dhcp-disable'}, disabled => {
      if (disabled === undefined) then(false)
      else
        this.#ask({kind: 'page'}, page => {
          if (page === undefined) this.#ask({kind: 'dhcp-enable'}, () => then(false))
          else this.#ask({kind: 'command', event: {kind: 'sync-completed'}}, reply => then(reply !== undefined))
        })
    })
  }
}
