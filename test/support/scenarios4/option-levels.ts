import {CARRIES} from './differences.ts'
import {discover, inform, select} from './queries.ts'
import {MAC, OTHER, type Scenario4} from './scenario.ts'

const text = (name: string, data: string, more: object = {}) => ({name, data, ...more})
const root = (data: string, more: object = {}) => [text('root-path', data, more)]
const always = {'always-send': true}
const asks = (more: object = {}) => discover({prl: [17, 66, 67, 9, 42], ...more})
const ALL = "member('ALL')"
const sid = (address: string) => [text('dhcp-server-identifier', address)]

/** Every level says one option more than the one above it. */
const names = ['root-path', 'tftp-server-name', 'boot-file-name', 'nis-domain', 'merit-dump', 'domain-name', 'swap']
const upTo = (level: string, count: number) => names.slice(0, count).map(name => text(name, level))
const everyLevel = {
  'option-data': upTo('global', 6),
  'client-classes': [
    {name: 'first', test: ALL, 'option-data': upTo('first', 5).filter((_, at) => at !== 4)},
    {name: 'second', test: ALL, 'option-data': upTo('second', 5)},
  ],
  subnet4: [],
  'shared-networks': [
    {
      name: 'net',
      'option-data': upTo('network', 4).slice(0, 4),
      subnet4: [
        {
          id: 1,
          subnet: '127.0.1.0/24',
          'option-data': upTo('subnet', 3),
          pools: [{pool: '127.0.1.10 - 127.0.1.14', 'option-data': upTo('pool', 2)}],
          reservations: [{'hw-address': MAC, 'option-data': upTo('host', 1)}],
        },
      ],
    },
  ],
}
const prl = {prl: [17, 66, 67, 40, 14, 15]}
const classes = (...list: readonly object[]) => ({'client-classes': list})

/** Tests of what the site defines; each that is true sends an option of its own. */
const tests = [
  'option[number].exists',
  'option[number].hex == 0x0102',
  "option[number].text == 'type=222, len=002: 258 (uint16)'",
  "option[words].text == 'ab'",
  'option[words].hex == 0x6162',
  'option[domain].hex == 0x016100',
  'option[holder].option[1].exists',
  'option[holder].option[1].hex == 0x0005',
  'option[holder].option[2].hex == 0x61',
  "option[96].option[1].text == 'type=001, len=002: 5 (uint16)'",
  'option[holder].hex == 0x01020005',
  'option[after].option[1].exists',
  'option[after].hex == 0x0901020005',
  'option[private].hex == 0x010203',
  "option[private].text == 'type=230, len=002: 01:02'",
  'option[private-holder].option[1].exists',
  'option[35].hex == 0x00000001',
  'option[19].hex == 0x01',
  'option[22].hex == 0x0001',
]
const asked = (code: number, ...contents: string[]) => contents.map(data => discover({options: {[code]: data}}))

/** Which level an option comes from, classes and reservations among them. */
export const optionLevelScenarios4: readonly Scenario4[] = [
  {
    name: 'all levels',
    config: everyLevel,
    steps: [discover(prl), select(prl), discover({...prl, mac: OTHER}), inform('127.0.0.1', {...prl, mac: OTHER})],
  },
  {
    name: 'classes in the order of their assignment',
    config: {
      ...classes(
        {name: 'b', test: 'option[60].exists', 'option-data': root('b')},
        {name: 'a', test: ALL, 'option-data': [...root('a'), text('nis-domain', 'a')]},
        {name: 'VENDOR_CLASS_v', 'option-data': root('vendor')},
        {name: 'UNKNOWN', 'option-data': [...root('unknown'), text('tftp-server-name', 'unknown')]},
      ),
      'option-data': [...root('global'), text('boot-file-name', 'global')],
    },
    steps: [asks(), asks({options: {60: '76'}}), asks({options: {60: '77'}})],
  },
  {
    name: 'built-in classes with options',
    config: classes(
      {name: 'c', test: ALL, 'option-data': root('c')},
      {name: 'ALL', 'option-data': root('all')},
      {name: 'KNOWN', 'option-data': [text('tftp-server-name', 'known')]},
    ),
    steps: [asks()],
  },
  {
    name: 'flags of any level hold: classes and hosts',
    config: {
      ...classes({name: 'c', test: ALL, 'option-data': root('c', always)}),
      subnet4: [
        {
          id: 1,
          subnet: '127.0.1.0/24',
          'option-data': [...root('subnet'), text('nis-domain', 'subnet')],
          pools: [{pool: '127.0.1.10 - 127.0.1.14'}],
          reservations: [{'hw-address': MAC, 'option-data': [text('nis-domain', 'host', always)]}],
        },
      ],
    },
    steps: [discover(), discover({mac: OTHER})],
  },
  {
    name: 'sub-options of a reservation stay in it',
    config: {
      'option-def': [
        {name: 'holder', code: 230, type: 'empty', encapsulate: 'x'},
        {name: 'one', code: 1, type: 'uint8', space: 'x'},
      ],
      subnet4: [
        {
          id: 1,
          subnet: '127.0.1.0/24',
          'option-data': [text('holder', ''), text('one', '1', {space: 'x'})],
          pools: [{pool: '127.0.1.10 - 127.0.1.14'}],
          reservations: [
            {'hw-address': MAC, 'option-data': [text('one', '7', {space: 'x'})]},
            {'hw-address': OTHER, 'option-data': [text('holder', ''), text('one', '8', {space: 'x'})]},
          ],
        },
      ],
    },
    steps: [discover({prl: [230]}), discover({prl: [230], mac: OTHER})],
  },
  {
    name: 'vendor options of a class and of a reservation',
    config: {
      ...classes({
        name: 'c',
        test: ALL,
        'option-data': [
          text('vivso-suboptions', '9'),
          {code: 1, space: 'vendor-9', 'csv-format': false, data: '07', ...always},
        ],
      }),
      subnet4: [
        {
          id: 1,
          subnet: '127.0.1.0/24',
          pools: [{pool: '127.0.1.10 - 127.0.1.14'}],
          reservations: [
            {
              'hw-address': MAC,
              'option-data': [{code: 1, space: 'vendor-9', 'csv-format': false, data: '08'}],
            },
          ],
        },
      ],
    },
    steps: [discover({prl: [125]}), discover({prl: [125], mac: OTHER}), discover()],
    differences: {'1.option 125': CARRIES},
  },
  {
    name: 'server identifier of a class',
    config: {
      ...classes(
        {name: 'c', test: 'option[60].exists', 'option-data': sid('127.0.7.7')},
        {name: 'd', test: 'option[77].exists', 'option-data': sid('127.0.7.8')},
      ),
    },
    steps: [
      discover({options: {60: '61'}}),
      select({server: '127.0.7.7', options: {60: '61'}}),
      select({server: '127.0.7.8', options: {60: '61'}, mac: OTHER}),
      select({server: '127.0.7.7', ask: '127.0.1.13', mac: OTHER}),
      discover({options: {60: '61', 77: '62'}}),
    ],
  },
  {
    name: 'server identifiers of a network, a pool and a reservation',
    config: {
      subnet4: [],
      'shared-networks': [
        {
          name: 'net',
          'option-data': sid('127.0.7.6'),
          subnet4: [
            {
              id: 1,
              subnet: '127.0.1.0/24',
              pools: [{pool: '127.0.1.10 - 127.0.1.14', 'option-data': sid('127.0.7.7')}],
              reservations: [{'hw-address': MAC, 'option-data': sid('127.0.7.8')}],
            },
          ],
        },
      ],
    },
    steps: [
      discover(),
      discover({mac: OTHER}),
      select({server: '127.0.7.8'}),
      select({server: '127.0.7.7', ask: '127.0.1.13', mac: OTHER}),
      select({server: '127.0.7.6', ask: '127.0.1.13', mac: OTHER}),
    ],
  },
  {
    name: 'tests see options as their definitions read them',
    config: {
      'option-def': [
        {name: 'number', code: 222, type: 'uint16'},
        {name: 'words', code: 223, type: 'string'},
        {name: 'domain', code: 109, type: 'fqdn'},
        {name: 'holder', code: 96, type: 'empty', encapsulate: 'x'},
        {name: 'after', code: 84, type: 'uint8', encapsulate: 'x'},
        {name: 'one', code: 1, space: 'x', type: 'uint16'},
        {name: 'two', code: 2, space: 'x', type: 'string'},
        {name: 'private', code: 230, type: 'uint16'},
        {name: 'private-holder', code: 231, type: 'empty', encapsulate: 'x'},
      ],
      ...classes(
        ...tests.map((test, at) => ({
          ...{name: `c${at}`, test},
          'option-data': [{code: 160 + at, 'csv-format': false, data: '01', ...always}],
        })),
      ),
    },
    steps: [
      ...asked(222, '0102', '010203'),
      ...asked(223, '6162', '616200'),
      ...asked(109, '016100', '016100ff'),
      ...asked(96, '01020005', '0103000506', '02026100'),
      ...asked(84, '0901020005', '09'),
      ...asked(230, '0102', '010203'),
      ...asked(231, '01020005'),
      ...asked(35, '0000000102'),
      ...asked(19, '0102'),
      ...asked(22, '000102'),
    ],
  },
  {
    name: 'options of classes without a subnet',
    config: classes({name: 'ALL', 'option-data': [...root('all', always), ...sid('127.0.7.7')]}),
    steps: [inform('127.0.0.1', {giaddr: '127.0.8.8'}), inform('127.0.0.1')],
  },
]
