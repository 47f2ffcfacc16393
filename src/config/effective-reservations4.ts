import type {ServerConfig4} from '../model/config4.ts'
import {GLOBAL_SUBNET, type Host4, type HostIdentifier, identifierKey} from '../model/host4.ts'
import type {Json, JsonMap} from '../model/json.ts'
import {fromHex, withColons} from '../net-types/identifiers.ts'
import {ANY_IPV4, formatIpv4} from '../net-types/ipv4.ts'
import {effectiveOptions4} from './effective-options4.ts'
import {mapsIn, nothing, type Rule, type Rules} from './given.ts'
import {type MapNode, plain} from './node.ts'
import {modesOf, type ReservationModeName} from './reservation-modes4.ts'

/** The reservations of a configuration by subnet id, in the order of the file. */
export type HostsBySubnet4 = ReadonlyMap<number, readonly Host4[]>

export function hostsBySubnet4({reservations}: ServerConfig4): HostsBySubnet4 {
  const bySubnet = new Map<number, Host4[]>()
  for (const host of reservations) {
    const subnetId = host.subnetId ?? GLOBAL_SUBNET
    const others = bySubnet.get(subnetId)
    if (others === undefined) bySubnet.set(subnetId, [host])
    else others.push(host)
  }
  return bySubnet
}

/** `reservations` of one level by identifier, as Kea keeps them; `hosts` are those that were read from it, in its order. */
export function effectiveReservations4(
  parent: MapNode | undefined,
  hosts: readonly Host4[] | undefined,
): readonly JsonMap[] {
  const nodes = mapsIn(parent, 'reservations')
  const pairs = (hosts ?? []).map((host, index) => ({host, node: nodes[index]!, key: sortKey(host.identifier)}))
  pairs.sort((a, b) => (a.key < b.key ? -1 : 1))
  return pairs.map(({host, node}) => effectiveReservation(host, node))
}

/** By bytes, then by type. */
function sortKey(identifier: HostIdentifier): string {
  return `${identifier.value} ${identifierKey(identifier)}`
}

/** Everything but the address is there, whether it was given or not. */
function effectiveReservation(host: Host4, node: MapNode): JsonMap {
  const {identifier, address, userContext} = host
  const options = host.options.map(option => ({
    ...option,
    data: 'bytes' in option.data ? fromHex(option.data.bytes) : new Uint8Array(0),
    clientClasses: [],
    userContext: undefined,
  }))
  return {
    'boot-file-name': host.bootFileName,
    'client-classes': host.clientClasses,
    hostname: host.hostname,
    [identifier.type]: identifierText(identifier),
    ...(address === undefined ? {} : {'ip-address': formatIpv4(address)}),
    'next-server': formatIpv4(host.nextServer ?? ANY_IPV4),
    'option-data': effectiveOptions4(node, options),
    'server-hostname': host.serverHostname,
    ...(userContext === undefined ? {} : {'user-context': JSON.parse(userContext) as Json}),
  }
}

/** As config-get prints it. */
export function identifierText({type, value}: HostIdentifier): string {
  return type === 'hw-address' || type === 'duid' ? withColons(value) : value.toUpperCase()
}

/** Kea keeps the meaning of the old keyword, not the keyword. */
const reservationMode: Rule = node => {
  const {global, inSubnet, outOfPool} = modesOf[plain(node) as ReservationModeName]
  const printed = {
    'reservations-global': global,
    'reservations-in-subnet': inSubnet,
    'reservations-out-of-pool': outOfPool,
  }
  return Object.fromEntries(Object.entries(printed).filter(([, value]) => value !== undefined)) as JsonMap
}

export const reservationRules: Rules = {'reservation-mode': reservationMode, reservations: nothing}
