import type {HaEffect, HaEvent, HeartbeatReport, TaskOutcome} from '../../src/ha/events.ts'
import type {HaMachine, HaTaskKind, Moment} from '../../src/ha/machine.ts'
import {type HaSetup, setupOf} from '../../src/ha/setup.ts'
import type {OwnState} from '../../src/ha/states.ts'
import {startMachine, step} from '../../src/ha/step.ts'
import type {HaMode, HaPeer, HaRelationship, HaRole, HaState} from '../../src/model/ha.ts'

export function peer(name: string, role: HaRole, change: Partial<HaPeer> = {}): HaPeer {
  const url = {text: 'http://192.0.2.1/', address: '192.0.2.1', port: 80}
  return {name, url, role, autoFailover: true, basicAuth: undefined, tls: undefined, ...change}
}

const second: Readonly<Record<HaMode, HaRole>> = {
  'load-balancing': 'secondary',
  'hot-standby': 'standby',
  'passive-backup': 'backup',
}

export function relationship(mode: HaMode, change: Partial<HaRelationship> = {}): HaRelationship {
  return {
    mode,
    thisServerName: 'server1',
    peers: [peer('server1', 'primary'), peer('server2', second[mode])],
    heartbeatDelay: 10_000,
    maxResponseDelay: 60_000,
    maxAckDelay: 10_000,
    maxUnackedClients: 10,
    maxRejectedLeaseUpdates: 10,
    delayedUpdatesLimit: mode === 'load-balancing' ? 100 : 0,
    waitBackupAck: false,
    sendLeaseUpdates: true,
    syncLeases: true,
    syncTimeout: 60_000,
    syncPageLimit: 10_000,
    restrictCommands: false,
    requireClientCerts: true,
    threads: {enabled: false, dedicatedListener: false, listenerThreads: 0, clientThreads: 0},
    pauses: new Map(),
    ...change,
  }
}

/** Of server1, the primary, unless `change` names another. */
export function setup(mode: HaMode, change: Partial<HaRelationship> = {}): HaSetup {
  return setupOf(relationship(mode, change))
}

/** 2026-11-22 16:51:04 UTC, in milliseconds. */
export const WALL = 1_795_366_264_000

export function at(steady: number, change: Partial<Moment> = {}): Moment {
  return {wall: WALL + steady, steady, closed: false, ...change}
}

/** One machine that a test drives, with a clock that the test moves. */
export class Driver {
  readonly setup: HaSetup
  machine: HaMachine
  effects: readonly HaEffect[]
  steady = 0
  closed = false

  constructor(given: HaSetup) {
    this.setup = given
    const {machine, effects} = startMachine(given, this.now)
    this.machine = machine
    this.effects = effects
  }

  get now(): Moment {
    return at(this.steady, {closed: this.closed})
  }

  get state(): OwnState {
    return this.machine.state
  }

  /** The machine as if it had been in this state for long, on good terms with its partner. */
  put(change: Partial<HaMachine>): this {
    this.machine = {...this.machine, paused: false, task: undefined, ...change}
    return this
  }

  tell(event: HaEvent): this {
    const {machine, effects} = step(this.setup, this.machine, event, this.now)
    this.machine = machine
    this.effects = effects
    return this
  }

  hear(state: HaState, change: Partial<HeartbeatReport> = {}): this {
    const time = Math.floor(this.now.wall / 1000)
    return this.tell({kind: 'heartbeat', report: {state, time, scopes: [], unsent: 0, ...change}})
  }

  /** The task that runs ends. */
  finish(outcome: TaskOutcome = {kind: 'done'}): this {
    return this.tell({kind: 'finished', id: this.machine.task!.id, outcome})
  }

  get task(): HaTaskKind | undefined {
    return this.machine.task?.kind
  }

  /** The answer among the effects, as "result text". */
  get answer(): string | undefined {
    const found = this.effects.find(effect => effect.kind === 'answer')
    return found === undefined ? undefined : `${found.answer.result} ${found.answer.text}`
  }
}
