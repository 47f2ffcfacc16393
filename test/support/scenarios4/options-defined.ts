import {readFileSync} from 'node:fs'
import {Issues} from '../../../src/config/issues.ts'
import {readJson} from '../../../src/config/json.ts'
import {plain} from '../../../src/config/node.ts'
import {SPLIT} from './differences.ts'
import {discover, inform, relayInfo, select} from './queries.ts'
import {type Scenario4, subnet} from './scenario.ts'

type Options = readonly object[]

const def = (name: string, code: number, type: string, more: object = {}) => ({name, code, type, ...more})
const text = (name: string, data: string, more: object = {}) => ({name, data, ...more})
const raw = (code: number, data: string, more: object = {}) => ({code, data, 'csv-format': false, ...more})
const inX = {space: 'x'}
/** Parents of several types, and what goes into them. */
const tree = [
  def('holder', 230, 'empty', {encapsulate: 'x'}),
  def('one', 1, 'uint8', inX),
  def('inner', 2, 'empty', {...inX, encapsulate: 'y'}),
  def('texts', 3, 'string', inX),
  def('address', 4, 'ipv4-address', inX),
  def('innermost', 1, 'ipv4-address', {space: 'y', array: true}),
]
const one = text('one', '7', inX)
const inside = [one, text('inner', '', inX), text('innermost', '10.0.0.1, 10.0.0.2', {space: 'y'})]
const all = Array.from({length: 31}, (_, at) => 224 + at)

const tell = (name: string, definitions: Options, data: Options, more: Partial<Scenario4> = {}): Scenario4 => ({
  name,
  config: {'option-def': definitions, 'option-data': data},
  steps: [discover({prl: all})],
  ...more,
})

/** Every type by itself, in an array, at the end of a record. */
const samples: readonly (readonly [type: string, one: string, more: string])[] = [
  ['boolean', 'true', 'true, false'],
  ['int8', '-128', '-1, 127'],
  ['int16', '-32768', '1, -2'],
  ['int32', '-2147483648', '5, -6'],
  ['uint8', '255', '0xff, 1'],
  ['uint16', '65535', '1, 2, 3'],
  ['uint32', '4294967295', '0, 1'],
  ['ipv4-address', '192.0.2.1', '192.0.2.1, 192.0.2.2'],
  ['ipv6-address', '2001:db8::1', '2001:db8::1, ::'],
  ['ipv6-prefix', '2001:db8::/33', '2001:db8::/32, ::/0'],
  ['psid', '3/4', '1/2, 5/6'],
  ['tuple', 'abc', 'a, bcd'],
  ['fqdn', 'a.example', 'a.example, b.example.'],
]

const typeDefinitions = samples.flatMap(([type], at) => [
  def(`single-${type}`, 224 + at, type),
  def(`array-${type}`, 1 + at, type, {array: true, space: 'arrays'}),
  def(`record-${type}`, 101 + at, 'record', {'record-types': `uint8, ${type}`, array: true, space: 'records'}),
])
const typeData = samples.flatMap(([type, single, several]) => [
  text(`single-${type}`, single),
  text(`array-${type}`, several, {space: 'arrays'}),
  text(`record-${type}`, `9, ${several}`, {space: 'records'}),
])

/** A parent of each type with one sub-option behind its own content. */
const parents: readonly (readonly [type: string, data: string, recordTypes?: string])[] = [
  ['boolean', 'true'],
  ['uint16', '258'],
  ['int32', '-2'],
  ['ipv4-address', '10.0.0.9'],
  ['ipv6-address', '::1'],
  ['ipv6-prefix', '2001:db8::/32'],
  ['psid', '3/4'],
  ['tuple', 'abc'],
  ['fqdn', 'a.b'],
  ['string', 'abc'],
  ['binary', '0a0b'],
  ['record', '5, 10.0.0.9', 'uint8, ipv4-address'],
  ['record', '5, abc', 'uint8, string'],
  ['record', '5, 0a0b', 'uint8, binary'],
]
const parentDefinitions = parents.map(([type, , types = ''], at) =>
  def(`p${at}`, 224 + at, type, {encapsulate: 'x', 'record-types': types}),
)
const parentData = parents.map(([, data], at) => text(`p${at}`, data))
const bytesInside = (data: string) => raw(230, data)
const LOST = 'Kea loses bytes that are not whole sub-options; keats sends what was configured.'
const WIDE_HEAD =
  'Kea heads an array of IPv6 addresses with the four bytes of a DHCPv6 option; in DHCPv4 a head has two (RFC 2132 §2).'
const LONG_ARRAY =
  'Kea sends no option that holds an array of more than 255 bytes, and none behind it; keats splits it as RFC 3396 says.'
const cutOff = (step: number) => [51, 54, 6].map(code => [`${step}.option ${code}`, LONG_ARRAY])
const noSubnet = {giaddr: '127.0.8.8'}

/** Options that the configuration defines. */
export const definedOptionScenarios4: readonly Scenario4[] = [
  documented(),
  tell(
    'every type',
    [
      ...typeDefinitions,
      def('arrays', 254, 'empty', {encapsulate: 'arrays'}),
      def('records', 253, 'empty', {encapsulate: 'records'}),
      def('text', 240, 'string'),
      def('bytes', 241, 'binary'),
    ],
    [...typeData, text('arrays', ''), text('records', ''), text('text', 'a\\, b'), text('bytes', '0a 0b')],
    {differences: {'0.option 254': WIDE_HEAD}},
  ),
  tell('a parent alone', tree, [text('holder', '')]),
  tell(
    'sub-options without their parent',
    tree,
    inside.map(option => ({...option, 'always-send': true})),
  ),
  tell('sub-options inside one another', tree, [text('holder', ''), ...inside]),
  tell('what the middle is missing for is not sent', tree, [text('holder', ''), one, inside[2]!]),
  tell('sub-options stand by code, whatever their order', tree, [
    text('address', '10.0.0.1', inX),
    text('texts', 'abc', inX),
    one,
    text('holder', ''),
  ]),
  tell('the first of two with one code counts', tree, [text('holder', ''), one, {...one, data: '9'}]),
  tell('sub-options without a definition, of any code', tree, [
    text('holder', ''),
    raw(0, '05', inX),
    raw(255, '06', inX),
    raw(9, '', inX),
  ]),
  tell('parents with content of their own', [...parentDefinitions, tree[1]!], [...parentData, one]),
  tell('bytes with sub-options of their own', tree, [bytesInside('010109'), one, text('texts', 'abc', inX)]),
  tell('bytes with a sub-option twice', tree, [bytesInside('010109010108')]),
  tell('bytes are brought into the form of their definition', tree, [
    bytesInside('040501020304050303616200' + '0200050106'),
  ]),
  tell('bytes of sub-options, 0 and 255 are codes', tree, [bytesInside('000101ff0109')]),
  tell('bytes that are no sub-options', tree, [bytesInside('0a0b'), one], {differences: {'0.option 230': LOST}}),
  tell(
    'bytes behind the content',
    [def('p', 230, 'uint16', {encapsulate: 'x'}), tree[1]!],
    [raw(230, '0102010109'), one],
  ),
  tell('bytes behind the content without sub-options', [def('p', 230, 'uint16')], [raw(230, '01020304')]),
  {
    name: 'sub-options stay in their level',
    config: {
      'option-def': [...tree, def('other', 231, 'empty', {encapsulate: 'x'})],
      'option-data': [text('holder', ''), text('other', ''), one],
      subnet4: [
        {
          id: 1,
          subnet: '127.0.1.0/24',
          pools: [
            {
              pool: '127.0.1.10 - 127.0.1.14',
              'option-data': [raw(5, '55', inX)],
            },
          ],
          'option-data': [text('holder', ''), text('one', '9', inX)],
        },
      ],
    },
    steps: [discover({prl: [230, 231]}), inform('127.0.0.1', {prl: [230, 231]})],
  },
  {
    name: 'always-send of a sub-option does not send its parent',
    config: {'option-def': tree, 'option-data': [text('holder', ''), {...one, 'always-send': true}]},
    steps: [discover(), discover({prl: [230]})],
  },
  {
    name: 'the site defines option 43',
    config: {
      'option-def': [def('v43', 43, 'record', {'record-types': 'uint8, ipv4-address'})],
      'option-data': [text('v43', '5, 10.0.0.1')],
    },
    steps: [discover({prl: [43]})],
  },
  {
    name: 'option 43 that holds a space of the site',
    config: {
      'option-def': [def('v43', 43, 'empty', {encapsulate: 'x'}), tree[1]!],
      'option-data': [text('v43', ''), one, raw(2, '08', {space: 'vendor-encapsulated-options-space'})],
    },
    steps: [discover({prl: [43]})],
  },
  {
    name: 'option 43 under its own name, whatever the site says',
    config: {
      'option-def': [def('v43', 43, 'uint32')],
      'option-data': [
        text('vendor-encapsulated-options', ''),
        raw(2, '08', {space: 'vendor-encapsulated-options-space'}),
      ],
    },
    steps: [discover({prl: [43]})],
  },
  {
    name: 'sub-options of option 82',
    config: {
      'option-def': [def('cid', 9, 'uint8', {space: 'dhcp-agent-options-space'})],
      'option-data': [
        text('dhcp-agent-options', '', {'always-send': true}),
        text('cid', '5', {space: 'dhcp-agent-options-space'}),
      ],
    },
    steps: [discover(), discover({options: relayInfo({1: 'aabb'})})],
  },
  {
    name: 'options without a subnet',
    config: {
      'option-def': tree,
      'option-data': [text('holder', '', {'always-send': true}), one],
    },
    steps: [inform('127.0.0.1', {...noSubnet, prl: [230]})],
  },
  {
    name: 'what the site defines is checked when a client sends it, but for private options',
    config: {
      'option-def': [
        def('number', 222, 'uint16'),
        def('addresses', 109, 'ipv4-address', {array: true}),
        def('domain', 84, 'fqdn'),
        def('holds', 96, 'empty', {encapsulate: 'x'}),
        def('two', 1, 'uint16', inX),
        def('private', 230, 'uint16'),
      ],
    },
    steps: [
      ...['01', '0102', '010203'].map(data => discover({options: {222: data}})),
      ...['0102', '0a000001'].map(data => discover({options: {109: data}})),
      ...['0361', '016100'].map(data => discover({options: {84: data}})),
      ...['0101', '010101', '01020102', '0300'].map(data => discover({options: {96: data}})),
      discover({options: {230: '01'}}),
    ],
  },
  {
    name: 'an array of more than 255 bytes',
    config: {'option-data': [text('domain-name-servers', Array(80).fill('10.1.2.3').join(', '))]},
    steps: [discover(), select()],
    differences: Object.fromEntries([...cutOff(0), ...cutOff(1)]),
  },
  {
    name: 'sub-options of more than 255 bytes together',
    config: {
      'option-def': tree,
      'option-data': [text('holder', ''), raw(8, 'ab'.repeat(200), inX), raw(9, 'cd'.repeat(200), inX)],
    },
    steps: [discover({prl: [230]})],
    differences: {'0.bytes': SPLIT},
  },
]

/** The options of an example of Kea's documentation: nearly every standard one, and spaces of its own. */
function documented(): Scenario4 {
  const name = '/usr/share/doc/kea/examples/kea4/all-options.json'
  const node = readJson(readFileSync(name, 'utf8'), name, () => '', new Issues())
  const {Dhcp4: given} = plain(node) as {Dhcp4: Record<string, object[]>}
  const cable = given['subnet4']![0] as {readonly 'option-data': object[]}
  const codes = Array.from({length: 254}, (_, at) => at + 1)
  return {
    name: 'documented: all options',
    config: {
      'option-def': given['option-def'],
      'option-data': given['option-data'],
      ...subnet({'option-data': cable['option-data']}),
    },
    steps: [0, 1, 2, 3].map(part => discover({prl: codes.slice(64 * part, 64 * part + 64)})),
  }
}
