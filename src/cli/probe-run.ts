import {type ProbePlan, probeOnce} from '../net/probe/client.ts'
import {ProbeExchanges} from '../net/probe/exchange.ts'
import {openInterfaceLink, openRelayLink, type ProbeLink} from '../net/probe/link.ts'
import {type LoadResult, probeMany} from '../net/probe/load.ts'
import type {Ipv4} from '../net-types/ipv4.ts'
import {Failure} from './failure.ts'
import {type ProbeReport, probeFailure, probeReport} from './probe-report.ts'
import {defaultMac, nextMac} from './probe-words.ts'

/** One of `server` and `interface` is given. */
export interface ProbeOptions {
  readonly server: Ipv4 | undefined
  readonly interface: string | undefined
  readonly port: number
  readonly localPort: number | undefined
  readonly giaddr: Ipv4 | undefined
  readonly linkSelection: Ipv4 | undefined
  readonly mac: Uint8Array | undefined
  readonly clientId: Uint8Array | undefined
  readonly count: number
  readonly rate: number | undefined
  readonly concurrency: number
  /** Milliseconds. */
  readonly timeout: number
  readonly plan: ProbePlan
  readonly signal: AbortSignal
}

/** One lease, or with a count over 1 the figures of many; throws Failure when the one lease cannot be had. */
export async function runProbe(options: ProbeOptions): Promise<ProbeReport | LoadResult> {
  const {timeout, signal, plan, clientId} = options
  const link = await openLink(options)
  try {
    const exchanges = new ProbeExchanges(link, timeout, signal)
    const mac = options.mac ?? defaultMac(options.interface)
    if (options.count > 1) {
      return await probeMany(exchanges, {...options, identityOf: index => ({mac: nextMac(mac, index), clientId})})
    }
    const result = await probeOnce(exchanges, {mac, clientId}, plan)
    if (result.kind === 'lease') return probeReport(result)
    if (signal.aborted) throw new Failure('interrupted', 'stopped while waiting for the server')
    throw probeFailure(result, link.peer, timeout, link.relay !== undefined)
  } finally {
    await link.close()
  }
}

async function openLink(options: ProbeOptions): Promise<ProbeLink> {
  const {server, interface: name, port, localPort, giaddr, linkSelection} = options
  try {
    if (server !== undefined)
      return await openRelayLink({server, port, localPort: localPort ?? 0, giaddr, linkSelection})
    return await openInterfaceLink({name: name!, port, localPort: localPort ?? 68})
  } catch (error) {
    throw new Failure('failure', explain(error, options), '', {cause: error})
  }
}

function explain(error: unknown, {server, interface: name, localPort, giaddr}: ProbeOptions): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const port = localPort ?? (server === undefined ? 68 : 0)
  if (code === 'ENODEV') return `no interface ${name} here`
  if (code === 'EACCES' || code === 'EPERM')
    return `not permitted to use port ${port}${name === undefined ? '' : ` on ${name}`}: this needs root`
  if (code === 'EADDRINUSE') return `port ${port} is in use, perhaps by a DHCP client or relay`
  if (code === 'EADDRNOTAVAIL' && giaddr !== undefined)
    return 'giaddr must be an address of this machine: the server answers to it'
  if (code === 'ENETUNREACH') return 'no route to the server'
  return `cannot open a socket: ${code}`
}
