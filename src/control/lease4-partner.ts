import {leaseState} from '../model/lease4.ts'
import {controlResult} from '../ports/control.ts'
import {type Arguments, CommandError} from './arguments.ts'

/** Whether the partner of high availability sends it, and one that says so: Kea since 2.4, and keats (facts: ha.md §9). */
function fromPartner(args: Arguments): boolean {
  const origin = args.value('origin')
  return origin?.kind === 'string' && origin.value === 'ha-partner'
}

/**
 * What this server has against a lease that is in order. A partner that knows of result 4 counts it and goes on; to others,
 * as to Kea 2.2.0, it is an error like any other (facts: ha.md §5.4).
 */
export function rejection(args: Arguments, text: string): CommandError {
  return new CommandError(text, fromPartner(args) ? controlResult.conflict : controlResult.error)
}

/** Kea since 3.0: the client has released the lease, and its row is kept so that the client may have it again. */
const RELEASED = 3

/** The number of a lease's state as it is here: a released lease of the partner is one whose time is out. */
export function ownState(args: Arguments, state: number): number {
  return state === RELEASED && fromPartner(args) ? leaseState.expiredReclaimed : state
}
