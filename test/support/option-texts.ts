import fc from 'fast-check'
import {formatIpv4, type Ipv4} from '../../src/net-types/ipv4.ts'
import {formatIpv6, type Ipv6} from '../../src/net-types/ipv6.ts'
import type {OptionDefinition} from '../../src/wire/option-definition.ts'
import type {optionFields} from '../../src/wire/option-fields.ts'
import {joinCsv} from '../../src/wire/option-text.ts'

const integer = (bits: number, signed: boolean) =>
  fc.integer({min: signed ? -(2 ** (bits - 1)) : 0, max: signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1}).map(String)
const ipv6 = fc.bigInt({min: 0n, max: 2n ** 128n - 1n}).map(value => formatIpv6(value as Ipv6))
// Well-formed text without blanks at its ends, which the syntax drops, and without zero bytes, which the wire drops.
const text = fc
  .string({unit: 'grapheme', minLength: 1, maxLength: 40})
  .map(value => value.replaceAll('\0', '').trim())
  .filter(value => value !== '')
const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,63}$/)
const hex = fc.uint8Array({minLength: 1, maxLength: 40}).map(bytes => Buffer.from(bytes).toString('hex'))
const vendorClasses = fc
  .array(fc.uint8Array({maxLength: 20}), {minLength: 1, maxLength: 4})
  .map(parts => parts.map(part => Buffer.from([part.length, ...part]).toString('hex')).join(''))

/** Texts of each data type, as a configuration gives them. */
const optionTexts: Readonly<Record<keyof typeof optionFields, fc.Arbitrary<string>>> = {
  binary: hex,
  boolean: fc.constantFrom('true', 'false'),
  int8: integer(8, true),
  int16: integer(16, true),
  int32: integer(32, true),
  uint8: integer(8, false),
  uint16: integer(16, false),
  uint32: integer(32, false),
  'ipv4-address': integer(32, false).map(value => formatIpv4(Number(value) as Ipv4)),
  'ipv6-address': ipv6,
  'ipv6-prefix': fc.tuple(ipv6, fc.integer({min: 0, max: 128})).map(([address, length]) => `${address}/${length}`),
  psid: fc
    .integer({min: 0, max: 16})
    .chain(length => fc.integer({min: 0, max: 2 ** length - 1}).map(value => `${value}/${length}`)),
  string: text,
  tuple: text,
  fqdn: fc.array(label, {minLength: 1, maxLength: 3}).map(labels => labels.join('.')),
}

/** Data for a definition, as a configuration would give it. */
export function dataOf(definition: OptionDefinition): fc.Arbitrary<string> {
  if (definition.name === 'vivco-suboptions') {
    return fc.tuple(optionTexts.uint32, vendorClasses).map(values => joinCsv(values))
  }
  const each = definition.fields.map(field => optionTexts[field.name as keyof typeof optionTexts])
  const more = fc.array(each.at(-1) ?? fc.constant(''), {maxLength: definition.repeats ? 5 : 0})
  return fc.tuple(fc.tuple(...each), more).map(([first, rest]) => joinCsv([...first, ...rest]))
}
