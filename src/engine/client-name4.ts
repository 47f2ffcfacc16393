import {formatIpv4, type Ipv4} from '../net-types/ipv4.ts'
import {labelsOfText, labelsOfWire, wireOfLabels} from './domain-name4.ts'
import {option4} from './option-codes4.ts'

/**
 * The name that a client sent, as it is stored and answered while the server makes no DNS updates: lower case, without
 * what Kea's default hostname-char-set does not allow (measured on 2.2.0).
 */
export type ClientName4 =
  | {readonly kind: 'host-name' /** undefined: one is made of the address. */; readonly text: string | undefined}
  | {
      readonly kind: 'fqdn'
      /** undefined: one is made of the address; [] is the root. */
      readonly labels: readonly string[] | undefined
      /** Flags of the answer and the two response codes as received. */
      readonly head: readonly [number, number, number]
      readonly ascii: boolean
    }

/** Flags of option 81 (RFC 4702 §2.1). */
const flag = {S: 1, O: 2, E: 4, N: 8} as const
const GENERATED_PREFIX = 'myhost'

/** Reads options 81 and 12; the first wins. 'malformed' = option 81 is none. */
export function readClientName4(
  fqdn: Uint8Array | undefined,
  hostName: Uint8Array | undefined,
): ClientName4 | undefined | 'malformed' {
  if (fqdn !== undefined) return readFqdn(fqdn)
  return hostName === undefined ? undefined : readHostName(hostName)
}

// A name that is no name is ignored, as if it had not been sent.
function readHostName(content: Uint8Array): ClientName4 | undefined {
  const text = textOf(content).replace(/\0+$/, '').trim()
  const labels = text === '' ? undefined : labelsOfText(text)
  if (labels === undefined) return undefined
  if (labels.length === 0) return {kind: 'host-name', text: undefined}
  const clean = sanitize(text)
  // A single label is a partial name: nothing follows it, not even a dot.
  const shown = labels.length === 1 ? clean.replace(/\.$/, '') : clean
  return shown === '' ? undefined : {kind: 'host-name', text: shown}
}

function readFqdn(content: Uint8Array): ClientName4 | undefined | 'malformed' {
  if (content.length < 3) return 'malformed'
  const flags = content[0]!
  if ((flags & flag.N) !== 0 && (flags & flag.S) !== 0) return 'malformed'
  const ascii = (flags & flag.E) === 0
  // RFC 4702 §4: N, because no update will be made; O, where the client wanted the server to make one.
  const answer = flag.N | (flags & flag.E) | ((flags & flag.S) !== 0 ? flag.O : 0)
  const head = [answer, content[1]!, content[2]!] as const
  const name = content.subarray(3)
  if (name.length === 0) return {kind: 'fqdn', labels: undefined, head, ascii}
  const sent = ascii ? labelsOfText(textOf(name)) : labelsOfWire(name)
  if (sent === undefined) return 'malformed'
  const clean = sanitize(sent.join('.'))
  const labels = clean === '' ? [] : labelsOfText(clean)
  return labels && {kind: 'fqdn', labels, head, ascii}
}

function textOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1')
}

function sanitize(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]/g, '').toLowerCase()
}

/** lease4.hostname. */
export function leaseHostname4(name: ClientName4 | undefined, address: Ipv4): string {
  if (name === undefined) return ''
  if (name.kind === 'host-name') return name.text ?? generated(address)
  return `${(name.labels ?? [generated(address)]).join('.')}.`
}

/** The option that answers the client's. */
export function nameOption4(name: ClientName4, address: Ipv4): readonly [code: number, content: Uint8Array] {
  if (name.kind === 'host-name') return [option4.hostName, Buffer.from(name.text ?? generated(address), 'latin1')]
  const text = leaseHostname4(name, address)
  const content = name.ascii ? Buffer.from(text, 'latin1') : wireOfLabels(name.labels ?? [generated(address)])
  return [option4.fqdn, Uint8Array.from([...name.head, ...content])]
}

function generated(address: Ipv4): string {
  return `${GENERATED_PREFIX}-${formatIpv4(address).replaceAll('.', '-')}`
}
