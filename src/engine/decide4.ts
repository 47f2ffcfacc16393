import {messageType4} from '../wire/message4.ts'
import {type Allocation4, type AllocationFacts4, allocation4, exhausted4} from './allocation4.ts'
import {acknowledge4, again4, asked4, offer4, picked4, reservation4} from './choices4.ts'
import {client4, clientIn4, isDropped4} from './client4.ts'
import type {DecidedOutcome4, NakReason4, Outcome4, Refusal4} from './outcome4.ts'
import {refusal4} from './refuse4.ts'
import type {Request4} from './request4.ts'
import {decline4, release4} from './return4.ts'
import {type Found4, Sight4} from './sight4.ts'

/** What a decision looks at: rows for all of keysOf4 and hostKeys4, and addresses believed free ([] = none is left). */
export interface Known4 extends AllocationFacts4 {
  readonly found: Found4
}

/** Decides what becomes of a request (facts: server.md §5.2, §5.3, §5.5). */
export function decide4(request: Request4, known: Known4): Outcome4 {
  const sight = new Sight4(request, known.found, known.index)
  const outcome = decided(request, sight, known)
  if (sight.missing.length === 0) return outcome
  return {kind: 'need', addresses: sight.missing, taken: [], candidatesFor: known.pickedFor}
}

function decided(request: Request4, sight: Sight4, known: Known4): Outcome4 {
  switch (request.type) {
    case messageType4.DISCOVER:
    case messageType4.REQUEST:
    case messageType4.INFORM:
      return served(request, sight, known)
    case messageType4.RELEASE:
      return release4(request, sight.leases)
    case messageType4.DECLINE:
      return decline4(request, sight.leases, known.index.config, known.now)
    default:
      return request.type satisfies never
  }
}

function served(request: Request4, sight: Sight4, known: Known4): Outcome4 {
  const client = client4(request, sight, known.index)
  if (isDropped4(client)) return {kind: 'drop', reason: 'class-drop-after-host'}
  if (request.type === messageType4.INFORM) {
    const at = request.subnet
    return {kind: 'inform-ack', client: at === undefined ? client : clientIn4(client, request, at, sight)}
  }
  const discovering = request.type === messageType4.DISCOVER
  if (request.subnet === undefined) {
    return discovering ? {kind: 'drop', reason: 'no-subnet'} : {...nak('no-subnet', request), client}
  }
  const allocation = allocation4(request, client, sight, known)
  const outcome = discovering ? discover(allocation) : requestLease(allocation)
  return outcome.kind === 'nak' ? {...outcome, client} : outcome
}

/** What is reserved, what it had, what it asks for, what is free: in this order. */
function discover(at: Allocation4): Outcome4 {
  const grant = reservation4(at) ?? again4(at) ?? asked4(at) ?? picked4(at)
  if (grant === undefined) {
    return {kind: 'drop', reason: 'no-free-address', exhausted: exhausted4(at), conflict: at.conflict}
  }
  return 'kind' in grant ? grant : offer4(grant, at.now)
}

/** A client that names an address gets that one or none; a reserved address is named by its reservation. */
function requestLease(at: Allocation4): Outcome4 {
  const refused = refusal4(at)
  if (refused !== undefined) return refused
  const again = again4(at)
  if (again !== undefined) return acknowledge4(at, again)
  if (at.wanted !== undefined) {
    const grant = asked4(at)
    return grant === undefined ? nak('address-in-use', at.request) : acknowledge4(at, grant)
  }
  const picked = picked4(at)
  if (picked === undefined) return {...nak('no-free-address', at.request), exhausted: exhausted4(at)}
  return 'kind' in picked ? picked : acknowledge4(at, picked)
}

const unexplained: Refusal4 = {address: undefined, lease: undefined, host: undefined}

function nak(reason: NakReason4, request: Request4): Extract<DecidedOutcome4, {kind: 'nak'}> {
  const address = request.requestedAddress ?? request.message.ciaddr
  return {kind: 'nak', reason, refusal: {...unexplained, address: address === 0 ? undefined : address}}
}
