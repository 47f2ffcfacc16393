import {type Lease4, leaseState} from '../model/lease4.ts'
import type {Limits4} from '../model/limits4.ts'
import {countedClasses4, withCountedClasses4} from './extended-info4.ts'
import type {DecidedOutcome4, GrantedOutcome4} from './outcome4.ts'

/** Whose address limits a lease counts against. */
export interface LimitedKeys4 {
  readonly classes: readonly string[]
  readonly subnetId: number | undefined
}

/** The row with the classes that it is counted by; a member of several counts in each. */
export function counted4(lease: Lease4, limits: Limits4 | undefined, classes: ReadonlySet<string>): Lease4 {
  if (limits === undefined || limits.counted.size === 0) return lease
  const names = [...classes].filter(name => limits.counted.has(name))
  return {...lease, userContext: withCountedClasses4(lease.userContext, names)}
}

/**
 * The limits that a new row counts against and none of the rows that it takes the place of did; undefined = there is nothing
 * to ask. A row in force is counted until it is reclaimed, even when its time is over.
 */
export function limitedKeys4(
  limits: Limits4,
  lease: Lease4,
  formers: readonly (Lease4 | undefined)[],
): LimitedKeys4 | undefined {
  const inForce = formers.filter(former => former?.state === leaseState.assigned)
  const isLimited = limits.subnets.get(lease.subnetId)?.addresses !== undefined
  const isNew = isLimited && !inForce.some(former => former?.subnetId === lease.subnetId)
  const limited =
    limits.counted.size === 0 ? [] : countedClasses4(lease.userContext).filter(name => isBounded(limits, name))
  const known = new Set(limited.length === 0 ? [] : inForce.flatMap(former => countedClasses4(former?.userContext)))
  const classes = limited.filter(name => !known.has(name))
  if (!isNew && classes.length === 0) return undefined
  return {classes, subnetId: isNew ? lease.subnetId : undefined}
}

/** What becomes of a lease that a limit has no room for: silence for a DISCOVER, so that another server may answer. */
export function beyondLimit4({kind, lease, client}: GrantedOutcome4): DecidedOutcome4 {
  if (kind === 'offer') return {kind: 'drop', reason: 'limit-reached'}
  const refusal = {address: lease.address, lease: undefined, host: undefined}
  return {kind: 'nak', reason: 'limit-reached', refusal, client}
}

function isBounded({classes}: Limits4, name: string): boolean {
  return classes.get(name)?.addresses !== undefined
}
