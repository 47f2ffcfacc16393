import {closeFd, LibcError, openPacketSocket, sendPacket} from './libc.ts'
import {type UdpPorts4, udpPacket4} from './packet4.ts'
import {capability} from './socket-error4.ts'

const ETHERNET = 1
const ETHERNET_BYTES = 6

/**
 * Sends to a client by its hardware address, past the kernel's ARP: the client has no address yet, and would not answer.
 * An ARP entry set by hand would do as well, but each stays for a while in a table of about a thousand, which a flood
 * of new clients would fill for the whole host, and setting it needs CAP_NET_ADMIN; this needs CAP_NET_RAW, as Kea does.
 */
export class PacketSocket4 {
  readonly #index: number
  readonly #fd: number | undefined
  readonly #obstacle: string | undefined
  #closed = false

  /** `index` is the kernel's number of the interface. */
  constructor(index: number) {
    this.#index = index
    try {
      this.#fd = openPacketSocket()
    } catch (error) {
      if (!(error instanceof LibcError)) throw error
      this.#obstacle = error.code === 'EPERM' ? `not permitted; ${capability(error.call)}` : error.message
    }
  }

  /** Why nothing can be sent here. */
  get obstacle(): string | undefined {
    return this.#obstacle
  }

  /** Answers why nothing was sent. */
  send(payload: Uint8Array, ports: UdpPorts4, htype: number, chaddr: Uint8Array): string | undefined {
    if (this.#fd === undefined) return this.#obstacle
    if (this.#closed) return 'closed'
    if (htype !== ETHERNET || chaddr.length !== ETHERNET_BYTES) return 'the client has no Ethernet address'
    return sendPacket(this.#fd, this.#index, chaddr, udpPacket4(ports, payload))
  }

  close(): void {
    if (this.#fd !== undefined && !this.#closed) closeFd(this.#fd)
    this.#closed = true
  }
}
