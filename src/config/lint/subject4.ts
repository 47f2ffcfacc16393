import type {ClientClass4} from '../../model/client-class4.ts'
import type {Pool4, ServerConfig4, SharedNetwork4, Subnet4} from '../../model/config4.ts'
import {GLOBAL_SUBNET, type Host4} from '../../model/host4.ts'
import {hostsBySubnet4} from '../effective-reservations4.ts'
import {textIn, valueIn} from '../given.ts'
import type {MapNode} from '../node.ts'
import {parseRange} from '../pools4.ts'
import type {Placed} from './finding.ts'
import type {Machine} from './machine.ts'

// The configuration as rules see it: what it means, and where each part stands.

export interface PlacedPool4 extends Placed {
  readonly pool: Pool4
}

export interface PlacedHost4 extends Placed {
  readonly host: Host4
}

export interface PlacedClass4 extends Placed {
  readonly definition: ClientClass4
}

export interface PlacedNetwork4 extends Placed {
  readonly network: SharedNetwork4
  readonly subnets: readonly PlacedSubnet4[]
}

export interface PlacedSubnet4 extends Placed {
  readonly subnet: Subnet4
  readonly network: SharedNetwork4 | undefined
  /** The levels around it, innermost first: itself, its network, the global one. */
  readonly levels: readonly Placed[]
  readonly pools: readonly PlacedPool4[]
  readonly hosts: readonly PlacedHost4[]
}

export interface Subject4 {
  readonly config: ServerConfig4
  /** The value of "Dhcp4". */
  readonly root: Placed
  readonly networks: readonly PlacedNetwork4[]
  /** Those of networks included, by id. */
  readonly subnets: readonly PlacedSubnet4[]
  readonly globalHosts: readonly PlacedHost4[]
  readonly classes: readonly PlacedClass4[]
  /** undefined = the configuration is for another machine. */
  readonly machine: Machine | undefined
}

/** `given` is what `config` was read from. */
export function subject4(config: ServerConfig4, given: MapNode, machine: Machine | undefined): Subject4 {
  const root = {path: 'Dhcp4', node: given}
  const reader = new SubjectReader(config, root)
  const networkOf = new Map(config.sharedNetworks.map(network => [network.name, network]))
  const networks = placedMaps(root, 'shared-networks').map(place => {
    const network = networkOf.get(textIn(place.node, 'name') ?? '')!
    return {...place, network, subnets: reader.subnets(place, network)}
  })
  const single = reader.subnets(root, undefined)
  const subnets = [...networks.flatMap(network => network.subnets), ...single]
  return {
    config,
    root,
    networks,
    subnets: subnets.sort((a, b) => a.subnet.id - b.subnet.id),
    globalHosts: reader.hosts(root, GLOBAL_SUBNET),
    classes: placedMaps(root, 'client-classes').map((place, index) => {
      return {...place, definition: config.clientClasses[index]!}
    }),
    machine,
  }
}

/** Members of a list of maps. */
export function placedMaps(parent: Placed, key: string): readonly Placed[] {
  const list = parent.node.entries.get(key)?.value
  if (list?.kind !== 'list') return []
  return list.items.flatMap((node, index) =>
    node.kind === 'map' ? [{path: `${parent.path}.${key}[${index}]`, node}] : [],
  )
}

/** A member that is a map. */
export function placedMap(parent: Placed, key: string): Placed | undefined {
  const node = parent.node.entries.get(key)?.value
  return node?.kind === 'map' ? {path: `${parent.path}.${key}`, node} : undefined
}

/** Goes through subnets in the order of the reader of configurations, which automatic ids depend on. */
class SubjectReader {
  readonly #root: Placed
  readonly #subnets: ReadonlyMap<number, Subnet4>
  readonly #hosts: ReadonlyMap<number, readonly Host4[]>
  #automatic = 0

  constructor(config: ServerConfig4, root: Placed) {
    this.#root = root
    this.#subnets = new Map(config.subnets.map(subnet => [subnet.id, subnet]))
    this.#hosts = hostsBySubnet4(config)
  }

  subnets(parent: Placed, network: SharedNetwork4 | undefined): readonly PlacedSubnet4[] {
    return placedMaps(parent, 'subnet4').map(place => {
      const id = Number(valueIn(place.node, 'id') ?? 0) || ++this.#automatic
      const subnet = this.#subnets.get(id)!
      const levels = network === undefined ? [place, this.#root] : [place, parent, this.#root]
      return {...place, subnet, network, levels, pools: poolsOf(place, subnet), hosts: this.hosts(place, id)}
    })
  }

  hosts(parent: Placed, subnetId: number): readonly PlacedHost4[] {
    const hosts = this.#hosts.get(subnetId) ?? []
    return placedMaps(parent, 'reservations').map((place, index) => ({...place, host: hosts[index]!}))
  }
}

/** The model has them by address. */
function poolsOf(place: Placed, {pools}: Subnet4): readonly PlacedPool4[] {
  const byFirst = new Map(pools.map(pool => [pool.first as number, pool]))
  return placedMaps(place, 'pools').map(one => {
    return {...one, pool: byFirst.get(parseRange(textIn(one.node, 'pool') ?? '')!.first)!}
  })
}
