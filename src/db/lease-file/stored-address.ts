import {parseIpv6} from '../../net-types/ipv6.ts'
import type {Backend, SqlValue} from '../session.ts'
import type {LeaseRow} from './layout.ts'

/** The key of a row as the database has it: a number for IPv4; text for IPv6, in SQLite 16 bytes. */
export function storedAddress(backend: Backend, row: LeaseRow): SqlValue {
  const address = row[0]!
  return backend === 'sqlite' && typeof address === 'string' ? addressBytes(address) : address
}

export function addressBytes(text: string): Uint8Array {
  return Buffer.from(parseIpv6(text)!.toString(16).padStart(32, '0'), 'hex')
}
