import type {Ipv4} from '../net-types/ipv4.ts'
import type {HostKeys4} from '../ports/host-store.ts'
import type {LeaseKeys4} from '../ports/lease-store.ts'
import {client4} from './client4.ts'
import {hostKeys4} from './hosts4.ts'
import {addressesOf4, keysOf4, needsCandidates4} from './keys.ts'
import type {Candidate4, PickedFor4} from './outcome4.ts'
import {pickingFrom4} from './picking4.ts'
import type {Request4} from './request4.ts'
import {type Found4, nothingFound4, Sight4} from './sight4.ts'
import type {SubnetIndex4} from './subnet-index4.ts'

/** What to load before a decision; undefined = nothing of that kind. */
export interface Look4 {
  readonly leases: LeaseKeys4 | undefined
  readonly hosts: HostKeys4 | undefined
  readonly addresses: readonly Ipv4[]
}

/** The first look: the client by all that it is known by, and the addresses that it may get. */
export function firstLook4(request: Request4, index: SubnetIndex4, candidates: readonly Candidate4[]): Look4 {
  const addresses = addressesOf4(request, index, candidates)
  const stored = index.config.hostsDatabases.length > 0
  return {
    leases: keysOf4(request, addresses),
    hosts: stored ? hostKeys4(request, addresses) : undefined,
    addresses,
  }
}

/** A further look, at those of the addresses that were not looked at yet. */
export function nextLook4(request: Request4, index: SubnetIndex4, seen: Found4, wanted: readonly Ipv4[]): Look4 {
  const addresses = wanted.filter(address => !seen.addresses.includes(address))
  if (addresses.length === 0) return {leases: undefined, hosts: undefined, addresses}
  const stored = index.config.hostsDatabases.length > 0
  const hosts = stored ? hostKeys4(request, addresses) : undefined
  return {
    leases: {clientId: undefined, hwAddr: undefined, addresses},
    hosts: hosts && {...hosts, identifiers: []},
    addresses,
  }
}

/** Two looks as one. */
export function together4(one: Found4, other: Found4): Found4 {
  const known = new Set(one.leases.map(({address}) => address))
  return {
    leases: [...one.leases, ...other.leases.filter(({address}) => !known.has(address))],
    hosts: [...one.hosts, ...other.hosts],
    addresses: [...one.addresses, ...other.addresses],
  }
}

/**
 * Whom to pick candidates for before any database was asked: a client without a reservation there, as nearly all are.
 * undefined = no candidate will be needed.
 */
export function guess4(request: Request4, index: SubnetIndex4): PickedFor4 | undefined {
  if (!needsCandidates4(request)) return undefined
  const client = index.guarded
    ? client4(request, new Sight4(request, nothingFound4, index), index)
    : {host: undefined, classes: request.classes}
  return {client, from: pickingFrom4(request, client, index)}
}
