import {ANY_IPV4, type Ipv4} from '../net-types/ipv4.ts'
import {netmask4} from '../net-types/prefix4.ts'
import {type Message4, type MessageType4, messageType4, type OptionBytes4} from '../wire/message4.ts'
import {name4} from './name4.ts'
import {option4} from './option-codes4.ts'
import type {OptionSet4} from './option-set4.ts'
import type {AnsweredOutcome4, Grant4} from './outcome4.ts'
import {uint32Bytes} from './read-option4.ts'
import {type Recipient4, recipient4} from './recipient4.ts'
import {ReplyOptions4} from './reply-options4.ts'
import type {Request4} from './request4.ts'
import type {IndexedSubnet4, SubnetIndex4} from './subnet-index4.ts'
import {teeTimes4} from './tee-times4.ts'
import {addVendorOptions4} from './vendor-options4.ts'

const BROADCAST_FLAG = 0x8000
const typeBytes = Array.from({length: 9}, (_, type) => Uint8Array.of(type))

/** Sent without being asked for, where configured (facts: server.md §2.6). */
const basic = [option4.routers, option4.domainNameServers, option4.domainName, option4.serverId] as const

/** The whole answer to an outcome that has one; its options are in the order that Kea sends them. */
export function reply4(request: Request4, outcome: AnsweredOutcome4, index: SubnetIndex4): Message4 {
  const {message} = request
  const grant = outcome.kind === 'offer' || outcome.kind === 'ack' ? outcome : undefined
  const recipient = recipient4(request, outcome, index)
  const boot = recipient?.boot
  // An INFORM with ciaddr is answered to the client, past the relay.
  const past = outcome.kind === 'inform-ack' && message.ciaddr !== 0
  // Written out: putting it together from parts with spreads took more time than all the rest of a message.
  return {
    op: 2,
    htype: message.htype,
    hops: past ? 0 : message.hops,
    xid: message.xid,
    secs: 0,
    flags: flagsFor(message, outcome),
    ciaddr: outcome.kind === 'ack' || outcome.kind === 'inform-ack' ? message.ciaddr : ANY_IPV4,
    yiaddr: grant?.lease.address ?? ANY_IPV4,
    siaddr: boot?.nextServer ?? ANY_IPV4,
    giaddr: past ? ANY_IPV4 : message.giaddr,
    chaddr: message.chaddr,
    sname: boot?.serverHostname ?? '',
    file: boot?.bootFileName ?? '',
    options: optionsFor(request, outcome, grant, recipient, index, past),
  }
}

// An INFORM without ciaddr is answered to the relay, which must then broadcast it.
function flagsFor(message: Message4, outcome: AnsweredOutcome4): number {
  const toRelay = outcome.kind === 'inform-ack' && message.giaddr !== 0 && message.ciaddr === 0
  return toRelay ? message.flags | BROADCAST_FLAG : message.flags
}

function optionsFor(
  request: Request4,
  outcome: AnsweredOutcome4,
  grant: Grant4 | undefined,
  recipient: Recipient4 | undefined,
  index: SubnetIndex4,
  past: boolean,
): OptionBytes4 {
  const options = echoed(request, index)
  if (past) options.delete(option4.relayAgentInfo)
  options.add(option4.messageType, typeBytes[typeOf(outcome)]!)
  if (grant !== undefined) addLease(options, request, grant)
  if (recipient?.subnet !== undefined) addConfigured(options, request, setFor(recipient.subnet, recipient, index))
  if (!options.has(option4.serverId)) options.add(option4.serverId, uint32Bytes(serverIdFor(request)))
  return options.toMap()
}

function typeOf(outcome: AnsweredOutcome4): MessageType4 {
  if (outcome.kind === 'offer') return messageType4.OFFER
  return outcome.kind === 'nak' ? messageType4.NAK : messageType4.ACK
}

/** What every answer repeats of the query: client-id (RFC 6842), options 82 and 118. */
function echoed({message, relay, sentClientId}: Request4, {config}: SubnetIndex4): ReplyOptions4 {
  const options = new ReplyOptions4()
  const keep = (code: number, content: Uint8Array | undefined) => {
    if (content !== undefined && content.length > 0) options.add(code, content)
  }
  if (config.echoClientId || config.hooks.flexId?.replaceClientId === true) keep(option4.clientId, sentClientId)
  if (relay?.stashed !== true) keep(option4.relayAgentInfo, relay?.bytes)
  keep(option4.subnetSelection, message.options.get(option4.subnetSelection))
  return options
}

function addLease(options: ReplyOptions4, request: Request4, {lease, lifetime, subnet, client}: Grant4): void {
  options.add(option4.leaseTime, uint32Bytes(lifetime))
  options.add(option4.subnetMask, uint32Bytes(netmask4(subnet.prefix.length)))
  const {t1, t2} = teeTimes4(subnet, lifetime)
  if (t1 !== undefined) options.add(option4.renewalTime, uint32Bytes(t1))
  if (t2 !== undefined) options.add(option4.rebindingTime, uint32Bytes(t2))
  const name = name4(request.name, subnet.names, client.host?.hostname ?? '', lease.address).option
  if (name !== undefined) options.add(...name)
}

function setFor(subnet: IndexedSubnet4, {pool, classes, host}: Recipient4, {optionLevels}: SubnetIndex4): OptionSet4 {
  const place = (pool && subnet.poolOptions.get(pool)) ?? subnet.options
  return optionLevels.of(place, classes, host)
}

function addConfigured(options: ReplyOptions4, request: Request4, set: OptionSet4): void {
  const asked = request.message.options.get(option4.parameterRequestList)
  if (asked !== undefined) addEach(options, asked, set)
  addEach(options, set.always, set)
  addEach(options, basic, set)
  addVendorOptions4(options, request.message.options.get(option4.vendorOptions), set)
  for (const code of set.never) options.delete(code)
}

function addEach(options: ReplyOptions4, codes: ArrayLike<number>, set: OptionSet4): void {
  for (let at = 0; at < codes.length; at++) {
    const value = set.values.get(codes[at]!)
    if (value !== undefined) options.add(codes[at]!, value)
  }
}

/** RFC 5107 §4: the relay may stand in for the server. */
function serverIdFor({relay, arrival}: Request4): Ipv4 {
  return relay?.serverIdOverride ?? arrival.local.address
}
