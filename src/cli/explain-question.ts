import {readFileSync} from 'node:fs'
import type {Arrival4} from '../engine/request4.ts'
import {systemInterfaces4} from '../net/interfaces4.ts'
import {ANY_IPV4, type Ipv4} from '../net-types/ipv4.ts'
import {type CapturedDatagram, capturedDatagrams} from '../wire/capture.ts'
import {decode4} from '../wire/decode4.ts'
import {type Message4, type MessageType4, messageType4} from '../wire/message4.ts'
import {encodeOptionBinary, encodeOptionCsv} from '../wire/option-codec.ts'
import {isOptionDataError} from '../wire/option-text.ts'
import {standardOption4} from '../wire/options4.ts'
import {Failure} from './failure.ts'

/** A message and how it came. */
export interface Question4 {
  readonly message: Message4
  readonly arrival: Arrival4
  /** The address that the server has where it came to. */
  readonly serverId: Ipv4
}

export interface Asked4 {
  readonly type: 'discover' | 'request' | 'inform' | 'release' | 'decline'
  readonly mac: Uint8Array
  readonly clientId: Uint8Array | undefined
  readonly giaddr: Ipv4 | undefined
  readonly ciaddr: Ipv4 | undefined
  /** Option 50. */
  readonly address: Ipv4 | undefined
  /** Option 54. */
  readonly serverId: Ipv4 | undefined
  readonly interface: string | undefined
  /** CODE=BYTES or NAME=TEXT each. */
  readonly options: readonly string[]
}

/** What a host asks for: mask, routers, DNS, host name, domain, broadcast, NTP, timers, search list, routes. */
const usual = Uint8Array.of(1, 3, 6, 12, 15, 28, 42, 51, 54, 58, 59, 119, 121)

/** A message as a client with these words would send it, through a relay where giaddr is given. */
export function askedQuestion(asked: Asked4): Question4 {
  const {giaddr = ANY_IPV4, ciaddr = ANY_IPV4, mac} = asked
  const fields = {op: 1, htype: 1, hops: giaddr === 0 ? 0 : 1, xid: 1, secs: 0, flags: 0, sname: '', file: ''} as const
  const addresses = {ciaddr, yiaddr: ANY_IPV4, siaddr: ANY_IPV4, giaddr}
  const message: Message4 = {...fields, ...addresses, chaddr: mac, options: optionsOf(asked)}
  return cameTo(message, asked.interface, giaddr === 0 ? ciaddr : giaddr, giaddr === 0 && ciaddr === 0)
}

function optionsOf({type, clientId, address, serverId, options}: Asked4): Map<number, Uint8Array> {
  const code = messageType4[type.toUpperCase() as Uppercase<typeof type>] satisfies MessageType4
  const found = new Map<number, Uint8Array>([[53, Uint8Array.of(code)]])
  if (address !== undefined) found.set(50, bytesOf(address))
  if (serverId !== undefined) found.set(54, bytesOf(serverId))
  if (clientId !== undefined) found.set(61, clientId)
  if (type === 'discover' || type === 'request' || type === 'inform') found.set(55, usual)
  for (const text of options) found.set(...parseOption(text))
  return found
}

/** "60=0x4d534654", "vendor-class-id=MSFT 5.0", "77='laptops'". */
function parseOption(text: string): readonly [code: number, content: Uint8Array] {
  const wrong = (why: string) => new Failure('usage', `--option ${text}: ${why}`, 'write CODE=HEX or NAME=TEXT')
  const at = text.indexOf('=')
  if (at < 1) throw wrong('there is no "="')
  const [name, value] = [text.slice(0, at), text.slice(at + 1)]
  const number = /^\d+$/.test(name) ? Number(name) : undefined
  const definition = standardOption4(number ?? name)
  const code = number ?? definition?.code
  if (code === undefined) throw wrong(`there is no option "${name}"`)
  if (code < 1 || code > 254) throw wrong('codes are 1 to 254')
  const isBinary = definition === undefined || /^(0x[0-9a-f]*|'.*')$/i.test(value)
  const content = isBinary ? encodeOptionBinary(undefined, value) : encodeOptionCsv(definition, value)
  if (isOptionDataError(content)) throw wrong(content.text)
  return [code, content]
}

function bytesOf(address: Ipv4): Uint8Array {
  return Uint8Array.of(address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255)
}

/** The message of a frame, or of the first one that a client or relay sent. */
export function capturedQuestion(
  file: string,
  frame: number | undefined,
  interfaceName: string | undefined,
): Question4 {
  const datagram = find(file, frame)
  const message = decode4(datagram.bytes)
  if ('kind' in message) {
    throw new Failure(
      'failure',
      `frame ${datagram.frame} of ${file} is no DHCPv4 message: ${message.reason}`,
      'name another with --frame',
    )
  }
  const question = cameTo(message, interfaceName, datagram.source, datagram.broadcast)
  return datagram.broadcast ? question : {...question, ...at(question, datagram.destination)}
}

const SERVER_PORT = 67

function find(file: string, frame: number | undefined): CapturedDatagram {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw new Failure(
      'failure',
      `cannot read ${file}: ${error instanceof Error ? error.message : error}`,
      'check the path',
    )
  }
  const seen: number[] = []
  try {
    for (const datagram of capturedDatagrams(bytes)) {
      if (datagram.frame === frame) return datagram
      if (datagram.destinationPort !== SERVER_PORT) continue
      if (frame === undefined) return datagram
      seen.push(datagram.frame)
    }
  } catch (error) {
    throw new Failure(
      'failure',
      `${file}: ${error instanceof Error ? error.message : error}`,
      'write it with tcpdump -w, for one',
    )
  }
  if (seen.length === 0) {
    const kinds = 'whole IPv4 packets in Ethernet, Linux cooked, raw IP and loopback frames are read'
    throw new Failure('failure', `${file}: it has no datagram to port 67`, kinds)
  }
  const frames = `datagrams to port 67: ${seen.slice(0, 20).join(', ')}`
  throw new Failure('failure', `frame ${frame} of ${file} is no UDP datagram`, frames)
}

function cameTo(message: Message4, name: string | undefined, source: Ipv4, broadcast: boolean): Question4 {
  const addresses = name === undefined ? [] : (systemInterfaces4().get(name)?.addresses ?? [])
  const address = addresses[0]?.address ?? ANY_IPV4
  const local = {interface: name, address, addresses}
  return {message, arrival: {source, sourcePort: SERVER_PORT, broadcast, local}, serverId: address}
}

function at({arrival}: Question4, serverId: Ipv4): Pick<Question4, 'arrival' | 'serverId'> {
  return {arrival: {...arrival, local: {...arrival.local, address: serverId}}, serverId}
}
