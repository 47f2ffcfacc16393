import type {HaSetup} from './setup.ts'
import {haTraits, type OwnState} from './states.ts'

/** The scopes that a server takes up when it enters a state. `forced`: told to take over, so auto-failover does not matter. */
export function scopesOnEntry(setup: HaSetup, state: OwnState, forced: boolean): readonly string[] {
  const {scopes} = haTraits[state]
  if (scopes === 'none') return []
  if (scopes === 'own') return ownScopes(setup)
  if (scopes === 'failover' && !forced && !setup.own.autoFailover) return ownScopes(setup)
  return allScopes(setup)
}

/** A standby and a backup have none: all clients are the primary's. */
export function ownScopes({own}: HaSetup): readonly string[] {
  return own.role === 'primary' || own.role === 'secondary' ? [own.name] : []
}

export function allScopes({active}: HaSetup): readonly string[] {
  return active.filter(({role}) => role !== 'standby').map(({name}) => name)
}
