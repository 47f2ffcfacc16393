import type {ChildProcess} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {DatabaseAccess} from '../../src/model/config4.ts'
import {ProbeExchanges} from '../../src/net/probe/exchange.ts'
import {openRelayLink} from '../../src/net/probe/link.ts'
import {type Ipv4, parseIpv4} from '../../src/net-types/ipv4.ts'
import type {Message4} from '../../src/wire/message4.ts'
import {messageType4} from '../../src/wire/message4.ts'
import {scratchDirectory} from './databases.ts'
import {type Ended, ended, printed, startKeats} from './keats.ts'
import {freePort} from './servers.ts'

/** A keats DHCPv4 server on 127.0.0.1 that answers relays at `replyPort`. */
export interface LoopbackServer4 {
  readonly child: ChildProcess
  /** Its configuration file. */
  readonly file: string
  readonly port: number
  readonly replyPort: number
  /** What it printed, after it ended. */
  readonly ended: Promise<Ended>
}

let files = 0

/** `lease-database` of a configuration. */
export function leaseDatabase(access: DatabaseAccess): object {
  if (access.type === 'memfile') return {type: access.type, name: access.name, persist: access.persist}
  if (access.type === 'sqlite') return {type: access.type, name: access.name}
  const {type, name, host, port, user, password} = access
  return {type, name, host, port, user, password}
}

/** The map Dhcp4 of a server that relays on loopback reach, with 10.0.0.0/8 to give. */
export function loopbackConfig4(access: DatabaseAccess, changes: object = {}): object {
  return {
    'interfaces-config': {interfaces: ['lo/127.0.0.1'], 'dhcp-socket-type': 'udp'},
    'lease-database': leaseDatabase(access),
    'valid-lifetime': 4000,
    loggers: [{name: 'kea-dhcp4', severity: 'WARN'}],
    subnet4: [
      {
        subnet: '10.0.0.0/8',
        id: 1,
        pools: [{pool: '10.0.0.1 - 10.255.255.254'}],
        relay: {'ip-addresses': ['127.0.0.1']},
      },
    ],
    ...changes,
  }
}

export function writeConfig4(dhcp4: object): string {
  const file = join(scratchDirectory(), `dhcp4-${++files}.conf`)
  writeFileSync(file, JSON.stringify({Dhcp4: dhcp4}))
  return file
}

/** Starts the server and waits until it answers. */
export async function startLoopback4(
  dhcp4: object,
  ports?: {readonly port: number; readonly replyPort: number},
): Promise<LoopbackServer4> {
  const port = ports?.port ?? (await freePort())
  const replyPort = ports?.replyPort ?? (await freePort())
  const loggers = [{name: 'kea-dhcp4', severity: 'INFO'}]
  const quiet = {name: 'kea-dhcp4.leases', severity: 'WARN'}
  const file = writeConfig4({...dhcp4, loggers: [...loggers, quiet]})
  const child = startKeats(['dhcp4', '-c', file, '-p', `${port}`, '-P', `${replyPort}`])
  const end = ended(child)
  await printed(child, 'DHCP4_STARTED')
  return {child, file, port, replyPort, ended: end}
}

/** A client's address as the server acknowledged it. */
export interface Acked {
  readonly client: number
  readonly address: Ipv4
}

export function macOf(client: number): Uint8Array {
  const bytes = Buffer.alloc(6)
  bytes[0] = 2
  bytes.writeUInt32BE(client, 2)
  return bytes
}

/**
 * Clients behind a relay on loopback. Close it at the end. `timeout`: milliseconds until a client takes silence for an
 * answer; long, as a busy machine is no silence.
 */
export async function openClients4(server: Pick<LoopbackServer4, 'port' | 'replyPort'>, timeout = 20_000) {
  const loopback = parseIpv4('127.0.0.1')!
  const link = await openRelayLink({
    server: loopback,
    port: server.port,
    localPort: server.replyPort,
    giaddr: loopback,
    linkSelection: undefined,
  })
  const end = new AbortController()
  const exchanges = new ProbeExchanges(link, timeout, end.signal)
  const brief = new ProbeExchanges(link, 1000, end.signal)
  return {
    /** DISCOVER to ACK; undefined when any answer is missing or a NAK. */
    lease: (client: number) => lease(client, exchanges, exchanges),
    /** The same for a client that nobody should answer: it gives up after a second. */
    leaseBriefly: (client: number) => lease(client, brief, brief),
    /** The same for a client that should be offered an address and no more: it asks for that for a second. */
    leaseInVain: (client: number) => lease(client, exchanges, brief),
    /** Renews; undefined when the answer is missing or a NAK. */
    async renew({client, address}: Acked): Promise<Acked | undefined> {
      const identity = {mac: macOf(client), clientId: undefined}
      const request = {type: messageType4.REQUEST, identity, ciaddr: address}
      return acked(client, await exchanges.ask(request, [messageType4.ACK, messageType4.NAK]))
    },
    exchanges,
    /** Who still waits for an answer gives up. */
    close: () => {
      end.abort()
      return link.close()
    },
  }
}

async function lease(client: number, offers: ProbeExchanges, acks: ProbeExchanges): Promise<Acked | undefined> {
  const identity = {mac: macOf(client), clientId: undefined}
  const offer = await offers.ask({type: messageType4.DISCOVER, identity}, [messageType4.OFFER])
  if (offer.kind !== 'answer') return undefined
  const requestedAddress = offer.message.yiaddr
  const serverId = Buffer.from(offer.message.options.get(54)!).readUInt32BE() as Ipv4
  const request = {type: messageType4.REQUEST, identity, requestedAddress, serverId}
  return acked(client, await acks.ask(request, [messageType4.ACK, messageType4.NAK]))
}

function acked(
  client: number,
  answer: {readonly kind: string; readonly type?: number; readonly message?: Message4},
): Acked | undefined {
  if (answer.kind !== 'answer' || answer.type !== messageType4.ACK) return undefined
  return {client, address: answer.message!.yiaddr}
}
