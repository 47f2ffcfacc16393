import type {Allocation4} from './allocation4.ts'
import {allowedIn4, poolOf4} from './grant4.ts'
import type {NakReason4, Outcome4, Refusal4} from './outcome4.ts'
import {belongsTo4, clientIdIn4, isTaken4, rebootLease4} from './ownership4.ts'

/** Why a REQUEST is refused, or met with silence, before anything is allocated (facts: server.md §5.3). */
export function refusal4(at: Allocation4): Outcome4 | undefined {
  return initReboot(at) ?? reservedForAnother(at) ?? inUse(at) ?? reservedElsewhere(at) ?? outOfPool(at)
}

/** RFC 2131 §4.3.2: a client without server-id that names an address is back from a restart. */
function initReboot(at: Allocation4): Outcome4 | undefined {
  const {request, sight} = at
  const {requestedAddress: hint, subnet} = request
  if (request.serverId !== undefined || hint === undefined) return undefined
  const lease = rebootLease4(request, at.subnets, sight.leases)
  const known = lease !== undefined && belongsTo4(lease, request.hwAddr, request.clientId)
  if (known) return lease.address === hint ? undefined : nak(at, 'wrong-address', {lease})
  return subnet?.authoritative === true
    ? nak(at, 'unknown-client', {})
    : {kind: 'drop', reason: 'init-reboot-unknown-client'}
}

/** Kea looks in the selected subnet only, and so gives away what another subnet of the network has reserved. */
function reservedForAnother(at: Allocation4): Outcome4 | undefined {
  const {wanted, reserved, sight, request, subnets, client} = at
  if (wanted === undefined || wanted === reserved?.address) return undefined
  const here = subnetOf(at)
  const there = request.network === undefined ? here : (allowedIn4(subnets, wanted, client.classes, true) ?? here)
  const host = sight.holder(here, wanted) ?? (there === here ? undefined : sight.holder(there, wanted))
  return host && nak(at, 'reserved-for-another', {host})
}

function inUse(at: Allocation4): Outcome4 | undefined {
  const {request, wanted} = at
  const lease = wanted === undefined ? undefined : at.sight.lease(wanted)
  if (lease === undefined || !isTaken4(lease, at.now)) return undefined
  const mine = belongsTo4(lease, request.hwAddr, clientIdIn4(subnetOf(at), request))
  const host = at.reserved?.address === lease.address ? at.reserved.host : undefined
  return mine ? undefined : nak(at, 'address-in-use', {lease, host})
}

/** The reserved address is free: the client must come back for it. */
function reservedElsewhere(at: Allocation4): Outcome4 | undefined {
  const {reserved, wanted} = at
  if (reserved === undefined || wanted === undefined || wanted === reserved.address) return undefined
  const lease = at.sight.lease(reserved.address)
  if (isTaken4(lease, at.now)) {
    at.conflict = lease && {host: reserved.host, subnet: reserved.subnet, lease}
    return undefined
  }
  return nak(at, 'reserved-elsewhere', {host: reserved.host})
}

/** An address that none of the pools of this link has may be another server's: stay silent. In a pool for others it is ours. */
function outOfPool(at: Allocation4): Outcome4 | undefined {
  const {request, reserved, own, wanted, subnets, client} = at
  if (wanted === undefined || wanted === reserved?.address) return undefined
  if (allowedIn4(subnets, wanted, client.classes, own?.lease.address === wanted) !== undefined) return undefined
  const isOurs = request.subnets.some(subnet => poolOf4(subnet, wanted) !== undefined)
  return isOurs ? nak(at, 'pool-for-others', {}) : {kind: 'drop', reason: 'unknown-address'}
}

function subnetOf({own, subnets, request}: Allocation4) {
  return own?.subnet ?? subnets[0] ?? request.subnets[0]!
}

function nak({wanted}: Allocation4, reason: NakReason4, found: Partial<Refusal4>): Outcome4 {
  return {kind: 'nak', reason, refusal: {address: wanted, lease: undefined, host: undefined, ...found}}
}
