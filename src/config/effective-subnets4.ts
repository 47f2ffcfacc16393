import type {Pool4, ServerConfig4, SharedNetwork4, Subnet4} from '../model/config4.ts'
import type {Json, JsonMap} from '../model/json.ts'
import {formatIpv4, type Ipv4} from '../net-types/ipv4.ts'
import {guardRules4} from './effective-classes4.ts'
import {effectiveOptions4} from './effective-options4.ts'
import {type ReservationPrinter4, reservationRules} from './effective-reservations4.ts'
import {filled, lowerCase, mapsIn, nothing, type Rules, textIn, unlessEmpty, valueIn} from './given.ts'
import type {MapNode} from './node.ts'
import {formatPool, parseRange} from './pools4.ts'
import {subnetText} from './subnets4.ts'

/** Of the scalars that Kea copies down into every network and subnet as it reads a file, those with a default. */
export const copiedDefaults: JsonMap = {
  'calculate-tee-times': false,
  'store-extended-info': false,
  't1-percent': 0.5,
  't2-percent': 0.875,
  'valid-lifetime': 7200,
}

const copied: readonly string[] = [
  ...Object.keys(copiedDefaults),
  'min-valid-lifetime',
  'max-valid-lifetime',
  'renew-timer',
  'rebind-timer',
  'cache-threshold',
  'cache-max-age',
  // Of newer Kea.
  'offer-lifetime',
  'allocator',
]

/** An empty text stands for what is inherited. */
const rules: Rules = {
  'boot-file-name': unlessEmpty,
  'ddns-replace-client-name': lowerCase,
  interface: unlessEmpty,
  'next-server': unlessEmpty,
  'server-hostname': unlessEmpty,
  ...guardRules4,
  ...reservationRules,
  pools: nothing,
  subnet4: nothing,
}

/** `shared-networks` by name and `subnet4` by id. Automatic ids are numbered as the reader of the configuration does. */
export function effectiveSubnets4(
  config: ServerConfig4,
  root: MapNode | undefined,
  reservations: ReservationPrinter4,
): JsonMap {
  const subnets = new Map(config.subnets.map(subnet => [subnet.id, subnet]))
  const networks = new Map(config.sharedNetworks.map(network => [network.name, network]))
  let automatic = 0
  const subnetsIn = (parent: MapNode | undefined, scope: JsonMap) => {
    const printed = mapsIn(parent, 'subnet4').map(node => {
      const id = Number(valueIn(node, 'id') ?? 0) || ++automatic
      return {id, json: subnetOf(node, subnets.get(id)!, scope, reservations)}
    })
    return printed.sort((a, b) => a.id - b.id).map(({json}) => json)
  }
  const scope = inherited(copiedDefaults, root)
  const printed = mapsIn(root, 'shared-networks').map(node => {
    const name = textIn(node, 'name') ?? ''
    const own = inherited(scope, node)
    return {name, json: {...networkOf(node, networks.get(name)!, own), subnet4: subnetsIn(node, own)}}
  })
  const shared = printed.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({json}) => json)
  return {'shared-networks': shared, subnet4: subnetsIn(root, scope)}
}

function inherited(outer: JsonMap, node: MapNode | undefined): JsonMap {
  const scope: Record<string, Json> = {}
  for (const key of copied) {
    const value = valueIn(node, key) ?? outer[key]
    if (value !== undefined) scope[key] = value
  }
  return scope
}

const subnetDefaults: JsonMap = {'4o6-interface': '', '4o6-interface-id': '', '4o6-subnet': ''}

function networkOf(node: MapNode, network: SharedNetwork4, scope: JsonMap): JsonMap {
  return {
    ...filled(node, {}, rules),
    ...bounded(scope),
    'option-data': effectiveOptions4(node, network.options),
    relay: relayOf(network.relayAddresses),
  }
}

function subnetOf(node: MapNode, subnet: Subnet4, scope: JsonMap, reservations: ReservationPrinter4): JsonMap {
  return Object.assign(filled(node, subnetDefaults, rules), bounded(inherited(scope, node)), {
    id: subnet.id,
    subnet: subnetText(textIn(node, 'subnet') ?? ''),
    'option-data': effectiveOptions4(node, subnet.options),
    pools: poolsOf(node, subnet.pools),
    relay: relayOf(subnet.relayAddresses),
    reservations: reservations.list(node, subnet.id),
  })
}

/** Below the global level a lifetime always has both bounds. */
function bounded(scope: JsonMap): JsonMap {
  const value = scope['valid-lifetime']!
  return Object.assign({'min-valid-lifetime': value, 'max-valid-lifetime': value}, scope)
}

function relayOf(addresses: readonly Ipv4[]): JsonMap {
  return {'ip-addresses': addresses.map(formatIpv4)}
}

/** By address, like `pools`. */
function poolsOf(subnet: MapNode, pools: readonly Pool4[]): readonly JsonMap[] {
  const given = mapsIn(subnet, 'pools').map(node => ({node, first: parseRange(textIn(node, 'pool') ?? '')!.first}))
  given.sort((a, b) => a.first - b.first)
  return pools.map((pool, index) => {
    const {node} = given[index]!
    return Object.assign(filled(node, {}, guardRules4), {
      pool: formatPool(pool),
      'option-data': effectiveOptions4(node, pool.options),
    })
  })
}
