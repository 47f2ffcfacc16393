import {addressHex, decline, discover, inform, reboot, relayInfo, release, renew, select} from './queries.ts'
import {MAC, OTHER, type Scenario4} from './scenario.ts'

const pools = (third: number, from: number, to: number) => [{pool: `127.0.${third}.${from} - 127.0.${third}.${to}`}]
const sub = (id: number, third: number, more: object = {}) => ({
  id,
  subnet: `127.0.${third}.0/24`,
  pools: pools(third, 10, 11),
  ...more,
})
const net = (members: readonly object[], more: object = {}) => ({
  'shared-networks': [{name: 'net', ...more, subnet4: members}],
  subnet4: [],
})
const pair = net([sub(1, 1), sub(2, 2)])
const reversed = net([sub(2, 1), sub(1, 2)])
const three = net([sub(1, 1), sub(2, 2), sub(3, 3)])
const clients = (count: number) => Array.from({length: count}, (_, n) => `0200000005${n.toString(16).padStart(2, '0')}`)
const A = '01020000000001'

/** Which subnet a client belongs to, and allocation over a shared network. */
export const networkScenarios4: readonly Scenario4[] = [
  {
    name: 'giaddr selects',
    config: {subnet4: [sub(1, 1), sub(2, 2)]},
    steps: [discover({giaddr: '127.0.2.1'}), select({giaddr: '127.0.2.1'})],
  },
  {
    name: 'relay address selects',
    config: {subnet4: [sub(1, 1), sub(2, 2, {relay: {'ip-addresses': ['127.0.9.1', '127.0.9.2']}})]},
    steps: [discover({giaddr: '127.0.9.2'}), discover({giaddr: '127.0.2.1', mac: OTHER})],
  },
  {
    name: 'relay address beats the prefix',
    config: {subnet4: [sub(1, 1), sub(2, 2, {relay: {'ip-addresses': ['127.0.1.1']}})]},
    steps: [discover()],
  },
  {
    name: 'two subnets with one relay address',
    config: {
      subnet4: [
        sub(7, 7, {relay: {'ip-addresses': ['127.0.9.1']}}),
        sub(2, 2, {relay: {'ip-addresses': ['127.0.9.1']}}),
      ],
    },
    steps: [discover({giaddr: '127.0.9.1'})],
  },
  {
    name: 'relay address of the network',
    config: net([sub(1, 1), sub(2, 2)], {relay: {'ip-addresses': ['127.0.9.1']}}),
    steps: [discover({giaddr: '127.0.9.1'})],
  },
  {
    name: 'relay address of a subnet hides that of its network',
    config: net([sub(1, 1, {relay: {'ip-addresses': ['127.0.8.1']}}), sub(2, 2)], {
      relay: {'ip-addresses': ['127.0.9.1']},
    }),
    steps: [discover({giaddr: '127.0.9.1'}), discover({giaddr: '127.0.8.1', mac: OTHER})],
  },
  {
    name: 'overlapping subnets, lower id wins',
    config: {
      subnet4: [
        {id: 5, subnet: '127.0.1.0/24', pools: pools(1, 10, 11)},
        {id: 3, subnet: '127.0.0.0/16', pools: pools(4, 10, 11)},
      ],
    },
    steps: [discover()],
  },
  {
    name: 'overlapping subnets, ids the other way',
    config: {
      subnet4: [
        {id: 3, subnet: '127.0.1.0/24', pools: pools(1, 10, 11)},
        {id: 5, subnet: '127.0.0.0/16', pools: pools(4, 10, 11)},
      ],
    },
    steps: [discover(), discover({giaddr: '127.0.6.1', mac: OTHER})],
  },
  {
    name: 'overlapping subnets, larger first in the file',
    config: {
      subnet4: [
        {id: 5, subnet: '127.0.0.0/16', pools: pools(4, 10, 11)},
        {id: 3, subnet: '127.0.1.0/24', pools: pools(1, 10, 11)},
      ],
    },
    steps: [discover()],
  },
  {
    name: 'no id given',
    config: {
      subnet4: [
        {subnet: '127.0.0.0/16', pools: pools(4, 10, 11)},
        {subnet: '127.0.1.0/24', pools: pools(1, 10, 11)},
      ],
    },
    steps: [discover(), select()],
  },
  {name: 'ciaddr says nothing when relayed', config: {subnet4: [sub(1, 1), sub(2, 2)]}, steps: [renew('127.0.2.10')]},
  {
    name: 'network: round its subnets',
    config: pair,
    steps: clients(6).flatMap(mac => [discover({mac}), select({mac})]),
  },
  {
    name: 'network: from the second subnet',
    config: pair,
    steps: clients(6).flatMap(mac => [discover({mac, giaddr: '127.0.2.1'}), select({mac, giaddr: '127.0.2.1'})]),
  },
  {
    name: 'network: ids against the order of the file',
    config: reversed,
    steps: clients(6).flatMap(mac => [discover({mac}), select({mac})]),
  },
  {
    name: 'network of three, from the middle',
    config: three,
    steps: clients(7).flatMap(mac => [discover({mac, giaddr: '127.0.2.1'}), select({mac, giaddr: '127.0.2.1'})]),
  },
  {
    name: 'network: sticks to the subnet used last',
    config: pair,
    steps: [
      discover({mac: '02000000aa01', giaddr: '127.0.2.1'}),
      select({mac: '02000000aa01', giaddr: '127.0.2.1'}),
      discover(),
      select(),
    ],
  },
  {
    name: 'network: sticks after a switch',
    config: three,
    steps: clients(3).flatMap((mac, n) => [
      discover({mac, giaddr: `127.0.${3 - n}.1`}),
      select({mac, giaddr: `127.0.${3 - n}.1`}),
    ]),
  },
  {
    name: 'network: discovers alone',
    config: three,
    steps: clients(5).map((mac, n) => discover({mac, giaddr: `127.0.${(n % 3) + 1}.1`})),
  },
  {
    name: 'network: renewals do not move it',
    config: three,
    leases: [{address: '127.0.3.10', mac: MAC, subnetId: 3}],
    steps: [renew('127.0.3.10', {giaddr: '127.0.3.1'}), discover({mac: OTHER})],
  },
  {
    name: 'network: an offer of the own lease does not move it',
    config: three,
    leases: [{address: '127.0.3.10', mac: MAC, subnetId: 3}],
    steps: [discover({giaddr: '127.0.3.1'}), discover({mac: OTHER})],
  },
  {
    name: 'network: requested addresses do not move it',
    config: three,
    steps: [discover({ask: '127.0.3.10'}), select(), discover({mac: OTHER})],
  },
  {
    name: 'network: requested address of another subnet',
    config: pair,
    steps: [discover({ask: '127.0.2.11'}), select()],
  },
  {
    name: 'network: lease in another subnet',
    config: pair,
    leases: [{address: '127.0.2.11', mac: MAC, subnetId: 2}],
    steps: [discover(), select(), renew('127.0.2.11')],
  },
  {
    name: 'network: init-reboot in another subnet',
    config: pair,
    leases: [{address: '127.0.2.11', mac: MAC, subnetId: 2}],
    steps: [reboot('127.0.2.11'), reboot('127.0.2.10')],
  },
  {
    name: 'network: leases in both subnets',
    config: pair,
    leases: [
      {address: '127.0.2.11', mac: MAC, subnetId: 2},
      {address: '127.0.1.11', mac: MAC},
    ],
    steps: [discover(), discover({giaddr: '127.0.2.1'}), renew('127.0.2.11'), renew('127.0.1.11')],
  },
  {
    name: 'network: client-id in one subnet, hardware in the other',
    config: pair,
    leases: [
      {address: '127.0.2.11', mac: OTHER, clientId: A, subnetId: 2},
      {address: '127.0.1.11', mac: MAC},
    ],
    steps: [discover({clientId: A}), select({clientId: A})],
  },
  {
    name: 'network: new address in another subnet',
    config: pair,
    leases: [{address: '127.0.1.11', mac: MAC}],
    steps: [select({ask: '127.0.2.10'})],
  },
  {
    name: 'network: out of pool in another subnet',
    config: pair,
    steps: [select({ask: '127.0.2.99'}), renew('127.0.2.99')],
  },
  {
    name: 'network: full',
    config: pair,
    leases: [
      ['1', '10'],
      ['1', '11'],
      ['2', '10'],
      ['2', '11'],
    ].map(([third, last], n) => ({address: `127.0.${third}.${last}`, mac: `02000000060${n}`, subnetId: Number(third)})),
    steps: [discover(), {type: 3}],
  },
  {
    name: 'network: first subnet full',
    config: pair,
    leases: [
      {address: '127.0.1.10', mac: '020000000701'},
      {address: '127.0.1.11', mac: '020000000702'},
    ],
    steps: [discover(), select(), discover({mac: OTHER}), select({mac: OTHER})],
  },
  {
    name: 'network: first subnet without a pool',
    config: net([sub(1, 1, {pools: []}), sub(2, 2)]),
    steps: [discover(), select()],
  },
  {
    name: 'network: lifetime and options of the subnet that gives',
    config: net([
      sub(1, 1, {'valid-lifetime': 100, pools: []}),
      sub(2, 2, {
        'valid-lifetime': 200,
        'renew-timer': 50,
        'option-data': [{name: 'routers', data: '127.0.2.1'}],
        'next-server': '10.2.2.2',
      }),
    ]),
    steps: [discover(), select(), inform('127.0.0.1')],
  },
  {
    name: 'network: subnet mask of the subnet that gives',
    config: net([sub(1, 1, {pools: []}), {id: 2, subnet: '127.2.0.0/16', pools: [{pool: '127.2.0.10 - 127.2.0.11'}]}]),
    steps: [discover(), select()],
  },
  {
    name: 'network: match-client-id differs, first false',
    config: net([sub(1, 1, {'match-client-id': false}), sub(2, 2)]),
    leases: [{address: '127.0.2.11', mac: OTHER, clientId: A, subnetId: 2}],
    steps: [discover({clientId: A}), select({clientId: A})],
  },
  {
    name: 'network: match-client-id differs, second false',
    config: net([sub(1, 1), sub(2, 2, {'match-client-id': false})]),
    leases: [{address: '127.0.2.11', mac: OTHER, clientId: A, subnetId: 2}],
    steps: [discover({clientId: A}), select({clientId: A})],
  },
  {
    name: 'network: match-client-id differs, hardware in second',
    config: net([sub(1, 1), sub(2, 2, {'match-client-id': false})]),
    leases: [{address: '127.0.2.11', mac: MAC, clientId: '01ffff', subnetId: 2}],
    steps: [discover({clientId: A}), select({clientId: A})],
  },
  {
    name: 'network: authoritative',
    config: net([sub(1, 1, {authoritative: true}), sub(2, 2, {authoritative: true})], {authoritative: true}),
    steps: [reboot('127.0.2.11'), renew('127.0.2.99')],
  },
  {
    name: 'network: link-selection to the other subnet',
    config: pair,
    steps: [discover({options: relayInfo({5: addressHex('127.0.2.1')})})],
  },
  {
    name: 'network: release and decline in another subnet',
    config: pair,
    leases: [
      {address: '127.0.2.11', mac: MAC, subnetId: 2},
      {address: '127.0.2.10', mac: OTHER, subnetId: 2},
    ],
    steps: [release('127.0.2.11'), decline('127.0.2.10', {mac: OTHER})],
  },
  {
    name: 'network: inherited values',
    config: net([sub(1, 1)], {
      'valid-lifetime': 777,
      'renew-timer': 111,
      'rebind-timer': 222,
      'next-server': '10.4.4.4',
      'boot-file-name': 'net.0',
      'match-client-id': false,
    }),
    steps: [discover({clientId: A}), select({clientId: A})],
  },
  {
    name: 'two networks',
    config: {
      'shared-networks': [
        {name: 'a', subnet4: [sub(1, 1)]},
        {name: 'b', subnet4: [sub(2, 2)]},
      ],
      subnet4: [sub(3, 3)],
    },
    leases: [{address: '127.0.2.11', mac: MAC, subnetId: 2}],
    steps: [
      discover(),
      discover({giaddr: '127.0.2.1'}),
      discover({giaddr: '127.0.3.1'}),
      reboot('127.0.2.11'),
      select({ask: '127.0.2.11'}),
    ],
  },
  {
    name: 'lease with the subnet id of another subnet',
    config: {subnet4: [sub(1, 1), sub(2, 2)]},
    leases: [{address: '127.0.1.10', mac: MAC, subnetId: 2}],
    steps: [discover(), renew('127.0.1.10')],
  },
  {
    name: 'no subnets at all',
    config: {subnet4: []},
    steps: [discover(), select({ask: '127.0.1.10'}), inform('127.0.0.1'), reboot('127.0.1.10')],
  },
  {
    name: 'no subnets, authoritative',
    config: {subnet4: [], authoritative: true},
    steps: [reboot('127.0.1.10'), renew('127.0.1.10')],
  },
]
