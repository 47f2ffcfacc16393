import type {HaState} from '../model/ha.ts'

/** A state that this server can be in: `unavailable` is said of partners alone. */
export type OwnState = Exclude<HaState, 'unavailable'>

export interface HaTraits {
  /** Whether clients are answered. */
  readonly service: boolean
  /** On entry: nobody's clients, one's own, or everybody's; `failover`: everybody's if this server does so by itself. */
  readonly scopes: 'none' | 'own' | 'failover' | 'all'
  /** What becomes of an update for the partner: sent, kept until later, or only counted as unsent. */
  readonly updates: 'sent' | 'delayed' | 'unsent'
  readonly heartbeats: boolean
}

/** What each state means (facts: ha.md §2). */
export const haTraits: Readonly<Record<OwnState, HaTraits>> = {
  waiting: {service: false, scopes: 'none', updates: 'unsent', heartbeats: true},
  syncing: {service: false, scopes: 'none', updates: 'unsent', heartbeats: true},
  ready: {service: false, scopes: 'none', updates: 'unsent', heartbeats: true},
  'load-balancing': {service: true, scopes: 'own', updates: 'sent', heartbeats: true},
  'hot-standby': {service: true, scopes: 'own', updates: 'sent', heartbeats: true},
  'communication-recovery': {service: true, scopes: 'own', updates: 'delayed', heartbeats: true},
  'partner-down': {service: true, scopes: 'failover', updates: 'unsent', heartbeats: true},
  'partner-in-maintenance': {service: true, scopes: 'all', updates: 'sent', heartbeats: true},
  'in-maintenance': {service: false, scopes: 'none', updates: 'unsent', heartbeats: true},
  'passive-backup': {service: true, scopes: 'own', updates: 'unsent', heartbeats: false},
  backup: {service: false, scopes: 'none', updates: 'unsent', heartbeats: false},
  terminated: {service: true, scopes: 'own', updates: 'unsent', heartbeats: false},
}
