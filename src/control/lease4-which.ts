import type {Lease4} from '../model/lease4.ts'
import {type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import {formatIpv6, parseIpv6} from '../net-types/ipv6.ts'
import type {LeaseFilter4, LeaseStore4} from '../ports/lease-store.ts'
import {type Arguments, CommandError, clip} from './arguments.ts'
import {readClientId, readHwAddr} from './hex-text.ts'
import {rowAt} from './lease4-store.ts'
import {notAnAddress} from './lease4-values.ts'

/** How lease4-get and lease4-del say which lease they mean. */
export type WhichLease4 = {readonly address: Ipv4} | {readonly filter: LeaseFilter4} | 'none'

/** `verb`: what is refused for identifiers of DHCPv6. Throws CommandError, in Kea's order and words. */
export function readWhich4(args: Arguments, verb: 'Query' | 'Delete'): WhichLease4 {
  if (args.node?.kind !== 'map') throw new CommandError('Parameters missing or are not a map.')
  if (args.value('update-ddns') !== undefined && args.value('update-ddns')!.kind !== 'boolean') {
    throw new CommandError(`'update-ddns' is not a boolean`)
  }
  if (args.has('ip-address')) return {address: readAddress(args)}
  const subnetId = args.value('subnet-id')
  if (subnetId === undefined) throw new CommandError(`Mandatory 'subnet-id' parameter missing.`)
  if (subnetId.kind !== 'integer') throw new CommandError(`'subnet-id' parameter is not integer.`)
  const type = identifierText(args, 'identifier-type')
  const identifier = identifierText(args, 'identifier')
  const filter = filterOf(type, identifier, subnetId.value, verb)
  // No row has such an id, and no column takes it.
  return subnetId.value < 0 || subnetId.value > 0xffffffff ? 'none' : filter
}

/** The lease, the one of lowest address when several match (Kea's databases fail then, its memfile takes any). */
export async function findWhich4(store: LeaseStore4, which: WhichLease4): Promise<Lease4 | undefined> {
  if (which === 'none') return undefined
  if ('address' in which) return rowAt(store, which.address)
  return (await store.find4(which.filter, undefined, 1))[0]
}

/** `ip-address` where it names a lease. `invalid`: what is said of a text that is no address. */
export function readAddress(args: Arguments, invalid: (text: string) => string = notAnAddress): Ipv4 {
  const node = args.value('ip-address')
  if (node?.kind !== 'string') throw new CommandError(`'ip-address' is not a string.`)
  const address = parseIpv4(node.value)
  if (address !== undefined) return address
  const other = parseIpv6(node.value)
  if (other !== undefined) throw new CommandError(`Invalid IPv4 address specified: ${formatIpv6(other)}`)
  throw new CommandError(invalid(clip(node.value)))
}

function identifierText(args: Arguments, key: string): string {
  const node = args.value(key)
  if (node?.kind === 'string') return node.value
  throw new CommandError(`No 'ip-address' provided and '${key}' is either missing or not a string.`)
}

function filterOf(type: string, identifier: string, subnetId: number, verb: 'Query' | 'Delete'): WhichLease4 {
  switch (type) {
    case 'hw-address':
      return {filter: {by: 'hwAddr', hwAddr: readHwAddr(identifier), subnetId}}
    case 'client-id':
      return {filter: {by: 'clientId', clientId: readClientId(identifier), subnetId}}
    case 'address':
      // An address is given as ip-address; by this name nothing is ever found, in Kea neither.
      return 'none'
    case 'duid':
      throw new CommandError(`${verb} by duid is not allowed in v4.`)
    default: {
      const supported = 'the only supported values are: address, hw-address, duid'
      throw new CommandError(`Incorrect identifier type: ${clip(type)}, ${supported}`)
    }
  }
}
