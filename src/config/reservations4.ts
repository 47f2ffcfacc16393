import {isDeepStrictEqual} from 'node:util'
import {GLOBAL_SUBNET, type Host4, type HostIdentifier, type HostIdentifierType} from '../model/host4.ts'
import type {JsonMap} from '../model/json.ts'
import {jsonText} from '../model/json-text.ts'
import {toHex} from '../net-types/identifiers.ts'
import {ANY_IPV4, BROADCAST_IPV4, formatIpv4, type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import {formatPrefix4, type Prefix4, prefixContains4} from '../net-types/prefix4.ts'
import type {OptionDefinition} from '../wire/option-definition.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {isOptionDataError, parseBinaryOptionData} from '../wire/option-text.ts'
import {formatPlace, type Issues} from './issues.ts'
import type {MapNode} from './node.ts'
import {readHostOptions4} from './option-data4.ts'
import {type MapItem, Section} from './section.ts'

/** In the order in which Kea looks for them. */
const identifierNames = ['circuit-id', 'client-id', 'duid', 'flex-id', 'hw-address'] as const

/** Bytes that Kea's types hold; an identifier without a bound there has none here. */
const mostBytes: {readonly [type in HostIdentifier['type']]?: number} = {duid: 128, 'hw-address': 20}

/** Where reservations stand: those of the global level belong to no subnet. */
export interface ReservedIn4 {
  readonly id: number
  readonly prefix: Prefix4
}

/** Reads `reservations` of all levels and refuses those that contradict another (facts: server.md §2.7). */
export class ReservationReader4 {
  /** All that were read, in their order. */
  readonly hosts: Host4[] = []
  readonly #definitions: OptionDefinitions4
  readonly #uniqueAddresses: boolean
  /** Those that reservations in force were read by, once they were found to be the same. */
  #same: readonly OptionDefinition[] | undefined

  /** `uniqueAddresses`: ip-reservations-unique. */
  constructor(definitions: OptionDefinitions4, uniqueAddresses: boolean) {
    this.#definitions = definitions
    this.#uniqueAddresses = uniqueAddresses
  }

  /** Once for each level; undefined = the global one. */
  read(parent: Section, subnet: ReservedIn4 | undefined): void {
    const unique = new UniqueHosts4(parent.issues, this.#uniqueAddresses)
    for (const item of parent.mapItems('reservations')) {
      const host = this.#known(item.node, subnet) ?? this.#read(item, parent, subnet)
      if (host === undefined) continue
      unique.check(item, host)
      this.hosts.push(host)
    }
  }

  #read({node, path}: MapItem, {issues}: Section, subnet: ReservedIn4 | undefined): Host4 | undefined {
    const section = new Section(node, path, issues)
    const host = readHost(section, subnet, this.#definitions)
    section.finish()
    return host
  }

  /** What was read before, where it would be read in the same way. */
  #known({known}: MapNode, subnet: ReservedIn4 | undefined): Host4 | undefined {
    if (known === undefined) return undefined
    const {host, optionDefinitions} = known
    if (host.subnetId !== (subnet?.id ?? GLOBAL_SUBNET)) return undefined
    const {address} = host
    if (subnet !== undefined && address !== undefined && !prefixContains4(subnet.prefix, address)) return undefined
    return host.options.length === 0 || this.#areSame(optionDefinitions) ? host : undefined
  }

  #areSame(others: readonly OptionDefinition[]): boolean {
    if (this.#same === others) return true
    if (!isDeepStrictEqual(this.#definitions.custom, others)) return false
    this.#same = others
    return true
  }
}

/** Finds the reservations of one level that contradict an earlier one. Maps, because there may be a hundred thousand. */
class UniqueHosts4 {
  readonly #issues: Issues
  readonly #uniqueAddresses: boolean
  readonly #identifiers = new Map<HostIdentifierType, Map<string, MapNode>>()
  readonly #addresses = new Map<Ipv4, MapNode>()

  constructor(issues: Issues, uniqueAddresses: boolean) {
    this.#issues = issues
    this.#uniqueAddresses = uniqueAddresses
  }

  check(item: MapItem, host: Host4): void {
    const {identifier, address} = host
    const {type, value} = identifier
    const ofType = this.#identifiers.get(type)
    const same = ofType?.get(value)
    if (same !== undefined)
      this.#error(item, host, type, `has a reservation for this ${type} already, at ${formatPlace(same.at)}`)
    if (ofType === undefined) this.#identifiers.set(type, new Map([[value, item.node]]))
    else ofType.set(value, item.node)
    if (address === undefined || !this.#uniqueAddresses) return
    const other = this.#addresses.get(address)
    if (other !== undefined) {
      const text = `has a reservation of ${formatIpv4(address)} already, at ${formatPlace(other.at)}`
      this.#error(item, host, 'ip-address', `${text}; "ip-reservations-unique": false allows more of them`)
    }
    this.#addresses.set(address, item.node)
  }

  #error({node, path}: MapItem, {subnetId}: Host4, key: string, text: string): void {
    const where = subnetId === GLOBAL_SUBNET ? 'the global level' : 'this subnet'
    this.#issues.error(node.entries.get(key)?.value.at ?? node.at, `${path}.${key}`, `${where} ${text}`)
  }
}

function readHost(
  section: Section,
  subnet: ReservedIn4 | undefined,
  definitions: OptionDefinitions4,
): Host4 | undefined {
  const identifier = readIdentifier(section)
  const address = readAddress(section, subnet)
  const content = {
    address,
    hostname: section.string('hostname') ?? '',
    nextServer: readNextServer(section),
    serverHostname: readField(section, 'server-hostname', 63),
    bootFileName: readField(section, 'boot-file-name', 127),
    clientClasses: readClasses(section),
    options: readHostOptions4(section, definitions),
  }
  const userContext = section.userContext()
  if (identifier === undefined) return undefined
  const {hostname, nextServer, serverHostname, bootFileName, clientClasses, options} = content
  const texts = hostname + serverHostname + bootFileName
  const more = clientClasses.length + options.length
  if (texts === '' && more === 0 && nextServer === undefined && !section.has('ip-address')) {
    const expected = 'an address, a name, boot fields, options or classes'
    section.issues.error(section.at, section.path, `this reservation reserves nothing, expected ${expected}`)
  }
  return {
    identifier,
    subnetId: subnet?.id ?? GLOBAL_SUBNET,
    subnetId6: undefined,
    ...content,
    userContext: userContext && jsonText(userContext as JsonMap),
    authKey: '',
  }
}

function readIdentifier(section: Section): HostIdentifier | undefined {
  const given = identifierNames.flatMap(type => {
    const text = section.string(type)
    return text === undefined ? [] : [{type, text}]
  })
  const last = given.pop()
  if (last === undefined) {
    if (identifierNames.some(type => section.has(type))) return undefined
    const expected = `expected one of ${identifierNames.join(', ')}`
    section.issues.error(section.at, section.path, `this reservation is for nobody, ${expected}`)
    return undefined
  }
  const {type, text} = last
  const second = given.find(other => other.text !== '')
  if (second !== undefined) return section.error(type, `expected either ${second.type} or ${type}, not both`)
  const bytes = parseBinaryOptionData(text)
  if (isOptionDataError(bytes) || bytes.length === 0) {
    return section.error(type, `expected hexadecimal digits or a text in single quotes, found ${JSON.stringify(text)}`)
  }
  const most = mostBytes[type] ?? Number.POSITIVE_INFINITY
  if (bytes.length > most) return section.error(type, `expected at most ${most} bytes, found ${bytes.length}`)
  return {type, value: toHex(bytes)}
}

/** Anywhere in its subnet, in a pool or not; a global one may be any. */
function readAddress(section: Section, subnet: ReservedIn4 | undefined): Ipv4 | undefined {
  const text = section.string('ip-address')
  if (text === undefined) return undefined
  const address = parseIpv4(text)
  if (address === undefined || address === ANY_IPV4 || address === BROADCAST_IPV4) {
    return section.error('ip-address', `expected an IPv4 address of a client, found ${JSON.stringify(text)}`)
  }
  if (subnet !== undefined && !prefixContains4(subnet.prefix, address)) {
    section.error('ip-address', `${text} is not inside the subnet ${formatPrefix4(subnet.prefix)}`)
  }
  return address
}

/** 0.0.0.0 says nothing. */
function readNextServer(section: Section): Ipv4 | undefined {
  const text = section.string('next-server')
  if (text === undefined) return undefined
  const address = parseIpv4(text)
  if (address === undefined || address === BROADCAST_IPV4) {
    return section.error('next-server', `expected an IPv4 address, found ${JSON.stringify(text)}`)
  }
  return address === ANY_IPV4 ? undefined : address
}

function readField(section: Section, key: string, most: number): string {
  const text = section.string(key) ?? ''
  const bytes = Buffer.byteLength(text)
  return bytes <= most ? text : (section.error(key, `expected at most ${most} bytes, found ${bytes}`) ?? '')
}

/** Each once, in their order. */
function readClasses(section: Section): readonly string[] {
  const names = section.strings('client-classes').map(({value}) => value.trim())
  return [...new Set(names.filter(name => name !== ''))]
}
