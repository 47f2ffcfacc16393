import type {TaskOutcome} from '../../../src/ha/events.ts'
import type {HaTaskKind} from '../../../src/ha/machine.ts'
import type {HaState} from '../../../src/model/ha.ts'
import type {Server} from './server.ts'
import {Synchronization} from './synchronization.ts'

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
  else if (kind === 'sync') new Synchronization(server, isOver, finish).next(0)
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
