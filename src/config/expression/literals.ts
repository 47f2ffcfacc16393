import type {Value} from '../../model/expression.ts'
import {fromHex} from '../../net-types/identifiers.ts'
import {type Ipv4, parseIpv4} from '../../net-types/ipv4.ts'
import {ipv6ToBytes, parseIpv6} from '../../net-types/ipv6.ts'
import {writeUint32} from '../../wire/writer.ts'
import type {Cursor} from './cursor.ts'
import type {Token} from './tokens.ts'

/** A string, hexadecimal digits, an address, or an integer, which stands for its four bytes. */
export function parseLiteral(cursor: Cursor): Value | undefined {
  const token = cursor.token
  switch (token.kind) {
    case 'string':
      cursor.next()
      return literal(new TextEncoder().encode(token.text.slice(1, -1)))
    case 'hex': {
      cursor.next()
      const digits = token.text.slice(2)
      // Plain bytes: pieces of a Buffer are slow to make.
      return literal(new Uint8Array(fromHex(digits.length % 2 === 0 ? digits : `0${digits}`)))
    }
    case 'address':
      cursor.next()
      return literal(addressBytes(token) ?? cursor.fail(token, `'${token.text.slice(0, 60)}' is not an IP address`))
    case 'integer':
      return literal(uint32(cursor.integer(0, 0xffffffff, 'an integer')))
    default:
      return undefined
  }
}

function literal(bytes: Uint8Array): Value {
  return {kind: 'literal', bytes}
}

function addressBytes({text}: Token): Uint8Array | undefined {
  if (!text.includes(':')) {
    const address: Ipv4 | undefined = parseIpv4(text)
    return address === undefined ? undefined : uint32(address)
  }
  const address = parseIpv6(text)
  return address === undefined ? undefined : ipv6ToBytes(address)
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  writeUint32(bytes, 0, value)
  return bytes
}
