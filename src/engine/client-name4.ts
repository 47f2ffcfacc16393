import {labelsOfText, labelsOfWire, lowerCase} from './domain-name4.ts'

/** The name that a client sent. Texts have one character for each byte. */
export type ClientName4 =
  /** Option 12 that is no name. */
  | {readonly kind: 'unusable'}
  | {readonly kind: 'host-name'; readonly text: string /** 0 = the root. */; readonly labels: number}
  | {
      readonly kind: 'fqdn'
      /** In lower case; undefined: the client leaves it to the server. `full`: up to the root. */
      readonly name: {readonly labels: readonly string[]; readonly full: boolean} | undefined
      /** Flags of the answer and the two response codes as received. */
      readonly head: readonly [number, number, number]
      readonly ascii: boolean
    }

type Fqdn = Extract<ClientName4, {kind: 'fqdn'}>

/** Flags of option 81 (RFC 4702 §2.1). */
const flag = {S: 1, O: 2, E: 4, N: 8} as const

/** Reads options 81 and 12; the first wins. 'malformed' = option 81 is none. */
export function readClientName4(
  fqdn: Uint8Array | undefined,
  hostName: Uint8Array | undefined,
): ClientName4 | undefined | 'malformed' {
  if (fqdn !== undefined) return readFqdn(fqdn)
  return hostName === undefined ? undefined : readHostName(hostName)
}

// Zeros at the end are padding (RFC 2132 §2); what is nothing else has not been sent.
function readHostName(content: Uint8Array): ClientName4 | undefined {
  let end = content.length
  while (end > 0 && content[end - 1] === 0) end--
  if (end === 0) return undefined
  const text = textOf(content.subarray(0, end)).trim()
  const labels = text === '' ? undefined : labelsOfText(text)
  return labels === undefined ? {kind: 'unusable'} : {kind: 'host-name', text, labels: labels.length}
}

function readFqdn(content: Uint8Array): ClientName4 | undefined | 'malformed' {
  if (content.length < 3) return 'malformed'
  const flags = content[0]!
  if ((flags & flag.N) !== 0 && (flags & flag.S) !== 0) return 'malformed'
  const ascii = (flags & flag.E) === 0
  // RFC 4702 §4: N, because no update will be made; O, where the client wanted the server to make one.
  const answer = flag.N | (flags & flag.E) | ((flags & flag.S) !== 0 ? flag.O : 0)
  const head = [answer, content[1]!, content[2]!] as const
  const bytes = content.subarray(3)
  if (bytes.length === 0) return {kind: 'fqdn', name: undefined, head, ascii}
  const name = ascii ? nameOfText(textOf(bytes)) : nameOfWire(bytes)
  return name === undefined ? 'malformed' : {kind: 'fqdn', name, head, ascii}
}

function nameOfText(text: string): Fqdn['name'] {
  const labels = labelsOfText(text)
  return labels && {labels: labels.map(lowerCase), full: text.endsWith('.')}
}

/** The last byte tells whether the name goes on to the root, even where another root label ends it before. */
function nameOfWire(bytes: Uint8Array): Fqdn['name'] {
  const labels = labelsOfWire(bytes)
  if (labels === undefined) return undefined
  const full = bytes.at(-1) === 0
  const hasRoot = bytes.length > labels.reduce((sum, label) => sum + 1 + label.length, 0)
  return full && !hasRoot ? undefined : {labels: labels.map(lowerCase), full}
}

function textOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1')
}
