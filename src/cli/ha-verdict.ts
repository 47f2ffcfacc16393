import {type HaView, mapOf, textOf} from './ha-view.ts'

/** Where a pair is at rest; a server that only takes copies has a state of its own. */
function restingState({mode, local}: HaView): string {
  return local.role === 'backup' ? 'backup' : mode
}

/** More ends the relationship (facts: ha.md §2, "Terminate"); half of it is warned of. */
const MUCH_SKEW = 30

/** What is not as it should be; empty = the relationship is in order. */
export function haTroubles(view: HaView): readonly string[] {
  const {local, remote, mode} = view
  const found: string[] = []
  if (local.state !== restingState(view)) found.push(`this server is in the state ${local.state || 'unknown'}`)
  if (view.off.length > 0) found.push(`it serves nobody: ${view.off.join('; ')}`)
  if (mapOf(view.more)['paused'] === true) found.push('its state machine is paused: keats ha continue')
  if (remote === undefined) return found
  if (remote.state === '') found.push('nothing has been heard of the partner yet')
  else if (remote.state === 'unavailable') found.push('the partner does not answer')
  else if (remote.state !== mode) found.push(`the partner is in the state ${remote.state}`)
  if (remote.interrupted) found.push('communication is interrupted')
  const skew = Math.abs(remote.skew ?? 0)
  if (skew > MUCH_SKEW) found.push(`the clocks are ${skew} s apart, more than 60 s end the relationship`)
  return found
}

/** Why this server does not serve the partner's clients, or that it does. `kind` changes with the rule, not with its numbers. */
export interface FailoverWords {
  readonly kind: string
  readonly text: string
}

/** In the server's own words where it has some. Kea has none: then as far as can be told from what it says. */
export function failoverWords(view: HaView): FailoverWords {
  const told = mapOf(mapOf(view.more)['failover'])
  const own = textOf(told['text'])
  if (own !== '') return {kind: textOf(told['kind']), text: own}
  const {local, remote} = view
  if (remote === undefined) return words('no-partner', 'this server has no partner whose clients it could take over')
  if (local.state === 'partner-down' || local.state === 'partner-in-maintenance') {
    const whose = local.scopes.join(' and ') || 'nobody'
    return words('partner-down', `this server has taken over: it serves the clients of ${whose}`)
  }
  if (remote.state === '') return words('not-heard-yet', 'nothing has been heard of the partner yet')
  if (remote.state !== 'unavailable')
    return words('partner-answers', `the partner answers, its state is ${remote.state}`)
  if (!remote.interrupted) {
    const silent = remote.age === undefined ? '' : ` for ${remote.age} s`
    return words('not-interrupted', `waits: the partner has been silent${silent}, not yet for max-response-delay`)
  }
  if ((remote.left ?? 0) > 0) {
    return words('clients-answered', `waits: ${remote.left} more of the partner's clients must be left unanswered`)
  }
  return words('unknown', 'communication is interrupted; what else keeps this server from taking over it does not tell')
}

const words = (kind: string, text: string): FailoverWords => ({kind, text})
