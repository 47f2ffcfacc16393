import type {ConfiguredOption4, ServerConfig4} from '../../model/config4.ts'
import {ANY_IPV4, type Ipv4} from '../../net-types/ipv4.ts'
import type {PlacedSubnet4, Subject4} from './subject4.ts'

/** The addresses that an option of IPv4 addresses lists. */
export function addressesIn(data: Uint8Array): readonly Ipv4[] {
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  return Array.from({length: Math.floor(data.length / 4)}, (_, index) => view.getUint32(index * 4) as Ipv4)
}

const ROUTERS = 3

/** What the clients of a subnet are told: its own option 3, else that of its network, else the global one. */
export function routersOf({subnet, network}: PlacedSubnet4, {options}: ServerConfig4): readonly Ipv4[] {
  const levels = [subnet.options, network?.options ?? [], options]
  const found = levels.map(level => level.find(isRouters)).find(option => option !== undefined)
  return found === undefined ? [] : addressesIn(found.data)
}

export function isRouters({space, code}: ConfiguredOption4): boolean {
  return space === 'dhcp4' && code === ROUTERS
}

/** The addresses of this machine that the server answers from; none when the configuration is for another one. */
export function ownAddresses({config, machine}: Subject4): ReadonlySet<Ipv4> {
  const found = new Set<Ipv4>()
  for (const {name, address} of config.interfaces.interfaces) {
    if (address !== undefined) found.add(address)
    else if (name === '*') for (const all of machine?.interfaces.values() ?? []) for (const one of all) found.add(one)
    else for (const one of machine?.interfaces.get(name) ?? []) found.add(one)
  }
  found.delete(ANY_IPV4)
  return found
}

/** Whether the server has a socket on that interface. */
export function listensOn({interfaces}: ServerConfig4['interfaces'], name: string): boolean {
  return interfaces.some(selector => selector.name === '*' || selector.name === name)
}
