import {createSocket, type Socket} from 'node:dgram'
import {formatIpv4, type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import type {Datagram4, LocalEndpoint4} from '../ports/transport4.ts'
import {bindTo, closeFd, openUdp4, setArp, setOption} from './libc.ts'
import {explainSocketError} from './socket-error4.ts'

const RECEIVE_BUFFER = 4 * 1024 * 1024
/** No DHCP message is longer: jumbo frames included. */
const LONGEST_DATAGRAM = 9000

export interface SocketPlace4 {
  readonly port: number
  readonly bindAddress: Ipv4
  /** Device to bind to; undefined = none. */
  readonly device: string | undefined
  readonly endpoint: LocalEndpoint4
}

export interface SocketEvents4 {
  readonly onDatagram: (datagram: Datagram4) => void
  readonly onError: (error: Error) => void
}

/** A UDP socket bound to one device and address, made through libc and read through dgram. */
export class Socket4 {
  readonly #device: string | undefined
  readonly #fd: number
  readonly #socket: Socket
  received = 0
  tooLong = 0
  sent = 0
  failed = 0

  /** Throws SocketError when the socket cannot be had. */
  constructor(place: SocketPlace4, events: SocketEvents4) {
    this.#device = place.device
    this.#fd = openBound(place)
    this.#socket = createSocket({type: 'udp4', lookup: (host, _options, done) => done(null, host, 4)})
    this.#socket.on('error', events.onError)
    this.#socket.on('message', (bytes, from) => {
      this.received++
      if (bytes.length > LONGEST_DATAGRAM) {
        this.tooLong++
        return
      }
      const source = parseIpv4(from.address) as Ipv4
      events.onDatagram({bytes, source, sourcePort: from.port, local: place.endpoint})
    })
    this.#socket.bind({fd: this.#fd})
  }

  send(bytes: Uint8Array, address: Ipv4, port: number): void {
    this.#socket.send(bytes, port, formatIpv4(address), error => {
      if (error === null) this.sent++
      else this.failed++
    })
  }

  /** Makes a client's address known on the link; false where that is impossible. */
  introduce(address: Ipv4, htype: number, chaddr: Uint8Array): boolean {
    if (this.#device === undefined) return false
    try {
      setArp(this.#fd, this.#device, address, htype, chaddr)
      return true
    } catch {
      return false
    }
  }

  close(): Promise<void> {
    return new Promise(resolve => {
      this.#socket.close(resolve)
    })
  }
}

function openBound({port, bindAddress, device}: SocketPlace4): number {
  const fd = openUdp4()
  try {
    setOption(fd, 'broadcast', 1)
    growReceiveBuffer(fd)
    if (device !== undefined) setOption(fd, 'bindToDevice', device)
    bindTo(fd, bindAddress, port)
    return fd
  } catch (error) {
    closeFd(fd)
    throw explainSocketError(error, bindAddress, port, device)
  }
}

// Past the system's limit (net.core.rmem_max) where that is permitted, else up to it.
function growReceiveBuffer(fd: number): void {
  try {
    setOption(fd, 'receiveBufferForce', RECEIVE_BUFFER)
  } catch {
    setOption(fd, 'receiveBuffer', RECEIVE_BUFFER)
  }
}
