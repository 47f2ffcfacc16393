import type {HaUrl} from '../../model/ha.ts'
import {parseIpv4} from '../../net-types/ipv4.ts'
import {formatIpv6, parseIpv6} from '../../net-types/ipv6.ts'

/** Kea's when a URL names none. */
const DEFAULT_PORT = {http: 80, https: 443} as const
const HIGHEST_PORT = 65535

/**
 * `url` of a peer: http or https, a literal IPv4 address, or an IPv6 address in brackets, and a port. A path may follow and
 * means nothing (facts: ha.md §1); nor does the scheme, but for the port: TLS is spoken where its files are named (seen of
 * 2.2.0). Anything else is what is wrong with it, as a text.
 */
export function readHaUrl(text: string): HaUrl | string {
  const parts = /^(https?):\/\/(?:\[([^\]]*)\]|([^[\]:/]*))(?::([^/]*))?(?:\/.*)?$/s.exec(text)
  if (parts === null)
    return 'expected http:// or https://, an IP address (IPv6 in brackets), and a port if it is not 80'
  const [, scheme, bracketed, bare, portText] = parts
  const address = readAddress(bracketed ?? bare!, bracketed !== undefined)
  if (address === undefined) {
    const host = JSON.stringify(bracketed ?? bare)
    return `expected the address of a server (names are not looked up; IPv6 stands in brackets), found ${host}`
  }
  if (portText === undefined) return {text, address, port: DEFAULT_PORT[scheme as keyof typeof DEFAULT_PORT]}
  const port = /^\d{1,9}$/.test(portText) ? Number(portText) : 0
  if (port >= 1 && port <= HIGHEST_PORT) return {text, address, port}
  return `expected a port 1..${HIGHEST_PORT}, found ${JSON.stringify(portText)}`
}

function readAddress(text: string, bracketed: boolean): string | undefined {
  if (parseIpv4(text) !== undefined) return text
  const ipv6 = bracketed ? parseIpv6(text) : undefined
  return ipv6 === undefined ? undefined : formatIpv6(ipv6)
}
