import {haLintCases4} from './ha-lint-cases4.ts'

/** A fault that one rule must find, and the same configuration without it. Both are laid over `soundConfig4`. */
export interface LintCase4 {
  readonly rule: string
  readonly bad: object
  readonly good: object
  /** Where it is found. */
  readonly path: string
  /** Words of what is said there. */
  readonly says: RegExp
}

const subnet = {
  id: 1,
  subnet: '192.0.2.0/24',
  pools: [{pool: '192.0.2.10 - 192.0.2.99'}],
  'option-data': [{name: 'routers', data: '192.0.2.1'}],
}

const other = {id: 2, subnet: '198.51.100.0/24', pools: [{pool: '198.51.100.10 - 198.51.100.99'}]}

/** No rule has anything to say about it, on a machine that has lo, eth0 (192.0.2.2) and eth1. */
export const soundConfig4 = {
  'interfaces-config': {interfaces: ['eth0']},
  'lease-database': {type: 'sqlite', name: '/var/lib/keats/leases.sqlite'},
  'valid-lifetime': 3600,
  subnet4: [subnet, other],
}

const one = (changes: object) => ({subnet4: [{...subnet, ...changes}]})
const two = (changes: object) => ({subnet4: [subnet, {...other, ...changes}]})
const classes = (definitions: object[], changes: object = {}) => ({'client-classes': definitions, ...one(changes)})
const option = (data: object) => one({'option-data': [data]})
const mac = (n: number) => `02:00:00:00:00:0${n}`
const host = (n: number, address: string, more: object = {}) => {
  return {'hw-address': mac(n), 'ip-address': address, ...more}
}
const reserved = (...reservations: object[]) => one({reservations})
const socket = (path: string) => ({'control-sockets': [{'socket-type': 'unix', 'socket-name': path}]})
const sql = {type: 'postgresql', name: 'keats', user: 'keats'}
const test = {test: "option[60].hex == 'x'"}

export const lintCases4: readonly LintCase4[] = [
  {
    rule: 'interface-missing',
    bad: {'interfaces-config': {interfaces: ['eth0', 'eth9']}},
    good: {'interfaces-config': {interfaces: ['eth0', 'eth1']}},
    path: 'Dhcp4.interfaces-config.interfaces[1]',
    says: /no interface "eth9"/,
  },
  {
    rule: 'interface-missing',
    bad: {'interfaces-config': {interfaces: ['eth0/192.0.2.77']}},
    good: {'interfaces-config': {interfaces: ['eth0/192.0.2.2']}},
    path: 'Dhcp4.interfaces-config.interfaces[0]',
    says: /does not have the address 192\.0\.2\.77/,
  },
  {
    rule: 'interface-missing',
    bad: one({interface: 'eth9'}),
    good: one({interface: 'eth0'}),
    path: 'Dhcp4.subnet4[0].interface',
    says: /no interface "eth9"/,
  },
  {
    rule: 'listens-nowhere',
    bad: {'interfaces-config': {interfaces: []}},
    good: {'interfaces-config': {interfaces: ['*']}},
    path: 'Dhcp4.interfaces-config.interfaces',
    says: /on no interface/,
  },
  {
    rule: 'interface-silent',
    bad: one({interface: 'eth1'}),
    good: {...one({interface: 'eth1'}), 'interfaces-config': {interfaces: ['eth0', 'eth1/192.0.9.1']}},
    path: 'Dhcp4.subnet4[0].interface',
    says: /"eth1", where the server does not listen/,
  },
  {
    rule: 'link-ambiguous',
    bad: {
      subnet4: [
        {...subnet, interface: 'eth0'},
        {...other, interface: 'eth0'},
      ],
    },
    good: {'shared-networks': [{name: 'n', interface: 'eth0', subnet4: [subnet, other]}], subnet4: []},
    path: 'Dhcp4.subnet4[1].interface',
    says: /subnet 1 is chosen for "eth0"/,
  },
  {
    rule: 'link-ambiguous',
    bad: {subnet4: [subnet, other].map(level => ({...level, relay: {'ip-addresses': ['10.0.0.1']}}))},
    good: {
      subnet4: [subnet, other].map(level => ({
        ...level,
        relay: {'ip-addresses': ['10.0.0.1']},
        'client-classes': ['VENDOR_CLASS_x'],
      })),
    },
    path: 'Dhcp4.subnet4[1].relay',
    says: /relay 10\.0\.0\.1/,
  },
  {
    rule: 'subnet-overlap',
    bad: two({subnet: '192.0.0.0/16', pools: []}),
    good: two({subnet: '192.0.3.0/24', pools: []}),
    path: 'Dhcp4.subnet4[0].subnet',
    says: /192\.0\.2\.0\/24 is inside subnet 2, 192\.0\.0\.0\/16/,
  },
  {
    rule: 'subnet-overlap',
    bad: two({subnet: '192.0.2.1/24', pools: []}),
    good: {
      subnet4: [
        {...subnet, 'client-class': 'KNOWN'},
        {...other, subnet: '192.0.2.1/24', 'client-class': 'UNKNOWN', pools: []},
      ],
    },
    path: 'Dhcp4.subnet4[1].subnet',
    says: /is also subnet 1/,
  },
  {
    rule: 'subnet-shadowed',
    bad: {
      subnet4: [
        {...subnet, id: 5},
        {...other, id: 4, subnet: '192.0.0.0/16', pools: []},
      ],
    },
    good: {
      subnet4: [
        {...subnet, id: 5},
        {...other, id: 6, subnet: '192.0.0.0/16', pools: []},
      ],
    },
    path: 'Dhcp4.subnet4[0].subnet',
    says: /no client ever comes to this subnet: subnet 4/,
  },
  {
    rule: 'subnet-empty',
    bad: one({pools: []}),
    good: one({pools: [], reservations: [host(1, '192.0.2.5')]}),
    path: 'Dhcp4.subnet4[0]',
    says: /no pools/,
  },
  {rule: 'subnets-none', bad: {subnet4: []}, good: {}, path: 'Dhcp4.subnet4', says: /no subnets/},
  {
    rule: 'subnet-id-automatic',
    bad: {subnet4: [{...subnet, id: 0}]},
    good: {},
    path: 'Dhcp4.subnet4[0]',
    says: /the id 1 only for its place/,
  },
  {
    rule: 'network-small',
    bad: {'shared-networks': [{name: 'n', subnet4: [subnet]}], subnet4: []},
    good: {'shared-networks': [{name: 'n', subnet4: [subnet, other]}], subnet4: []},
    path: 'Dhcp4.shared-networks[0].name',
    says: /has one subnet/,
  },
  {
    rule: 'pool-shared',
    bad: two({subnet: '192.0.0.0/16', pools: [{pool: '192.0.2.90-192.0.2.200'}]}),
    good: two({subnet: '192.0.0.0/16', pools: [{pool: '192.0.2.100-192.0.2.200'}]}),
    path: 'Dhcp4.subnet4[1].pools[0].pool',
    says: /pool 192\.0\.2\.10-192\.0\.2\.99 of subnet 1/,
  },
  {
    rule: 'pool-edge',
    bad: one({pools: [{pool: '192.0.2.128/25'}]}),
    good: one({pools: [{pool: '192.0.2.128 - 192.0.2.254'}]}),
    path: 'Dhcp4.subnet4[0].pools[0].pool',
    says: /broadcast address 192\.0\.2\.255/,
  },
  {
    rule: 'pool-edge',
    bad: one({pools: [{pool: '192.0.2.0 - 192.0.2.9'}]}),
    good: {subnet4: [{id: 1, subnet: '192.0.2.4/31', pools: [{pool: '192.0.2.4/31'}]}]},
    path: 'Dhcp4.subnet4[0].pools[0].pool',
    says: /network address 192\.0\.2\.0/,
  },
  {
    rule: 'pool-router',
    bad: one({'option-data': [{name: 'routers', data: '192.0.2.50'}]}),
    good: one({'option-data': [{name: 'routers', data: '192.0.2.50'}], reservations: [host(1, '192.0.2.50')]}),
    path: 'Dhcp4.subnet4[0].pools[0].pool',
    says: /192\.0\.2\.50, the router/,
  },
  {
    rule: 'pool-router',
    bad: one({pools: [{pool: '192.0.2.2 - 192.0.2.9'}]}),
    good: one({pools: [{pool: '192.0.2.3 - 192.0.2.9'}]}),
    path: 'Dhcp4.subnet4[0].pools[0].pool',
    says: /192\.0\.2\.2, an address of this server/,
  },
  {
    rule: 'pool-reserved',
    bad: one({pools: [{pool: '192.0.2.8/31'}], reservations: [host(1, '192.0.2.8'), host(2, '192.0.2.9')]}),
    good: one({pools: [{pool: '192.0.2.8/31'}], reservations: [host(1, '192.0.2.8'), host(2, '192.0.2.10')]}),
    path: 'Dhcp4.subnet4[0].pools[0].pool',
    says: /all 2 addresses/,
  },
  {
    rule: 'pool-turnover',
    bad: {'valid-lifetime': 2_592_000},
    good: {'valid-lifetime': 86_400},
    path: 'Dhcp4.valid-lifetime',
    says: /90 addresses for 30 days each: at most 3 clients a day/,
  },
  {
    rule: 'lifetime-endless',
    bad: {'valid-lifetime': 4_294_967_295},
    good: {'valid-lifetime': 4_294_967_295, ...one({pools: [], reservations: [host(1, '192.0.2.5')]})},
    path: 'Dhcp4.valid-lifetime',
    says: /never end/,
  },
  {
    rule: 'lifetime-short',
    bad: one({'valid-lifetime': 59}),
    good: one({'valid-lifetime': 60}),
    path: 'Dhcp4.subnet4[0].valid-lifetime',
    says: /last 59 seconds/,
  },
  {
    rule: 'timer-order',
    bad: {'rebind-timer': 3600},
    good: {'rebind-timer': 3599, 'renew-timer': 3598},
    path: 'Dhcp4.rebind-timer',
    says: /rebind-timer of 3600 s is not sent/,
  },
  {
    rule: 'timer-order',
    bad: {'renew-timer': 5000},
    good: {'renew-timer': 900},
    path: 'Dhcp4.renew-timer',
    says: /renew-timer of 5000 s is not sent/,
  },
  {
    rule: 'reservation-in-pool',
    bad: {...reserved(host(1, '192.0.2.50')), 'reservations-out-of-pool': true},
    good: {...reserved(host(1, '192.0.2.5')), 'reservations-out-of-pool': true},
    path: 'Dhcp4.subnet4[0].reservations[0].ip-address',
    says: /192\.0\.2\.50 is in the pool/,
  },
  {
    rule: 'reservation-nowhere',
    bad: {reservations: [host(1, '192.0.2.5'), host(2, '10.0.0.1')], 'reservations-global': true},
    good: {reservations: [host(1, '192.0.2.5'), host(2, '198.51.100.255')], 'reservations-global': true},
    path: 'Dhcp4.reservations[1].ip-address',
    says: /no subnet has the address 10\.0\.0\.1/,
  },
  {
    rule: 'reservation-ignored',
    bad: {reservations: [host(1, '192.0.2.5')]},
    good: {reservations: [host(1, '192.0.2.5')], 'early-global-reservations-lookup': true},
    path: 'Dhcp4.reservations',
    says: /global level/,
  },
  {
    rule: 'reservation-ignored',
    bad: {...reserved(host(1, '192.0.2.5')), 'reservations-in-subnet': false},
    good: reserved(host(1, '192.0.2.5')),
    path: 'Dhcp4.subnet4[0].reservations',
    says: /nobody looks/,
  },
  {
    rule: 'reservation-router',
    bad: reserved(host(1, '192.0.2.1')),
    good: reserved(host(1, '192.0.2.3')),
    path: 'Dhcp4.subnet4[0].reservations[0].ip-address',
    says: /the router of its subnet/,
  },
  {
    rule: 'reservation-unusable',
    bad: reserved(host(1, '192.0.2.3'), host(2, '192.0.2.2')),
    good: reserved(host(1, '192.0.2.3'), host(2, '192.0.2.4')),
    path: 'Dhcp4.subnet4[0].reservations[1].ip-address',
    says: /an address of this server/,
  },
  {
    rule: 'reservation-unusable',
    bad: reserved(host(1, '192.0.2.255')),
    good: reserved(host(1, '192.0.2.254')),
    path: 'Dhcp4.subnet4[0].reservations[0].ip-address',
    says: /network or broadcast address/,
  },
  {
    rule: 'reservation-twice',
    bad: reserved(host(1, '192.0.2.3'), {'client-id': '01:02:00:00:00:00:01', 'ip-address': '192.0.2.4'}),
    good: reserved(host(1, '192.0.2.3'), {'client-id': '01:02:00:00:00:00:02', 'ip-address': '192.0.2.4'}),
    path: 'Dhcp4.subnet4[0].reservations[1].client-id',
    says: /same client as Dhcp4\.subnet4\[0\]\.reservations\[0\]/,
  },
  {
    rule: 'reservation-address-twice',
    bad: {...reserved(host(1, '192.0.2.3'), host(2, '192.0.2.3')), 'ip-reservations-unique': false},
    good: reserved(host(1, '192.0.2.3'), host(2, '192.0.2.4')),
    path: 'Dhcp4.subnet4[0].reservations[1].ip-address',
    says: /reserved at Dhcp4\.subnet4\[0\]\.reservations\[0\] too/,
  },
  {
    rule: 'reservation-name-twice',
    bad: reserved(host(1, '192.0.2.3', {hostname: 'printer'}), host(2, '192.0.2.4', {hostname: 'Printer'})),
    good: reserved(host(1, '192.0.2.3', {hostname: 'printer'}), host(2, '192.0.2.4', {hostname: 'scanner'})),
    path: 'Dhcp4.subnet4[0].reservations[1].hostname',
    says: /"printer" too/,
  },
  {
    rule: 'identifier-unused',
    bad: {...reserved(host(1, '192.0.2.3')), 'host-reservation-identifiers': ['client-id']},
    good: {...reserved(host(1, '192.0.2.3')), 'host-reservation-identifiers': ['client-id', 'hw-address']},
    path: 'Dhcp4.subnet4[0].reservations[0].hw-address',
    says: /not looked up by hw-address/,
  },
  {
    rule: 'class-unknown',
    bad: classes([{name: 'phones', ...test}], {'client-classes': ['phones', 'phnoes']}),
    good: classes([{name: 'phones', ...test}], {'client-classes': ['phones', 'VENDOR_CLASS_x']}),
    path: 'Dhcp4.subnet4[0].client-classes[1]',
    says: /no class "phnoes", so no client may use this/,
  },
  {
    rule: 'class-unknown',
    bad: one({pools: [{pool: '192.0.2.10-192.0.2.99', 'require-client-classes': ['x']}]}),
    good: classes([{name: 'x', ...test, 'only-if-required': true}], {'require-client-classes': ['x']}),
    path: 'Dhcp4.subnet4[0].pools[0].require-client-classes[0]',
    says: /no class "x" to evaluate/,
  },
  {
    rule: 'class-unknown',
    bad: one({'client-class': 'staff'}),
    good: one({'client-class': 'staff', reservations: [host(1, '192.0.2.3', {'client-classes': ['staff']})]}),
    path: 'Dhcp4.subnet4[0].client-class',
    says: /no class "staff"/,
  },
  {
    rule: 'class-unused',
    bad: classes([{name: 'a', ...test}]),
    good: classes([
      {name: 'a', ...test},
      {name: 'b', test: "member('a')", 'valid-lifetime': 600},
    ]),
    path: 'Dhcp4.client-classes[0].name',
    says: /nothing depends on the class "a"/,
  },
  {
    rule: 'class-unevaluated',
    bad: classes([{name: 'a', ...test, 'only-if-required': true, 'valid-lifetime': 600}]),
    good: classes([{name: 'a', ...test, 'only-if-required': true}], {'require-client-classes': ['a']}),
    path: 'Dhcp4.client-classes[0].only-if-required',
    says: /no list asks for the class "a"/,
  },
  {
    rule: 'class-not-additional',
    bad: classes([{name: 'a', ...test}], {'evaluate-additional-classes': ['a']}),
    good: classes([{name: 'a', ...test, 'only-in-additional-list': true}], {'evaluate-additional-classes': ['a']}),
    path: 'Dhcp4.subnet4[0].evaluate-additional-classes[0]',
    says: /evaluated for every packet/,
  },
  {
    rule: 'class-empty',
    bad: classes([{name: 'a', 'valid-lifetime': 600}]),
    good: classes([{name: 'a', 'valid-lifetime': 600}], {
      reservations: [host(1, '192.0.2.3', {'client-classes': ['a']})],
    }),
    path: 'Dhcp4.client-classes[0].name',
    says: /"a" has no test/,
  },
  {
    rule: 'class-empty',
    bad: classes([{name: 'a', test: "pkt4.mac == 0x01 and 'x' == 'y'", 'valid-lifetime': 600}]),
    good: classes([{name: 'a', test: "pkt4.mac == 0x01 or 'x' == 'y'", 'valid-lifetime': 600}]),
    path: 'Dhcp4.client-classes[0].test',
    says: /no packet can pass/,
  },
  {
    rule: 'option-router',
    bad: option({name: 'routers', data: '192.0.3.1'}),
    good: option({name: 'routers', data: '192.0.2.1'}),
    path: 'Dhcp4.subnet4[0].option-data[0].data',
    says: /192\.0\.3\.1 is not in the subnet/,
  },
  {
    rule: 'option-mask',
    bad: option({name: 'subnet-mask', data: '255.255.0.0'}),
    good: option({name: 'subnet-mask', data: '255.255.255.0'}),
    path: 'Dhcp4.subnet4[0].option-data[0].data',
    says: /mask of this subnet is 255\.255\.255\.0/,
  },
  {
    rule: 'option-mask',
    bad: option({name: 'broadcast-address', data: '192.0.2.127'}),
    good: option({name: 'broadcast-address', data: '192.0.2.255'}),
    path: 'Dhcp4.subnet4[0].option-data[0].data',
    says: /broadcast address of this subnet is 192\.0\.2\.255/,
  },
  {
    rule: 'option-address',
    bad: {'option-data': [{name: 'domain-name-servers', data: '192.0.2.53, 127.0.0.1'}]},
    good: {'option-data': [{name: 'domain-name-servers', data: '192.0.2.53'}]},
    path: 'Dhcp4.option-data[0].data',
    says: /no client can reach 127\.0\.0\.1$/,
  },
  {
    rule: 'option-text',
    bad: {'option-data': [{name: 'domain-name', data: 'a.example, b.example'}]},
    good: {'option-data': [{name: 'domain-name', data: 'a.example'}]},
    path: 'Dhcp4.option-data[0].data',
    says: /one domain/,
  },
  {
    rule: 'option-text',
    bad: {'option-data': [{name: 'tftp-server-name', data: "'boot.example'"}]},
    good: {'option-data': [{name: 'tftp-server-name', data: 'boot.example'}]},
    path: 'Dhcp4.option-data[0].data',
    says: /quotes are sent/,
  },
  {
    rule: 'option-own',
    bad: {'option-data': [{code: 51, data: '600'}]},
    good: {'option-data': [{code: 54, data: '192.0.2.2'}]},
    path: 'Dhcp4.option-data[0].code',
    says: /option 51 is not for option-data/,
  },
  {
    rule: 'option-repeated',
    bad: {'option-data': [{name: 'routers', data: '192.0.2.1'}]},
    good: {'option-data': [{name: 'routers', data: '198.51.100.1'}]},
    path: 'Dhcp4.subnet4[0].option-data[0].data',
    says: /same as the one of the level above/,
  },
  {
    rule: 'password-readable',
    bad: {'lease-database': {...sql, password: 'x', 'max-reconnect-tries': 3, 'reconnect-wait-time': 1000}},
    good: {'lease-database': {...sql, password: '', 'max-reconnect-tries': 3, 'reconnect-wait-time': 1000}},
    path: 'Dhcp4.lease-database.password',
    says: /everybody on this machine can read the password/,
  },
  ...haLintCases4,
  {
    rule: 'keyword-outdated',
    bad: {'reservation-mode': 'all'},
    good: {'reservations-in-subnet': true},
    path: 'Dhcp4.reservation-mode',
    says: /another name/,
  },
  {
    rule: 'control-directory',
    bad: socket('/tmp/kea.sock'),
    good: socket('/run/kea/kea.sock'),
    path: 'Dhcp4.control-sockets[0].socket-name',
    says: /everybody can write in \/tmp/,
  },
  {
    rule: 'control-directory',
    bad: socket('/nowhere/kea.sock'),
    good: socket('/run/kea/kea.sock'),
    path: 'Dhcp4.control-sockets[0].socket-name',
    says: /no directory \/nowhere/,
  },
  {
    rule: 'lease-volatile',
    bad: {'lease-database': {type: 'memfile', persist: false}},
    good: {'lease-database': {type: 'memfile', persist: true}},
    path: 'Dhcp4.lease-database.persist',
    says: /in memory only/,
  },
  {
    rule: 'database-no-recovery',
    bad: {'lease-database': sql},
    good: {'lease-database': {...sql, 'max-reconnect-tries': 3, 'reconnect-wait-time': 1000}},
    path: 'Dhcp4.lease-database',
    says: /the server ends/,
  },
  {
    rule: 'reclaim-off',
    bad: {'expired-leases-processing': {'reclaim-timer-wait-time': 0}},
    good: {'expired-leases-processing': {'reclaim-timer-wait-time': 10}},
    path: 'Dhcp4.expired-leases-processing.reclaim-timer-wait-time',
    says: /never reclaimed/,
  },
]
