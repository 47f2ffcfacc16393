import {LONG_SUB_OPTION} from './differences.ts'
import {always, data, fails, flex, long, raw, VENDOR} from './flex.ts'
import {discover, fqdn, hostName, relayInfo} from './queries.ts'
import type {Scenario4} from './scenario.ts'

const sub = (code: number, ...list: readonly object[]) => ({code, 'sub-options': list})
const vendor43 = data(
  {name: 'vendor-encapsulated-options'},
  raw(3, '0102', {space: VENDOR}),
  raw(4, '0304', {space: VENDOR}),
)
const asked43 = [discover({prl: [43]})]
const only43 = data({name: 'vendor-encapsulated-options'}, raw(3, '0102', {space: VENDOR}))
const remove3 = {code: 3, remove: always}

/** Sub-options of answers. */
export const flexSubOptionScenarios4: readonly Scenario4[] = [
  flex('into an option that is made for it', [
    sub(43, {code: 9, add: "'x'"}, {code: 1, add: "'y'"}, {code: 5, supersede: "'z'"}),
  ]),
  flex(
    'beside configured ones',
    [sub(43, {code: 2, add: "'x'"}, {code: 3, add: "'y'"}, {code: 4, supersede: "'z'"})],
    [discover({prl: [43]}), discover()],
    vendor43,
  ),
  flex('the last one goes, and its option', [sub(43, remove3)], asked43, only43),
  flex('the last one goes, its option stays', [sub(43, {...remove3, 'container-remove': false})], asked43, only43),
  flex('none to remove', [sub(43, remove3)], asked43, data({name: 'vendor-encapsulated-options'})),
  flex('no option is made', [sub(43, {code: 3, add: "'q'", 'container-add': false}, {code: 4, add: "''"})]),
  flex('into configured bytes', [sub(43, {code: 3, add: "'q'"})], asked43, data(raw(43, '0a0161'))),
  flex('behind bytes of an expression', [sub(43, {code: 3, add: "'q'"}), {code: 43, supersede: '0x0a0161'}]),
  flex(
    'of relay information',
    [sub(82, {code: 1, supersede: "'q'"}, {code: 9, add: "'r'"}, {code: 2, remove: always})],
    [discover({options: relayInfo({1: '6162', 2: '63', 4: '64'})}), discover()],
  ),
  flex(
    'all relay information',
    [sub(82, {code: 1, remove: always})],
    [discover({options: relayInfo({1: '6162'})}), discover()],
  ),
  flex('of an option that nobody defines', [
    sub(231, {code: 1, add: "'q'", space: 'foo'}),
    sub(12, {code: 1, add: "'q'", space: 'foo'}),
  ]),
  flex(
    'behind bytes that nobody defines',
    [sub(231, {code: 1, add: "'q'", space: 'foo'})],
    [discover({prl: [231]})],
    data(raw(231, '0a0161')),
  ),
  flex(
    'of texts and lists',
    [
      sub(15, {code: 1, add: "'q'", space: 'foo'}),
      sub(3, {code: 1, add: "'q'", space: 'foo'}),
      sub(12, {code: 1, add: "'q'", space: 'foo'}),
      sub(54, {code: 1, add: "'q'", space: 'foo'}),
      sub(81, {code: 1, add: "'q'", space: 'foo'}),
    ],
    [discover({options: hostName('ab')}), discover({options: fqdn(1, 'a.b.')})],
    data({name: 'domain-name', data: 'a.example'}, {name: 'routers', data: '10.0.0.1'}),
  ),
  flex(
    'of numbers and bytes',
    [
      sub(1, {code: 1, add: "'q'", space: 'foo'}),
      sub(51, {code: 1, add: "'q'", space: 'foo'}),
      sub(61, {code: 1, add: "'q'", space: 'foo'}),
    ],
    [discover({clientId: '010203'})],
  ),
  flex('vendor options', [
    sub(
      125,
      {code: 1, add: "'q'", space: 'vendor-4491'},
      {code: 2, add: "'r'", space: 'vendor-1234'},
      {code: 3, add: "'s'", space: 'vendor-4491'},
    ),
  ]),
  flex(
    'vendor options of another enterprise',
    [sub(125, {code: 1, add: "'q'", space: 'vendor-1'}), {code: 126, add: "'a'"}],
    [discover({prl: [125]})],
    data({name: 'vivso-suboptions', data: '4491'}),
  ),
  flex('vendor options without an enterprise', [sub(125, {code: 1, add: "'q'", space: 'foo'})]),
  flex('behind vendor options of an expression', [
    sub(125, {code: 2, add: "'q'", space: 'vendor-4491'}),
    {code: 125, supersede: '0x0000118b03010161'},
  ]),
  flex('longer than one part', [sub(43, {code: 1, add: long})], [discover()], {
    differences: {'0.option 43': LONG_SUB_OPTION},
  }),
  flex('classes', [
    {
      ...sub(43, {code: 1, add: "'q'", 'client-class': 'foo'}, {code: 2, add: "'r'", 'client-class': 'ALL'}),
      'client-class': 'ALL',
    },
    {...sub(82, {code: 1, add: "'q'"}), 'client-class': 'no'},
  ]),
  flex('after whole options', [sub(43, {code: 3, add: "'q'"}), {code: 43, remove: always}]),
  flex('the first that fails ends all', [
    sub(82, {code: 1, add: "'x'"}),
    sub(43, {code: 5, add: "'w'"}, {code: 2, add: fails}, {code: 1, add: "'v'"}),
    {code: 66, add: "'a'"},
  ]),
  flex('several entries for one option', [sub(43, {code: 5, add: "'w'"}), sub(43, {code: 2, add: "'r'"})]),
  flex(
    'texts for a definition',
    [
      sub(43, {code: 1, supersede: "'10.0.0.1'", 'csv-format': true}),
      {
        name: 'held',
        'sub-options': [
          {name: 'first', add: '0x01020304'},
          {code: 9, add: "'z'"},
        ],
      },
    ],
    [discover(), discover({prl: [230]})],
    {
      config: {
        'option-def': [
          {name: 'a', code: 1, space: VENDOR, type: 'ipv4-address'},
          {name: 'held', code: 230, type: 'uint8', encapsulate: 'isp'},
          {name: 'first', code: 1, space: 'isp', type: 'ipv4-address'},
        ],
        'option-data': [{name: 'held', data: '5'}],
      },
    },
  ),
]
