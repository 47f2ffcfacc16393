import {discover, inform, lifetime, reboot, release, renew, select} from './queries.ts'
import {OTHER, type Query4, type Scenario4, subnet} from './scenario.ts'

const ALL = "member('ALL')"
const prl = {prl: [3, 6, 15, 42, 66, 67]}
/** Option 60 with the letter a. */
const vendor = (hex = '61') => ({options: {60: hex}})
const dns = (data: string, more: object = {}) => ({name: 'domain-name-servers', data, ...more})
const domain = (data: string) => ({name: 'domain-name', data})
const asks = (more: Partial<Query4> = {}) => discover({...prl, ...more})
const classes = (...list: readonly object[]) => ({'client-classes': list})
const pools = (third: number, more: object = {}) => [{pool: `127.0.${third}.10 - 127.0.${third}.11`, ...more}]
const sub = (id: number, third: number, more: object = {}) => ({
  id,
  subnet: `127.0.${third}.0/24`,
  pools: pools(third),
  ...more,
})

/** What the classes of a client decide: options, fields, lifetimes, and which of those of several classes counts. */
const settings: readonly Scenario4[] = [
  {
    name: 'options and fields of the first class that has them',
    config: classes(
      {
        name: 'b',
        test: ALL,
        'option-data': [dns('10.0.0.1')],
        'next-server': '0.0.0.0',
        'server-hostname': '',
        'boot-file-name': 'b',
      },
      {
        name: 'a',
        test: ALL,
        'option-data': [dns('10.0.0.2'), domain('a')],
        'next-server': '10.0.0.9',
        'server-hostname': 'a',
        'boot-file-name': 'a',
      },
    ),
    steps: [asks(), select(prl), inform('127.0.0.1', prl), discover()],
  },
  {
    name: 'options between the subnet and the global level, fields above the subnet',
    config: {
      ...classes({
        name: 'c',
        test: ALL,
        'option-data': [dns('10.0.0.1'), domain('c')],
        'next-server': '8.8.8.8',
        'boot-file-name': 'c',
      }),
      ...subnet({'option-data': [dns('10.9.9.9')], 'next-server': '9.9.9.9', 'server-hostname': 's'}),
      'option-data': [domain('g'), {name: 'routers', data: '1.1.1.1'}],
      'boot-file-name': 'g',
    },
    steps: [asks(), select(prl)],
  },
  {
    name: 'an option of a class that is always sent',
    config: classes({name: 'c', test: ALL, 'option-data': [dns('10.0.0.1', {'always-send': true})]}),
    steps: [discover()],
  },
  {
    name: 'the lifetime of the first class that has one',
    config: classes(
      {name: 'z', test: ALL},
      {name: 'b', test: ALL, 'valid-lifetime': 500},
      {name: 'a', test: ALL, 'valid-lifetime': 600, 'min-valid-lifetime': 300, 'max-valid-lifetime': 900},
    ),
    steps: [discover({options: lifetime(450)}), select()],
  },
  {
    name: 'bounds of the lifetime of a class',
    config: classes({
      name: 'a',
      test: ALL,
      'valid-lifetime': 600,
      'min-valid-lifetime': 300,
      'max-valid-lifetime': 900,
    }),
    steps: [discover(), ...[1, 600, 65_535].map(seconds => discover({options: lifetime(seconds)})), select()],
  },
  {
    name: 'one bound alone is the lifetime',
    config: classes({name: 'a', test: ALL, 'min-valid-lifetime': 300}),
    steps: [discover({options: lifetime(1)}), discover({options: lifetime(9999)})],
  },
  {
    name: 'a lifetime of 0 is the subnet’s',
    config: classes({name: 'a', test: ALL, 'valid-lifetime': 0}, {name: 'b', test: ALL, 'valid-lifetime': 700}),
    steps: [discover()],
  },
  {
    name: 'an endless lifetime',
    config: classes({name: 'a', test: ALL, 'valid-lifetime': 4_294_967_295}),
    steps: [discover({options: lifetime(5)}), select()],
  },
  {
    name: 'nothing of a class in a NAK',
    config: {
      authoritative: true,
      ...classes({
        name: 'a',
        test: ALL,
        'option-data': [dns('10.0.0.1', {'always-send': true})],
        'boot-file-name': 'a',
      }),
    },
    steps: [reboot('127.0.1.10', prl)],
  },
  {
    name: 'fields of a class without a subnet',
    config: {subnet4: [], ...classes({name: 'a', test: ALL, 'boot-file-name': 'a', 'option-data': [dns('10.0.0.1')]})},
    steps: [inform('127.0.0.1', prl)],
  },
  {
    name: 'a server identifier for a class',
    config: classes({
      name: 'a',
      test: 'option[60].exists',
      'option-data': [{name: 'dhcp-server-identifier', data: '10.1.1.1'}],
    }),
    steps: [
      asks(vendor()),
      select({server: '10.1.1.1', ...vendor()}),
      select({server: '10.1.1.1'}),
      select({server: '10.1.1.2', ...vendor()}),
    ],
  },
]

/** Who is in a class. */
const membership: readonly Scenario4[] = [
  {
    name: 'classes of the vendor',
    config: classes(
      {name: 'VENDOR_CLASS_abc', 'boot-file-name': 'v', 'valid-lifetime': 500},
      {name: 'x', test: "member('VENDOR_CLASS_abc')", 'server-hostname': 'x'},
    ),
    steps: ['616263', '61626300', '6162', '00', 'e9'].map(hex => asks(vendor(hex))),
  },
  {
    name: 'built-in classes with settings',
    config: classes(
      {name: 'x', test: ALL, 'boot-file-name': 'x', 'server-hostname': 'x'},
      {name: 'ALL', 'boot-file-name': 'all', 'valid-lifetime': 500},
      {name: 'UNKNOWN', 'server-hostname': 'unknown', 'next-server': '1.2.3.4'},
    ),
    steps: [asks(), select(prl)],
  },
  {
    name: 'a test that asks whether the client is known comes last',
    config: classes(
      {name: 'u', test: "member('UNKNOWN')", 'boot-file-name': 'u'},
      {name: 'v', test: "member('u')", 'boot-file-name': 'v', 'server-hostname': 'v'},
      {name: 'z', test: ALL, 'boot-file-name': 'z'},
    ),
    steps: [asks()],
  },
  {
    name: 'a test that cannot be evaluated',
    config: classes(
      {name: 'a', test: "uint8totext(option[60].hex) == '1'", 'boot-file-name': 'a'},
      {name: 'b', test: "not (uint8totext(option[60].hex) == '1')", 'boot-file-name': 'b'},
    ),
    steps: [asks(vendor('6162')), asks()],
  },
  {
    name: 'tests of options that the configuration defines',
    config: {
      'option-def': [
        {name: 'number', code: 222, type: 'uint32'},
        {name: 'text', code: 223, type: 'string'},
        {name: 'own-number', code: 225, type: 'uint32'},
        {name: 'own-text', code: 226, type: 'string'},
      ],
      ...classes(
        {name: 'a', test: "option[number].text == 'type=222, len=004: 5 (uint32)'", 'boot-file-name': 'a'},
        {name: 'b', test: "option[text].text == 'ab' and option[223].hex == 'ab'", 'server-hostname': 'b'},
        {name: 'c', test: "option[225].text == 'type=225, len=004: 5 (uint32)'", 'next-server': '1.1.1.1'},
        {name: 'd', test: "option[226].hex == 'ab'", 'next-server': '2.2.2.2'},
        {name: 'e', test: "not member('KNOWN') and option[226].text == 'ab'", 'valid-lifetime': 500},
        {name: 'f', test: "not member('KNOWN') and option[43].option[1].exists", 'next-server': '3.3.3.3'},
      ),
    },
    steps: [asks({options: {222: '00000005', 223: '616200', 225: '00000005', 226: '616200', 43: '010161'}})],
  },
  {
    name: 'classes of a reservation come before tests, which are taken again',
    config: {
      ...classes(
        {name: 'a', 'boot-file-name': 'a'},
        {name: 'b', test: ALL, 'boot-file-name': 'b', 'next-server': '1.1.1.1'},
        {name: 'c', 'boot-file-name': 'c'},
        {name: 'k', test: "member('KNOWN') and member('c')", 'server-hostname': 'k'},
        {name: 'e', test: "member('c')", 'server-hostname': 'e'},
        {name: 'n', test: "not member('c')", 'next-server': '2.2.2.2'},
      ),
      ...subnet({reservations: [{'hw-address': '02:00:00:00:00:01', 'client-classes': ['c', 'a', 'elsewhere']}]}),
    },
    steps: [asks(), select(prl), asks({mac: OTHER})],
  },
  {
    name: 'a reservation beats a test that is false',
    config: {
      ...classes({name: 'c', test: `not ${ALL}`, 'boot-file-name': 'c'}),
      ...subnet({reservations: [{'hw-address': '02:00:00:00:00:01', 'client-classes': ['c']}]}),
    },
    steps: [asks(), asks({mac: OTHER})],
  },
  {
    name: 'fields of a reservation beat those of its classes',
    config: {
      ...classes({name: 'c', test: ALL, 'boot-file-name': 'c', 'server-hostname': 'c', 'next-server': '1.1.1.1'}),
      ...subnet({
        reservations: [{'hw-address': '02:00:00:00:00:01', 'server-hostname': 'host', 'next-server': '2.2.2.2'}],
      }),
    },
    steps: [asks(), inform('127.0.0.1', prl)],
  },
  {
    name: 'in a network the classes of a reservation come once the subnet is chosen',
    config: {
      ...classes(
        {name: 'z', test: ALL, 'boot-file-name': 'z', 'valid-lifetime': 500},
        {name: 'c', 'boot-file-name': 'c', 'valid-lifetime': 600, 'server-hostname': 'c'},
        {name: 'k', test: "member('KNOWN')", 'next-server': '3.3.3.3'},
        {name: 'after', test: "member('c')", 'server-hostname': 'after'},
      ),
      'shared-networks': [
        {
          name: 'net',
          subnet4: [sub(1, 1, {reservations: [{'hw-address': '02:00:00:00:00:01', 'client-classes': ['c']}]})],
        },
      ],
      subnet4: [],
    },
    steps: [asks(), select(prl), inform('127.0.0.1', prl)],
  },
  {
    name: 'known before the subnet is selected',
    config: {
      'early-global-reservations-lookup': true,
      'reservations-global': true,
      ...classes({name: 'k', test: "member('KNOWN')", 'boot-file-name': 'k'}, {name: 'g', 'server-hostname': 'g'}),
      reservations: [{'hw-address': '02:00:00:00:00:01', 'client-classes': ['g']}],
      subnet4: [sub(1, 1, {'client-class': 'k'}), {id: 2, subnet: '127.0.0.0/16', pools: pools(2)}],
    },
    steps: [asks(), select(prl), asks({mac: OTHER})],
  },
  {
    name: 'known by a global reservation that does not hold in the subnet',
    config: {
      'early-global-reservations-lookup': true,
      ...classes(
        {name: 'k', test: "member('KNOWN')", 'boot-file-name': 'k'},
        {name: 'u', test: "member('UNKNOWN')", 'server-hostname': 'u'},
      ),
      reservations: [{'hw-address': '02:00:00:00:00:01', 'client-classes': ['g']}],
    },
    steps: [asks(), asks({mac: OTHER})],
  },
]

/** The class DROP. */
const drops: readonly Scenario4[] = [
  {
    name: 'DROP of every message',
    config: classes({name: 'DROP', test: 'option[60].exists'}),
    leases: [{address: '127.0.1.10', mac: OTHER}],
    steps: [asks(vendor()), release('127.0.1.10', {mac: OTHER, ...vendor()}), inform('127.0.0.1', vendor()), asks()],
  },
  {
    name: 'DROP once the client is known or not',
    // The messages by which the test waits for Kea come from the other address.
    config: classes({name: 'DROP', test: "member('UNKNOWN') and not hexstring(pkt4.mac, '') == '0e0000000000'"}),
    leases: [{address: '127.0.1.10', mac: OTHER}],
    steps: [
      asks(),
      reboot('127.0.1.10'),
      inform('127.0.0.1'),
      asks({giaddr: '127.9.9.9'}),
      release('127.0.1.10', {mac: OTHER}),
    ],
  },
  {
    name: 'DROP by a reservation',
    config: subnet({reservations: [{'hw-address': '02:00:00:00:00:01', 'client-classes': ['DROP']}]}),
    steps: [asks(), renew('127.0.1.10'), asks({mac: OTHER})],
  },
]

export const classScenarios4: readonly Scenario4[] = [...settings, ...membership, ...drops]
