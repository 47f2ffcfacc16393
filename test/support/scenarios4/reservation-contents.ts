import {discover, fqdn, hostName, inform, relayInfo, select} from './queries.ts'
import {MAC, OTHER, type Scenario4, subnet} from './scenario.ts'

const IN_POOL = '127.0.1.12'
const DUID = '000100012233445502000000000a'
/** A client-id of RFC 4361: type, IAID, DUID. */
const RFC4361 = `ff00000001${DUID}`
const hosts = (...reservations: readonly object[]) => subnet({reservations})
const named = (identifier: object, name: string) => ({...identifier, hostname: name})
const all = {clientId: RFC4361, options: relayInfo({1: 'c1c2', 2: 'a0a1'}), prl: [12]}
const each = [
  named({'hw-address': MAC}, 'by-hw-address'),
  named({duid: DUID}, 'by-duid'),
  named({'circuit-id': 'c1c2'}, 'by-circuit-id'),
  named({'client-id': RFC4361}, 'by-client-id'),
]

/** By what a reservation knows its client, and what it says about the answer. */
export const reservationContentScenarios4: readonly Scenario4[] = [
  ...each.map(reservation => ({
    name: `found ${reservation.hostname}`,
    config: hosts(reservation),
    steps: [discover(all), select(all), discover({prl: [12], mac: OTHER})],
  })),
  {
    name: 'the usual order of identifiers',
    config: hosts(...each),
    steps: [
      discover(all),
      discover({...all, mac: OTHER}),
      discover({...all, mac: OTHER, clientId: '01aa'}),
      discover({...all, mac: OTHER, options: {}}),
    ],
  },
  ...[['client-id', 'circuit-id', 'duid', 'hw-address'], ['circuit-id', 'hw-address'], ['duid']].map(order => ({
    name: `identifiers ${order.join(', ')}`,
    config: {'host-reservation-identifiers': order, ...hosts(...each)},
    steps: [discover(all), discover({...all, clientId: '01aa'}), discover({...all, options: {}, clientId: '01aa'})],
  })),
  {
    name: 'an address by the first identifier, another by the second',
    config: hosts({'hw-address': MAC, 'ip-address': '127.0.1.11'}, {'client-id': '01aa', 'ip-address': '127.0.1.12'}),
    steps: [
      discover({clientId: '01aa'}),
      select({clientId: '01aa'}),
      {type: 3, ask: '127.0.1.12', server: '127.0.0.1', clientId: '01aa'},
      discover({clientId: '01aa', mac: OTHER}),
    ],
  },
  {
    name: 'a client-id that is no DUID',
    config: hosts(named({duid: 'aabbccdd'}, 'by-duid')),
    steps: [
      discover({clientId: 'ff00000001aabbccdd', prl: [12]}),
      discover({clientId: '0000000001aabbccdd', prl: [12]}),
      discover({clientId: 'ffaabbccdd', prl: [12]}),
      discover({clientId: 'ff00000001', prl: [12]}),
      discover({clientId: 'ff00000001aa', prl: [12]}),
    ],
  },
  {
    name: 'circuit-id without a relay and empty',
    config: hosts(named({'circuit-id': "'port1'"}, 'by-circuit-id')),
    steps: [
      discover({prl: [12], options: relayInfo({1: Buffer.from('port1').toString('hex')})}),
      discover({prl: [12], options: relayInfo({1: ''})}),
      discover({prl: [12]}),
    ],
  },
  {
    name: 'a hardware type is no part of a hw-address',
    config: hosts(named({'hw-address': MAC}, 'by-hw-address')),
    steps: [discover({htype: 6, prl: [12]})],
  },
  {
    name: 'a name without and with a domain',
    config: hosts(
      named({'hw-address': MAC}, 'Short'),
      named({'hw-address': OTHER}, 'Full.Example.ORG'),
      named({'hw-address': '020000000003'}, 'dot.'),
    ),
    steps: [
      ...[MAC, OTHER, '020000000003'].map(mac => discover({mac, prl: [12]})),
      discover(),
      select({prl: [12]}),
      discover({prl: [12], options: hostName('from-client')}),
      select({prl: [12], options: hostName('from-client')}),
      discover({mac: OTHER, options: fqdn(1, 'from.client.example')}),
      select({mac: OTHER, options: fqdn(1, 'from.client.example')}),
    ],
  },
  {
    name: 'boot fields over those of the subnet and of the classes',
    config: {
      'client-classes': [
        {
          name: 'c',
          test: "member('ALL')",
          'next-server': '192.0.2.2',
          'server-hostname': 'class',
          'boot-file-name': 'class',
        },
      ],
      ...subnet({
        'next-server': '192.0.2.1',
        'server-hostname': 'subnet',
        'boot-file-name': 'subnet',
        reservations: [
          {'hw-address': MAC, 'next-server': '192.0.2.3', 'server-hostname': 'host', 'boot-file-name': 'host'},
          {'hw-address': OTHER, 'boot-file-name': 'only-this'},
        ],
      }),
    },
    steps: [discover(), select(), discover({mac: OTHER}), discover({mac: '020000000003'}), inform('127.0.1.77')],
  },
  {
    name: 'options over all other levels',
    config: {
      'option-data': [
        {name: 'domain-name', data: 'global'},
        {name: 'ntp-servers', data: '192.0.2.1'},
      ],
      ...subnet({
        'option-data': [{name: 'domain-name', data: 'subnet'}],
        pools: [{pool: '127.0.1.10 - 127.0.1.14', 'option-data': [{name: 'domain-name', data: 'pool'}]}],
        reservations: [
          {
            'hw-address': MAC,
            'option-data': [
              {name: 'domain-name', data: 'host'},
              {name: 'root-path', data: '/host', 'always-send': true},
              {name: 'log-servers', data: '192.0.2.5'},
              {code: 222, 'csv-format': false, data: '0a0b'},
            ],
          },
          {'hw-address': OTHER, 'ip-address': '127.0.1.99', 'option-data': [{name: 'host-name', data: 'by-option'}]},
        ],
      }),
    },
    steps: [
      discover({prl: [15, 42, 7, 222]}),
      select({prl: [15]}),
      discover(),
      discover({mac: OTHER, prl: [12, 15]}),
      select({mac: OTHER, prl: [12, 15], options: hostName('client')}),
    ],
  },
  {
    name: 'routers and addresses of a reservation',
    config: subnet({
      'option-data': [{name: 'routers', data: '127.0.1.254'}],
      reservations: [{'hw-address': MAC, 'option-data': [{name: 'routers', data: '127.0.1.253'}]}],
    }),
    steps: [discover(), discover({mac: OTHER})],
  },
  {
    name: 'a class of a reservation: options, boot fields, lifetime',
    config: {
      'client-classes': [
        {
          name: 'vip',
          'boot-file-name': 'vip.img',
          'valid-lifetime': 1234,
          'option-data': [{name: 'domain-name', data: 'vip.example'}],
        },
      ],
      ...hosts({'hw-address': MAC, 'client-classes': ['vip', 'unheard-of']}),
    },
    steps: [
      discover({prl: [15]}),
      select({prl: [15]}),
      discover({mac: OTHER, prl: [15]}),
      inform('127.0.1.7', {prl: [15]}),
    ],
  },
  {
    name: 'a class that asks for a class of the reservation',
    config: {
      'client-classes': [
        {name: 'vip'},
        {name: 'derived', test: "member('vip')", 'boot-file-name': 'derived.img'},
        {name: 'known', test: "member('KNOWN')", 'server-hostname': 'known'},
        {name: 'both', test: "member('KNOWN') and member('vip')", 'next-server': '192.0.2.77'},
      ],
      ...hosts({'hw-address': MAC, 'client-classes': ['vip']}),
    },
    steps: [discover(), select(), discover({mac: OTHER})],
  },
  {
    name: 'DROP by a reservation',
    config: hosts({'hw-address': MAC, 'client-classes': ['DROP']}),
    steps: [discover(), {type: 3, ask: IN_POOL, server: '127.0.0.1'}, inform('127.0.1.7'), discover({mac: OTHER})],
  },
  {
    // The messages that come between are of one whom no reservation knows either.
    name: 'DROP for the unknown',
    config: {
      'client-classes': [{name: 'DROP', test: "member('UNKNOWN') and not (pkt4.mac == 0x0e0000000000)"}],
      ...hosts({'hw-address': MAC, hostname: 'known'}),
    },
    steps: [discover({mac: OTHER}), discover(), inform('127.0.1.7', {mac: OTHER})],
  },
  {
    name: 'pools for the known and for the unknown',
    config: subnet({
      pools: [
        {pool: '127.0.1.10 - 127.0.1.11', 'client-class': 'KNOWN'},
        {pool: '127.0.1.20 - 127.0.1.20', 'client-class': 'UNKNOWN'},
      ],
      reservations: [{'hw-address': MAC, hostname: 'known'}],
    }),
    steps: [
      discover(),
      select(),
      discover({mac: OTHER}),
      select({mac: OTHER}),
      discover({mac: '020000000003'}),
      {type: 3, ask: '127.0.1.11', server: '127.0.0.1', mac: '020000000003'},
    ],
  },
  {
    name: 'a lease of a pool that is for the unknown only, and now the client is known',
    config: subnet({
      pools: [
        {pool: '127.0.1.10 - 127.0.1.11', 'client-class': 'KNOWN'},
        {pool: '127.0.1.20 - 127.0.1.21', 'client-class': 'UNKNOWN'},
      ],
      reservations: [{'hw-address': MAC, hostname: 'known'}],
    }),
    leases: [{address: '127.0.1.20', mac: MAC}],
    steps: [{type: 3, ciaddr: '127.0.1.20'}, discover(), select()],
  },
  {
    name: 'a reserved address in a pool that is for others',
    config: subnet({
      pools: [
        {pool: '127.0.1.10 - 127.0.1.14', 'client-class': 'UNKNOWN', 'option-data': [{name: 'domain-name', data: 'p'}]},
      ],
      reservations: [{'hw-address': MAC, 'ip-address': IN_POOL}],
    }),
    steps: [discover({prl: [15]}), select({prl: [15]})],
  },
]
