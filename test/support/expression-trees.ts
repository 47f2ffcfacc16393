import fc from 'fast-check'
import {
  type Condition,
  type OptionSource,
  packetFields,
  packetFields4,
  textForms,
  type Value,
} from '../../src/model/expression.ts'

/** A text that means the tree. */
export function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'equal':
      return `${printValue(condition.left)} == ${printValue(condition.right)}`
    case 'not':
      return `not (${printCondition(condition.of)})`
    case 'and':
    case 'or':
      return condition.of.map(part => `(${printCondition(part)})`).join(` ${condition.kind} `)
    case 'member':
      return `member('${condition.className}')`
    case 'match':
      return `match('${condition.pattern}', ${printValue(condition.of)})`
    case 'exists':
      return `${printSource(condition.source)}.exists`
    default:
      return `${condition.of}[${star(condition.enterprise)}].exists`
  }
}

export function printValue(value: Value): string {
  switch (value.kind) {
    case 'literal':
      return value.bytes.length === 0 ? "''" : `0x${Buffer.from(value.bytes).toString('hex')}`
    case 'option':
      return `${printSource(value.source)}.${value.form}`
    case 'pkt':
    case 'pkt4':
    case 'pkt6':
      return `${value.kind}.${value.field}`
    case 'relay6':
      return `relay6[${value.nest}].${value.field}`
    case 'enterprise':
      return `${value.of}.enterprise`
    case 'vendor-class-data':
      return `vendor-class[${star(value.enterprise)}].data[${value.index}]`
    case 'substring':
      return `substring(${printValue(value.of)}, ${value.start},${value.length})`
    case 'split':
      return `split(${printValue(value.of)},${printValue(value.delimiters)}, ${value.field})`
    case 'concat':
      return value.of.map(part => (part.kind === 'concat' ? `(${printValue(part)})` : printValue(part))).join(' + ')
    case 'ifelse':
      return `ifelse(${printCondition(value.condition)}, ${printValue(value.yes)}, ${printValue(value.no)})`
    case 'lcase':
    case 'ucase':
      return `${value.kind}(${printValue(value.of)})`
    case 'hexstring':
      return `hexstring(${printValue(value.of)}, ${printValue(value.separator)})`
    default:
      return `${value.as}(${printValue(value.of)})`
  }
}

function printSource(source: OptionSource): string {
  switch (source.kind) {
    case 'option':
      return `option[${source.code}]${[source.sub ?? [], source.deeper ?? []]
        .flat()
        .map(sub => `.option[${sub}]`)
        .join('')}`
    case 'relay4':
      return `relay4[${source.code}]`
    case 'relay6':
      return `relay6[${source.nest}].option[${source.code}]`
    default:
      return `vendor[${star(source.enterprise)}].option[${source.code}]`
  }
}

function star(enterprise: number | 'any'): string {
  return enterprise === 'any' ? '*' : String(enterprise)
}

// Codes that the packets of the tests have come often.
const code = fc.oneof(fc.constantFrom(1, 2, 12, 43, 53, 60, 61, 81, 82, 93, 124, 125), fc.integer({min: 0, max: 255}))
const enterprise = fc.constantFrom<number | 'any'>('any', 9, 4491, 0xffffffff)
const vendor = fc.constantFrom('vendor' as const, 'vendor-class' as const)
const number = fc.oneof(fc.integer({min: -12, max: 12}), fc.integer())
const constant = <K extends string>(kind: K) => fc.constant(kind)

const source: fc.Arbitrary<OptionSource> = fc.oneof(
  fc.record({kind: constant('option'), code, sub: fc.option(code, {nil: undefined})}),
  fc.record({kind: constant('option'), code, sub: code, deeper: fc.array(code, {minLength: 1, maxLength: 3})}),
  fc.record({kind: constant('relay4'), code}),
  fc.record({kind: constant('vendor'), enterprise, code}),
)

const pieces = ['a', '.', '[^0-9]', '\\d', 'ab|c', '(a*)*', 'x{2,3}', '^', '$', '\\xff', '[[:alpha:]-]'] as const
const repeated = fc
  .tuple(fc.constantFrom(...pieces), fc.constantFrom('', '*', '+?', '{0,2}'))
  .map(([piece, times]) => `(?:${piece})${times}`)

/** Of match(). */
export const pattern = fc.array(repeated, {maxLength: 5}).map(parts => parts.join(''))

/** Trees of DHCPv4. */
export const {condition, value} = fc.letrec<{condition: Condition; value: Value}>(tie => {
  const [conditions, values] = [tie('condition'), tie('value')]
  return {
    condition: fc.oneof(
      {depthSize: 'small', withCrossShrink: true},
      fc.record({kind: constant('exists'), source}),
      fc.record({kind: constant('member'), className: fc.constantFrom('ALL', 'KNOWN', 'HA_a', 'known_one')}),
      fc.record({kind: constant('vendor-exists'), of: vendor, enterprise}),
      fc.record({kind: constant('equal'), left: values, right: values}),
      fc.record({kind: constant('match'), pattern, of: values}),
      fc.record({kind: constant('not'), of: conditions}),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(conditions, {minLength: 2, maxLength: 4}),
      }),
    ),
    value: fc.oneof(
      {depthSize: 'small', withCrossShrink: true},
      fc.record({kind: constant('literal'), bytes: fc.uint8Array({maxLength: 17})}),
      fc.record({kind: constant('option'), source, form: fc.constantFrom('hex' as const, 'text' as const)}),
      fc.record({kind: constant('pkt'), field: fc.constantFrom(...packetFields)}),
      fc.record({kind: constant('pkt4'), field: fc.constantFrom(...packetFields4)}),
      fc.record({kind: constant('enterprise'), of: vendor}),
      fc.record({kind: constant('vendor-class-data'), enterprise, index: fc.integer({min: 0, max: 255})}),
      fc.record({
        kind: constant('substring'),
        of: values,
        start: number,
        length: fc.oneof(number, fc.constant('all' as const)),
      }),
      fc.record({kind: constant('split'), of: values, delimiters: values, field: number}),
      fc.record({kind: constant('concat'), of: fc.array(values, {minLength: 2, maxLength: 3})}),
      fc.record({kind: constant('ifelse'), condition: conditions, yes: values, no: values}),
      fc.record({kind: constant('hexstring'), of: values, separator: values}),
      fc.record({kind: fc.constantFrom('lcase' as const, 'ucase' as const), of: values}),
      fc.record({kind: constant('totext'), as: fc.constantFrom(...textForms), of: values}),
    ),
  }
})
