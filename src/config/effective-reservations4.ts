import type {ServerConfig4} from '../model/config4.ts'
import {GLOBAL_SUBNET, type Host4, type HostIdentifier, hostIdentifierTypes} from '../model/host4.ts'
import type {Json, JsonMap} from '../model/json.ts'
import {fromHex, withColons} from '../net-types/identifiers.ts'
import {ANY_IPV4, formatIpv4} from '../net-types/ipv4.ts'
import {effectiveOptions4} from './effective-options4.ts'
import {mapsIn, nothing, type Rule, type Rules} from './given.ts'
import {type MapNode, plain} from './node.ts'
import {compareTexts} from './option-definitions4.ts'
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

/** Prints the reservations of a configuration, and remembers what prints which. */
export class ReservationPrinter4 {
  readonly printed = new Map<JsonMap, Host4>()
  readonly #hosts: HostsBySubnet4

  constructor(config: ServerConfig4) {
    this.#hosts = hostsBySubnet4(config)
  }

  /** `reservations` of one level by identifier, as Kea keeps them; `parent` is what those of the subnet were read from. */
  list(parent: MapNode | undefined, subnetId: number): readonly JsonMap[] {
    const nodes = mapsIn(parent, 'reservations')
    const hosts = this.#hosts.get(subnetId) ?? []
    const pairs = hosts.map((host, index) => ({host, node: nodes[index]!}))
    pairs.sort((a, b) => compareIdentifiers(a.host.identifier, b.host.identifier))
    return pairs.map(({host, node}) => {
      const json = node.known?.host === host ? node.known.json : effectiveReservation(host, node)
      this.printed.set(json, host)
      return json
    })
  }
}

/** By bytes, then by type. */
function compareIdentifiers(a: HostIdentifier, b: HostIdentifier): number {
  return compareTexts(a.value, b.value) || hostIdentifierTypes[a.type] - hostIdentifierTypes[b.type]
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
