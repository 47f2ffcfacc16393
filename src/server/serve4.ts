import {indexSubnets4} from '../engine/subnet-index4.ts'
import {sleep} from '../lib/sleep.ts'
import type {ServerConfig4} from '../model/config4.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import type {Clock} from '../ports/clock.ts'
import {isLost, type LeaseStore4} from '../ports/lease-store.ts'
import type {Log} from '../ports/log.ts'
import type {Datagram4, LocalEndpoint4, Transport4} from '../ports/transport4.ts'
import {FreeAddresses4} from './free-addresses4.ts'
import type {MessageId} from './messages.ts'
import {Pipeline4, type PipelineLimits} from './pipeline4.ts'
import {Reclaimer4} from './reclaim4.ts'
import type {ServiceState} from './service-state.ts'
import {Statistics} from './statistics.ts'
import {Teller4} from './tell4.ts'

export interface ServeParts4 {
  readonly config: ServerConfig4
  readonly store: LeaseStore4
  readonly service: ServiceState
  /** Where what has to be read again after the store was lost is left for the one who notices that it is back. */
  readonly recovery: {refresh: () => Promise<void>}
  /** Opens the sockets; called when everything behind them is ready. */
  readonly listen: (onDatagram: (datagram: Datagram4) => void) => Promise<Transport4>
  readonly clock: Clock
  readonly chance: () => number
  readonly log: Log<MessageId>
  readonly signal: AbortSignal
  readonly onReady: (endpoints: readonly LocalEndpoint4[]) => void
}

/** How long a stopping server goes on with messages that it has already taken. */
const DRAIN_MILLIS = 5000

/** About half a second of the fastest database: later answers would be too late to be of use, and a short stall is survived. */
const IN_FLIGHT = 4096

/**
 * Serves until `signal` aborts, then answers what is in flight and closes the sockets. The store stays open: who opened
 * it closes it. Rejects when the sockets cannot be opened or the store cannot be read.
 */
export async function serve4(parts: ServeParts4): Promise<Statistics> {
  const {config, store, service, clock, log, signal} = parts
  const addresses = new FreeAddresses4({config, store, clock, chance: parts.chance})
  await addresses.load().catch(error => {
    if (!isLost(error)) throw error
  })
  parts.recovery.refresh = () => addresses.load()
  const statistics = new Statistics()
  let transport: Transport4 | undefined
  const serverIds = new ServerIds()
  const pipeline = new Pipeline4({
    index: indexSubnets4(config),
    store,
    service,
    addresses,
    transport: {send: (bytes, destination, local) => transport?.send(bytes, destination, local)},
    serverIds: () => serverIds.of(transport?.endpoints() ?? []),
    clock,
    tell: new Teller4(log),
    statistics,
    limits: limitsOf(config),
  })
  transport = await parts.listen(datagram => {
    if (!signal.aborted) pipeline.receive(datagram)
  })
  const reclaimer = new Reclaimer4({
    store,
    settings: config.expiredLeasesProcessing,
    clock,
    log,
    reclaimed: (lease, change) => {
      addresses.apply([change])
      statistics.add('reclaimed-leases')
      statistics.add(`subnet[${lease.subnetId}].reclaimed-leases`)
    },
  })
  parts.onReady(transport.endpoints())
  await reclaimer.run(signal)
  await aborted(signal)
  // The timer is stopped: it would keep the process alive.
  const patience = new AbortController()
  await Promise.race([pipeline.drained(), sleep(DRAIN_MILLIS, patience.signal)])
  patience.abort()
  await transport.close()
  return statistics
}

function limitsOf(config: ServerConfig4): PipelineLimits {
  const inFlight = config.packetQueueSize ?? IN_FLIGHT
  return {inFlight, newClients: Math.max(1, Math.floor(inFlight / 2))}
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), {once: true}))
}

/** The addresses of the open sockets as a set that is only made again when the sockets change. */
class ServerIds {
  #endpoints: readonly LocalEndpoint4[] = []
  #set: ReadonlySet<Ipv4> = new Set()

  of(endpoints: readonly LocalEndpoint4[]): ReadonlySet<Ipv4> {
    if (endpoints !== this.#endpoints) {
      this.#endpoints = endpoints
      this.#set = new Set(endpoints.map(endpoint => endpoint.address))
    }
    return this.#set
  }
}
