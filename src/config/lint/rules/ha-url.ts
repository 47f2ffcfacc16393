import {formatIpv4, parseIpv4} from '../../../net-types/ipv4.ts'
import type {Tell} from '../finding.ts'
import {type PlacedHa4, placedHa4} from '../ha4.ts'
import type {Machine} from '../machine.ts'
import type {LintRule4} from '../rule.ts'

/** Urls that lead nowhere, or to the wrong server. */
export const haUrl: LintRule4 = {
  name: 'ha-url',
  severity: 'warning',
  check(subject, tell) {
    const ha = placedHa4(subject)
    if (ha === undefined) return
    checkTwice(ha, tell)
    checkLocal(ha, tell)
    checkScheme(ha, tell)
    if (subject.machine !== undefined) checkOwn(ha, subject.machine, tell)
  },
}

function checkTwice({peers}: PlacedHa4, tell: Tell): void {
  const seen = new Map<string, string>()
  for (const placed of peers) {
    const {name, url} = placed.peer
    const place = `${url.address} port ${url.port}`
    const other = seen.get(place)
    if (other === undefined) seen.set(place, name)
    else tell(placed, 'url', `${place} is where "${other}" is too`, 'give each server an address or a port of its own')
  }
}

function checkLocal({own, peers}: PlacedHa4, tell: Tell): void {
  const {url} = own.peer
  if (!isLoopback(url.address) || peers.every(({peer}) => isLoopback(peer.url.address))) return
  const message = `servers of other machines cannot reach ${url.address}`
  tell(own, 'url', message, 'name an address of this machine that they reach')
}

function checkScheme({peers}: PlacedHa4, tell: Tell): void {
  const misleading = peers.find(({peer}) => peer.tls !== undefined && peer.url.text.startsWith('http:'))
  if (misleading === undefined) return
  const message = 'TLS is spoken there, because its files are named, and the url says http'
  tell(misleading, 'url', message, 'write https, and the port; or take the files away')
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/** Of IPv6 the machine is not known. */
function checkOwn({own}: PlacedHa4, {interfaces}: Machine, tell: Tell): void {
  const address = parseIpv4(own.peer.url.address)
  if (address === undefined || isLoopback(own.peer.url.address)) return
  if ([...interfaces.values()].some(addresses => addresses.includes(address))) return
  const message = `this machine does not have the address ${formatIpv4(address)}, where the others look for this server`
  tell(own, 'url', message, 'correct it, or this-server-name; --elsewhere checks a file of another machine')
}
