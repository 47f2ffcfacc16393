import type {Subnet4} from '../model/config4.ts'
import {INFINITE_LIFETIME, type Lease4, leaseState} from '../model/lease4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {LeaseChange4} from '../ports/lease-store.ts'
import {messageType4} from '../wire/message4.ts'
import {type Allocation4, from4, isKeptOffer4} from './allocation4.ts'
import {lifetimeOf4, offerLifetimeOf4} from './class-settings4.ts'
import {admits4} from './classify4.ts'
import {clientIn4} from './client4.ts'
import {allowedIn4, expiry, leaseFor4, poolOf4} from './grant4.ts'
import {reusable4} from './lease-cache4.ts'
import {counted4} from './limited4.ts'
import type {Candidate4, Grant4, Need4, Outcome4} from './outcome4.ts'
import {belongsTo4, clientIdIn4, isTaken4} from './ownership4.ts'
import {pickingFrom4} from './picking4.ts'
import {reject4} from './rejection4.ts'
import {admitsTo4} from './subnet-index4.ts'

// The ways to an address, in the order in which they are tried (facts: server.md §5.3).

/** The address that is reserved for the client, unless somebody else has a lease of it. */
export function reservation4(at: Allocation4): Grant4 | undefined {
  if (at.reserved === undefined) return undefined
  const {address, subnet, host} = at.reserved
  const row = at.sight.lease(address)
  const {hwAddr} = at.request
  if (row === undefined || !isTaken4(row, at.now) || belongsTo4(row, hwAddr, clientIdIn4(subnet, at.request))) {
    return grantOf(at, subnet, address, 'reserved')
  }
  at.conflict = {host, subnet, lease: row}
  return reject4(at, {way: 'reserved', address, why: 'leased', lease: row, host})
}

/** The client's own lease, where its address may still be used and is the one asked for. */
export function again4(at: Allocation4): Grant4 | undefined {
  const {own, reserved} = at
  if (own === undefined) return undefined
  const {address} = own.lease
  if (at.request.type === messageType4.REQUEST && at.wanted !== undefined && at.wanted !== address) return undefined
  if (reserved?.address === address) return grantOf(at, reserved.subnet, address, 'reserved')
  return mayTake(at, address, 'own')
}

/**
 * The address that the client asks for, where it may have it and no lease is in force, not even one of its own; but for
 * what an OFFER has kept for it.
 */
export function asked4(at: Allocation4): Grant4 | undefined {
  const {wanted, reserved, sight} = at
  if (wanted === undefined) return undefined
  const lease = sight.lease(wanted)
  if (lease !== undefined && isTaken4(lease, at.now) && !isKept(at, lease)) {
    return reject4(at, {way: 'requested', address: wanted, why: 'leased', lease})
  }
  if (reserved?.address === wanted) return grantOf(at, reserved.subnet, wanted, 'reserved')
  return mayTake(at, wanted, 'requested')
}

function isKept({request, client, subnets, index}: Allocation4, lease: Lease4): boolean {
  const subnet = subnets.find(({id}) => id === lease.subnetId)
  if (subnet === undefined || !belongsTo4(lease, request.hwAddr, clientIdIn4(subnet, request))) return false
  return isKeptOffer4(lease, subnet, client, index)
}

/** An address of a pool that the client may have, unless it is reserved for another. */
function mayTake(at: Allocation4, address: Ipv4, way: 'own' | 'requested'): Grant4 | undefined {
  const subnet = allowedIn4(turned(at), address, at.client.classes, way === 'own')
  if (subnet === undefined) return reject4(at, {way, address, why: 'no-pool'})
  const host = at.sight.holder(subnet, address)
  if (host !== undefined) return reject4(at, {way, address, why: 'reserved', host})
  return grantOf(at, subnet, address, way)
}

/** The first free candidate, or the wish for others; undefined when there is none. */
export function picked4(at: Allocation4): Grant4 | Need4 | undefined {
  const {candidates} = at
  const {request, client, conflict, own} = at
  const from = pickingFrom4(request, client, at.index, [conflict?.subnet, own?.subnet])
  if (!isPickedFor(at, from)) return needCandidates(at, from, [])
  if (candidates.length === 0) return undefined
  const free = candidates.find(candidate => isFree(at, candidate))
  if (free !== undefined) return grantOf(at, free.subnet, free.address, 'candidate')
  const taken = candidates.filter(candidate => mayHave(at, candidate))
  return needCandidates(
    at,
    from,
    taken.map(({address}) => address),
  )
}

/** Candidates for somebody else, whom other pools are open to, say nothing of this client: its own pool may come first. */
function isPickedFor({client, pickedFor, index}: Allocation4, from: Subnet4): boolean {
  if (pickedFor === undefined || pickedFor.from !== from) return false
  if (!index.guarded) return true
  const {classes} = pickedFor.client
  return classes.size === client.classes.size && [...classes].every(name => client.classes.has(name))
}

function needCandidates({client}: Allocation4, from: Subnet4, taken: readonly Ipv4[]): Need4 {
  return {kind: 'need', addresses: [], taken, candidatesFor: {client, from}}
}

function isFree(at: Allocation4, candidate: Candidate4): boolean {
  if (!mayHave(at, candidate) || isTaken4(at.sight.lease(candidate.address), at.now)) return false
  return at.sight.holder(candidate.subnet, candidate.address) === undefined
}

function mayHave({client: {classes}, index}: Allocation4, {subnet, address}: Candidate4): boolean {
  if (!index.guarded) return true
  const pool = poolOf4(subnet, address)
  return pool !== undefined && admits4(pool.clientClasses, classes) && admitsTo4(index, subnet, classes)
}

function turned({own, subnets}: Allocation4): readonly Subnet4[] {
  return from4(own?.subnet, subnets)
}

function grantOf(at: Allocation4, subnet: Subnet4, address: Ipv4, from: Grant4['from']): Grant4 {
  const {request, sight, index, now, conflict} = at
  const before = sight.lease(address)
  const client = clientIn4(at.client, request, subnet, sight)
  // The classes of a reservation in a shared network come too late for the lifetime.
  const classes = index.classifier.definitions(at.client.classes)
  const offered = offerLifetimeOf4(subnet, classes)
  const lease = leaseFor4(request, subnet, address, client, lifetimeOf4(subnet, classes), before, now)
  const next = counted4(lease, index.config.limits, client.classes)
  const left = reusable4(subnet, offered, before, next, now)
  return {
    lease: left === undefined ? next : before!,
    lifetime: left ?? next.validLifetime,
    reused: left !== undefined,
    offered,
    subnet,
    pool: poolOf4(subnet, address),
    from,
    client,
    conflict,
    before,
  }
}

/**
 * An OFFER keeps its address for the client where offer-lifetime says so: with a lease of that many seconds, without names
 * in DNS (facts: server.md §5.2). What the client has for longer is its own already, and not cut short.
 */
export function offer4(grant: Grant4, now: number): Outcome4 {
  const {lease, before, offered} = grant
  if (offered === 0) return offered4(grant, [])
  const held: Lease4 = {...lease, validLifetime: offered, expire: expiry(now, offered), fqdnFwd: false, fqdnRev: false}
  const kept = before !== undefined && before.state === leaseState.assigned && outlasts(before, held)
  return offered4(grant, kept ? [] : [put(held, before)])
}

// Here and in acknowledge4 all is written out: a spread of the grant took as much time as the rest of the decision.
function offered4(grant: Grant4, changes: readonly LeaseChange4[]): Outcome4 {
  const {lease, lifetime, reused, offered, subnet, pool, from, client, conflict, before} = grant
  return {kind: 'offer', changes, lease, lifetime, reused, offered, subnet, pool, from, client, conflict, before}
}

function outlasts(lease: Lease4, other: Lease4): boolean {
  if (lease.validLifetime === INFINITE_LIFETIME) return true
  return other.validLifetime !== INFINITE_LIFETIME && lease.expire >= other.expire
}

/** The changes of a REQUEST: the row of its address, and the end of the one that the client had. */
export function acknowledge4(at: Allocation4, grant: Grant4): Outcome4 {
  const {lease, lifetime, reused, offered, subnet, pool, from, client, conflict, before} = grant
  const old = at.own?.lease
  const replaced = old?.address === lease.address ? undefined : old
  const written = reused ? [] : [put(lease, before)]
  const changes: readonly LeaseChange4[] =
    replaced === undefined
      ? written
      : [...written, {kind: 'delete', address: replaced.address, expected: replaced.expire}]
  return {
    kind: 'ack',
    changes,
    replaced,
    lease,
    lifetime,
    reused,
    offered,
    subnet,
    pool,
    from,
    client,
    conflict,
    before,
  }
}

function put(lease: Lease4, before: Lease4 | undefined): LeaseChange4 {
  return before === undefined ? {kind: 'create', lease} : {kind: 'update', lease, expected: before.expire}
}
