import type {Ipv4} from '../../net-types/ipv4.ts'
import {encode4} from '../../wire/encode4.ts'
import {type Message4, type MessageType4, messageType4} from '../../wire/message4.ts'
import {options4} from '../../wire/options4.ts'
import {relayAgent4} from '../../wire/relay-agent4.ts'
import {encodeSubOptions} from '../../wire/sub-options.ts'

/** Who asks, as the server is to see it. */
export interface ProbeIdentity {
  /** Ethernet address, 6 bytes. */
  readonly mac: Uint8Array
  /** Content of option 61; undefined = none is sent. */
  readonly clientId: Uint8Array | undefined
}

/** The relay that the probe plays; undefined when it asks on the link itself. */
export interface ProbeRelay {
  readonly giaddr: Ipv4
  /** Address that says which link the client is on, where giaddr does not (RFC 3527). */
  readonly linkSelection: Ipv4 | undefined
}

export interface ProbeMessage {
  readonly type: MessageType4
  readonly xid: number
  readonly identity: ProbeIdentity
  readonly relay: ProbeRelay | undefined
  readonly ciaddr?: Ipv4
  readonly requestedAddress?: Ipv4
  readonly serverId?: Ipv4
}

const BROADCAST_FLAG = 0x8000
const ANY = 0 as Ipv4
const code = (name: keyof typeof options4) => options4[name].code

/** What a host asks for: mask, routers, DNS, domain, broadcast, NTP, the timers, search list, classless routes (121). */
const asked = Uint8Array.of(1, 3, 6, 15, 28, 42, 51, 54, 58, 59, 119, 121)

/** Bytes of a client's message, through a relay where there is one. */
export function probeMessage(message: ProbeMessage): Uint8Array {
  const {identity, relay, ciaddr = ANY} = message
  return encode4(
    {
      op: 1,
      htype: 1,
      hops: relay === undefined ? 0 : 1,
      xid: message.xid,
      secs: 0,
      // Without an address of its own the probe hears broadcasts only.
      flags: relay === undefined && ciaddr === ANY ? BROADCAST_FLAG : 0,
      ciaddr,
      yiaddr: ANY,
      siaddr: ANY,
      giaddr: relay?.giaddr ?? ANY,
      chaddr: identity.mac,
      sname: '',
      file: '',
      options: optionsOf(message),
    } satisfies Message4,
    // RFC 1542 §2.1: relays may drop what is shorter than a BOOTP message.
    {minimumLength: 300},
  )
}

function optionsOf({type, identity, relay, requestedAddress, serverId}: ProbeMessage): Map<number, Uint8Array> {
  const options = new Map<number, Uint8Array>([[code('dhcp-message-type'), Uint8Array.of(type)]])
  if (requestedAddress !== undefined) options.set(code('dhcp-requested-address'), addressBytes(requestedAddress))
  if (serverId !== undefined) options.set(code('dhcp-server-identifier'), addressBytes(serverId))
  if (identity.clientId !== undefined) options.set(code('dhcp-client-identifier'), identity.clientId)
  if (type === messageType4.DISCOVER || type === messageType4.REQUEST) {
    options.set(code('dhcp-parameter-request-list'), asked)
    options.set(code('dhcp-max-message-size'), Uint8Array.of(1500 >>> 8, 1500 & 255))
  }
  if (relay !== undefined) options.set(code('dhcp-agent-options'), agentInfo(relay))
  return options
}

// RFC 8357: with sub-option 19 the answer comes to the port that the probe sends from, so that it needs no port 67.
function agentInfo({linkSelection}: ProbeRelay): Uint8Array {
  const subOptions = new Map<number, Uint8Array>([[relayAgent4.relayPort, new Uint8Array(0)]])
  if (linkSelection !== undefined) subOptions.set(relayAgent4.linkSelection, addressBytes(linkSelection))
  return encodeSubOptions(subOptions)
}

function addressBytes(address: Ipv4): Uint8Array {
  return Uint8Array.of(address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255)
}
