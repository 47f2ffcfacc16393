import {randomBytes} from 'node:crypto'
import {loadBalancingHash} from '../../../src/ha/hash.ts'
import {formatIpv4} from '../../../src/net-types/ipv4.ts'
import {decode4} from '../../../src/wire/decode4.ts'
import {type Message4, messageType4} from '../../../src/wire/message4.ts'
import {Program} from '../netns.ts'
import {address, buildQuery4} from '../scenarios4/build.ts'
import type {Query4} from '../scenarios4/scenario.ts'
import {WirePeer4} from '../wire-peer4.ts'
import {AckLedger4, ALONE} from './ledger.ts'
import {type HaNetwork4, serverAddresses} from './network.ts'

/** A client on the network of both servers. */
export interface Client4 {
  /** 12 hex digits. */
  readonly mac: string
  /** Hex, type byte included. */
  readonly clientId: string | undefined
  /** Index of the server that it hashes to. */
  readonly half: 0 | 1
}

export interface Leased4 {
  readonly client: Client4
  readonly address: string
  /** Address of the server that gave it. */
  readonly server: string
}

const PATIENCE = 20_000
/** A client sends again when so many milliseconds have brought no answer. */
const PATIENCE_OF_ONE = 1000

/** Clients on the wire, down to their hardware addresses, and the ledger of what they were told. */
export class HaClients4 {
  readonly ledger = new AckLedger4()
  readonly #network: HaNetwork4
  #wire!: WirePeer4
  #made = 0
  #xid = randomBytes(3).readUIntBE(0, 3) << 6

  private constructor(network: HaNetwork4) {
    this.#network = network
  }

  static async open(network: HaNetwork4): Promise<HaClients4> {
    const clients = new HaClients4(network)
    clients.#wire = await WirePeer4.start(network.clients, 'eth0', reply => clients.ledger.note(reply))
    return clients
  }

  close(): Promise<void> {
    return this.#wire.stop()
  }

  /** A client that nobody knows yet, of the given half of all; every other one has a client identifier. */
  next(half: 0 | 1): Client4 {
    for (;;) {
      const number = (++this.#made).toString(16).padStart(6, '0')
      const mac = `${ALONE}${number}`
      const clientId = this.#made % 2 === 0 ? `01${mac}ff` : undefined
      if (loadBalancingHash(Buffer.from(clientId ?? mac, 'hex')) % 2 === half) return {mac, clientId, half}
    }
  }

  /** From DISCOVER to ACK; it insists for a while. */
  async lease(client: Client4, secs = 0): Promise<Leased4> {
    for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
      const offer = await this.#ask(client, {type: messageType4.DISCOVER, secs}, messageType4.OFFER)
      if (offer === undefined) continue
      const ask = formatIpv4(offer.yiaddr)
      const server = serverOf(offer)
      const request = {type: messageType4.REQUEST, ask, server, secs}
      const ack = await this.#ask(client, request, messageType4.ACK)
      if (ack !== undefined) return {client, address: formatIpv4(ack.yiaddr), server: serverOf(ack)}
    }
    throw new Error(`nobody gives ${client.mac} an address`)
  }

  /** A DISCOVER that nobody need answer, of a client that has tried for so many seconds. */
  knock(client: Client4, secs: number): void {
    this.#send(client, {type: messageType4.DISCOVER, secs})
  }

  /** Extends a lease at the server that gave it, or with whoever serves: the server that did. */
  async extend({client, address: ciaddr, server}: Leased4, how: 'renew' | 'rebind'): Promise<string> {
    const query = {type: messageType4.REQUEST, ciaddr}
    const to = how === 'renew' ? server : undefined
    for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
      const ack = await this.#ask(client, query, messageType4.ACK, to)
      if (ack === undefined) continue
      if (formatIpv4(ack.yiaddr) !== ciaddr) throw new Error(`${client.mac} has ${ciaddr} and is given another`)
      return serverOf(ack)
    }
    throw new Error(`nobody extends the lease of ${client.mac}`)
  }

  release({client, address: ciaddr, server}: Leased4): void {
    this.ledger.gaveUp(ciaddr)
    this.#send(client, {type: messageType4.RELEASE, ciaddr, server}, server)
  }

  decline({client, address: ask, server}: Leased4): void {
    this.ledger.gaveUp(ask)
    this.#send(client, {type: messageType4.DECLINE, ask, server})
  }

  /** So many new clients of perfdhcp, which ask for a lease each, all within a second or two. */
  async crowd(count: number): Promise<void> {
    const mac = `02:c2:${randomBytes(3).toString('hex').match(/../g)!.join(':')}:00`
    const load = ['-4', '-r', '60', '-R', `${count}`, '-n', `${count}`, '-W', '500000', '-b', `mac=${mac}`]
    // It ends with an error when an answer is missing: what came is in the ledger.
    await new Program([...this.#network.clients.prefix, 'perfdhcp', ...load, '-l', 'eth0']).finish()
  }

  async #ask(client: Client4, query: Query4, type: number, to?: string): Promise<Message4 | undefined> {
    const xid = this.#send(client, query, to)
    const reply = await this.#wire.reply(xid, PATIENCE_OF_ONE)
    const message = reply && decode4(reply.bytes)
    if (message === undefined || 'kind' in message) return undefined
    return message.options.get(53)?.[0] === type ? message : undefined
  }

  #send({mac, clientId}: Client4, query: Query4, to?: string): number {
    const xid = ++this.#xid
    const source = query.ciaddr ?? '0.0.0.0'
    const server = to === undefined ? undefined : {address: to, mac: this.#macOf(to)}
    const whole = {giaddr: '0.0.0.0', mac, ...(clientId === undefined ? {} : {clientId}), ...query}
    const bytes = buildQuery4(whole, xid, undefined)
    this.#wire.send({mac, source, addresses: source === '0.0.0.0' ? [] : [source], server, bytes})
    return xid
  }

  #macOf(server: string): string {
    const index = (serverAddresses as readonly string[]).indexOf(server)
    return this.#network.servers[index]!.mac('eth0').replaceAll(':', '')
  }
}

function serverOf(reply: Message4): string {
  return formatIpv4(address4(reply.options.get(54)!))
}

function address4(bytes: Uint8Array) {
  return address(bytes.join('.'))
}
