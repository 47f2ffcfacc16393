import type {MapNode} from '../config/node.ts'
import {GLOBAL_SUBNET, type HostIdentifier, type HostIdentifierType, hostIdentifierTypes} from '../model/host4.ts'
import {toHex} from '../net-types/identifiers.ts'
import {type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import type {HostWhich4} from '../ports/host-store.ts'
import {isOptionDataError, parseBinaryOptionData} from '../wire/option-text.ts'
import {type Arguments, CommandError, clip, missing} from './arguments.ts'
import {MAX_SUBNET_ID} from './subnet-arguments4.ts'

/** Where reservations are looked for or written: in the configuration in force, in the hosts databases, or both. */
export interface Targets4 {
  readonly memory: boolean
  readonly database: boolean
}

const targets: Readonly<Record<string, Targets4>> = {
  memory: {memory: true, database: false},
  database: {memory: false, database: true},
  all: {memory: true, database: true},
}

/** `operation-target` (facts: server.md §4.3). By default everything is read, and the databases are written. */
export function targetsOf(args: Arguments, byDefault: 'all' | 'database'): Targets4 {
  const word = args.string('operation-target') ?? 'default'
  const found = word === 'default' ? targets[byDefault] : Object.hasOwn(targets, word) ? targets[word] : undefined
  if (found !== undefined) return found
  const expected = `expected one of ${Object.keys(targets).join(', ')}, default`
  throw new CommandError(`'${clip(word)}' is no operation-target, ${expected}`)
}

/** 0 = the global reservations. Throws CommandError when it is missing. */
export function subnetIdOf(args: Arguments): number {
  return optionalSubnetId(args) ?? noSubnetId()
}

export function optionalSubnetId(args: Arguments): number | undefined {
  return args.integer('subnet-id', GLOBAL_SUBNET, MAX_SUBNET_ID)
}

export function noSubnetId(): never {
  throw new CommandError("Mandatory 'subnet-id' parameter missing.")
}

/** How reservation-get and reservation-del say which reservation they mean. */
export function whichOf(args: Arguments): HostWhich4 {
  const subnetId = subnetIdOf(args)
  return args.has('ip-address') ? {subnetId, address: addressOf(args)} : {subnetId, identifier: identifierOf(args)}
}

export function addressOf(args: Arguments): Ipv4 {
  const text = args.string('ip-address') ?? missing('ip-address')
  const address = parseIpv4(text)
  if (address === undefined) throw new CommandError(`'ip-address' must be an IPv4 address, not '${clip(text)}'`)
  return address
}

export function identifierOf(args: Arguments): HostIdentifier {
  const type = identifierText(args, 'identifier-type')
  const text = identifierText(args, 'identifier')
  if (!isIdentifierType(type)) {
    const known = Object.keys(hostIdentifierTypes).join(', ')
    throw new CommandError(`'${clip(type)}' is no identifier-type, expected one of ${known}`)
  }
  const bytes = parseBinaryOptionData(text)
  if (isOptionDataError(bytes) || bytes.length === 0) {
    throw new CommandError(`'identifier' must be hexadecimal digits or a text in single quotes, not '${clip(text)}'`)
  }
  return {type, value: toHex(bytes)}
}

function isIdentifierType(text: string): text is HostIdentifierType {
  return Object.hasOwn(hostIdentifierTypes, text)
}

function identifierText(args: Arguments, key: 'identifier-type' | 'identifier'): string {
  const node = args.value(key)
  if (node?.kind === 'string') return node.value
  const otherwise = args.has('ip-address') || args.has('subnet-id') ? "No 'ip-address' provided and " : ''
  throw new CommandError(`${otherwise}'${key}' is either missing or not a string.`)
}

/** The reservation that a command brings. */
export function reservationOf(args: Arguments): MapNode {
  const node = args.value('reservation') ?? missing('reservation')
  if (node.kind !== 'map') throw new CommandError("'reservation' must be a map")
  return node
}
