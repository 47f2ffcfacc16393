import type {Ipv4} from '../net-types/ipv4.ts'
import type {LeaseKeys4} from '../ports/lease-store.ts'
import {messageType4} from '../wire/message4.ts'
import type {Candidate4} from './outcome4.ts'
import type {Request4} from './request4.ts'
import type {SubnetIndex4} from './subnet-index4.ts'

/** Messages with the same key are handled one after the other. */
export function chainKeyOf4(request: Pick<Request4, 'clientId' | 'hwAddr'>): string {
  return request.clientId === undefined ? `h${request.hwAddr}` : `c${request.clientId}`
}

/** The address that a client asks for: option 50, else ciaddr. */
export function wantedAddress4(request: Request4): Ipv4 | undefined {
  const wanted = request.requestedAddress ?? request.message.ciaddr
  return wanted === 0 ? undefined : wanted
}

/** Every address that the client may get: what it asks for, what the configuration reserves for it, and the candidates. */
export function addressesOf4(
  request: Request4,
  index: SubnetIndex4,
  candidates: readonly Candidate4[],
): readonly Ipv4[] {
  const addresses = candidates.map(candidate => candidate.address)
  if (index.reservations.size > 0) {
    for (const {address} of index.reservations.of(request)) if (address !== undefined) addresses.unshift(address)
  }
  const wanted = wantedAddress4(request)
  if (wanted !== undefined) addresses.unshift(wanted)
  return addresses
}

/** Whether the decision may need a free address: take candidates before the load. */
export function needsCandidates4(request: Request4): boolean {
  if (request.subnet === undefined) return false
  if (request.type === messageType4.DISCOVER) return true
  return request.type === messageType4.REQUEST && wantedAddress4(request) === undefined
}

/** The leases that the decision on a request looks at; undefined = none at all. `addresses`: any that may be given. */
export function keysOf4(request: Request4, addresses: readonly Ipv4[]): LeaseKeys4 | undefined {
  switch (request.type) {
    case messageType4.INFORM:
      return undefined
    case messageType4.RELEASE:
      return onlyAddress(request.message.ciaddr)
    case messageType4.DECLINE:
      return onlyAddress(request.requestedAddress)
    case messageType4.DISCOVER:
    case messageType4.REQUEST:
      return request.subnet === undefined ? undefined : clientKeys(request, addresses)
    default:
      return request.type satisfies never
  }
}

function onlyAddress(address: Ipv4 | undefined): LeaseKeys4 {
  return {clientId: undefined, hwAddr: undefined, addresses: address === undefined ? [] : [address]}
}

function clientKeys({clientId, hwAddr}: Request4, addresses: readonly Ipv4[]): LeaseKeys4 {
  return {clientId, hwAddr: hwAddr === '' ? undefined : hwAddr, addresses}
}
