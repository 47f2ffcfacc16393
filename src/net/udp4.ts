import {sleep} from '../lib/sleep.ts'
import type {InterfacesConfig4} from '../model/config4.ts'
import {formatIpv4, type Ipv4} from '../net-types/ipv4.ts'
import type {Log} from '../ports/log.ts'
import type {
  Datagram4,
  Destination4,
  LocalEndpoint4,
  Transport4,
  TransportCounters,
  TransportStatus4,
} from '../ports/transport4.ts'
import {systemInterfaces4} from './interfaces4.ts'
import {kernelDrops} from './kernel-drops.ts'
import {Link4} from './link4.ts'
import {type LinkPlan4, type Plan4, planLinks4} from './plan4.ts'
import {Receiver4} from './receiver4.ts'
import {SocketError} from './socket-error4.ts'
import type {SocketEvents4} from './socket4.ts'
import {Throttle} from './throttle.ts'

export interface Transport4Options {
  readonly interfaces: InterfacesConfig4
  /** Port to listen on; 67 for a server of the network. */
  readonly serverPort: number
  /** Port that replies go to instead of the one the protocol says; undefined = the protocol's. */
  readonly clientPort: number | undefined
  readonly log: Log
  /** Ends the retries of the start and the following of interfaces; `close` closes the sockets. */
  readonly signal: AbortSignal
  readonly onDatagram: (datagram: Datagram4) => void
}

/** How often interfaces are looked at. */
const FOLLOW_MILLIS = 1000

/**
 * Opens the configured sockets (facts: server.md §2.4). A socket that cannot be opened is a warning, and is tried again
 * while interfaces are followed. Rejects with SocketError when a named interface does not exist, when no socket could be
 * opened and an error is the cause, and, with `service-sockets-require-all`, when one is still missing after all retries.
 */
export async function openTransport4(options: Transport4Options): Promise<Transport4> {
  const transport = new Udp4(options)
  const {serviceSocketsMaxRetries: retries, serviceSocketsRetryWaitTime: wait} = options.interfaces
  let failure = transport.follow()
  for (let tries = 0; failure !== undefined && tries < retries && !options.signal.aborted; tries++) {
    await sleep(wait, options.signal)
    failure = transport.follow()
  }
  if (failure !== undefined) {
    await transport.close()
    throw failure
  }
  if (transport.endpoints().length === 0) options.log.write('DHCPSRV_NO_SOCKETS_OPEN')
  transport.keepFollowing()
  return transport
}

class Udp4 implements Transport4 {
  readonly #options: Transport4Options
  #interfaces: InterfacesConfig4
  readonly #links = new Map<string, Link4>()
  readonly #linkOf = new Map<LocalEndpoint4, Link4>()
  #endpoints: readonly LocalEndpoint4[] = []
  /** Last complaint about an interface: the same one is logged once. */
  readonly #complaints = new Map<string, string>()
  readonly #shared: SocketEvents4
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: Transport4Options) {
    this.#options = options
    this.#interfaces = options.interfaces
    const {log, onDatagram} = options
    const sendFailures = new Throttle(1000, (reason, more) => log.write('DHCP4_PACKET_SEND_FAIL', {reason, more}))
    const rawObstacles = new Throttle(60_000, reason => log.write('DHCP4_UNICAST_TO_HWADDR_FAIL', {reason}))
    this.#shared = {
      counters: {received: 0, missed: 0, tooLong: 0, sent: 0, queueFull: 0, failed: 0},
      receiver: new Receiver4(),
      onDatagram,
      onReceiveError: error => log.write('DHCP4_BUFFER_RECEIVE_FAIL', {reason: error.message}),
      onSendFailure: reason => sendFailures.say(reason),
      onRawObstacle: (name, reason) => rawObstacles.say(`${name}: ${reason}`),
    }
  }

  send(bytes: Uint8Array, destination: Destination4, local: LocalEndpoint4): void {
    const link = this.#linkOf.get(local)
    if (link === undefined) {
      this.#shared.counters.failed++
      return
    }
    const port = this.#options.clientPort ?? destination.port
    if (destination.kind === 'unicast') link.unicast(bytes, destination.address, port, local)
    else if (destination.kind === 'broadcast') link.broadcast(bytes, port, local)
    else link.unicastL2(bytes, destination, port, local)
  }

  /** The same array until sockets change: who asks for each packet may compare it. */
  endpoints(): readonly LocalEndpoint4[] {
    return this.#endpoints
  }

  counters(): TransportCounters {
    const {counters} = this.#shared
    return {...counters, missed: counters.missed + this.#missed([...this.#links.values()])}
  }

  status(): TransportStatus4 {
    const errors = [...this.#complaints].map(([name, reason]) => `${name}: ${reason}`)
    if (errors.length === 0) return {status: 'ready', errors}
    return {status: this.#interfaces.reDetect ? 'retrying' : 'failed', errors}
  }

  /** The timer also keeps the process alive while no interface can be served. */
  keepFollowing(): void {
    this.#timer = setInterval(() => {
      if (this.#interfaces.reDetect && !this.#options.signal.aborted) this.#followAgain()
    }, FOLLOW_MILLIS)
  }

  /** Sockets that the new selection asks for too stay open, so that nothing which waits in them is lost. */
  reconfigure(interfaces: InterfacesConfig4): SocketError | undefined {
    const former = this.#interfaces
    this.#interfaces = interfaces
    this.#complaints.clear()
    const failure = this.follow()
    if (failure === undefined) return undefined
    this.#interfaces = former
    this.follow()
    return failure
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    const links = [...this.#links.values()]
    for (const link of links) this.#forget(link)
    await Promise.all(links.map(link => link.close()))
  }

  /** Makes the open sockets those that the interfaces of this moment ask for; answers what a start must not pass over. */
  follow(): SocketError | undefined {
    if (this.#closed) return undefined
    const plan = planLinks4(this.#interfaces, systemInterfaces4())
    const wanted = new Set(plan.links.map(({key}) => key))
    for (const [key, link] of this.#links) {
      if (wanted.has(key)) continue
      this.#options.log.write('DHCP4_LINK_CLOSED', {interface: link.plan.interface})
      this.#forget(link)
      link.abandon()
    }
    const errors = plan.links.filter(({key}) => !this.#links.has(key)).flatMap(link => this.#open(link) ?? [])
    for (const {interface: name, reason} of plan.unusable) this.#complain(name, reason)
    for (const name of plan.missing) this.#complain(name, 'there is no such interface')
    return this.#verdict(plan, errors)
  }

  #followAgain(): void {
    try {
      this.follow()
    } catch (error) {
      // The system's list of interfaces could not be read this time: what is open stays.
      this.#complain('*', error instanceof Error ? error.message : String(error))
    }
  }

  #verdict(plan: Plan4, errors: readonly SocketError[]): SocketError | undefined {
    const [missing] = plan.missing
    if (missing !== undefined) {
      const known = [...systemInterfaces4().keys()].join(', ')
      return new SocketError('ENODEV', `there is no interface ${missing}; there are ${known}`)
    }
    const [unusable] = plan.unusable
    if (this.#interfaces.serviceSocketsRequireAll && errors[0] === undefined && unusable !== undefined) {
      return new SocketError('EADDRNOTAVAIL', `cannot use interface ${unusable.interface}: ${unusable.reason}`)
    }
    return this.#interfaces.serviceSocketsRequireAll || this.#links.size === 0 ? errors[0] : undefined
  }

  #open(plan: LinkPlan4): SocketError | undefined {
    try {
      const link = new Link4(plan, this.#options.serverPort, this.#shared)
      this.#links.set(plan.key, link)
      for (const endpoint of plan.endpoints) this.#linkOf.set(endpoint, link)
      this.#endpoints = [...this.#linkOf.keys()]
      this.#complaints.delete(plan.interface)
      const addresses = plan.endpoints.map(({address}) => formatIpv4(address as Ipv4)).join(', ')
      this.#options.log.write('DHCP4_LINK_OPENED', {
        interface: plan.interface,
        addresses,
        port: this.#options.serverPort,
      })
      const {obstacle: reason} = link
      if (reason !== undefined) {
        this.#options.log.write('DHCP4_NO_RAW_SOCKET', {interface: plan.interface, reason})
      }
      return undefined
    } catch (error) {
      if (!(error instanceof SocketError)) throw error
      this.#complain(plan.interface, error.message)
      return error
    }
  }

  #complain(name: string, reason: string): void {
    if (this.#complaints.get(name) === reason) return
    this.#complaints.set(name, reason)
    this.#options.log.write('DHCPSRV_OPEN_SOCKET_FAIL', {interface: name, reason})
  }

  #missed(links: readonly Link4[]): number {
    const drops = links.length === 0 ? new Map<string, number>() : kernelDrops()
    return links.reduce((sum, link) => sum + link.missed(drops), 0)
  }

  /** Its counters are kept. */
  #forget(link: Link4): void {
    this.#shared.counters.missed += this.#missed([link])
    this.#links.delete(link.plan.key)
    for (const endpoint of link.plan.endpoints) this.#linkOf.delete(endpoint)
    this.#endpoints = [...this.#linkOf.keys()]
  }
}
