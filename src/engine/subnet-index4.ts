import type {ConfiguredOption4, Pool4, ServerConfig4, SharedNetwork4, Subnet4} from '../model/config4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {firstAddress4, lastAddress4} from '../net-types/prefix4.ts'
import type {OptionBytes4} from '../wire/message4.ts'
import {admits4, type Classifier4, classifier4} from './classify4.ts'
import {definedOptions4} from './defined-options4.ts'
import {compileMaker4, type Maker4} from './expression/compile4.ts'
import {type FlexOptions4, flexOptions4} from './hooks/flex-options4.ts'
import {type Receive4, receive4} from './hooks/receive4.ts'
import {option4} from './option-codes4.ts'
import {OptionLevels4, type OptionPlace4} from './option-levels4.ts'
import {ipv4Option} from './read-option4.ts'
import {Reservations4} from './reservations4.ts'

/** One subnet with all that a packet would otherwise look up. */
export interface IndexedSubnet4 {
  readonly subnet: Subnet4
  readonly network: SharedNetwork4 | undefined
  /** The subnet, then the others of its network in turn, starting behind it. */
  readonly candidates: readonly Subnet4[]
  /** Options of subnet, network and what is outside of them. */
  readonly options: OptionPlace4
  /** The same with the level of a pool on top, for pools that have one. */
  readonly poolOptions: ReadonlyMap<Pool4, OptionPlace4>
}

/** Built once per configuration, so that no packet walks over all subnets. */
export interface SubnetIndex4 {
  readonly config: ServerConfig4
  readonly byId: ReadonlyMap<number, IndexedSubnet4>
  /** The subnets that each relay address names, by id. */
  readonly byRelay: ReadonlyMap<Ipv4, readonly Subnet4[]>
  readonly byInterface: ReadonlyMap<string, readonly Subnet4[]>
  /** Address ranges without overlap, ascending; each with the subnets that cover it, by id. */
  readonly ranges: readonly SubnetRange4[]
  /** Every configured dhcp-server-identifier. */
  readonly serverIds: ReadonlySet<Ipv4>
  /** Those of classes, by name: known to members only. */
  readonly classServerIds: ReadonlyMap<string, Ipv4>
  /** Whether options that the configuration defines are well-formed; undefined = it defines none. */
  readonly definedOptions: ((options: OptionBytes4) => boolean) | undefined
  /** Whether any level takes members of some classes only. */
  readonly guarded: boolean
  readonly classifier: Classifier4
  readonly optionLevels: OptionLevels4
  readonly reservations: Reservations4
  /** Makes the identifier of the flex_id hook; undefined = it is not configured. */
  readonly flexId: Maker4 | undefined
  /** What the hooks bootp and flex_id make of messages; undefined = nothing. */
  readonly receive: Receive4 | undefined
  /** What the hook flex_option makes of answers; undefined = nothing. */
  readonly flexOptions: FlexOptions4 | undefined
}

export interface SubnetRange4 {
  readonly first: Ipv4
  readonly last: Ipv4
  readonly subnets: readonly Subnet4[]
}

export function indexSubnets4(config: ServerConfig4): SubnetIndex4 {
  const networks = new Map(config.sharedNetworks.map(network => [network.name, network]))
  const ordered = [...config.subnets].sort((a, b) => a.id - b.id)
  const byRelay = new Map<Ipv4, Subnet4[]>()
  const byInterface = new Map<string, Subnet4[]>()
  for (const subnet of ordered) {
    for (const relay of subnet.relayAddresses) append(byRelay, relay, subnet)
    if (subnet.interface !== undefined) append(byInterface, subnet.interface, subnet)
  }
  const optionLevels = new OptionLevels4(config)
  const byId = new Map(
    ordered.map(subnet => {
      const network = subnet.sharedNetwork === undefined ? undefined : networks.get(subnet.sharedNetwork)
      return [subnet.id, indexOne(subnet, network, optionLevels)]
    }),
  )
  const flexId = config.hooks.flexId && compileMaker4(config.hooks.flexId.identifier)
  return {
    config,
    byId,
    byRelay,
    byInterface,
    ranges: rangesOf(ordered),
    serverIds: configuredServerIds(config),
    classServerIds: new Map(
      config.clientClasses.flatMap(({name, options}) => serverIdsIn(options).map(id => [name, id])),
    ),
    definedOptions: definedOptions4(config),
    guarded: isGuarded(config),
    classifier: classifier4(config),
    optionLevels,
    reservations: new Reservations4(config),
    flexId,
    receive: receive4(config, flexId),
    flexOptions: flexOptions4(config),
  }
}

function indexOne(subnet: Subnet4, network: SharedNetwork4 | undefined, optionLevels: OptionLevels4): IndexedSubnet4 {
  const levels = [subnet.options, network?.options ?? []]
  const withOptions = subnet.pools.filter(pool => pool.options.length > 0)
  return {
    subnet,
    network,
    candidates: rotate(subnet, network),
    options: optionLevels.place(levels),
    poolOptions: new Map(withOptions.map(pool => [pool, optionLevels.place([pool.options, ...levels])])),
  }
}

function rotate(subnet: Subnet4, network: SharedNetwork4 | undefined): readonly Subnet4[] {
  if (network === undefined) return [subnet]
  const ordered = [...network.subnets].sort((a, b) => a.id - b.id)
  const at = ordered.findIndex(other => other.id === subnet.id)
  return [...ordered.slice(at), ...ordered.slice(0, at)]
}

/** Cuts overlapping prefixes into disjoint ranges. Prefixes nest or are apart, so a stack of open ones is enough. */
function rangesOf(ordered: readonly Subnet4[]): SubnetRange4[] {
  const byStart = [...ordered].sort((a, b) => a.prefix.address - b.prefix.address || a.prefix.length - b.prefix.length)
  const ranges: SubnetRange4[] = []
  const open: Subnet4[] = []
  let at = 0
  const emit = (last: number) => {
    if (at <= last && open.length > 0) {
      const subnets = [...open].sort((a, b) => a.id - b.id)
      ranges.push({first: at as Ipv4, last: last as Ipv4, subnets})
    }
    at = last + 1
  }
  const closeBefore = (start: number) => {
    while (open.length > 0 && lastAddress4(open.at(-1)!.prefix) < start) {
      emit(lastAddress4(open.at(-1)!.prefix))
      open.pop()
    }
  }
  for (const subnet of byStart) {
    const start = firstAddress4(subnet.prefix)
    closeBefore(start)
    emit(start - 1)
    open.push(subnet)
    at = start
  }
  closeBefore(2 ** 32)
  return ranges
}

/** The subnet of lowest id that contains the address, whoever it takes. */
export function subnetOfAddress4(index: SubnetIndex4, address: Ipv4): Subnet4 | undefined {
  return subnetsOfAddress4(index, address)[0]
}

/** Whether a subnet, and the network that it is in, take clients of these classes. */
export function admitsTo4(index: SubnetIndex4, subnet: Subnet4, classes: ReadonlySet<string>): boolean {
  if (!admits4(subnet.clientClasses, classes)) return false
  const network = subnet.sharedNetwork === undefined ? undefined : index.byId.get(subnet.id)?.network
  return network === undefined || admits4(network.clientClasses, classes)
}

/** The subnets that contain the address, by id. */
export function subnetsOfAddress4(index: SubnetIndex4, address: Ipv4): readonly Subnet4[] {
  let low = 0
  let high = index.ranges.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const range = index.ranges[middle]!
    if (address < range.first) high = middle - 1
    else if (address > range.last) low = middle + 1
    else return range.subnets
  }
  return []
}

function isGuarded({subnets, sharedNetworks}: ServerConfig4): boolean {
  const levels = [...sharedNetworks, ...subnets, ...subnets.flatMap(subnet => subnet.pools)]
  return levels.some(level => level.clientClasses.length > 0)
}

function append<K>(map: Map<K, Subnet4[]>, key: K, subnet: Subnet4): void {
  const others = map.get(key)
  if (others === undefined) map.set(key, [subnet])
  else others.push(subnet)
}

function configuredServerIds(config: ServerConfig4): ReadonlySet<Ipv4> {
  const levels = [config, ...config.sharedNetworks, ...config.subnets]
  return new Set(levels.flatMap(level => serverIdsIn(level.options)))
}

function serverIdsIn(options: readonly ConfiguredOption4[]): readonly Ipv4[] {
  const found = options.filter(option => option.space === 'dhcp4' && option.code === option4.serverId)
  return found.map(option => ipv4Option(option.data)).filter(address => address !== undefined)
}
