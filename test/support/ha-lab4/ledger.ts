import {formatIpv4, type Ipv4} from '../../../src/net-types/ipv4.ts'
import {decode4} from '../../../src/wire/decode4.ts'
import {messageType4} from '../../../src/wire/message4.ts'
import type {WireReply4} from '../wire-peer4.ts'

/** How the hardware addresses of clients begin that come one at a time. */
export const ALONE = '02c1e0'

/** What servers told clients, as it was seen on the clients' network: the proof that no address is two clients'. */
export class AckLedger4 {
  /** Address -> hardware address of the client that holds it. */
  readonly #holders = new Map<string, string>()
  readonly #addresses = new Map<string, string>()
  /** Client and transaction -> the server that has answered. */
  readonly #answerers = new Map<string, string>()
  readonly #wrongs: string[] = []

  note({bytes, source}: WireReply4): void {
    const message = decode4(bytes)
    if ('kind' in message || message.op !== 2) return
    const mac = Buffer.from(message.chaddr).toString('hex')
    const type = message.options.get(53)?.[0]
    // While one server hands its clients over to the other, both may offer an address to one that comes that moment.
    if (type !== messageType4.OFFER || mac.startsWith(ALONE)) this.#noteAnswer(`${mac} ${message.xid}`, source)
    if (type === messageType4.ACK && message.yiaddr !== 0) this.#acknowledged(mac, message.yiaddr)
  }

  /** The client has given its address back, or does not want it. */
  gaveUp(address: string): void {
    this.#addresses.delete(this.#holders.get(address) ?? '')
    this.#holders.delete(address)
  }

  /** Addresses that are acknowledged, and to whom. */
  get holders(): ReadonlyMap<string, string> {
    return this.#holders
  }

  /** What must not have happened. */
  get wrongs(): readonly string[] {
    return this.#wrongs
  }

  #noteAnswer(query: string, server: string): void {
    const former = this.#answerers.get(query)
    if (former !== undefined && former !== server) this.#wrongs.push(`${query}: both servers have answered`)
    this.#answerers.set(query, server)
  }

  #acknowledged(mac: string, address: Ipv4): void {
    const text = formatIpv4(address)
    const holder = this.#holders.get(text)
    if (holder !== undefined && holder !== mac) this.#wrongs.push(`${text} was given to ${holder} and to ${mac}`)
    const former = this.#addresses.get(mac)
    if (former !== undefined && former !== text) this.#holders.delete(former)
    this.#holders.set(text, mac)
    this.#addresses.set(mac, text)
  }
}
