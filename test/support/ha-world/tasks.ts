import type {HeartbeatReport, TaskOutcome} from '../../../src/ha/events.ts'
import type {HaTaskKind} from '../../../src/ha/machine.ts'
import type {HaState} from '../../../src/model/ha.ts'
import type {Row} from './leases.ts'
import type {Server} from './server.ts'

/** Leases in one page: few, so that a synchronization takes several. */
const PAGE = 3

/** Result of ha-maintenance-notify: the partner does not want to. */
const REFUSED = 1001

const failed: TaskOutcome = {kind: 'partner-failed', text: 'no answer'}

/** A machine's task with its partner, step by step over the wire. */
export function runTask(
  server: Server,
  kind: HaTaskKind,
  isOver: () => boolean,
  finish: (outcome: TaskOutcome) => void,
): void {
  if (kind === 'flush') server.flush(finish, isOver)
  else if (kind === 'sync') synchronize(server, isOver, finish)
  else command(server, kind, finish)
}

/** A command to the partner's machine; its answer tells the state, as of Kea since 3.0, or it does not. */
function command(server: Server, kind: Exclude<HaTaskKind, 'sync' | 'flush'>, finish: (outcome: TaskOutcome) => void) {
  const {world, setup} = server
  const tells = world.isStrict || world.random.below(2) === 0
  const state = server.machine.state
  const run = (peer: Server) => {
    const result =
      kind === 'reset-partner'
        ? peer.tell({kind: 'reset'})
        : peer.tell({kind: 'maintenance-notified', cancel: kind === 'end-maintenance', ...(tells ? {state} : {})})
    return {result, state: peer.machine.state}
  }
  world.ask<{readonly result: number; readonly state: HaState}>(server, setup.partner!, run, reply => {
    if (reply === undefined) return finish(failed)
    if (reply.result === REFUSED) return finish({kind: 'failed', text: 'refused'})
    if (reply.result !== 0) return finish(failed)
    finish(tells ? {kind: 'done', state: reply.state} : {kind: 'done'})
  })
}

/** Page by page, the partner's service off before each (facts: ha.md §7). */
function synchronize(server: Server, isOver: () => boolean, finish: (outcome: TaskOutcome) => void): void {
  const {world, setup} = server
  const partner = setup.partner!
  const giveUp = () =>
    world.ask(
      server,
      partner,
      peer => peer.lock(false),
      () => finish(failed),
    )
  let unsent: number | undefined
  const notify = () =>
    world.ask(
      server,
      partner,
      peer => peer.tell({kind: 'sync-completed'}) === 0,
      done => finish(done === true ? {kind: 'done', unsent: unsent!} : failed),
    )
  const take = (rows: readonly Row[] | undefined) => {
    if (isOver()) return
    if (rows === undefined) return giveUp()
    if (server.storeAway) return finish({kind: 'failed', text: 'the database is away'})
    for (const row of rows) server.leases.merge(row, server.index)
    if (rows.length < PAGE) notify()
    else next(rows.at(-1)!.address + 1)
  }
  const fetch = (from: number) => world.ask(server, partner, peer => peer.page(from, PAGE), take)
  const next = (from: number) =>
    world.ask(
      server,
      partner,
      peer => peer.lock(true),
      locked => {
        if (isOver()) return
        if (locked === undefined) finish(failed)
        else if (unsent !== undefined) fetch(from)
        else world.ask(server, partner, peer => peer.heartbeat(), counted)
      },
    )
  const counted = (report: HeartbeatReport | undefined) => {
    if (isOver()) return
    if (report === undefined) return giveUp()
    unsent = report.unsent
    fetch(0)
  }
  next(0)
}
