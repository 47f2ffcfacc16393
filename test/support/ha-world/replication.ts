import {Backlog} from '../../../src/ha/backlog.ts'
import type {TaskOutcome} from '../../../src/ha/events.ts'
import {RejectedClients} from '../../../src/ha/rejected-clients.ts'
import {planUpdates, type UpdateVerdict, updateVerdict} from '../../../src/ha/updates.ts'
import type {HaPeer} from '../../../src/model/ha.ts'
import type {Client} from './clients.ts'
import {addressOf, type Change} from './leases.ts'
import type {Server} from './server.ts'

interface Delayed {
  readonly client: Client
  readonly change: Change
}

/** What a server's queries have changed, on its way to the peers: as the shell's replicator, without promises. */
export class Replication {
  readonly #server: Server
  readonly #backlog: Backlog<Delayed>
  readonly #rejected = new RejectedClients()
  #rejectedTold = 0
  /** Updates of one address fly one after the other: those behind the one in flight. */
  readonly #lanes = new Map<string, (() => void)[]>()

  constructor(server: Server) {
    this.#server = server
    this.#backlog = new Backlog(server.setup.relationship.delayedUpdatesLimit, ({change}) => addressOf(change))
  }

  /** `then` hears whether the client may be told. */
  replicate(client: Client, changes: readonly Change[], then: (isTold: boolean) => void): void {
    const server = this.#server
    const {to, awaited, delayed, unsent} = planUpdates(server.setup, server.machine)
    if (delayed) this.#delay(client, changes)
    if (unsent) server.tell({kind: 'update-unsent'})
    // Decided before service ended: the client is not told.
    let isTold = server.serves
    let missing = awaited.length
    for (const peer of to) {
      this.#send(peer, client, changes, taken => {
        if (!awaited.includes(peer)) return
        isTold = isTold && taken
        if (--missing === 0) then(isTold)
      })
    }
    if (awaited.length === 0) then(isTold)
  }

  flush(finish: (outcome: TaskOutcome) => void, isOver: () => boolean): void {
    if (isOver()) return
    const next = this.#backlog.take()
    if (next === undefined) return this.#backlog.overflowed ? this.#spoil(finish) : finish({kind: 'done'})
    this.#fly(this.#server.setup.partner!, next.change, verdict => {
      if (verdict === 'failed') return this.#spoil(finish)
      this.#judge(next.client, verdict)
      // Its client has been told long ago: the partner has a reason of its own against that lease.
      if (verdict === 'rejected') this.#server.world.ledger.forgive(next.client)
      this.flush(finish, isOver)
    })
  }

  /** Until the partner has been told to synchronize, nothing else brings it up to date. */
  #spoil(finish: (outcome: TaskOutcome) => void): void {
    this.#backlog.spoil()
    this.#server.tell({kind: 'update-delayed', waiting: 0, overflowed: true})
    finish({kind: 'partner-failed', text: ''})
  }

  forget(what: 'backlog' | 'rejected' | 'unheard'): void {
    if (what === 'backlog') return this.#backlog.clear()
    if (what === 'unheard') return
    this.#rejected.clear()
    this.#rejectedTold = 0
  }

  #delay(client: Client, changes: readonly Change[]): void {
    for (const change of changes) this.#backlog.add({client, change})
    const {waiting, overflowed} = this.#backlog
    this.#server.tell({kind: 'update-delayed', waiting, overflowed})
  }

  #send(peer: HaPeer, client: Client, changes: readonly Change[], then: (taken: boolean) => void): void {
    let open = changes.length
    let worst: UpdateVerdict = 'accepted'
    for (const change of changes) {
      this.#fly(peer, change, verdict => {
        if (verdict === 'failed' || worst === 'accepted') worst = verdict
        if (--open > 0) return
        if (peer === this.#server.setup.partner) {
          this.#judge(client, worst)
          this.#server.tell({kind: 'updates-finished', failed: worst === 'failed'})
        }
        then(worst === 'accepted')
      })
    }
  }

  #fly(peer: HaPeer, change: Change, then: (verdict: UpdateVerdict) => void): void {
    const lane = `${peer.name}/${addressOf(change)}`
    const behind = this.#lanes.get(lane)
    const go = () =>
      this.#server.world.ask<number>(
        this.#server,
        peer,
        there => there.accept(change),
        result => {
          const next = this.#lanes.get(lane)?.shift()
          if (next === undefined) this.#lanes.delete(lane)
          then(updateVerdict(result))
          next?.()
        },
      )
    if (behind !== undefined) return void behind.push(go)
    this.#lanes.set(lane, [])
    go()
  }

  #judge(client: Client, verdict: UpdateVerdict): void {
    const server = this.#server
    const key = String(client.index)
    const {now} = server.world.time
    if (verdict === 'rejected') this.#rejected.reject(key, now)
    else if (verdict === 'accepted') this.#rejected.accept(key)
    const clients = this.#rejected.count(now)
    if (clients === this.#rejectedTold) return
    this.#rejectedTold = clients
    server.tell({kind: 'rejected', clients})
  }
}
