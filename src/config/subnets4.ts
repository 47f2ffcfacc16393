import type {Pool4, SharedNetwork4, Subnet4} from '../model/config4.ts'
import {ANY_IPV4, formatIpv4, type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import {type Prefix4, parsePrefix4} from '../net-types/prefix4.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import type {Environment} from './environment.ts'
import {readGuard4} from './guards4.ts'
import {laterNetwork4, laterSubnet4} from './later4.ts'
import {namesOf} from './names4.ts'
import {readOptions4} from './option-data4.ts'
import {readPools4} from './pools4.ts'
import {reservationModesOf} from './reservation-modes4.ts'
import type {ReservationReader4} from './reservations4.ts'
import {cacheOf, checkLifetime, checkTimers, inherit4, lifetimeOf, readScope4, type Scope4} from './scope4.ts'
import type {Section} from './section.ts'

export interface Subnets4 {
  readonly subnets: readonly Subnet4[]
  readonly sharedNetworks: readonly SharedNetwork4[]
}

/** What of the rest of the configuration matters to subnets. */
interface Surroundings {
  readonly environment: Environment
  readonly definitions: OptionDefinitions4
  readonly reservations: ReservationReader4
  readonly excludeFirstLast24: boolean
}

interface Outer {
  readonly scope: Scope4
  readonly network: string | undefined
  readonly relayAddresses: readonly Ipv4[]
  readonly interface: string | undefined
}

/** Reads `shared-networks` and `subnet4`, in this order: automatic ids count in it, as in Kea 2.2. */
export function readSubnets4(root: Section, global: Scope4, surroundings: Surroundings): Subnets4 {
  const reader = new SubnetReader(surroundings)
  const sharedNetworks = root.maps('shared-networks', laterNetwork4).map(section => reader.network(section, global))
  const outer = {scope: global, network: undefined, relayAddresses: [], interface: undefined}
  const single = root.maps('subnet4', laterSubnet4).map(section => reader.subnet(section, outer))
  const subnets = byId([...sharedNetworks.flatMap(network => network.subnets), ...single])
  return {subnets, sharedNetworks: [...sharedNetworks].sort((a, b) => (a.name < b.name ? -1 : 1))}
}

/** Kea keeps subnets by id and networks by name, not in the order of the file, and so looks through them. */
function byId(subnets: readonly Subnet4[]): readonly Subnet4[] {
  return [...subnets].sort((a, b) => a.id - b.id)
}

/** Kea's spelling of a prefix: no spaces, no leading zeros of the length; host bits stay. */
export function subnetText(given: string): string {
  return given.replaceAll(' ', '').replace(/\/0+(?=\d)/, '/')
}

/** Addresses of all queues together (`flq`): 8 bytes each, and shuffling them keeps the server from its packets. */
const MAX_QUEUED = 2 ** 20

class SubnetReader {
  readonly #environment: Environment
  readonly #definitions: OptionDefinitions4
  readonly #reservations: ReservationReader4
  readonly #excludeFirstLast24: boolean
  readonly #ids = new Set<number>()
  readonly #prefixes = new Set<string>()
  readonly #names = new Set<string>()
  #automatic = 0
  #queued = 0

  constructor({environment, definitions, reservations, excludeFirstLast24}: Surroundings) {
    this.#environment = environment
    this.#definitions = definitions
    this.#reservations = reservations
    this.#excludeFirstLast24 = excludeFirstLast24
  }

  network(section: Section, global: Scope4): SharedNetwork4 {
    section.required('name')
    const name = section.string('name') ?? ''
    if (section.has('name') && name === '') section.error('name', 'a shared network needs a name')
    if (this.#names.has(name)) section.error('name', `there is already a shared network "${name}"`)
    this.#names.add(name)
    const scope = inherit4(global, readScope4(section))
    checkLifetime(section, scope)
    checkTimers(section, scope)
    const outer = {scope, network: name, relayAddresses: readRelay(section), interface: this.#interface(section)}
    const children = section.maps('subnet4', laterSubnet4)
    const subnets = children.map(child => this.subnet(child, outer))
    checkAgreement(children, subnets, scope, outer.interface)
    const options = readOptions4(section, this.#definitions)
    const guard = readGuard4(section)
    const userContext = section.userContext()
    section.finish()
    return {
      name,
      interface: outer.interface,
      relayAddresses: outer.relayAddresses,
      subnets: byId(subnets),
      ...guard,
      options,
      userContext,
    }
  }

  subnet(section: Section, outer: Outer): Subnet4 {
    const scope = inherit4(outer.scope, readScope4(section))
    checkLifetime(section, scope)
    checkTimers(section, scope)
    const prefix = this.#prefix(section)
    const id = this.#id(section)
    const relayAddresses = section.has('relay') ? readRelay(section) : []
    const pools = readPools4(section, prefix, this.#definitions)
    this.#queue(section, scope, pools)
    this.#reservations.read(section, {id, prefix})
    const options = readOptions4(section, this.#definitions)
    const ownInterface = this.#interface(section)
    const guard = readGuard4(section)
    const userContext = section.userContext()
    section.finish()
    return {
      id,
      prefix,
      sharedNetwork: outer.network,
      pools,
      interface: ownInterface ?? outer.interface,
      relayAddresses: relayAddresses.length > 0 ? relayAddresses : outer.relayAddresses,
      ...resolve(scope),
      leavesOutEnds: this.#excludeFirstLast24 && prefix.length <= 24,
      ...guard,
      options,
      userContext,
    }
  }

  #prefix(section: Section): Prefix4 {
    section.required('subnet')
    const given = section.string('subnet')
    const text = given === undefined ? undefined : subnetText(given)
    const prefix = text === undefined ? undefined : parsePrefix4(text)
    if (text !== undefined && prefix === undefined) {
      section.error('subnet', `expected an IPv4 prefix like "192.0.2.0/24", found ${JSON.stringify(text)}`)
    }
    // By its text, as Kea: the same network written in two ways passes, and the second is never selected.
    if (text !== undefined && this.#prefixes.has(text)) section.error('subnet', `there is already a subnet ${text}`)
    if (text !== undefined) this.#prefixes.add(text)
    return prefix ?? {address: ANY_IPV4, length: 0}
  }

  /** Absent or 0: the next number of a counter that does not look at the numbers given by hand, as in Kea 2.2. */
  #id(section: Section): number {
    const given = section.integer('id', 0, 0xfffffffe) ?? 0
    const id = given === 0 ? ++this.#automatic : given
    if (this.#ids.has(id)) {
      const how = given === 0 ? 'the automatic id' : 'the id'
      section.error('id', `${how} ${id} is already in use; give every subnet an id of its own`)
    }
    this.#ids.add(id)
    return id
  }

  /** Room for the queues of this subnet's pools is only asked for where they are used. */
  #queue(section: Section, {allocator}: Scope4, pools: readonly Pool4[]): void {
    if (allocator !== 'flq') return
    this.#queued += pools.reduce((sum, {first, last}) => sum + last - first + 1, 0)
    if (this.#queued <= MAX_QUEUED) return
    section.error('pools', `the allocator flq takes pools of ${MAX_QUEUED} addresses together, not ${this.#queued}`)
  }

  #interface(section: Section): string | undefined {
    const name = section.string('interface')
    if (name === undefined || name === '') return undefined
    const present = this.#environment.interfaces
    if (present !== undefined && !present.has(name)) section.error('interface', `there is no interface "${name}" here`)
    return name
  }
}

function resolve(scope: Scope4) {
  return {
    validLifetime: lifetimeOf(scope),
    renewTimer: scope.renewTimer,
    rebindTimer: scope.rebindTimer,
    calculateTeeTimes: scope.calculateTeeTimes ?? false,
    t1Percent: scope.t1Percent ?? 0.5,
    t2Percent: scope.t2Percent ?? 0.875,
    matchClientId: scope.matchClientId ?? true,
    authoritative: scope.authoritative ?? false,
    boot: bootOf(scope),
    allocator: scope.allocator ?? ('iterative' as const),
    storeExtendedInfo: scope.storeExtendedInfo ?? false,
    reservationModes: reservationModesOf(scope),
    names: namesOf(scope),
    offerLifetime: scope.offerLifetime ?? 0,
    ...cacheOf(scope),
  }
}

export function bootOf(scope: Scope4) {
  return {
    nextServer: scope.nextServer ?? ANY_IPV4,
    serverHostname: scope.serverHostname ?? '',
    bootFileName: scope.bootFileName ?? '',
  }
}

function readRelay(section: Section): readonly Ipv4[] {
  const relay = section.map('relay')
  if (relay === undefined) return []
  const single = relay.string('ip-address')
  const texts = relay.strings('ip-addresses')
  if (relay.has('ip-address') && relay.has('ip-addresses')) {
    relay.error('ip-addresses', 'expected either ip-address or ip-addresses, not both')
  }
  const all = single === undefined ? texts : [{value: single, at: relay.placeOf('ip-address'), path: relay.path}]
  const addresses: Ipv4[] = []
  for (const {value, at, path} of all) {
    const address = parseIpv4(value)
    if (address === undefined) relay.issues.error(at, path, `expected an IPv4 address, found ${JSON.stringify(value)}`)
    else if (addresses.includes(address)) relay.issues.error(at, path, `${formatIpv4(address)} is here twice`)
    else addresses.push(address)
  }
  relay.finish()
  return addresses
}

/** Subnets of a shared network are one link: they cannot differ in what decides before a subnet is chosen. */
function checkAgreement(
  sections: readonly Section[],
  subnets: readonly Subnet4[],
  network: Scope4,
  ownInterface: string | undefined,
): void {
  let used = ownInterface
  subnets.forEach((subnet, index) => {
    const section = sections[index]!
    if (subnet.authoritative !== (network.authoritative ?? false)) {
      section.error('authoritative', `expected ${network.authoritative ?? false} as in the shared network`)
    }
    used ??= subnet.interface
    if (subnet.interface !== undefined && subnet.interface !== used) {
      section.error('interface', `expected "${used}" as in the rest of the shared network`)
    }
  })
}
