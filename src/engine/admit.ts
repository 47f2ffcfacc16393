import type {Subnet4} from '../model/config4.ts'
import {GLOBAL_SUBNET, type Host4, type HostIdentifier} from '../model/host4.ts'
import {clientIdOf, hwAddrOf} from '../net-types/identifiers.ts'
import {BROADCAST_IPV4, type Ipv4} from '../net-types/ipv4.ts'
import {type Message4, messageType4} from '../wire/message4.ts'
import {DROP_CLASS} from './classify4.ts'
import {readClientName4} from './client-name4.ts'
import type {Packet4} from './expression/evaluation4.ts'
import type {Received4} from './hooks/receive4.ts'
import {hostOf4} from './hosts4.ts'
import {type IdentifierSources4, identifiers4} from './identifiers4.ts'
import {option4} from './option-codes4.ts'
import {clientIdIsUsable4, optionsAreWellFormed4} from './option-shapes4.ts'
import type {DropReason4} from './outcome4.ts'
import {ipv4Option, uint32Option} from './read-option4.ts'
import {type RelayInfo4, readRelayInfo4} from './relay-info4.ts'
import type {Arrival4, ClientMessageType4, Request4} from './request4.ts'
import {isBroadcast4, selectSubnet4} from './select-subnet.ts'
import {renewedDirectly4, type Stash4} from './stash4.ts'
import type {SubnetIndex4} from './subnet-index4.ts'

export interface AdmitFacts4 {
  readonly arrival: Arrival4
  readonly index: SubnetIndex4
  /** Addresses of the open sockets. */
  readonly serverIds: ReadonlySet<Ipv4>
  /** The class of the server whose client it is, where there is high availability: it is a member before any test. */
  readonly haClass?: string | undefined
}

/** What was looked for before the subnet is selected; undefined = nothing of that kind yet. */
export interface Early4 {
  /** Global reservations (early-global-reservations-lookup). */
  readonly hosts?: readonly Host4[]
  /** Option 82 of the lease (stash-agent-options): the message to admit is the one that it was put into. */
  readonly stash?: Stash4
}

export type Admission4 =
  | {readonly kind: 'go'; readonly request: Request4}
  /** Global reservations are wanted first: load them and admit again with what was found. */
  | {readonly kind: 'early'; readonly client: WaitingClient4}
  /** The lease of that address is wanted first: load it and admit again with what it has kept (withStash4). */
  | {readonly kind: 'stash'; readonly client: WaitingClient4; readonly address: Ipv4}
  | {readonly kind: 'drop'; readonly reason: DropReason4}

/** Who asks, as far as it is known before a subnet is. */
export type WaitingClient4 = Pick<Request4, 'type' | 'clientId' | 'hwAddr' | 'identifiers'>

/**
 * Decides whether a message is for this server at all, reads its options, assigns the classes that need no reservation and
 * selects its subnet.
 */
export function admit4(given: Message4, facts: AdmitFacts4, early?: Early4): Admission4 {
  const read = read4(given, facts, early)
  if (typeof read === 'string') return drop(read)
  const {message, packet, type, clientId, hwAddr, relay} = read
  const {arrival, index} = facts
  const {classifier, config} = index
  if (config.stashAgentOptions && early?.stash === undefined) {
    const address = renewedDirectly4(message, type, arrival)
    if (address !== undefined) return {kind: 'stash', client: {type, clientId, hwAddr, identifiers: []}, address}
  }
  let classes = classifier.before(packet, seedOf4(read.bootp, facts.haClass))
  if (classes.has(DROP_CLASS)) return drop('class-drop')
  if (read.foreign !== undefined && !isOfClass(read.serverId, classes, index)) return drop(read.foreign)
  // An identifier of the site's own is made from what the client has sent.
  const sent = message === given ? packet : packetOf4(given, arrival)
  const identifiers = identifiersOf(index, {hwAddr, clientId, relay, packet: sent, classes})
  if (config.earlyGlobalReservationsLookup) {
    if (early?.hosts === undefined) return {kind: 'early', client: {type, clientId, hwAddr, identifiers}}
    const host = hostOf4(identifiers, GLOBAL_SUBNET, early.hosts)
    if (host !== undefined) classes = classifier.after(packet, classes, host)
    if (classes.has(DROP_CLASS)) return drop('class-drop')
  }
  const subnet = selectSubnet4(message, relay, arrival, index, classes)
  const misplaced = directFault(message, type, arrival, subnet !== undefined)
  if (misplaced !== undefined) return drop(misplaced)
  return {kind: 'go', request: requestOf(read, given, facts, classes, identifiers, subnet)}
}

/** A message whose options were read, before anything is known of the client. */
interface Read4
  extends Pick<
    Request4,
    'message' | 'packet' | 'type' | 'bootp' | 'clientId' | 'hwAddr' | 'serverId' | 'name' | 'relay'
  > {
  /** It is for another server, unless a class of the client has an identifier of its own. */
  readonly foreign: DropReason4 | undefined
}

function read4(given: Message4, facts: AdmitFacts4, early: Early4 | undefined): Read4 | DropReason4 {
  const {message, bootp} = received4(given, facts)
  const {index} = facts
  const type = typeOf(message)
  if (typeof type === 'string') return type
  if (!optionsAreWellFormed4(message.options, index.config.compatibility.lenientOptionParsing))
    return 'malformed-option'
  if (index.definedOptions?.(message.options) === false) return 'malformed-option'
  const name = readClientName4(message.options.get(option4.fqdn), message.options.get(option4.hostName))
  if (name === 'malformed') return 'malformed-option'
  const relay = readRelayInfo4(message.options.get(option4.relayAgentInfo), early?.stash === 'found')
  const serverId = ipv4Option(message.options.get(option4.serverId))
  const foreign = serverIdFault(message, serverId, relay, facts)
  const refusal = (index.classServerIds.size === 0 ? foreign : undefined) ?? identityFault(message, type)
  if (refusal !== undefined) return refusal
  const clientIdBytes = message.options.get(option4.clientId)
  const clientId = clientIdBytes && clientIdOf(clientIdBytes)
  const hwAddr = hwAddrOf(message.chaddr)
  const packet = packetOf4(message, facts.arrival)
  return {message, packet, type, bootp, clientId, hwAddr, serverId, name, relay, foreign}
}

function requestOf(
  read: Read4,
  given: Message4,
  {arrival, index}: AdmitFacts4,
  classes: ReadonlySet<string>,
  identifiers: readonly HostIdentifier[],
  subnet: Subnet4 | undefined,
): Request4 {
  const {options} = read.message
  const indexed = subnet === undefined ? undefined : index.byId.get(subnet.id)
  // Written out: putting it together from parts with spreads took more time than all the rest of a message.
  return {
    message: read.message,
    packet: read.packet,
    type: read.type,
    bootp: read.bootp,
    sentClientId: given.options.get(option4.clientId),
    arrival,
    clientId: read.clientId,
    hwAddr: read.hwAddr,
    identifiers,
    classes,
    requestedAddress: ipv4Option(options.get(option4.requestedAddress)),
    serverId: read.serverId,
    requestedLifetime: uint32Option(options.get(option4.leaseTime)),
    name: read.name,
    relay: read.relay,
    subnet,
    network: indexed?.network,
    subnets: indexed?.candidates ?? [],
  }
}

const noIdentifiers: readonly HostIdentifier[] = []

/** Nobody is looked up where there are no reservations. */
function identifiersOf(index: SubnetIndex4, sources: IdentifierSources4): readonly HostIdentifier[] {
  if (index.reservations.size === 0 && index.config.hostsDatabases.length === 0) return noIdentifiers
  return identifiers4(index.config.hostIdentifiers, index.flexId, sources)
}

const noClasses: ReadonlySet<string> = new Set()
const bootpClasses: ReadonlySet<string> = new Set(['BOOTP'])

/** What hooks have made of a message before anything else looks at it. */
export function received4(message: Message4, {arrival, index}: Pick<AdmitFacts4, 'arrival' | 'index'>): Received4 {
  return index.receive?.(packetOf4(message, arrival)) ?? {message, bootp: false}
}

/** The classes that a message is in before any test. */
export function seedOf4(bootp: boolean, haClass?: string): ReadonlySet<string> {
  if (haClass !== undefined) return new Set(bootp ? [haClass, 'BOOTP'] : [haClass])
  return bootp ? bootpClasses : noClasses
}

/** A message as expressions see it. */
export function packetOf4(message: Message4, {source, local, broadcast}: Arrival4): Packet4 {
  const destination = broadcast === true ? BROADCAST_IPV4 : local.address
  return {message, interface: local.interface ?? '', source, destination}
}

function drop(reason: DropReason4): Admission4 {
  return {kind: 'drop', reason}
}

function typeOf(message: Message4): ClientMessageType4 | DropReason4 {
  const content = message.options.get(option4.messageType)
  if (content === undefined) return 'no-message-type'
  if (content.length === 0) return 'malformed-option'
  switch (content[0]) {
    case messageType4.DISCOVER:
    case messageType4.REQUEST:
    case messageType4.DECLINE:
    case messageType4.RELEASE:
    case messageType4.INFORM:
      return content[0]
    default:
      return content[0]! === 0 || content[0]! > 17 ? 'unknown-message-type' : 'unsupported-message-type'
  }
}

// What came by broadcast and fits no subnet is another server's business: not even a NAK.
function directFault(
  message: Message4,
  type: ClientMessageType4,
  arrival: Arrival4,
  hasSubnet: boolean,
): DropReason4 | undefined {
  if (message.giaddr !== 0) return undefined
  if (type === messageType4.INFORM && message.ciaddr === 0 && arrival.source === 0) return 'inform-without-address'
  return isBroadcast4(arrival) && !hasSubnet ? 'direct-without-subnet' : undefined
}

function serverIdFault(
  message: Message4,
  serverId: Ipv4 | undefined,
  relay: RelayInfo4 | undefined,
  {index, serverIds}: AdmitFacts4,
): DropReason4 | undefined {
  if (!message.options.has(option4.serverId) || index.config.compatibility.ignoreDhcpServerIdentifier) return undefined
  // Kea takes 0.0.0.0 as any server (measured on 2.2.0).
  const ours =
    serverId === undefined ||
    serverId === 0 ||
    serverIds.has(serverId) ||
    index.serverIds.has(serverId) ||
    serverId === relay?.serverIdOverride
  return ours ? undefined : 'foreign-server-id'
}

/** A server identifier that a class has is ours for its members. */
function isOfClass(serverId: Ipv4 | undefined, classes: ReadonlySet<string>, {classServerIds}: SubnetIndex4): boolean {
  return [...classes].some(name => classServerIds.get(name) === serverId)
}

function identityFault(message: Message4, type: ClientMessageType4): DropReason4 | undefined {
  const clientId = message.options.get(option4.clientId)
  if (clientId !== undefined && !clientIdIsUsable4(clientId)) return 'bad-client-id'
  if (message.chaddr.length === 0 && clientId === undefined) return 'no-identifier'
  if (type === messageType4.DISCOVER && message.options.has(option4.serverId)) return 'discover-with-server-id'
  if (type === messageType4.DECLINE && ipv4Option(message.options.get(option4.requestedAddress)) === undefined) {
    return 'decline-without-address'
  }
  return undefined
}
