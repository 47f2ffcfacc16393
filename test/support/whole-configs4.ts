import {bootpLibrary, flexLibrary, haLibraries, scriptLibrary} from './scenarios4/hook-paths.ts'

/** Every scalar that networks and subnets take too, with a value that is not its default. */
const shared = {
  'valid-lifetime': 5000,
  'min-valid-lifetime': 4000,
  'max-valid-lifetime': 6000,
  'renew-timer': 1000,
  'rebind-timer': 2000,
  'calculate-tee-times': true,
  't1-percent': 0.25,
  't2-percent': 0.75,
  'match-client-id': false,
  authoritative: true,
  'next-server': '192.0.2.250',
  'server-hostname': 'boot.example',
  'boot-file-name': 'boot.img',
  'store-extended-info': true,
  'cache-max-age': 700,
  'cache-threshold': 0.125,
  'ddns-send-updates': false,
  'ddns-override-no-update': true,
  'ddns-override-client-update': true,
  'ddns-replace-client-name': 'When-Present',
  'ddns-generated-prefix': '',
  'ddns-qualifying-suffix': 'Example.org.',
  'ddns-update-on-renew': true,
  'ddns-use-conflict-resolution': false,
  'hostname-char-set': '',
  'hostname-char-replacement': 'x',
  'reservations-global': false,
  'reservations-in-subnet': false,
  'reservations-out-of-pool': true,
}

const empties = {'next-server': '', 'server-hostname': '', 'boot-file-name': '', interface: '', 'client-class': ''}

const options = [
  {name: 'routers', data: '192.0.2.1, 192.0.2.2', 'always-send': true, comment: 'two of them'},
  {code: 1, space: 'vendor-encapsulated-options-space', 'csv-format': false, data: '0a0b'},
  {code: 250, 'csv-format': false, data: '0x01fe', 'user-context': {b: 1, a: {d: [], c: {}}}},
  {name: 'domain-name', 'csv-format': false, data: "'example.org'"},
  {code: 60, data: 'a\\,b'},
  {code: 19, name: 'ip-forwarding', data: '1'},
  {name: 'domain-name-servers', data: ''},
]

/** In the order in which Kea prints them, by space. */
const grouped = [...options.filter(({space}) => space === undefined), ...options.filter(({space}) => space)]

/** In no order; the identifiers in every form. Addresses are of 192.0.2.0/24. */
const reservations = [
  {'hw-address': '1:2:a', 'ip-address': '192.0.2.200', comment: 'c', 'user-context': {a: 1}},
  {'client-id': "'abc'", hostname: 'X.Example.ORG', 'next-server': '0.0.0.0', 'client-classes': ['b', 'a', '', ' b ']},
  {duid: '0x0a0b0c', 'next-server': '1.2.3.4', 'option-data': grouped},
  {'circuit-id': '123', 'server-hostname': 's', 'ip-address': '192.0.2.5'},
  {'flex-id': "' s.1 '", 'boot-file-name': 'f', 'user-context': {}},
  {'hw-address': '0102', hostname: 'short'},
  {'flex-id': '0102', hostname: 'same bytes'},
]

const globals = {
  ...shared,
  'decline-probation-period': 77,
  'echo-client-id': false,
  'dhcp4o6-port': 0,
  'server-tag': 'here',
  'parked-packet-limit': 7,
  'statistic-default-sample-count': 0,
  'statistic-default-sample-age': 60,
  'ip-reservations-unique': false,
  'early-global-reservations-lookup': true,
  'reservations-lookup-first': true,
  'host-reservation-identifiers': ['flex-id', 'client-id', 'hw-address'],
  'config-control': {'config-databases': [], 'config-fetch-wait-time': 20},
  reservations,
  'expired-leases-processing': {'reclaim-timer-wait-time': 11, 'max-reclaim-leases': 0},
  'sanity-checks': {'lease-checks': 'none'},
  compatibility: {'lenient-option-parsing': false},
  'option-data': grouped,
  comment: 'all of it',
  'user-context': {z: 1.5, a: [null, true, 'x', {}]},
}

const subnets = [
  {
    ...shared,
    subnet: '192.0.2.1/24',
    interface: 'lo',
    pools: [
      {pool: '192.0.2.128 - 192.0.2.191', 'option-data': grouped, comment: 'whole'},
      {pool: '192.0.2.5/28', 'user-context': {}, 'client-class': '', 'require-client-classes': []},
      {pool: '192.0.2.64/27'},
    ],
    relay: {'ip-address': '198.51.100.1'},
    'option-data': grouped,
    '4o6-interface': '',
    reservations,
    'user-context': {a: 1},
  },
  {...empties, subnet: '198.51.100.0/24', 'max-valid-lifetime': 90_000, 'reservation-mode': 'out-of-pool'},
  {subnet: '203.0.113.0/24', id: 1000, 'reservation-mode': 'global', relay: {'ip-addresses': []}},
]

const networks = [
  {
    ...shared,
    name: 'floor',
    interface: 'lo',
    relay: {'ip-addresses': ['10.0.0.2', '10.0.0.1']},
    'option-data': grouped,
    comment: 'c',
    subnet4: [
      {subnet: '10.1.0.0/16', authoritative: true},
      {subnet: '10.2.0.0/16', authoritative: true, relay: {'ip-addresses': ['10.0.0.3']}, 'renew-timer': 500},
      {subnet: '10.3.0.0/16', authoritative: true, id: 50, 't1-percent': 0.333333333, 'store-extended-info': false},
    ],
  },
  {...empties, name: 'Attic', 'reservation-mode': 'all', subnet4: [{subnet: '10.4.0.0/16', id: 77}]},
]

/** Classes with everything that they take, and levels that name them. */
const classes = {
  'client-classes': [
    {name: 'z', comment: 'nothing in it'},
    {
      name: 'a',
      test: "  member('ALL')  ",
      'only-if-required': true,
      'option-data': options,
      'option-def': [{name: 'own', code: 224, type: 'string'}],
      'next-server': '192.0.2.250',
      'server-hostname': 'boot.example',
      'boot-file-name': 'boot.img',
      'valid-lifetime': 500,
      'min-valid-lifetime': 400,
      'max-valid-lifetime': 600,
      'user-context': {b: 1, a: []},
    },
    {name: 'b', 'only-if-required': false, 'min-valid-lifetime': 5, 'option-data': [], 'option-def': []},
    {name: 'c', 'max-valid-lifetime': 5, 'next-server': '0.0.0.0', 'server-hostname': '', 'boot-file-name': ''},
    {name: 'd', 'valid-lifetime': 0},
    {name: 'e', 'valid-lifetime': 7, 'max-valid-lifetime': 9},
    {name: 'f', 'valid-lifetime': 7, 'min-valid-lifetime': 3},
    {name: 'DROP', test: 'pkt4.msgtype == 77'},
    {name: 'ALL'},
  ],
  'shared-networks': [
    {name: 'n', 'client-class': 'a', 'require-client-classes': ['b', 'b', 'a'], subnet4: [{subnet: '10.1.0.0/16'}]},
  ],
  subnet4: [
    {
      subnet: '192.0.2.0/24',
      'client-class': 'a',
      'require-client-classes': ['b', 'nobody'],
      pools: [
        {pool: '192.0.2.0/28', 'client-class': 'a', 'require-client-classes': ['b', 'b']},
        {pool: '192.0.2.16/28', 'client-class': '', 'require-client-classes': []},
      ],
    },
  ],
}

const ddns = {
  'enable-updates': false,
  'server-ip': '2001:db8::1',
  'server-port': 5,
  'sender-port': 9,
  'max-queue-size': 5,
  'ncr-protocol': 'udp',
  'ncr-format': 'JSON',
  'user-context': {a: 1},
}

const formerDdns = {
  'enable-updates': false,
  'override-no-update': true,
  'override-client-update': true,
  'replace-client-name': 'ALWAYS',
  'generated-prefix': 'p',
  'qualifying-suffix': 's',
  'hostname-char-set': '[^a-z]',
  'hostname-char-replacement': '-',
}

const interfaces = {
  interfaces: [' lo / 127.0.0.1 '],
  'dhcp-socket-type': 'udp',
  'outbound-interface': 'use-routing',
  're-detect': false,
  'service-sockets-require-all': true,
  'service-sockets-max-retries': 3,
  'service-sockets-retry-wait-time': 10,
  comment: 'loopback',
}

const loggers = (directory: string) => [
  {name: 'kea-dhcp4.b', severity: 'warn', output_options: [{output: 'stderr', maxver: 3, pattern: '%m\n'}]},
  {name: 'kea-dhcp4.a', severity: 'DEBUG', debuglevel: 99, 'user-context': {a: 1}},
  {
    name: 'kea-dhcp4',
    severity: 'INFO',
    comment: 'c',
    output_options: [{output: `${directory}/log`, flush: false, maxsize: 1_000_000}, {output: 'stdout'}],
  },
]

const hooks = [
  flexLibrary(
    {code: 12, add: "option[12].hex + 'x'", 'client-class': 'ALL', comment: 'c'},
    {name: 'domain-name', supersede: "'a'", 'csv-format': true, space: 'dhcp4'},
    {code: 43, 'sub-options': [{code: 1, remove: "member('ALL')", 'container-remove': false}]},
  ),
  bootpLibrary,
  scriptLibrary('/bin/true'),
]

const haPeers = [
  {name: 'server1', url: 'http://127.84.5.1:8761/', role: 'primary', 'auto-failover': false, 'basic-auth-user': 'u'},
  {name: 'server2', url: 'http://[::1]:8762/path', role: 'secondary', 'basic-auth-user': 'v'},
  {name: 'server3', url: 'http://127.84.5.3:8763/', role: 'backup', 'user-context': {rack: 7}},
]

const highAvailability = {
  'this-server-name': 'server1',
  mode: 'load-balancing',
  'heartbeat-delay': 20000,
  'max-response-delay': 50000,
  'max-ack-delay': 7000,
  'max-unacked-clients': 3,
  'delayed-updates-limit': 50,
  'send-lease-updates': true,
  'sync-leases': true,
  'sync-timeout': 45000,
  'sync-page-limit': 500,
  'wait-backup-ack': false,
  'restrict-commands': true,
  'require-client-certs': false,
  'multi-threading': {'enable-multi-threading': true, 'http-dedicated-listener': true, 'http-client-threads': 2},
  'state-machine': {states: [{state: 'waiting', pause: 'once'}, {state: 'syncing'}]},
  'user-context': {site: 'north'},
  peers: haPeers,
}

/** Configurations that have, together, every keyword that Kea 2.2 and keats share on every level. */
export function wholeConfigs4(directory: string): string[] {
  const memory = {'lease-database': {type: 'memfile', persist: false}, 'interfaces-config': {interfaces: ['*', 'lo']}}
  const bodies: object[] = [
    {...globals},
    {...globals, 'shared-networks': networks, subnet4: subnets},
    {'shared-networks': networks, subnet4: subnets.map(({...subnet}) => ({...subnet, 'renew-timer': 3}))},
    {'dhcp-ddns': ddns, loggers: loggers(directory)},
    {'dhcp-ddns': formerDdns, 'hostname-char-set': '[^A-Za-z0-9.-]', 'hooks-libraries': [], 'option-def': []},
    {'interfaces-config': interfaces, 'multi-threading': {'enable-multi-threading': false, 'thread-pool-size': 2}},
    {'interfaces-config': {interfaces: ['lo', '*'], 'service-sockets-retry-wait-time': 5}},
    {
      'multi-threading': {'enable-multi-threading': true, 'packet-queue-size': 9, comment: 'c'},
      'dhcp-queue-control': {'enable-queue': true, 'queue-type': 'kea-ring4', capacity: 9, comment: 'c'},
    },
    {
      'lease-database': {
        type: 'memfile',
        persist: false,
        name: `${directory}/leases`,
        'lfc-interval': 0,
        'max-row-errors': 5,
      },
    },
    classes,
    {'hooks-libraries': hooks},
    {'hooks-libraries': haLibraries(highAvailability), 'multi-threading': {'enable-multi-threading': true}},
    {'hooks-libraries': haLibraries({'this-server-name': 'server2', mode: 'load-balancing', peers: haPeers})},
    {'reservation-mode': 'disabled', 'next-server': '', 'server-hostname': '', 'boot-file-name': ''},
    {'reservation-mode': 'out-of-pool', 'cache-threshold': 2.0, 'server-tag': 'Ünï'},
    {'t1-percent': 0.123456789, 'min-valid-lifetime': 5, subnet4: [{subnet: '192.0.2.0/24'}]},
  ]
  // A fraction of 0 must be written: Kea's grammar takes no integer for these.
  return bodies.map(body =>
    JSON.stringify({Dhcp4: {...memory, ...body}}).replace('"cache-threshold":2', '"cache-threshold":2.0'),
  )
}
