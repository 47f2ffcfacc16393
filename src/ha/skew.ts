import {MOST_CLIENTS} from './failover.ts'
import type {HaMachine, Moment} from './machine.ts'
import type {HaSetup} from './setup.ts'

/** Seconds that clocks may differ by before it is told, and before the relationship ends (facts: ha.md §2). */
const WARN_ABOVE = 30
const TERMINATE_ABOVE = 60
const WARN_EVERY = 60_000

/** The partner's clock minus ours, in whole seconds. */
export function skewOf(partnerSeconds: number, now: Moment): number {
  return partnerSeconds - Math.floor(now.wall / 1000)
}

export function warnsOfSkew({partner, skewWarned}: HaMachine, now: Moment): boolean {
  if (partner.skew === undefined || Math.abs(partner.skew) <= WARN_ABOVE) return false
  return skewWarned === undefined || now.steady - skewWarned >= WARN_EVERY
}

/** Why the relationship has to end, if it has to. */
export function terminationOf(setup: HaSetup, machine: HaMachine): 'skew' | 'rejected' | undefined {
  if (Math.abs(machine.partner.skew ?? 0) > TERMINATE_ABOVE) return 'skew'
  const most = setup.relationship.maxRejectedLeaseUpdates
  return most > 0 && machine.rejected >= Math.min(most, MOST_CLIENTS) ? 'rejected' : undefined
}
