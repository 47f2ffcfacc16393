import assert from 'node:assert/strict'
import {test} from 'node:test'
import fc from 'fast-check'
import {formatIpv6, type Ipv6, ipv6FromBytes, ipv6ToBytes, parseIpv6} from '../../src/net-types/ipv6.ts'
import {decodeDomainName, encodeDomainName} from '../../src/wire/domain-name.ts'
import {decodeOption, encodeOptionCsv, formatOption, normaliseOption} from '../../src/wire/option-codec.ts'
import type {OptionDefinition} from '../../src/wire/option-definition.ts'
import {optionFields} from '../../src/wire/option-fields.ts'
import {joinCsv, splitCsv} from '../../src/wire/option-text.ts'
import {standardOptions4} from '../../src/wire/options4.ts'
import {dataOf} from '../support/option-texts.ts'
import {testSeed} from '../support/random.ts'

const seed = testSeed() | 0
const parameters = {seed, numRuns: 300}
console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)

function fieldDefinition(name: keyof typeof optionFields): OptionDefinition {
  return {code: 230, name, space: 'dhcp4', encapsulates: undefined, fields: [optionFields[name]], repeats: false}
}

/** text -> bytes -> values and text -> the same bytes. */
function roundTrips(definition: OptionDefinition): void {
  fc.assert(
    fc.property(dataOf(definition), data => {
      const bytes = encodeOptionCsv(definition, data)
      assert.ok(bytes instanceof Uint8Array, JSON.stringify(bytes))
      assert.ok(Array.isArray(decodeOption(definition, bytes)))
      assert.deepEqual(encodeOptionCsv(definition, formatOption(definition, bytes)), bytes)
      assert.deepEqual(Buffer.from(normaliseOption(definition, bytes) as Uint8Array), Buffer.from(bytes))
    }),
    parameters,
  )
}

test('every data type goes from text to bytes and back', () => {
  for (const name of Object.keys(optionFields)) roundTrips(fieldDefinition(name as keyof typeof optionFields))
})

test('every standard option goes from text to bytes and back', () => {
  for (const definition of standardOptions4()) if (definition.fields.length > 0) roundTrips(definition)
})

test('any bytes are values or a complaint, and values become bytes that stay', () => {
  const definitions = [...standardOptions4(), ...Object.keys(optionFields).map(name => fieldDefinition(name as 'fqdn'))]
  fc.assert(
    fc.property(fc.constantFrom(...definitions), fc.uint8Array({maxLength: 80}), (definition, bytes) => {
      assert.equal(typeof formatOption(definition, bytes), 'string')
      const normal = normaliseOption(definition, bytes)
      if (!(normal instanceof Uint8Array)) return
      assert.deepEqual(Buffer.from(normaliseOption(definition, normal) as Uint8Array), Buffer.from(normal))
      assert.deepEqual(decodeOption(definition, normal), decodeOption(definition, bytes))
    }),
    {seed, numRuns: 20_000},
  )
})

test('any text is bytes or a complaint that names the option', () => {
  fc.assert(
    fc.property(fc.constantFrom(...standardOptions4()), fc.string({unit: 'binary'}), (definition, data) => {
      const encoded = encodeOptionCsv(definition, data)
      if (!(encoded instanceof Uint8Array)) assert.match(encoded.text, new RegExp(`^option ${definition.name}: `))
    }),
    {seed, numRuns: 20_000},
  )
})

test('names of any bytes become text and the same name again', () => {
  const label = fc.uint8Array({minLength: 1, maxLength: 63})
  fc.assert(
    fc.property(fc.array(label, {minLength: 1, maxLength: 3}), labels => {
      const bytes = Uint8Array.from([...labels.flatMap(one => [one.length, ...one]), 0])
      const found = decodeDomainName(bytes, 0, bytes.length, 0)
      assert.ok(found !== undefined && found.next === bytes.length)
      assert.deepEqual(encodeDomainName(found.name), bytes)
    }),
    {seed, numRuns: 2000},
  )
})

test('values survive the commas of the syntax', () => {
  const value = fc.string({unit: fc.constantFrom(',', '\\', 'a', ' ', '\\,'), minLength: 1}).map(part => `x${part}x`)
  fc.assert(
    fc.property(fc.array(value), values => {
      assert.deepEqual(splitCsv(joinCsv(values)), values)
    }),
    parameters,
  )
})

test('IPv6 addresses go to text and bytes and back', () => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({min: 0, max: 0xffff})), {minLength: 8, maxLength: 8})
  fc.assert(
    fc.property(groups, parts => {
      const address = parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n) as Ipv6
      assert.equal(parseIpv6(formatIpv6(address)), address)
      assert.equal(ipv6FromBytes(ipv6ToBytes(address)), address)
    }),
    {seed, numRuns: 2000},
  )
})
