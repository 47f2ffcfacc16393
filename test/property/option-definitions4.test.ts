import assert from 'node:assert/strict'
import {test} from 'node:test'
import fc from 'fast-check'
import {configText} from '../../src/config/config-text.ts'
import {type ConfigResult4, parseConfig4} from '../../src/config/dhcp4.ts'
import {effective4} from '../../src/config/effective4.ts'
import {formatIssue} from '../../src/config/issues.ts'
import {decodeOption, encodeOptionCsv, formatOption} from '../../src/wire/option-codec.ts'
import type {OptionDefinition} from '../../src/wire/option-definition.ts'
import {OptionDefinitions4} from '../../src/wire/option-definitions4.ts'
import {encapsulateOptions, normaliseDeep} from '../../src/wire/option-encapsulation.ts'
import {optionFields} from '../../src/wire/option-fields.ts'
import {dataOf} from '../support/option-texts.ts'
import {testSeed} from '../support/random.ts'

const seed = testSeed() | 0
console.log(`seed ${seed} (KEATS_SEED=${seed} repeats this run)`)

type FieldName = keyof typeof optionFields
const fieldNames = Object.keys(optionFields) as FieldName[]
const sized: readonly FieldName[] = fieldNames.filter(name => name !== 'string' && name !== 'binary')
const spaces = ['dhcp4', 'x', 'y', 'z']

/** Fields that Kea lets stand together. */
const fieldsOf: fc.Arbitrary<readonly FieldName[]> = fc.oneof(
  fc.constant([]),
  fc.tuple(fc.constantFrom(...fieldNames)),
  fc
    .tuple(fc.array(fc.constantFrom(...sized), {minLength: 1, maxLength: 4}), fc.constantFrom(...fieldNames))
    .map(([first, last]) => [...first, last]),
)

/** A definition by itself; `code` and `name` are for the caller to make different. */
const shapes = fc
  .record({names: fieldsOf, array: fc.boolean(), encapsulate: fc.constantFrom(undefined, ...spaces.slice(1))})
  .map(({names, array, encapsulate}) => {
    const repeats = array && sized.includes(names.at(-1) ?? 'string')
    const fields = names.map(name => optionFields[name] as OptionDefinition['fields'][number])
    return {fields, repeats, encapsulates: repeats ? undefined : encapsulate}
  })

const single = shapes.map(shape => ({...shape, code: 230, name: 'own', space: 'dhcp4'}))

/** As a configuration file has it. */
function keywordsOf({code, name, space, fields, repeats, encapsulates}: OptionDefinition): object {
  const names = fields.map(field => field.name)
  const type = names.length === 0 ? 'empty' : names.length === 1 ? names[0] : 'record'
  return {
    ...{code, name, space, type, array: repeats, encapsulate: encapsulates ?? ''},
    ...(type === 'record' ? {'record-types': names.join(', ')} : {}),
  }
}

function accepted(
  dhcp4: object | string,
  text = JSON.stringify({Dhcp4: dhcp4}),
): Extract<ConfigResult4, {kind: 'config'}> {
  const result = parseConfig4(typeof dhcp4 === 'string' ? dhcp4 : text, 'x', {readFile: () => '', stateDirectory: '/'})
  if (result.kind === 'errors') assert.fail(`${text}\n${result.errors.map(formatIssue).join('\n')}`)
  return result
}

test('random definitions go through the configuration, their data to bytes and back', () => {
  const cases = single.chain(definition => fc.tuple(fc.constant(definition), dataOf(definition)))
  fc.assert(
    fc.property(cases, ([definition, data]) => {
      const bytes = encodeOptionCsv(definition, data)
      assert.ok(bytes instanceof Uint8Array, JSON.stringify(bytes))
      assert.ok(Array.isArray(decodeOption(definition, bytes)))
      assert.deepEqual(encodeOptionCsv(definition, formatOption(definition, bytes)), bytes)
      const given = {'option-def': [keywordsOf(definition)], 'option-data': [{name: 'own', data}]}
      const read = accepted(given)
      assert.deepEqual(read.config.optionDefinitions, [definition])
      assert.deepEqual(Buffer.from(read.config.options[0]!.data), Buffer.from(bytes))
      const again = accepted(configText(effective4(read.config, read.given)))
      assert.deepEqual(again.config, read.config)
    }),
    {seed, numRuns: 400},
  )
})

/** Some definitions of every space, spaces that hold each other among them. */
const forests = fc
  .array(fc.tuple(shapes, fc.constantFrom(...spaces), fc.integer({min: 1, max: 6})), {maxLength: 12})
  .map(
    entries =>
      new OptionDefinitions4(
        entries.map(([shape, space, code], at) => ({
          ...shape,
          code: space === 'dhcp4' ? 223 + code : code,
          name: `n${at}`,
          space,
          encapsulates: shape.encapsulates === space ? undefined : shape.encapsulates,
        })),
      ),
  )
const contents = fc.array(
  fc.tuple(fc.constantFrom(...spaces), fc.integer({min: 1, max: 6}), fc.uint8Array({maxLength: 30})),
  {maxLength: 12},
)

test('options inside one another, of any bytes and any spaces, end in bytes or a complaint', () => {
  let whole = 0
  fc.assert(
    fc.property(forests, contents, (definitions, given) => {
      const options = given.map(([space, low, data]) => {
        const code = space === 'dhcp4' ? 223 + low : low
        return {space, code, data, definition: definitions.find(space, code)}
      })
      for (const [at, content] of encapsulateOptions(options, definitions).entries()) {
        if (content instanceof Uint8Array) {
          whole++
          assert.ok(content.length <= 0xffff + options[at]!.data.length)
        } else assert.match(content.text, /^option n\d+: /)
      }
      for (const {definition, data} of options) {
        const normal = definition && normaliseDeep(definition, data, definitions)
        if (definition === undefined || !(normal instanceof Uint8Array)) continue
        assert.deepEqual(normaliseDeep(definition, normal, definitions), normal)
      }
    }),
    {seed, numRuns: 3000},
  )
  assert.ok(whole > 1000, `only ${whole} contents`)
})

test('spaces that hold each other many times over are refused before they fill the memory', () => {
  const levels = Array.from({length: 20}, (_, at) => `s${at}`)
  const custom = levels.flatMap((space, at) =>
    [1, 2, 3].map(code => ({
      ...{code, name: `n${at}-${code}`, space: at === 0 ? 'dhcp4' : space, fields: [], repeats: false},
      encapsulates: levels[at + 1] ?? 'end',
    })),
  )
  const definitions = new OptionDefinitions4(custom)
  const options = custom.map(definition => ({...definition, data: new Uint8Array(0), definition}))
  const [first] = encapsulateOptions(options, definitions)
  assert.match((first as {text: string}).text, /longer than any datagram/)
})
