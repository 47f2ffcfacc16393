import {CARRIES} from './differences.ts'
import {discover, inform, reboot, renew, select} from './queries.ts'
import {OTHER, type Scenario4, subnet} from './scenario.ts'

const text = (name: string, data: string, more: object = {}) => ({name, data, ...more})
const raw = (code: number, data: string, more: object = {}) => ({code, data, 'csv-format': false, ...more})
const always = {'always-send': true}
const cable = {space: 'vendor-4491'}
const siemens = {space: 'vendor-339'}
const tftp = text('tftp-servers', '10.0.0.1', cable)
const vivso = (enterprise: number, more: object = {}) => text('vivso-suboptions', String(enterprise), more)

const number = (value: number) => value.toString(16).padStart(8, '0')
const byte = (value: number) => value.toString(16).padStart(2, '0')
/** Option 125 of a client: each enterprise with its sub-options. */
const vendors = (...blocks: readonly (readonly [enterprise: number, data: string])[]) => ({
  125: blocks.map(([enterprise, data]) => number(enterprise) + byte(data.length / 2) + data).join(''),
})
const vendorClass = (enterprise: number) => ({124: `${number(enterprise)}0161`})
/** A client's list of those that it wants (CableLabs). */
const list = (...codes: number[]) => `01${byte(codes.length)}${codes.map(byte).join('')}`
const ask = (enterprise: number, ...codes: number[]) => discover({options: vendors([enterprise, list(...codes)])})

const tell = (name: string, data: readonly object[], ...steps: Scenario4['steps']): Scenario4 => ({
  name,
  config: {'option-data': data},
  steps,
})
const docs339 = [
  {array: false, code: 2, name: 'vlanid', type: 'uint32'},
  {array: false, code: 3, name: 'dls', type: 'string'},
]
const content339 = (space: string) => [
  {...always, data: '123', name: 'vlanid', space},
  {...always, data: 'sdlp://192.0.2.11:18443', name: 'dls', space},
]
const vendor339 = {60: Buffer.from('339').toString('hex')}
const ofClass = (more: object) => ({'client-classes': [{name: 'VENDOR_CLASS_339', ...more}]})
/** What moves when Kea drops a DISCOVER that keats answers. */
const droppedByKea = ['discover-received', 'offer-sent', 'parse-failed', 'receive-drop', 'sent']
const NOTHING_LISTED = 'Kea drops a message whose list is empty; keats reads that nothing is wanted.'

/** Options 43, 124 and 125 (RFC 3925). */
export const vendorOptionScenarios4: readonly Scenario4[] = [
  tell('what a cable modem lists', [tftp], ask(4491, 2), ask(4491, 2, 3), ask(4491, 3), ask(9, 2)),
  tell('a cable modem that lists nothing', [tftp], discover({options: vendors([4491, ''])})),
  tell('a list without an option', [tftp], discover({options: {125: number(4491)}})),
  tell(
    'a list behind 255 bytes: the parts of an option are joined',
    [tftp],
    discover({options: vendors([4491, `02${byte(200)}${'ab'.repeat(200)}${list(2)}`])}),
    discover({options: vendors([4491, `${list(2)}03${byte(200)}${'ab'.repeat(200)}`], [9, 'ab'.repeat(100)])}),
  ),
  tell('cable modems: no list, or another option', [tftp], discover(), discover({prl: [125]})),
  tell('cable modems: a vendor class is no list', [tftp], discover({options: vendorClass(4491)})),
  tell(
    'several, by code',
    [raw(7, 'bb', cable), raw(3, 'aabb', cable), tftp],
    ask(4491, 7, 3, 2),
    ask(4491, 3),
    ask(4491, 7, 7, 9),
  ),
  {
    ...tell('a list of nothing', [{...tftp, ...always}], discover({options: vendors([4491, list()])})),
    differences: Object.fromEntries(
      ['0.answer', ...droppedByKea.map(name => `statistic pkt4-${name}`)].map(path => [path, NOTHING_LISTED]),
    ),
  },
  tell('the name of Kea for the space is none of a vendor', [{...tftp, space: 'docsis3-v4'}], ask(4491, 2)),
  tell(
    'always-send',
    [{...tftp, ...always}],
    ask(4491, 1),
    ask(4491, 9),
    ask(9, 2),
    discover(),
    discover({prl: [125]}),
  ),
  tell(
    'another vendor',
    [raw(5, '01', {space: 'vendor-9', ...always}), raw(6, '02', {space: 'vendor-9'})],
    ask(9, 6),
    discover({options: vendors([9, ''])}),
    discover({options: vendorClass(9)}),
    ask(4491, 5),
  ),
  tell('vendor option, asked for', [vivso(4491), tftp], discover({prl: [125]}), discover()),
  tell(
    'vendor option and always-send inside',
    [vivso(339), raw(5, '01', {...siemens, ...always})],
    discover({prl: [125]}),
    discover(),
    discover({options: vendors([339, ''])}),
    discover({options: vendors([9, ''])}),
    discover({prl: [125], options: vendors([9, ''])}),
  ),
  tell(
    'two vendors, one configured',
    [vivso(9), raw(5, '01', {space: 'vendor-9', ...always}), raw(6, '02', {space: 'vendor-7', ...always})],
    discover({prl: [125]}),
    ask(9),
    ask(7),
    discover({prl: [125], options: vendors([7, ''])}),
  ),
  tell('vendor option with always-send', [vivso(4491, always), tftp], discover(), discover()),
  {
    ...tell('vendor option with always-send, then a list', [vivso(4491, always), tftp], ask(4491, 2), discover()),
    differences: {'1.option 125': CARRIES},
  },
  tell('vendor option of another than the client', [vivso(9, always), tftp], ask(4491, 2)),
  tell(
    'vendor option as bytes',
    [raw(125, '0000000903050101'), raw(6, '02', {space: 'vendor-9', ...always})],
    discover({prl: [125]}),
    discover(),
  ),
  tell(
    'several vendors in one option of a client',
    [tftp, raw(5, '01', {space: 'vendor-9', ...always})],
    discover({options: vendors([9, ''], [4491, list(2)])}),
    discover({options: vendors([4491, list(2)], [9, ''])}),
  ),
  {
    name: 'an option of a vendor holds none of the same level',
    config: {
      'option-def': [
        {name: 'outer', code: 1, space: 'vendor-9', type: 'empty', encapsulate: 'x'},
        {name: 'inner', code: 1, type: 'uint8', space: 'x'},
      ],
      'option-data': [text('outer', '', {space: 'vendor-9', ...always}), text('inner', '7', {space: 'x'})],
    },
    steps: [ask(9)],
  },
  {
    name: 'levels of a vendor: content of the inner, flags of any',
    config: {
      'option-data': [{...tftp, data: '10.9.9.9', ...always}, raw(3, '01', {...cable, ...always})],
      ...subnet({'option-data': [tftp]}),
    },
    steps: [ask(4491, 9), ask(4491, 3)],
  },
  {
    name: 'vendor options in every answer that has options',
    config: {'option-data': [{...tftp, ...always}]},
    leases: [{address: '127.0.1.12', mac: OTHER}],
    steps: [
      inform('127.0.0.1', {options: vendors([4491, ''])}),
      inform('127.0.0.1', {giaddr: '127.0.8.8', options: vendors([4491, ''])}),
      select({ask: '127.0.1.12', options: vendors([4491, ''])}),
      reboot('127.0.1.11', {options: vendors([4491, ''])}),
      renew('127.0.1.11', {options: vendors([4491, ''])}),
    ],
  },
  tell(
    'vendor class of the server',
    [text('vivco-suboptions', '9, 0161', always)],
    discover(),
    discover({options: vendorClass(7)}),
    discover({prl: [124]}),
  ),
  tell(
    'vendor class identifier',
    [text('vendor-class-identifier', 'isc')],
    discover({prl: [60], options: vendor339}),
    discover({options: vendor339}),
  ),
  {
    name: 'documented: option 43 of a class',
    config: {
      'option-def': docs339.map(one => ({...one, space: '339'})),
      ...ofClass({
        'option-def': [{code: 43, encapsulate: '339', name: 'vendor-encapsulated-options', type: 'empty'}],
        'option-data': [{name: 'vendor-encapsulated-options'}, ...content339('339')],
      }),
    },
    steps: [discover({prl: [43], options: vendor339}), discover({prl: [43]}), discover({options: vendor339})],
  },
  {
    name: 'documented: option 125 of a class',
    config: {
      'option-def': docs339.map(one => ({...one, ...siemens})),
      ...ofClass({'option-data': [vivso(339), ...content339('vendor-339')]}),
    },
    steps: [
      discover({prl: [125], options: vendor339}),
      discover({prl: [125]}),
      discover({options: vendor339}),
      discover({options: {...vendor339, ...vendors([339, ''])}}),
    ],
  },
  {
    name: 'private options: each class has its own definition',
    config: {
      'option-def': [{name: 'global', code: 230, type: 'uint8'}],
      'option-data': [text('global', '5')],
      'client-classes': [
        {
          name: 'VENDOR_CLASS_a',
          'option-def': [
            {name: 'mine', code: 230, type: 'uint16'},
            {name: 'v', code: 43, type: 'string'},
          ],
          'option-data': [text('mine', '9'), text('v', 'abc')],
        },
        {
          name: 'VENDOR_CLASS_b',
          'option-def': [{name: 'mine', code: 230, type: 'ipv4-address'}],
          'option-data': [raw(230, '0a000001'), raw(43, '0102abcd')],
        },
      ],
    },
    steps: [
      discover({prl: [230, 43], options: {60: '61'}}),
      discover({prl: [230, 43], options: {60: '62'}}),
      discover({prl: [230, 43], options: {60: '63'}}),
    ],
  },
  tell(
    'option 43: pads and the end are no sub-options',
    [raw(43, '00010109ff0102'), raw(2, '08', {space: 'vendor-encapsulated-options-space'})],
    discover({prl: [43]}),
  ),
]
