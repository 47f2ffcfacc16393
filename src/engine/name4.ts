import type {NameSettings4} from '../model/names4.ts'
import {formatIpv4, type Ipv4} from '../net-types/ipv4.ts'
import type {ClientName4} from './client-name4.ts'
import {labelsOfText, lowerCase, textOfLabels, wireOfLabels} from './domain-name4.ts'
import {option4} from './option-codes4.ts'

/** The name of a lease. */
export interface Name4 {
  /** lease4.hostname. */
  readonly hostname: string
  /** What tells the client: option 81 where it sent one, else 12. */
  readonly option: readonly [code: number, content: Uint8Array] | undefined
}

type Fqdn = Extract<ClientName4, {kind: 'fqdn'}>

/** Width of lease4.hostname. */
const MAX_HOSTNAME = 255
const nameless: Name4 = {hostname: '', option: undefined}

/**
 * The name that a client gets with an address while no DNS updates are made, by the settings of the address' subnet.
 * `reserved`: of its reservation, '' = none. Everything here was measured on Kea 2.2.0.
 */
export function name4(sent: ClientName4 | undefined, settings: NameSettings4, reserved: string, address: Ipv4): Name4 {
  // The usual case in front of everything: each message asks twice.
  if (sent === undefined && reserved === '' && settings.replaceClientName === 'never') return nameless
  const name =
    sent?.kind === 'fqdn' ? fqdn(sent, settings, reserved, address) : hostName(sent, settings, reserved, address)
  return name.hostname.length > MAX_HOSTNAME ? nameless : name
}

function hostName(
  sent: Exclude<ClientName4, Fqdn> | undefined,
  settings: NameSettings4,
  reserved: string,
  address: Ipv4,
): Name4 {
  if (reserved !== '') return named(lowerCase(qualified(bytesOf(reserved), settings, false)))
  if (sent?.kind === 'unusable') return nameless
  if (isReplaced(settings, sent !== undefined)) return named(generated(settings, address, false))
  if (sent === undefined) return nameless
  if (sent.labels === 0) return named(generated(settings, address, false))
  const clean = lowerCase(sanitized(sent.text, settings))
  // One label is a partial name.
  return named(sent.labels === 1 ? qualified(clean, settings, false) : clean)
}

function named(text: string): Name4 {
  if (text === '') return nameless
  return {hostname: stored(text), option: [option4.hostName, Buffer.from(text, 'latin1')]}
}

function fqdn(sent: Fqdn, settings: NameSettings4, reserved: string, address: Ipv4): Name4 {
  const {name} = sent
  if (reserved !== '') return answered(sent, qualified(bytesOf(reserved), settings, true))
  if (name === undefined || isReplaced(settings, true)) {
    // The lease keeps it as it is written; the client gets it only if it is a name.
    const text = generated(settings, address, true)
    return {hostname: stored(text), option: fqdnOption(sent, namesLabels(text))}
  }
  const text = cleanName(name.labels, settings)
  return answered(sent, name.full ? text : qualified(text, settings, true))
}

function answered(sent: Fqdn, text: string): Name4 {
  const labels = namesLabels(text)
  return labels === undefined ? nameless : {hostname: `${textOfLabels(labels)}.`, option: fqdnOption(sent, labels)}
}

function namesLabels(text: string): string[] | undefined {
  return labelsOfText(text)?.map(lowerCase)
}

function fqdnOption({head, ascii}: Fqdn, labels: readonly string[] | undefined): Name4['option'] {
  if (labels === undefined) return [option4.fqdn, Uint8Array.from(head)]
  const name = ascii ? Buffer.from(`${textOfLabels(labels)}.`, 'latin1') : wireOfLabels(labels)
  const content = new Uint8Array(head.length + name.length)
  content.set(head)
  content.set(name, head.length)
  return [option4.fqdn, content]
}

function isReplaced({replaceClientName: mode}: NameSettings4, isPresent: boolean): boolean {
  return mode !== 'never' && (mode === 'always' || (mode === 'when-present') === isPresent)
}

function generated(settings: NameSettings4, address: Ipv4, full: boolean): string {
  return qualified(`${settings.generatedPrefix}-${formatIpv4(address).replaceAll('.', '-')}`, settings, full)
}

/** With the suffix, unless the name has it, and with a dot at the end or without one. */
function qualified(name: string, {qualifyingSuffix: suffix}: NameSettings4, full: boolean): string {
  const text = suffix === '' || hasSuffix(name, suffix) ? name : joined(name, suffix)
  if (full) return dotted(text)
  return text.endsWith('.') ? text.slice(0, -1) : text
}

// A letter is not the same as its capital here.
function hasSuffix(name: string, suffix: string): boolean {
  return dotted(name) === dotted(suffix) || dotted(name).endsWith(`.${dotted(suffix)}`)
}

function joined(name: string, suffix: string): string {
  return name === '' ? suffix : dotted(name) + suffix
}

function dotted(name: string): string {
  return name.endsWith('.') ? name : `${name}.`
}

function sanitized(text: string, {charSet, charReplacement}: NameSettings4): string {
  return charSet === undefined ? text : charSet.replaceAll(text, charReplacement)
}

/** A name to be read again: what is in a label that was cleaned counts as it would in a configuration. */
function cleanName(labels: readonly string[], settings: NameSettings4): string {
  if (settings.charSet === undefined) return `${textOfLabels(labels)}.`
  const parts = `${labels.join('.')}.`.split('.')
  return parts.map(part => sanitized(part, settings)).join('.')
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** Bytes as a text that every database can keep. */
function stored(text: string): string {
  const end = text.indexOf('\0')
  const kept = end < 0 ? text : text.slice(0, end)
  if (/^[\0-\x7f]*$/.test(kept)) return kept
  const read = Buffer.from(kept, 'latin1').toString()
  return read.includes('\ufffd') ? kept : read
}
