import type {ServerConfig4, Subnet4} from '../model/config4.ts'
import type {Lease4} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {LeaseChange4} from '../ports/lease-store.ts'
import {messageType4} from '../wire/message4.ts'
import {allowedIn4, leaseFor4, poolOf4} from './grant4.ts'
import {wantedAddress4} from './keys.ts'
import type {Candidate4, Grant4, NakReason4, Outcome4} from './outcome4.ts'
import {belongsTo4, clientIdIn4, isTaken4, type OwnLease4, ownLease4, rebootLease4} from './ownership4.ts'
import type {Request4} from './request4.ts'
import {decline4, release4} from './return4.ts'

/** What a decision looks at: rows for all of keysOf4, and addresses believed free ([] = none is left). */
export interface Known4 {
  readonly view: readonly Lease4[]
  readonly candidates: readonly Candidate4[]
  readonly config: ServerConfig4
  /** Unix seconds. */
  readonly now: number
}

/** Decides what becomes of a request (facts: server.md §5.2, §5.3). */
export function decide4(request: Request4, known: Known4): Outcome4 {
  switch (request.type) {
    case messageType4.DISCOVER:
      return discover(request, known)
    case messageType4.REQUEST:
      return requestLease(request, known)
    case messageType4.RELEASE:
      return release4(request, known.view)
    case messageType4.DECLINE:
      return decline4(request, known.view, known.config, known.now)
    case messageType4.INFORM:
      return {kind: 'inform-ack', client: {host: undefined, classes: request.classes}}
    default:
      return request.type satisfies never
  }
}

function discover(request: Request4, known: Known4): Outcome4 {
  if (request.subnet === undefined) return {kind: 'drop', reason: 'no-subnet'}
  const own = ownLease4(request, known.view)
  const grant = ownAgain(request, own, known) ?? asked(request, own, known)
  if (grant !== undefined) return {kind: 'offer', ...grant}
  const picked = pick(request, known)
  if (picked === undefined) return {kind: 'drop', reason: 'no-free-address'}
  return 'taken' in picked ? picked : {kind: 'offer', ...picked}
}

function requestLease(request: Request4, known: Known4): Outcome4 {
  if (request.subnet === undefined) return {kind: 'nak', reason: 'no-subnet'}
  const own = ownLease4(request, known.view)
  const wanted = wantedAddress4(request)
  const refused = initReboot(request, request.subnet, known) ?? unavailable(request, own, wanted, known)
  if (refused !== undefined) return refused
  const again = ownAgain(request, own, known, wanted)
  if (again !== undefined) return acknowledge(again, undefined)
  if (wanted !== undefined) {
    const grant = asked(request, own, known)
    return grant === undefined ? nak('address-in-use') : acknowledge(grant, own?.lease)
  }
  const picked = pick(request, known)
  if (picked === undefined) return nak('no-free-address')
  return 'taken' in picked ? picked : acknowledge(picked, own?.lease)
}

function nak(reason: NakReason4): Outcome4 {
  return {kind: 'nak', reason}
}

/** RFC 2131 §4.3.2: a client without server-id that names an address is back from a restart. */
function initReboot(request: Request4, subnet: Subnet4, {view}: Known4): Outcome4 | undefined {
  const hint = request.requestedAddress
  if (request.serverId !== undefined || hint === undefined) return undefined
  const lease = rebootLease4(request, view)
  const known = lease !== undefined && belongsTo4(lease, request.hwAddr, request.clientId)
  if (!known) return subnet.authoritative ? nak('unknown-client') : {kind: 'drop', reason: 'init-reboot-unknown-client'}
  return lease.address === hint ? undefined : nak('wrong-address')
}

/** The checks of a requested address before anything is allocated. */
function unavailable(
  request: Request4,
  own: OwnLease4 | undefined,
  wanted: Ipv4 | undefined,
  {view, now}: Known4,
): Outcome4 | undefined {
  if (wanted === undefined) return undefined
  const subnet = own?.subnet ?? request.subnets[0]!
  const row = view.find(lease => lease.address === wanted)
  if (row !== undefined && isTaken4(row, now) && !belongsTo4(row, request.hwAddr, clientIdIn4(subnet, request))) {
    return nak('address-in-use')
  }
  // An address that none of the pools of this link has may be another server's: stay silent.
  return allowedIn4(request.subnets, wanted) === undefined ? {kind: 'drop', reason: 'unknown-address'} : undefined
}

/** The client's own lease, where its address may still be used and is the one asked for. */
function ownAgain(request: Request4, own: OwnLease4 | undefined, known: Known4, wanted?: Ipv4): Grant4 | undefined {
  if (own === undefined || (wanted !== undefined && wanted !== own.lease.address)) return undefined
  const subnet = allowedIn4(turned(request, own), own.lease.address)
  return subnet && grantOf(request, subnet, own.lease.address, 'own', known)
}

/** The address that the client asks for, where it is in a pool and no lease is in force, not even one of its own. */
function asked(request: Request4, own: OwnLease4 | undefined, known: Known4): Grant4 | undefined {
  const wanted = wantedAddress4(request)
  if (wanted === undefined) return undefined
  const subnet = allowedIn4(turned(request, own), wanted)
  const row = known.view.find(lease => lease.address === wanted)
  if (subnet === undefined || isTaken4(row, known.now)) return undefined
  return grantOf(request, subnet, wanted, 'requested', known)
}

/** The subnets of the link, beginning with that of the client's lease. */
function turned(request: Request4, own: OwnLease4 | undefined): readonly Subnet4[] {
  const at = own === undefined ? 0 : request.subnets.indexOf(own.subnet)
  return at <= 0 ? request.subnets : [...request.subnets.slice(at), ...request.subnets.slice(0, at)]
}

/** The first free candidate, or the wish for others; undefined when there was no candidate at all. */
function pick(request: Request4, known: Known4): Grant4 | Extract<Outcome4, {kind: 'need-candidates'}> | undefined {
  if (known.candidates.length === 0) return undefined
  const rows = new Map(known.view.map(row => [row.address, row]))
  const free = known.candidates.find(({address}) => !isTaken4(rows.get(address), known.now))
  if (free === undefined) return {kind: 'need-candidates', taken: known.candidates.map(({address}) => address)}
  return grantOf(request, free.subnet, free.address, 'candidate', known)
}

function grantOf(request: Request4, subnet: Subnet4, address: Ipv4, from: Grant4['from'], known: Known4): Grant4 {
  const before = known.view.find(row => row.address === address)
  const lease = leaseFor4(request, subnet, address, before, known.now)
  return {
    lease,
    subnet,
    pool: poolOf4(subnet, address),
    from,
    before,
    client: {host: undefined, classes: request.classes},
  }
}

function acknowledge(grant: Grant4, old: Lease4 | undefined): Outcome4 {
  const {lease, before} = grant
  const change: LeaseChange4 =
    before === undefined ? {kind: 'create', lease} : {kind: 'update', lease, expected: before.expire}
  const replaced = old?.address === lease.address ? undefined : old
  const changes: readonly LeaseChange4[] =
    replaced === undefined ? [change] : [change, {kind: 'delete', address: replaced.address, expected: replaced.expire}]
  return {kind: 'ack', ...grant, changes, replaced}
}
