import {parseIpv4} from '../../net-types/ipv4.ts'
import {parseIpv6} from '../../net-types/ipv6.ts'
import {readLines} from '../lease-file/lines.ts'
import {LeaseFileError} from '../lease-file/parse.ts'
import type {ForeignLease} from './foreign-lease.ts'
import {hexOfColons, lowerHostname} from './identifiers.ts'

/**
 * The IPv4 leases of dnsmasq: a line each of expiry (0: never), hardware address, address, name and client identifier,
 * where * means none. Its IPv6 leases, behind a line with the server's DUID, are passed over. Rejects with LeaseFileError.
 */
export async function* readDnsmasqLeases(file: string): AsyncGenerator<ForeignLease> {
  for await (const {number, text} of readLines(file)) {
    const words = text.trim().split(/\s+/)
    if (words[0] === 'duid') return
    if (words[0] === '' || parseIpv6(words[2] ?? '') !== undefined) continue
    yield leaseOf(file, number, words)
  }
}

function leaseOf(file: string, line: number, words: readonly string[]): ForeignLease {
  const wrong = (column: string, expected: string, found: string) =>
    new LeaseFileError(file, line, column, `expected ${expected}, found "${found.slice(0, 60)}"`)
  if (words.length !== 5)
    throw new LeaseFileError(
      file,
      line,
      undefined,
      `expected 5 words: expiry, hardware address, address, name, client identifier; found ${words.length}`,
    )
  const [expiry, hardware, ip, name, id] = words as [string, string, string, string, string]
  if (!/^\d{1,10}$/.test(expiry)) throw wrong('1 (expiry)', 'Unix seconds', expiry)
  const address = parseIpv4(ip)
  if (address === undefined) throw wrong('3 (address)', 'an IPv4 address', ip)
  const bytes = (column: string, text: string, most: number) => {
    if (text === '*' || text === '') return undefined
    const hex = hexOfColons(text)
    if (hex === undefined || hex.length > most * 2)
      throw wrong(column, `up to ${most} bytes as hexadecimal with colons`, text)
    return hex
  }
  return {
    line,
    address,
    state: 'assigned',
    // A network other than Ethernet stands in front of it.
    hwAddr: bytes('2 (hardware address)', hardware.replace(/^[0-9a-f]{2}-/i, ''), 20),
    clientId: bytes('5 (client identifier)', id, 128),
    hostname: name === '*' ? '' : lowerHostname(name),
    fqdnFwd: false,
    fqdnRev: false,
    starts: undefined,
    ends: Number(expiry) === 0 ? Number.POSITIVE_INFINITY : Number(expiry),
  }
}
