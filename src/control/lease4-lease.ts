import {type SubnetIndex4, subnetOfAddress4} from '../engine/subnet-index4.ts'
import type {Subnet4} from '../model/config4.ts'
import {INFINITE_LIFETIME, type Lease4, type LeaseState, leaseState} from '../model/lease4.ts'
import {formatIpv4, type Ipv4} from '../net-types/ipv4.ts'
import {formatPrefix4, prefixContains4} from '../net-types/prefix4.ts'
import {type Arguments, CommandError, missing} from './arguments.ts'
import {readClientId, readHwAddr} from './hex-text.ts'
import {readContext} from './lease4-context.ts'
import {ownState, rejection} from './lease4-partner.ts'
import {leaseAddress, leaseFlag, leaseNumber, leaseText, leaseValue} from './lease4-values.ts'
import type {ControlledServer4} from './server4.ts'

/**
 * The lease that lease4-add and lease4-update describe, with what they leave out filled in. Checks are in Kea's order, so
 * that of several mistakes the same one is told. Throws CommandError.
 */
export function readLease4(server: ControlledServer4, args: Arguments): Lease4 {
  const address = leaseAddress(args)
  const hwAddr = readHwAddr(leaseText(args, 'hw-address') ?? missing('hw-address'))
  const subnet = subnetFor(server, args, address)
  const clientIdText = leaseText(args, 'client-id')
  const clientId = clientIdText === undefined ? undefined : readClientId(clientIdText)
  const validLifetime = leaseNumber(args, 'valid-lft', 0xffffffff) ?? subnet.validLifetime.default
  const now = Math.floor(server.clock.millis() / 1000)
  return {
    address,
    hwAddr: hwAddr === '' ? undefined : hwAddr,
    clientId,
    validLifetime,
    expire: readExpire(args, address, validLifetime, now),
    subnetId: subnet.id,
    ...readName(args),
    state: readState(args),
    userContext: readContext(args),
  }
}

/** 0 stands for "look it up", as in Kea. */
function subnetFor({index}: ControlledServer4, args: Arguments, address: Ipv4): Subnet4 {
  const id = leaseNumber(args, 'subnet-id', 0xffffffff)
  if (id === undefined || id === 0) {
    const found = subnetOfAddress4(index, address)
    if (found !== undefined) return found
    throw rejection(args, `subnet-id not specified and failed to find a subnet for address ${formatIpv4(address)}`)
  }
  const found = subnetWith(index, id, address)
  if (typeof found === 'string') throw rejection(args, found)
  return found
}

/** The subnet with this id, if it has the address; a text says that it does not. */
export function subnetWith({byId}: SubnetIndex4, id: number, address: Ipv4): Subnet4 | string {
  const subnet = byId.get(id)?.subnet
  if (subnet === undefined) return `Invalid subnet-id: No IPv4 subnet with subnet-id=${id} currently configured.`
  if (prefixContains4(subnet.prefix, address)) return subnet
  return `The address ${formatIpv4(address)} does not belong to subnet ${formatPrefix4(subnet.prefix)}, subnet-id=${id}`
}

/** What the column holds: the end of the lifetime, or its beginning when it has no end (facts: server.md §5.1). */
function readExpire(args: Arguments, address: Ipv4, validLifetime: number, now: number): number {
  const given = leaseValue(args, 'expire', 'integer')?.value
  const endless = validLifetime === INFINITE_LIFETIME
  if (given === undefined) return endless ? now : now + validLifetime
  const place = formatIpv4(address)
  if (given <= 0) throw new CommandError(`expiration time must be positive for address ${place}`)
  if (given < validLifetime) {
    throw new CommandError(`expiration time must be greater than valid lifetime for address ${place}`)
  }
  return endless ? given - validLifetime : given
}

function readName(args: Arguments): Pick<Lease4, 'fqdnFwd' | 'fqdnRev' | 'hostname'> {
  const fqdnFwd = leaseFlag(args, 'fqdn-fwd')
  const fqdnRev = leaseFlag(args, 'fqdn-rev')
  const hostname = asciiLower(leaseText(args, 'hostname') ?? '')
  if (hostname === '' && (fqdnFwd || fqdnRev)) {
    throw new CommandError('No hostname specified and either forward or reverse fqdn was set to true.')
  }
  return {fqdnFwd, fqdnRev, hostname}
}

/** Names are kept in lower case; other letters than ASCII's are bytes to Kea, and stay. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}

function readState(args: Arguments): LeaseState {
  return stateOf(ownState(args, leaseNumber(args, 'state', 255) ?? leaseState.assigned))
}

export function stateOf(value: number): LeaseState {
  const state = Object.values(leaseState).find(known => known === value)
  if (state !== undefined) return state
  const supported = '0 (default), 1 (declined) and 2 (expired-reclaimed)'
  throw new CommandError(`Invalid state value: ${value}, supported values are: ${supported}`)
}
