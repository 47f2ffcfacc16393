import {readFileSync} from 'node:fs'
import {networkInterfaces} from 'node:os'
import {type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import {interfaceIndex} from './libc.ts'

export interface Address4 {
  readonly address: Ipv4
  readonly prefixLength: number
}

export interface SystemInterface4 {
  readonly name: string
  /** The kernel's number: it changes when an interface is removed and made again under its old name. */
  readonly index: number
  readonly loopback: boolean
  /** In the kernel's order, primary first; empty when the interface is down, has no link or has no IPv4 address. */
  readonly addresses: readonly Address4[]
}

/** All interfaces of this network namespace by name. */
export function systemInterfaces4(): ReadonlyMap<string, SystemInterface4> {
  const up = addressesByName()
  const found = new Map<string, SystemInterface4>()
  for (const name of interfaceNames()) {
    const index = interfaceIndex(name)
    const known = up.get(name)
    if (index > 0) {
      found.set(name, {name, index, loopback: known?.loopback ?? name === 'lo', addresses: known?.addresses ?? []})
    }
  }
  return found
}

// /proc/net belongs to the process's network namespace; /sys/class/net to the namespace that it was mounted in.
function interfaceNames(): string[] {
  const lines = readFileSync('/proc/net/dev', 'utf8').split('\n').slice(2)
  return lines.map(line => line.slice(0, line.lastIndexOf(':')).trim()).filter(name => name !== '')
}

function addressesByName(): Map<string, {loopback: boolean; addresses: Address4[]}> {
  const found = new Map<string, {loopback: boolean; addresses: Address4[]}>()
  for (const [label, entries] of Object.entries(networkInterfaces())) {
    // An address with a label ("eth0:1") is listed under its label.
    const name = label.split(':')[0]!
    for (const entry of entries ?? []) {
      const address = entry.family === 'IPv4' ? parseIpv4(entry.address) : undefined
      if (address === undefined) continue
      const known = found.get(name) ?? {loopback: entry.internal, addresses: []}
      known.addresses.push({address, prefixLength: Number(entry.cidr?.split('/')[1] ?? 32)})
      found.set(name, known)
    }
  }
  return found
}
