import type {ProbeFailure, ProbeResult} from '../net/probe/client.ts'
import type {LoadResult} from '../net/probe/load.ts'
import {toHex, withColons} from '../net-types/identifiers.ts'
import {formatIpv4} from '../net-types/ipv4.ts'
import {formatOption} from '../wire/option-codec.ts'
import {standardOption4} from '../wire/options4.ts'
import {Failure} from './failure.ts'

/** What `--json` prints of one lease. Times in milliseconds. */
export interface ProbeReport {
  readonly server: string
  readonly address: string
  readonly mac: string
  /** Kea's text of each option of the last ACK, by Kea's name or by number. */
  readonly options: Readonly<Record<string, string>>
  readonly steps: readonly {readonly sent: string; readonly answer: string; readonly ms: number}[]
}

export function probeReport({ack, steps}: ProbeResult): ProbeReport {
  const options: Record<string, string> = {}
  for (const [code, bytes] of ack.options) {
    if (code === 53 || code === 82) continue
    const definition = standardOption4(code)
    options[definition?.name ?? String(code)] =
      definition === undefined ? toHex(bytes) : formatOption(definition, bytes)
  }
  return {
    server: options['dhcp-server-identifier'] ?? '',
    address: formatIpv4(ack.yiaddr),
    mac: withColons(toHex(ack.chaddr)),
    options,
    steps: steps.map(step => ({...step, ms: round(step.ms)})),
  }
}

export function probeLines({server, address, mac, options, steps}: ProbeReport): string[] {
  const rows = Object.entries(options).filter(([name]) => name !== 'dhcp-server-identifier')
  const width = Math.max(0, ...rows.map(([name]) => name.length))
  return [
    `${address} from ${server} for ${mac}`,
    ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${printable(text)}`),
    ...steps.map(({sent, answer, ms}) => (answer === '-' ? `${sent}: sent` : `${sent}: ${answer} after ${ms} ms`)),
  ]
}

export function loadLines(load: LoadResult): string[] {
  const {started, completed, failures, seconds, rate, latency} = load
  return [
    `${completed} of ${started} leases in ${round(seconds)} s, ${Math.round(rate)} per second`,
    ...(latency === undefined
      ? []
      : [
          `DISCOVER to ACK: p50 ${round(latency.p50)} ms, p99 ${round(latency.p99)} ms, longest ${round(latency.max)} ms`,
        ]),
    ...Object.entries(failures).map(([cause, count]) => `failed: ${count} ${cause}`),
  ]
}

/** `relayed` tells how the answer was to come back, for the hint. */
export function probeFailure(failure: ProbeFailure, peer: string, timeout: number, relayed: boolean): Failure {
  if (failure.kind === 'refused') {
    return new Failure(
      'failure',
      `${peer} refused the lease (NAK)${failure.text === '' ? '' : `: ${printable(failure.text)}`}`,
    )
  }
  if (failure.kind === 'broken') return new Failure('failure', `${peer}: ${failure.text}`)
  const hint = relayed
    ? 'is the server running, and has it a subnet with free addresses for this giaddr? ' +
      'A server that knows no relay ports (RFC 8357) answers to port 67: try --local-port 67 as root'
    : 'is a server on this link, with free addresses in a subnet for it?'
  return new Failure('failure', `no ${failure.wanted} from ${peer} within ${timeout / 1000} s`, hint)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** Text of a server, harmless on a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?')
}
