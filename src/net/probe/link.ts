import {createSocket, type Socket} from 'node:dgram'
import {once} from 'node:events'
import {formatIpv4, type Ipv4, parseIpv4} from '../../net-types/ipv4.ts'
import {bindTo, closeFd, openUdp4, setOption} from '../libc.ts'
import type {ProbeRelay} from './messages.ts'

/** Where the probe sends to and hears answers from. */
export interface ProbeLink {
  /** For people: "127.0.0.1:67" or "eth0". */
  readonly peer: string
  readonly localPort: number
  readonly relay: ProbeRelay | undefined
  send(bytes: Uint8Array): void
  onMessage(listener: (bytes: Uint8Array) => void): void
  /** What was given to `send` still leaves. */
  close(): Promise<void>
}

export interface RelayLinkOptions {
  readonly server: Ipv4
  readonly port: number
  /** 0 = any. */
  readonly localPort: number
  /** Undefined = the address that this machine reaches the server from. */
  readonly giaddr: Ipv4 | undefined
  readonly linkSelection: Ipv4 | undefined
}

/** As a relay: unicast to the server, which answers to giaddr. Rejects with the socket's error. */
export async function openRelayLink(options: RelayLinkOptions): Promise<ProbeLink> {
  const {server, port, linkSelection} = options
  const giaddr = options.giaddr ?? (await addressTowards(server, port))
  const socket = createSocket('udp4')
  await bound(socket, () => socket.bind(options.localPort, formatIpv4(giaddr)))
  return linkOver(socket, {address: formatIpv4(server), port}, `${formatIpv4(server)}:${port}`, {giaddr, linkSelection})
}

export interface InterfaceLinkOptions {
  readonly name: string
  readonly port: number
  readonly localPort: number
}

/** As a client on the link of an interface: broadcast both ways, no address needed. Rejects with LibcError. */
export async function openInterfaceLink({name, port, localPort}: InterfaceLinkOptions): Promise<ProbeLink> {
  const fd = openUdp4()
  try {
    setOption(fd, 'broadcast', 1)
    setOption(fd, 'bindToDevice', name)
    bindTo(fd, 0, localPort)
  } catch (error) {
    closeFd(fd)
    throw error
  }
  const socket = createSocket('udp4')
  await bound(socket, () => socket.bind({fd}))
  return linkOver(socket, {address: '255.255.255.255', port}, name, undefined)
}

async function bound(socket: Socket, bind: () => void): Promise<void> {
  // Listens first: binding to a descriptor emits 'listening' at once. Rejects when 'error' comes instead.
  const listening = once(socket, 'listening')
  bind()
  await listening
}

/** The kernel's choice of a source address; nothing is sent. */
async function addressTowards(server: Ipv4, port: number): Promise<Ipv4> {
  const socket = createSocket('udp4')
  try {
    socket.connect(port, formatIpv4(server))
    await once(socket, 'connect')
    return parseIpv4(socket.address().address)!
  } finally {
    socket.close()
  }
}

function linkOver(
  socket: Socket,
  to: {readonly address: string; readonly port: number},
  peer: string,
  relay: ProbeRelay | undefined,
): ProbeLink {
  const leaving = new Set<Promise<void>>()
  const send = (bytes: Uint8Array) => {
    // What cannot be sent is like what is lost: the exchange tries again, then says that no answer came.
    const sent = new Promise<void>(resolve => socket.send(bytes, to.port, to.address, () => resolve()))
    leaving.add(sent)
    void sent.then(() => leaving.delete(sent))
  }
  return {
    peer,
    relay,
    localPort: socket.address().port,
    send,
    onMessage: listener => {
      socket.on('message', listener)
    },
    close: async () => {
      await Promise.all(leaving)
      await new Promise<void>(resolve => socket.close(() => resolve()))
    },
  }
}
