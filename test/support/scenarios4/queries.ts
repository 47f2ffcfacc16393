import {addressHex} from './build.ts'
import {type Query4, SERVER} from './scenario.ts'

type More = Partial<Query4>

export const discover = (more: More = {}): Query4 => ({type: 1, ...more})
/** REQUEST of a client that chose the latest offer. */
export const select = (more: More = {}): Query4 => ({type: 3, ask: 'offered', server: SERVER, ...more})
/** REQUEST of a client that restarted with an address. */
export const reboot = (ask: string, more: More = {}): Query4 => ({type: 3, ask, ...more})
/** REQUEST of a client that has an address. */
export const renew = (ciaddr: string, more: More = {}): Query4 => ({type: 3, ciaddr, ...more})
export const decline = (ask: string, more: More = {}): Query4 => ({type: 4, ask, server: SERVER, ...more})
export const release = (ciaddr: string, more: More = {}): Query4 => ({type: 7, ciaddr, server: SERVER, ...more})
export const inform = (ciaddr: string, more: More = {}): Query4 => ({type: 8, ciaddr, ...more})

/** Option 51 that asks for a lifetime. */
export const lifetime = (seconds: number) => ({51: seconds.toString(16).padStart(8, '0')})
/** Option 12. */
export const hostName = (name: string) => ({12: Buffer.from(name).toString('hex')})
/** Option 81 with flags and the name as ASCII, or as labels when `wire`. */
export function fqdn(flags: number, name: string, wire = true): {81: string} {
  const labels = name.split('.').map(label => [label.length, ...Buffer.from(label)])
  const content = wire ? labels.flat() : [...Buffer.from(name)]
  return {81: Buffer.from([flags, 0, 0, ...content]).toString('hex')}
}
/** Option 82 from sub-options in hex. */
export function relayInfo(subOptions: Readonly<Record<number, string>>): {82: string} {
  const parts = Object.entries(subOptions).map(([code, content]) => tlv(Number(code), content))
  return {82: parts.join('')}
}
export const tlv = (code: number, content: string) =>
  code.toString(16).padStart(2, '0') + (content.length / 2).toString(16).padStart(2, '0') + content
/** Option 118. */
export const subnetSelection = (address: string) => ({118: addressHex(address)})
export {addressHex}
