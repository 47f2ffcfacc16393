// The line that Kea writes for an option, which .text stands for where the option is no plain text. Every form was read off
// a running 2.2.0.

import {toHex} from '../../net-types/identifiers.ts'
import {decodeOption} from '../../wire/option-codec.ts'
import type {OptionDefinition} from '../../wire/option-definition.ts'
import type {Field} from '../../wire/option-fields.ts'
import {isOptionDataError} from '../../wire/option-text.ts'
import {readUint32, viewOf} from '../../wire/reader.ts'
import {option4} from '../option-codes4.ts'
import {sortedSubOptions} from './sub-options4.ts'
import {vendorClasses} from './vendor4.ts'

const SERVICE_SCOPE = 79

/** Latin1 text of one byte a character. Content that does not fit its definition is written as plain bytes. */
export function optionText(
  code: number,
  content: Uint8Array,
  definition: OptionDefinition | undefined,
  isSub: boolean,
): string {
  const head = heading(code, content.length)
  if (isSub) return `${head}:${definedText(definition, content)}`
  if (code === option4.relayAgentInfo) return `${head}:${subOptionLines(content)}`
  if (code === option4.vendorOptions) return `${head}: ${vendorText(content)}`
  if (code === option4.vendorClass && content.length >= 4) return vendorClassText(code, content)
  if (code === option4.fqdn && content.length >= 3) return fqdnText(content)
  if (code === SERVICE_SCOPE) return `${head}: mandatory:${content[0]}, scope-list:"${latin1(content, 1)}"`
  return `${head}:${definedText(definition, content)}`
}

function definedText(definition: OptionDefinition | undefined, content: Uint8Array): string {
  if (definition === undefined || isPlain(definition)) return ` ${pairs(content)}`
  const values = decodeOption(definition, content)
  return isOptionDataError(values) ? ` ${pairs(content)}` : valuesText(definition, values)
}

function heading(code: number, length: number): string {
  return `type=${padded(code)}, len=${padded(length)}`
}

function padded(value: number): string {
  return String(value).padStart(3, '0')
}

function pairs(content: Uint8Array): string {
  return (toHex(content).match(/../g) ?? []).join(':')
}

function latin1(content: Uint8Array, from: number, to = content.length): string {
  return Buffer.from(viewOf(content, from, to)).toString('latin1')
}

function isPlain({fields, encapsulates}: OptionDefinition): boolean {
  return fields.length === 0 || encapsulates !== undefined || (fields.length === 1 && fields[0]!.name === 'binary')
}

function valuesText({fields, repeats}: OptionDefinition, values: readonly unknown[]): string {
  const only = fields.length === 1 && repeats ? fields[0]!.name : undefined
  return values
    .map((value, index) => {
      const field = fields[Math.min(index, fields.length - 1)]!
      if (only?.endsWith('-address')) return ` ${field.format(value)}`
      if (only !== undefined && /^u?int/.test(only)) return ` ${field.format(value)}(${only})`
      return ` ${shown(field, value)} (${field.name})`
    })
    .join('')
}

function shown(field: Field<unknown>, value: unknown): string {
  if (field.name === 'fqdn') return `"${field.format(value)}"`
  if (field.name === 'binary') return field.format(value).toUpperCase()
  if (field.name !== 'psid') return field.format(value)
  const {psid, length} = value as {readonly psid: number; readonly length: number}
  return `len=${length},psid=${psid}`
}

function subOptionLines(content: Uint8Array): string {
  const lines = sortedSubOptions(content).map(([code, bytes]) => `\n  ${heading(code, bytes.length)}: ${pairs(bytes)}`)
  return lines.length === 0 ? '' : `,\noptions:${lines.join('')}`
}

function vendorText(block: Uint8Array): string {
  return `${readUint32(block, 0)} (uint32) ${block[4]} (uint8)${subOptionLines(viewOf(block, 5, block.length))}`
}

function vendorClassText(code: number, content: Uint8Array): string {
  const id = readUint32(content, 0).toString(16)
  const classes = vendorClasses(content).map(
    (data, index) =>
      ` enterprise id=0x${id}, data-len${index}=${data.length}, vendor-class-data${index}='${latin1(data, 0)}'`,
  )
  return `type=${code}, len=${content.length}, ${classes.join(',')}`
}

/** RFC 4702 §2: flags, two bytes of no meaning, a name: as plain text where the flag E is not set. */
function fqdnText(content: Uint8Array): string {
  const flag = (bit: number) => (content[0]! & bit ? 1 : 0)
  const flags = `N=${flag(8)}, E=${flag(4)}, O=${flag(2)}, S=${flag(1)}`
  const name = flag(4) === 1 ? labelsText(content) : latin1(content, 3)
  const full = name === '' || name.endsWith('.')
  return `type=81 (CLIENT_FQDN), flags: (${flags}), domain-name='${name}' (${full ? 'full' : 'partial'})`
}

/** A name that ends in the empty label is full: it ends in a dot. */
function labelsText(content: Uint8Array): string {
  const labels: string[] = []
  let at = 3
  for (; at < content.length && content[at] !== 0; at += 1 + content[at]!) {
    labels.push(latin1(content, at + 1, Math.min(at + 1 + content[at]!, content.length)))
  }
  return labels.join('.') + (at < content.length ? '.' : '')
}
