import {toHex} from '../../../src/net-types/identifiers.ts'
import {formatIpv4} from '../../../src/net-types/ipv4.ts'
import {decode4} from '../../../src/wire/decode4.ts'
import {compareStatistics4} from './compare-statistics.ts'
import type {Transcript4} from './run.ts'
import type {LeaseText} from './target.ts'

/** What says how long something still lasts: lifetime, renewal and rebinding time. */
const COUNTED_DOWN = ['option 51', 'option 58', 'option 59']

/**
 * Every difference of two runs of a scenario, as "path" -> "left | right"; empty = the same, byte by byte. What a message made
 * happen did so at any moment of its run: moments may be as far apart as the longer run took. `countsDown`: so may times.
 */
export function compareTranscripts4(left: Transcript4, right: Transcript4, countsDown = false): Record<string, string> {
  const found: Record<string, string> = {}
  const apart = 1 + Math.ceil(Math.max(left.seconds, right.seconds))
  left.answers.forEach((answer, index) => {
    const [a, b] = [fieldsOf(answer), fieldsOf(right.answers[index])]
    if (a['answer'] !== b['answer']) {
      found[`${index}.answer`] = `${a['answer']} | ${b['answer']}`
      return
    }
    let near = false
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (a[key] === b[key]) continue
      if (countsDown && COUNTED_DOWN.includes(key) && isNear(a[key], b[key], apart)) near = true
      else found[`${index}.${key}`] = `${a[key]} | ${b[key]}`
    }
    const same = Object.keys(found).every(path => !path.startsWith(`${index}.`))
    const [before, after] = [hexOf(answer), hexOf(right.answers[index])]
    if (same && !near && before !== after) found[`${index}.bytes`] = `${before} | ${after}`
  })
  compareLeases(left.leases, right.leases, apart, found)
  const counted = left.statistics !== undefined && right.statistics !== undefined
  return counted ? {...found, ...compareStatistics4(left.statistics!, right.statistics!)} : found
}

function isNear(one: string | undefined, other: string | undefined, apart: number): boolean {
  if (one === undefined || other === undefined) return false
  return Math.abs(Number.parseInt(one, 16) - Number.parseInt(other, 16)) <= apart
}

function hexOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'silence' : toHex(bytes)
}

/** A message as flat texts. */
export function fieldsOf(bytes: Uint8Array | undefined): Record<string, string> {
  if (bytes === undefined) return {answer: 'silence'}
  const message = decode4(bytes)
  if ('kind' in message) return {answer: message.reason}
  const {options, chaddr, ciaddr, yiaddr, siaddr, giaddr, ...rest} = message
  const type = toHex(options.get(53) ?? new Uint8Array())
  const fields: Record<string, string> = {answer: `type ${type}`, chaddr: toHex(chaddr)}
  for (const [name, value] of Object.entries(rest)) fields[name] = String(value)
  for (const [name, value] of Object.entries({ciaddr, yiaddr, siaddr, giaddr})) fields[name] = formatIpv4(value)
  for (const [code, content] of options) fields[`option ${code}`] = toHex(content)
  return fields
}

function compareLeases(
  left: readonly LeaseText[],
  right: readonly LeaseText[],
  apart: number,
  found: Record<string, string>,
): void {
  const [a, b] = [byAddress(left), byAddress(right)]
  for (const address of new Set([...a.keys(), ...b.keys()])) {
    const [one, other] = [a.get(address), b.get(address)]
    if (one === undefined || other === undefined) {
      found[`lease ${address}`] = `${one === undefined ? 'none' : 'there'} | ${other === undefined ? 'none' : 'there'}`
      continue
    }
    for (const name of Object.keys(one) as (keyof LeaseText)[]) {
      const same = name === 'expiresIn' ? Math.abs(one.expiresIn - other.expiresIn) <= apart : one[name] === other[name]
      if (!same) found[`lease ${address} ${name}`] = `${one[name]} | ${other[name]}`
    }
  }
}

function byAddress(leases: readonly LeaseText[]): Map<string, LeaseText> {
  return new Map(leases.map(lease => [lease.address, lease]))
}
