import {type Node, nameOf} from '../config/node.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {parseIpv4} from '../net-types/ipv4.ts'
import {formatIpv6, parseIpv6} from '../net-types/ipv6.ts'
import {type Arguments, CommandError, clip, missing} from './arguments.ts'

type Kind = Node['kind']

/** One value of a lease that a command brings. Absent is undefined; another type throws what Kea says then, without the place. */
export function leaseValue<K extends Kind>(
  args: Arguments,
  key: string,
  kind: K,
): Extract<Node, {kind: K}> | undefined {
  const node = args.value(key)
  if (node === undefined || node.kind === kind) return node as Extract<Node, {kind: K}> | undefined
  throw new CommandError(`invalid type specified for parameter '${key}'`)
}

export function leaseText(args: Arguments, key: string): string | undefined {
  return leaseValue(args, key, 'string')?.value
}

export function leaseFlag(args: Arguments, key: string): boolean {
  return leaseValue(args, key, 'boolean')?.value ?? false
}

/** An integer 0..`most`. */
export function leaseNumber(args: Arguments, key: string, most: number): number | undefined {
  const value = leaseValue(args, key, 'integer')?.value
  if (value === undefined || (value >= 0 && value <= most)) return value
  throw new CommandError(`out of range value (${value}) specified for parameter '${key}'`)
}

export function leaseAddress(args: Arguments): Ipv4 {
  const text = leaseText(args, 'ip-address') ?? missing('ip-address')
  const address = parseIpv4(text)
  if (address !== undefined) return address
  const other = parseIpv6(text)
  if (other !== undefined) throw new CommandError(`Non-IPv4 address specified: ${formatIpv6(other)}`)
  throw new CommandError(`Failed to convert '${clip(text)}' to address: ${notAnAddress(text)}`)
}

export function notAnAddress(text: string): string {
  return `Failed to convert string to address '${clip(text)}': Invalid argument`
}

/** The arguments of a command that takes a map, if only an empty one. `text`: what Kea says when there are none. */
export function mapOf(args: Arguments, text: string): Arguments {
  if (args.node === undefined) throw new CommandError(text)
  if (args.node.kind !== 'map')
    throw new CommandError(`expected the arguments as a map, found ${nameOf(args.node.kind)}`)
  return args
}
