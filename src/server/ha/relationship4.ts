import type {HaCommand} from '../../ha/commands.ts'
import type {HaAnswer, HaEffect, HaEvent, TaskOutcome} from '../../ha/events.ts'
import {isInterrupted} from '../../ha/failover.ts'
import {type HaMachine, type HaTask, type Moment, newMachine} from '../../ha/machine.ts'
import type {HaSender} from '../../ha/messages/commands4.ts'
import {haClassOf, isInScope, ownerOf4} from '../../ha/owner4.ts'
import {type HaSetup, setupOf} from '../../ha/setup.ts'
import {startMachine, step} from '../../ha/step.ts'
import type {SyncProgress} from '../../ha/sync-progress.ts'
import type {Turn} from '../../ha/turn.ts'
import {atMost} from '../../lib/at-most.ts'
import type {HaPeer, HaRelationship} from '../../model/ha.ts'
import type {Lease4} from '../../model/lease4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {Clock} from '../../ports/clock.ts'
import type {LeaseChange4, LeaseStore4} from '../../ports/lease-store.ts'
import type {Log} from '../../ports/log.ts'
import type {PeerLine, Peers} from '../../ports/peers.ts'
import type {Message4} from '../../wire/message4.ts'
import type {MessageId} from '../messages.ts'
import type {ServiceSwitch} from '../service-switch.ts'
import {beat} from './beat.ts'
import {connectionsOf} from './connections.ts'
import type {HaGate4, HaJudgement4} from './gate4.ts'
import {Heart4} from './heart4.ts'
import {PartnerClients4} from './partner-clients4.ts'
import {remains4} from './remains4.ts'
import {Replicator4} from './replicator4.ts'
import type {SyncOutcome4} from './sync-parts4.ts'
import {Synchronizer4} from './synchronizer4.ts'
import {askTask, failedTask} from './tasks4.ts'
import {EffectLog4} from './tell-ha.ts'
import {HeartbeatLog4} from './tell-heartbeat.ts'

export interface RelationshipParts4 {
  readonly relationship: HaRelationship
  readonly peers: Peers
  readonly service: Pick<ServiceSwitch, 'disable' | 'enable' | 'reasons'>
  /** Throws StoreError while there is none. */
  readonly store: () => LeaseStore4
  /** Told of what others than the pipeline commit. */
  readonly applied: (changes: readonly LeaseChange4[], formers: readonly (Lease4 | undefined)[]) => void
  readonly parkedLimit: () => number
  /** Resolves when no message is between receipt and answer. */
  readonly drained: () => Promise<void>
  readonly clock: Clock
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number
  readonly log: Log<MessageId>
}

/** The reasons against service of the machine itself, and of its partner (facts: server.md §1.4). */
const OWN_REASON = 'ha:1000'
const PARTNER_REASON = 'ha-partner'

/** Milliseconds that clients of a server that gives them over to its partner are waited for. */
const HAND_OVER = 3000

/**
 * One relationship at work: what happens becomes an event of the pure machine, and what that answers is done, in its order.
 * Made for one configuration and kept through others that leave it as it is.
 */
export class Relationship4 implements HaGate4 {
  readonly setup: HaSetup
  readonly #parts: RelationshipParts4
  readonly #sender: HaSender
  /** For updates; the partner's heartbeats have one of their own, which no update holds up. */
  readonly #lines = new Map<HaPeer, PeerLine>()
  readonly #pulse: PeerLine | undefined
  readonly #heart: Heart4
  readonly #heartLog: HeartbeatLog4
  readonly #effectLog: EffectLog4
  readonly #clients: PartnerClients4
  readonly #replicator: Replicator4
  readonly #synchronizer: Synchronizer4
  /** Commands whose answer comes when a task is over. */
  readonly #askers = new Map<number, (answer: HaAnswer) => void>()
  readonly #stopped = new AbortController()
  #working: {readonly id: number; readonly abort: AbortController} | undefined
  #machine: HaMachine

  /** Opens no connection yet. Throws PeerError when a file of TLS cannot be used. */
  constructor(parts: RelationshipParts4) {
    const {relationship, peers, store, applied, clock, steady, log} = parts
    this.#parts = parts
    this.setup = setupOf(relationship)
    const {own, partner, backups} = this.setup
    this.#sender = {name: own.name, newer: true}
    const connections = connectionsOf(relationship)
    const leases = {store, applied, wall: () => clock.millis()}
    for (const peer of [...(partner ? [partner] : []), ...backups]) this.#lines.set(peer, peers.open(peer, connections))
    this.#pulse = partner && peers.open(partner, 1)
    this.#machine = newMachine(this.now())
    this.#effectLog = new EffectLog4(log, this.setup)
    this.#clients = new PartnerClients4(this.setup, log)
    this.#heart = new Heart4(relationship.heartbeatDelay, signal => this.#beat(signal))
    this.#heartLog = new HeartbeatLog4(log, this.setup)
    this.#replicator = new Replicator4({
      setup: this.setup,
      sender: this.#sender,
      lines: this.#lines,
      parkedLimit: parts.parkedLimit,
      machine: () => this.#machine,
      serves: () => this.#machine.service && !parts.service.reasons.includes(PARTNER_REASON),
      tell: event => this.#tell(event),
      remains: update => remains4(leases, update),
      steady,
      log,
    })
    this.#synchronizer = new Synchronizer4({relationship, sender: this.#sender, peers, ...leases, log})
  }

  get machine(): HaMachine {
    return this.#machine
  }

  /** The last synchronization, or the one under way. */
  get sync(): SyncProgress | undefined {
    return this.#synchronizer.progress
  }

  /** Clients whose answers wait for peers. */
  get parked(): number {
    return this.#replicator.parked
  }

  now(): Moment {
    const {clock, steady, service} = this.#parts
    return {wall: clock.millis(), steady: steady(), closed: service.reasons.some(reason => reason !== OWN_REASON)}
  }

  start(): void {
    this.#effectLog.started()
    this.#enact(startMachine(this.setup, this.now()))
  }

  /**
   * Ends heartbeats and tasks. Updates under way go on until `close`. `followed`: another relationship decides about service
   * from here on; else this one no longer stands against it.
   */
  stop(followed: boolean): void {
    this.#stopped.abort()
    this.#heart.stop()
    this.#working?.abort.abort()
    for (const answer of this.#askers.values()) answer({result: 1, text: 'high availability has another configuration'})
    this.#askers.clear()
    if (!followed) for (const reason of [OWN_REASON, PARTNER_REASON]) this.#parts.service.enable(reason)
  }

  /** Reads the files of TLS anew, for connections to come. Throws PeerError; then the former ones stay in use. */
  renew(): void {
    for (const line of this.#lines.values()) line.renew()
    this.#pulse?.renew()
  }

  close(): void {
    for (const line of this.#lines.values()) line.close()
    this.#pulse?.close()
  }

  /** One command of an administrator or of the partner; resolves when the task that it begins, if any, is over. */
  async command(command: HaCommand): Promise<HaAnswer> {
    const answer = await new Promise<HaAnswer>(resolve => this.#tell(command, resolve))
    // The partner serves this server's clients from the answer on.
    if (command.kind === 'maintenance-notified' && !command.cancel && answer.result === 0)
      await atMost(HAND_OVER, this.#parts.drained())
    return answer
  }

  /** ha-sync: fetches the leases of a peer, whatever the state. `maxPeriod` in seconds. */
  async synchronize(peerName: string, maxPeriod: number | undefined): Promise<SyncOutcome4> {
    const peer = this.setup.relationship.peers.find(({name}) => name === peerName)
    if (peer === undefined || peer === this.setup.own) return {kind: 'failed', text: `no other server is ${peerName}`}
    const outcome = await this.#synchronizer.run(peer, this.#stopped.signal, maxPeriod)
    if (outcome.kind === 'partner-failed' && peer === this.setup.partner) this.#tell({kind: 'partner-failed'})
    return outcome
  }

  judge(message: Message4): HaJudgement4 {
    const {options, chaddr} = message
    const owner = ownerOf4(this.setup, {
      messageType: options.get(53)?.[0] ?? 0,
      clientId: options.get(61),
      hwAddr: chaddr,
    })
    if (owner === undefined) return {kind: 'drop', reason: 'no-owner'}
    if (isInScope(owner, this.#machine.scopes)) return {kind: 'serve', haClass: haClassOf(owner)}
    const traffic = isInterrupted(this.setup, this.#machine, this.now()) ? this.#clients.note(message) : undefined
    if (traffic !== undefined) this.#tell({kind: 'traffic', traffic})
    return {kind: 'drop', reason: 'not-in-scope'}
  }

  yieldTo(lease: Lease4): boolean {
    return this.#replicator.yieldTo(lease)
  }

  /** Others than the pipeline have committed these: whoever waits to be told of one of their addresses is not told. */
  overtake(changes: readonly LeaseChange4[]): void {
    this.#replicator.overtake(changes)
  }

  replicate(...query: Parameters<HaGate4['replicate']>): ReturnType<HaGate4['replicate']> {
    return this.#replicator.replicate(...query)
  }

  owes(address: Ipv4): boolean {
    return this.#replicator.owes(address)
  }

  async #beat(signal: AbortSignal): Promise<void> {
    const {event, takesBatches} = await beat(this.#pulse!, this.#sender, signal)
    if (signal.aborted || event === undefined) return
    if (event.kind === 'heartbeat') {
      this.#replicator.partnerTakesBatches(takesBatches)
      this.#heartLog.heard(event.report.state)
    } else this.#heartLog.failed(event, isInterrupted(this.setup, this.#machine, this.now()))
    this.#tell(event.kind === 'heartbeat' ? event : {kind: 'heartbeat-failed'})
    void this.#replicator.catchUp()
  }

  #tell(event: HaEvent, asker?: (answer: HaAnswer) => void): void {
    if (this.#stopped.signal.aborted) return asker?.({result: 1, text: 'high availability has another configuration'})
    this.#enact(step(this.setup, this.#machine, event, this.now()), asker)
  }

  #enact({machine, effects}: Turn, asker?: (answer: HaAnswer) => void): void {
    const former = this.#machine
    this.#machine = machine
    // The answer may be among the effects of this very turn: then the task is not the asker's.
    const waits = machine.task?.id !== former.task?.id && !effects.some(({kind}) => kind === 'answer')
    if (asker !== undefined && machine.task !== undefined && waits) this.#askers.set(machine.task.id, asker)
    for (const effect of effects) {
      this.#effectLog.tell(machine, effect)
      this.#do(effect, asker)
    }
  }

  #do(effect: HaEffect, asker: ((answer: HaAnswer) => void) | undefined): void {
    const {service} = this.#parts
    switch (effect.kind) {
      case 'service':
        return effect.enabled ? service.enable(OWN_REASON) : service.disable(OWN_REASON)
      case 'release-partner-lock':
        return service.enable(PARTNER_REASON)
      case 'heartbeats':
        return effect.on ? this.#heart.start() : this.#heart.stop()
      case 'run':
        return void this.#run(effect.task)
      case 'abandon':
        if (this.#working?.id === effect.id) this.#working.abort.abort()
        return
      case 'forget':
        if (effect.what === 'clients') this.#clients.clear()
        else this.#replicator.forget(effect.what)
        return
      case 'answer':
        return this.#answer(effect.answer, effect.task, asker)
      default:
        return
    }
  }

  #answer(answer: HaAnswer, task: number | undefined, asker: ((answer: HaAnswer) => void) | undefined): void {
    if (task === undefined) return asker?.(answer)
    this.#askers.get(task)?.(answer)
    this.#askers.delete(task)
  }

  async #run({kind, id}: HaTask): Promise<void> {
    const abort = new AbortController()
    this.#working = {id, abort}
    const outcome = await this.#outcomeOf(kind, abort.signal).catch(failedTask)
    if (this.#working?.id === id) this.#working = undefined
    if (!abort.signal.aborted) this.#tell({kind: 'finished', id, outcome})
  }

  async #outcomeOf(kind: HaTask['kind'], signal: AbortSignal): Promise<TaskOutcome> {
    const partner = this.setup.partner!
    if (kind === 'sync') return this.#synchronizer.run(partner, signal)
    if (kind === 'flush') return this.#replicator.flush(signal)
    if (kind === 'end-maintenance') await atMost(HAND_OVER, this.#parts.drained())
    const line = this.#parts.peers.open(partner, 1)
    const names = {server: this.setup.own.name, partner: partner.name}
    const {log} = this.#parts
    const asked = {sender: this.#sender, machine: this.#machine, line, signal, names, log}
    const outcome = await askTask(kind, asked).finally(() => line.close())
    if (kind === 'ask-maintenance' && outcome.kind === 'partner-failed') {
      log.write('HA_MAINTENANCE_STARTED_IN_PARTNER_DOWN', names)
    }
    return outcome
  }
}
