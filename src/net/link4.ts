import {BROADCAST_IPV4, type Ipv4} from '../net-types/ipv4.ts'
import type {Destination4, LocalEndpoint4} from '../ports/transport4.ts'
import {PacketSocket4} from './packet-socket4.ts'
import type {LinkPlan4} from './plan4.ts'
import {Socket4, type SocketEvents4} from './socket4.ts'

type UnicastL2 = Extract<Destination4, {kind: 'unicast-l2'}>

const LOOPBACK_BROADCAST = 0x7fffffff as Ipv4

/** The open sockets of one interface. */
export class Link4 {
  readonly plan: LinkPlan4
  readonly #port: number
  readonly #events: SocketEvents4
  readonly #broadcast: Socket4 | undefined
  readonly #packets: PacketSocket4 | undefined
  readonly #sockets = new Map<LocalEndpoint4, Socket4>()

  /** Throws SocketError, with nothing left open, when one of the sockets cannot be had. */
  constructor(plan: LinkPlan4, port: number, events: SocketEvents4) {
    this.plan = plan
    this.#port = port
    this.#events = events
    const open = (bindAddress: Ipv4, endpoint: LocalEndpoint4, device: string | undefined) =>
      new Socket4({port, bindAddress, device, endpoint}, events)
    try {
      for (const endpoint of plan.endpoints) {
        const device = plan.routed ? undefined : plan.interface
        this.#sockets.set(endpoint, open(endpoint.address, endpoint, device))
      }
      if (plan.broadcast !== undefined) this.#broadcast = open(BROADCAST_IPV4, plan.broadcast, plan.interface)
      if (plan.rawIndex !== undefined) this.#packets = new PacketSocket4(plan.rawIndex)
    } catch (error) {
      this.abandon()
      throw error
    }
  }

  /** Why clients without an address are answered by broadcast, where their hardware address should do. */
  get obstacle(): string | undefined {
    return this.#packets?.obstacle
  }

  /** Datagrams that the kernel threw away on this link. */
  missed(drops: ReadonlyMap<string, number>): number {
    return this.#all().reduce((sum, socket) => sum + socket.missed(drops), 0)
  }

  unicast(bytes: Uint8Array, address: Ipv4, port: number, from: LocalEndpoint4): void {
    this.#sockets.get(from)?.send(bytes, address, port)
  }

  /** To the hardware address of a client that has no address yet; to everyone where that is off or impossible. */
  unicastL2(bytes: Uint8Array, to: UnicastL2, port: number, from: LocalEndpoint4): void {
    const ports = {source: from.address, sourcePort: this.#port, destination: to.address, destinationPort: port}
    const obstacle = this.#packets?.send(bytes, ports, to.htype, to.chaddr)
    if (obstacle !== undefined) this.#events.onRawObstacle(this.plan.interface, obstacle)
    if (obstacle !== undefined || this.#packets === undefined) this.broadcast(bytes, port, from)
    else this.#events.counters.sent++
  }

  /** To everyone on this link. A socket that is not bound to the device would broadcast somewhere else. */
  broadcast(bytes: Uint8Array, port: number, from: LocalEndpoint4): void {
    if (this.#broadcast === undefined) this.unicast(bytes, LOOPBACK_BROADCAST, port, from)
    else if (this.plan.routed) this.#broadcast.send(bytes, BROADCAST_IPV4, port)
    else this.unicast(bytes, BROADCAST_IPV4, port, from)
  }

  async close(): Promise<void> {
    await Promise.all(this.#all().map(socket => socket.close()))
    this.#packets?.close()
  }

  /** Frees addresses and ports at once, for a link that is opened anew. */
  abandon(): void {
    for (const socket of this.#all()) socket.abandon()
    this.#packets?.close()
  }
  #all(): Socket4[] {
    return this.#broadcast === undefined ? [...this.#sockets.values()] : [...this.#sockets.values(), this.#broadcast]
  }
}
