import type {HaState} from '../model/ha.ts'
import type {OwnState} from './states.ts'

/** What the machine knows of the world when something happens. */
export interface Moment {
  /** Unix time in milliseconds: only for comparison with the partner's clock. */
  readonly wall: number
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: number
  /** Whether service is off for reasons of others: a user, the partner, a database. */
  readonly closed: boolean
}

/** What the partner has told of itself, and when. */
export interface PartnerView {
  /** undefined = not heard of yet. */
  readonly state: HaState | undefined
  /** Since when in that state, as seen from here (steady). */
  readonly since: number
  /** The last good heartbeat, or the start of this server (steady). */
  readonly contact: number
  /** Whether there ever was a contact: it stays true (facts: ha.md §5.11). */
  readonly inTouch: boolean
  readonly scopes: readonly string[]
  /** Its count of unsent updates, and whether it has changed since this server had all of its leases. */
  readonly unsent: number
  readonly newUnsent: boolean
  /** Its clock minus ours in whole seconds, where both are known. */
  readonly skew: number | undefined
}

/** Clients of the partner that this server hears, since communication is interrupted (facts: ha.md §3). */
export interface HaTraffic {
  readonly analyzed: number
  readonly connecting: number
  readonly unacked: number
}

/** Updates that wait in communication-recovery; `overflowed`: they were too many, so that the partner has to fetch everything. */
export interface HaBacklog {
  readonly waiting: number
  readonly overflowed: boolean
}

export const noBacklog: HaBacklog = {waiting: 0, overflowed: false}

export const noTraffic: HaTraffic = {analyzed: 0, connecting: 0, unacked: 0}

/** Work with the partner that takes time; its end is an event. */
export type HaTaskKind =
  /** Fetch the partner's leases (facts: ha.md §7). */
  | 'sync'
  /** Send the updates that wait, until there are none. */
  | 'flush'
  /** ha-reset to the partner. */
  | 'reset-partner'
  /** ha-maintenance-notify to the partner: a beginning, and an end. */
  | 'ask-maintenance'
  | 'end-maintenance'

export interface HaTask {
  readonly kind: HaTaskKind
  /** Never the same again. */
  readonly id: number
}

/** All that one server of a relationship remembers. Immutable: `step` makes the next one. */
export interface HaMachine {
  readonly state: OwnState
  /** Since when (steady), and what the clock showed then (wall): a clock that is set afterwards moves neither. */
  readonly since: number
  readonly enteredAt: number
  readonly scopes: readonly string[]
  /** Whether the machine itself lets service be on. */
  readonly service: boolean
  /** Waits for ha-continue. */
  readonly paused: boolean
  /** States with a pause `once` that have had it. */
  readonly pausesSpent: ReadonlySet<OwnState>
  /** Where the end of a maintenance leads back to. */
  readonly beforeMaintenance: OwnState
  readonly task: HaTask | undefined
  readonly tasks: number
  readonly partner: PartnerView
  /** Committed queries whose update was not for the partner; never counts back (facts: ha.md §2). */
  readonly unsent: number
  /** Whether some of them are of leases that the partner has not fetched since. */
  readonly partnerLacks: boolean
  readonly backlog: HaBacklog
  /** Clients whose updates the partner has rejected. */
  readonly rejected: number
  readonly traffic: HaTraffic
  /** The last warning about clocks (steady). */
  readonly skewWarned: number | undefined
  /** Service is held until the next heartbeat: the partner has just synchronized with this server, which serves for both. */
  readonly heldForHeartbeat: boolean
}

export function newMachine(now: Moment): HaMachine {
  return {
    state: 'waiting',
    since: now.steady,
    enteredAt: now.wall,
    scopes: [],
    service: false,
    paused: false,
    pausesSpent: new Set(),
    beforeMaintenance: 'waiting',
    task: undefined,
    tasks: 0,
    partner: {
      state: undefined,
      since: now.steady,
      contact: now.steady,
      inTouch: false,
      scopes: [],
      unsent: 0,
      newUnsent: false,
      skew: undefined,
    },
    unsent: 0,
    partnerLacks: false,
    backlog: noBacklog,
    rejected: 0,
    traffic: noTraffic,
    skewWarned: undefined,
    heldForHeartbeat: false,
  }
}
