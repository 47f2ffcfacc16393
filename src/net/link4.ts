import {BROADCAST_IPV4, type Ipv4} from '../net-types/ipv4.ts'
import type {LocalEndpoint4} from '../ports/transport4.ts'
import type {LinkPlan4} from './plan4.ts'
import {Socket4, type SocketEvents4} from './socket4.ts'

const LOOPBACK_BROADCAST = 0x7fffffff as Ipv4

/** The open sockets of one interface. */
export class Link4 {
  readonly plan: LinkPlan4
  readonly #broadcast: Socket4 | undefined
  readonly #sockets = new Map<LocalEndpoint4, Socket4>()

  /** Throws SocketError, with nothing left open, when one of the sockets cannot be had. */
  constructor(plan: LinkPlan4, port: number, events: SocketEvents4) {
    this.plan = plan
    const open = (bindAddress: Ipv4, endpoint: LocalEndpoint4, device: string | undefined) =>
      new Socket4({port, bindAddress, device, endpoint}, events)
    try {
      for (const endpoint of plan.endpoints) {
        const device = plan.routed ? undefined : plan.interface
        this.#sockets.set(endpoint, open(endpoint.address, endpoint, device))
      }
      if (plan.broadcast !== undefined) this.#broadcast = open(BROADCAST_IPV4, plan.broadcast, plan.interface)
    } catch (error) {
      for (const socket of this.#sockets.values()) void socket.close()
      throw error
    }
  }

  get sockets(): Socket4[] {
    return this.#broadcast === undefined ? [...this.#sockets.values()] : [...this.#sockets.values(), this.#broadcast]
  }

  unicast(bytes: Uint8Array, address: Ipv4, port: number, from: LocalEndpoint4): void {
    this.#sockets.get(from)?.send(bytes, address, port)
  }

  /** To everyone on this link. A socket that is not bound to the device would broadcast somewhere else. */
  broadcast(bytes: Uint8Array, port: number, from: LocalEndpoint4): void {
    if (this.#broadcast === undefined) this.unicast(bytes, LOOPBACK_BROADCAST, port, from)
    else if (this.plan.routed) this.#broadcast.send(bytes, BROADCAST_IPV4, port)
    else this.unicast(bytes, BROADCAST_IPV4, port, from)
  }

  /** To a client that has no address yet; false where its hardware address cannot be made known. */
  introduce(address: Ipv4, htype: number, chaddr: Uint8Array, from: LocalEndpoint4): boolean {
    return this.#sockets.get(from)?.introduce(address, htype, chaddr) ?? false
  }

  async close(): Promise<void> {
    await Promise.all(this.sockets.map(socket => socket.close()))
  }
}
