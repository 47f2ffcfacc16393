import type {InterfacesConfig4} from '../model/config4.ts'
import {formatIpv4, type Ipv4} from '../net-types/ipv4.ts'
import type {LocalEndpoint4} from '../ports/transport4.ts'
import type {Address4, SystemInterface4} from './interfaces4.ts'

/** The sockets of one interface: all are open or none. */
export interface LinkPlan4 {
  /** Equal keys mean that an open link can stay as it is. */
  readonly key: string
  readonly interface: string
  /** Receives what is broadcast on the device; undefined on loopback, where nobody broadcasts. */
  readonly broadcast: LocalEndpoint4 | undefined
  /** One socket for the `address` of each. */
  readonly endpoints: readonly LocalEndpoint4[]
  /** The sockets of `endpoints` are not bound to the device: replies find their way by the routing table. */
  readonly routed: boolean
  /** The kernel's number of the interface where replies go to hardware addresses; undefined = they are broadcast. */
  readonly rawIndex: number | undefined
}

export interface Plan4 {
  readonly links: readonly LinkPlan4[]
  /** Selected, there, but not usable now; `reason` is for people. */
  readonly unusable: readonly {readonly interface: string; readonly reason: string}[]
  /** Selected by name, but not there. */
  readonly missing: readonly string[]
}

/**
 * Which sockets the configuration asks for on the interfaces that there are. On a network: one socket for each
 * selected address, and one bound to 255.255.255.255 on that device, whose identity is the first of these addresses.
 * Addresses that are not selected are thereby not served, and a reply always leaves from the address that was asked.
 * `*` does not mean loopback.
 */
export function planLinks4(config: InterfacesConfig4, system: ReadonlyMap<string, SystemInterface4>): Plan4 {
  const links: LinkPlan4[] = []
  const unusable: {interface: string; reason: string}[] = []
  const missing: string[] = []
  for (const [name, wanted] of selectedAddresses(config, system)) {
    const known = system.get(name)
    if (known === undefined) {
      missing.push(name)
      continue
    }
    const served = known.addresses.filter(({address}) => wanted === 'all' || wanted.has(address))
    if (served.length > 0) links.push(linkOf(config, known, served))
    else unusable.push({interface: name, reason: unusableBecause(known, wanted)})
  }
  return {links, unusable, missing}
}

function unusableBecause(known: SystemInterface4, wanted: 'all' | ReadonlySet<Ipv4>): string {
  if (wanted === 'all' || known.addresses.length === 0) return 'it is down or has no IPv4 address'
  return `it does not have the address ${[...wanted].map(formatIpv4).join(', ')}`
}

/** Interface name -> addresses that the selectors name there, in the order of the configuration. */
function selectedAddresses(config: InterfacesConfig4, system: ReadonlyMap<string, SystemInterface4>) {
  const selected = new Map<string, 'all' | Set<Ipv4>>()
  for (const {name, address} of config.interfaces) {
    if (name === '*') {
      for (const known of system.values()) if (!known.loopback) selected.set(known.name, 'all')
      continue
    }
    const before = selected.get(name)
    if (before === 'all') continue
    if (address === undefined) selected.set(name, 'all')
    else selected.set(name, (before ?? new Set<Ipv4>()).add(address))
  }
  return selected
}

function linkOf(config: InterfacesConfig4, known: SystemInterface4, served: readonly Address4[]): LinkPlan4 {
  const text = (list: readonly Address4[]) => list.map(({address, prefixLength}) => `${address}/${prefixLength}`).join()
  const endpoints = served.map(({address}) => ({
    interface: known.name,
    address,
    // The address that was asked comes first: subnet selection for direct clients looks at it.
    addresses: [...known.addresses].sort((a, b) => Number(b.address === address) - Number(a.address === address)),
  }))
  return {
    key: `${known.name} ${known.index} ${text(known.addresses)} ${text(served)}`,
    interface: known.name,
    broadcast: known.loopback ? undefined : endpoints[0]!,
    endpoints,
    routed: known.loopback || (config.socketType === 'udp' && config.outboundInterface === 'use-routing'),
    rawIndex: known.loopback || config.socketType === 'udp' ? undefined : known.index,
  }
}
