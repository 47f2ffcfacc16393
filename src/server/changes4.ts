import type {DecidedOutcome4} from '../engine/outcome4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {LeaseChange4} from '../ports/lease-store.ts'

/** What an outcome asks of the lease database. */
export function changesOf(outcome: DecidedOutcome4): readonly LeaseChange4[] {
  return 'changes' in outcome ? outcome.changes : []
}

/** A lease that stays as it is, for peers that do not know it yet. */
export function unchanged(lease: Lease4): LeaseChange4 {
  return {kind: 'update', lease, expected: lease.expire}
}

/** The rows that the changes of an outcome replace or remove, in their order. */
export function formersOf(outcome: DecidedOutcome4): readonly (Lease4 | undefined)[] {
  switch (outcome.kind) {
    case 'offer':
      return [outcome.before]
    case 'ack':
      return outcome.reused ? [outcome.replaced] : [outcome.before, outcome.replaced]
    case 'released':
      return [outcome.lease]
    case 'declined':
      return [outcome.before]
    default:
      return []
  }
}
