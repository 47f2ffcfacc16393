import {cltt, isExpired, type Lease4, leaseState} from '../../model/lease4.ts'
import type {ScriptFacts} from '../../ports/scripts.ts'
import type {DecidedOutcome4, DropReason4, Grant4} from '../outcome4.ts'
import {belongsTo4, clientIdIn4} from '../ownership4.ts'
import type {Request4} from '../request4.ts'
import {clientVariables, leaseVariables, queryVariables, subnetVariables, type Variables} from './script-variables4.ts'

/** One run of the script of run_script. */
export interface ScriptEvent4 {
  readonly event: string
  readonly variables: Variables
}

/** A message that Kea takes to its end, though there is nothing to commit. */
const ended: ReadonlySet<DropReason4> = new Set([
  'release-no-lease',
  'release-wrong-client',
  'decline-no-lease',
  'decline-wrong-client',
])

/** What Kea's run_script is told of a message, in the order in which it happens (measured on 2.2.0). */
export function scriptEvents4(
  request: Request4,
  outcome: DecidedOutcome4,
  facts: ScriptFacts,
): readonly ScriptEvent4[] {
  const query = () => queryVariables(request, facts)
  const {htype} = request.message
  switch (outcome.kind) {
    case 'offer':
      return isRenewal(request, outcome) ? [renewal(request, outcome, query())] : []
    case 'ack': {
      const variables = query()
      const renewed = isRenewal(request, outcome) ? [renewal(request, outcome, variables)] : []
      const deleted = outcome.replaced === undefined ? [] : [outcome.replaced]
      return [...takenOver(outcome), ...renewed, committed(variables, [outcome.lease], deleted, htype)]
    }
    case 'nak':
      return [committed(query(), [], [])]
    case 'released': {
      const variables = query()
      const {lease} = outcome
      return [
        {event: 'lease4_release', variables: {...variables, ...leaseVariables('LEASE4', lease)}},
        committed(variables, [], [lease]),
      ]
    }
    case 'declined': {
      const variables = query()
      const {lease, before} = outcome
      return [
        {event: 'lease4_decline', variables: {...variables, ...leaseVariables('LEASE4', before)}},
        committed(variables, [lease], []),
      ]
    }
    case 'drop':
      return ended.has(outcome.reason) ? [committed(query(), [], [])] : []
    case 'inform-ack':
      return []
    default:
      return outcome satisfies never
  }
}

/** An expired lease that was taken back; a declined one is free again besides. */
export function reclaimEvents4(lease: Lease4): readonly ScriptEvent4[] {
  const variables = leaseVariables('LEASE4', lease)
  const expired = {event: 'lease4_expire', variables: {...variables, REMOVE_LEASE: 'false'}}
  if (lease.state !== leaseState.declined) return [expired]
  return [expired, {event: 'lease4_recover', variables: leaseVariables('LEASE4', {...lease, hostname: ''})}]
}

/** An address that the client has had already, DISCOVERs included. */
function isRenewal(request: Request4, {from, before, subnet}: Grant4): boolean {
  if (from === 'own') return true
  return from === 'reserved' && before !== undefined && belongsTo4(before, request.hwAddr, clientIdIn4(subnet, request))
}

function renewal(request: Request4, {lease, subnet}: Grant4, query: Variables): ScriptEvent4 {
  const {htype} = request.message
  const variables = {
    ...query,
    ...subnetVariables(subnet),
    ...clientVariables(request),
    ...leaseVariables('LEASE4', lease, htype),
  }
  return {event: 'lease4_renew', variables}
}

/** A lease whose time was out, and that nobody had taken back before its address was given again. */
function takenOver({before, lease}: Grant4): readonly ScriptEvent4[] {
  if (before === undefined || before.state === leaseState.expiredReclaimed) return []
  return isExpired(before, cltt(lease)) ? reclaimEvents4(before) : []
}

function committed(
  query: Variables,
  leases: readonly Lease4[],
  deleted: readonly Lease4[],
  htype?: number,
): ScriptEvent4 {
  const variables: Record<string, string> = {
    ...query,
    LEASES4_SIZE: String(leases.length),
    DELETED_LEASES4_SIZE: String(deleted.length),
  }
  for (const [at, lease] of leases.entries()) Object.assign(variables, leaseVariables(`LEASES4_AT${at}`, lease, htype))
  for (const [at, lease] of deleted.entries())
    Object.assign(variables, leaseVariables(`DELETED_LEASES4_AT${at}`, lease))
  return {event: 'leases4_committed', variables}
}
