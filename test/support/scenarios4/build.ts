import {ANY_IPV4, formatIpv4, type Ipv4, parseIpv4} from '../../../src/net-types/ipv4.ts'
import {encode4} from '../../../src/wire/encode4.ts'
import type {Message4} from '../../../src/wire/message4.ts'
import {MAC, type Query4, RELAY} from './scenario.ts'

/** The bytes of a query. `offered` is the yiaddr of the latest answer. */
export function buildQuery4(query: Query4, xid: number, offered: Ipv4 | undefined): Uint8Array {
  const options = new Map<number, Uint8Array>()
  if (query.type !== 0) options.set(53, Uint8Array.of(query.type))
  if (query.clientId !== undefined) options.set(61, hex(query.clientId))
  if (query.ask !== undefined) {
    options.set(50, addressBytes(query.ask === 'offered' ? formatIpv4(offered ?? ANY_IPV4) : query.ask))
  }
  if (query.server !== undefined) options.set(54, addressBytes(query.server))
  if (query.prl !== undefined) options.set(55, Uint8Array.from(query.prl))
  for (const [code, content] of Object.entries(query.options ?? {})) options.set(Number(code), hex(content))
  const message: Message4 = {
    op: (query.op ?? 1) as 1,
    htype: query.htype ?? 1,
    hops: query.hops ?? 0,
    xid,
    secs: query.secs ?? 0,
    flags: query.flags ?? 0,
    ciaddr: address(query.ciaddr ?? '0.0.0.0'),
    yiaddr: ANY_IPV4,
    siaddr: ANY_IPV4,
    giaddr: address(query.giaddr ?? RELAY),
    chaddr: hex(query.mac ?? MAC),
    sname: '',
    file: '',
    options,
  }
  return encode4(message)
}

export function address(text: string): Ipv4 {
  const value = parseIpv4(text)
  if (value === undefined) throw new Error(`not an address: ${text}`)
  return value
}

/** An address as the hex of an option. */
export function addressHex(text: string): string {
  return Buffer.from(addressBytes(text)).toString('hex')
}

function addressBytes(text: string): Uint8Array {
  const value = address(text)
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
}

function hex(text: string): Uint8Array {
  return Buffer.from(text, 'hex')
}
