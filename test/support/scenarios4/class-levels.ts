import {discover, inform, reboot, renew, select} from './queries.ts'
import {OTHER, type Query4, type Scenario4, subnet} from './scenario.ts'

const ALL = "member('ALL')"
const prl = {prl: [3, 6, 15, 42, 66, 67]}
const vendor = {options: {60: '61'}}
const asks = (more: Partial<Query4> = {}) => discover({...prl, ...more})
const dns = (data: string) => [{name: 'domain-name-servers', data}]
/** Class v has those who send option 60. */
const v = {name: 'v', test: 'option[60].exists'}
const pools = (third: number, more: object = {}) => [{pool: `127.0.${third}.10 - 127.0.${third}.11`, ...more}]
const sub = (id: number, third: number, more: object = {}) => ({
  id,
  subnet: `127.0.${third}.0/24`,
  pools: pools(third),
  ...more,
})
const behind = (id: number, third: number, more: object = {}) => ({
  id,
  subnet: '127.0.0.0/16',
  pools: pools(third),
  ...more,
})
const net = (members: readonly object[], more: object = {}) => ({
  'shared-networks': [{name: 'net', ...more, subnet4: members}],
  subnet4: [],
})

/** Guards of subnets, networks and pools. */
const guards: readonly Scenario4[] = [
  {
    name: 'a subnet for members of a class',
    config: {'client-classes': [v], subnet4: [sub(1, 1, {'client-class': 'v'}), behind(2, 2)]},
    steps: [asks(), asks({mac: OTHER, ...vendor}), select({mac: OTHER, ...vendor}), renew('127.0.1.10', {mac: OTHER})],
  },
  {
    name: 'a subnet for a class that nobody is in',
    config: subnet({'client-class': 'nobody'}),
    steps: [asks(), select({ask: '127.0.1.10'}), inform('127.0.0.1')],
  },
  {
    name: 'a subnet cannot wait for the reservation',
    config: {'client-classes': [{name: 'u', test: "member('UNKNOWN')"}], ...subnet({'client-class': 'u'})},
    steps: [asks()],
  },
  {
    name: 'a network for members of a class',
    config: {
      'client-classes': [v],
      'shared-networks': [{name: 'net', 'client-class': 'v', subnet4: [sub(1, 1)]}],
      subnet4: [behind(2, 2)],
    },
    steps: [asks(), asks({mac: OTHER, ...vendor})],
  },
  {
    name: 'subnets of a network for members of classes',
    config: {
      'client-classes': [v, {name: 'n', test: "not member('v')"}],
      ...net([sub(1, 1, {'client-class': 'v'}), sub(2, 2, {'client-class': 'n'}), sub(3, 3)]),
    },
    steps: [
      asks(),
      asks(vendor),
      asks({mac: OTHER, giaddr: '127.0.3.1'}),
      select({mac: OTHER, giaddr: '127.0.3.1'}),
      asks({mac: '020000000003', giaddr: '127.0.3.1', ask: '127.0.1.11'}),
      asks({mac: '020000000003', giaddr: '127.0.3.1', ask: '127.0.2.11'}),
    ],
  },
  {
    name: 'the relay of a network, whose first subnet is for others',
    config: {
      'client-classes': [v],
      ...net([sub(1, 1, {'client-class': 'v'}), sub(2, 2), sub(3, 3)], {relay: {'ip-addresses': ['127.0.9.1']}}),
    },
    steps: [asks({giaddr: '127.0.9.1'}), asks({giaddr: '127.0.9.1', mac: OTHER, ...vendor})],
  },
  {
    name: 'subnet and network both for members of classes',
    config: {
      'client-classes': [v, {name: 'w', test: 'option[77].exists'}],
      'shared-networks': [{name: 'net', 'client-class': 'v', subnet4: [sub(1, 1, {'client-class': 'w'})]}],
      subnet4: [behind(2, 2)],
    },
    steps: [asks(vendor), asks({mac: OTHER, options: {60: '61', 77: '61'}}), asks({options: {77: '61'}})],
  },
  {
    name: 'subnets for classes named by option 118, by ciaddr and by an INFORM',
    config: {'client-classes': [v], subnet4: [sub(1, 1), sub(2, 2, {'client-class': 'v'}), behind(3, 3)]},
    steps: [
      asks({options: {118: '7f000201'}}),
      asks({mac: OTHER, options: {118: '7f000201', 60: '61'}}),
      inform('127.0.0.1', {...prl, options: {118: '7f000201', 60: '61'}}),
      inform('127.0.0.1', {...prl, options: {118: '7f000201'}}),
    ],
  },
  {
    name: 'a lease in a subnet of the network that is for others by now',
    config: {'client-classes': [v], ...net([sub(1, 1), sub(2, 2, {'client-class': 'v'})])},
    leases: [{address: '127.0.2.11', mac: '020000000001', subnetId: 2}],
    steps: [reboot('127.0.2.11'), renew('127.0.2.11'), asks(), select()],
  },
  {
    name: 'a lease in a pool that is for others by now',
    config: {
      'client-classes': [v],
      ...subnet({
        pools: [{pool: '127.0.1.10 - 127.0.1.11', 'client-class': 'v'}, {pool: '127.0.1.20 - 127.0.1.21'}],
      }),
    },
    leases: [{address: '127.0.1.10', mac: '020000000001'}],
    steps: [reboot('127.0.1.10'), renew('127.0.1.10'), asks({ask: '127.0.1.10'}), select()],
  },
  {
    name: 'an expired lease of another in a pool for others',
    config: {
      'client-classes': [v],
      ...subnet({
        pools: [{pool: '127.0.1.10 - 127.0.1.10', 'client-class': 'v'}, {pool: '127.0.1.20 - 127.0.1.20'}],
      }),
    },
    leases: [
      {address: '127.0.1.10', mac: OTHER, age: 9000},
      {address: '127.0.1.20', mac: '020000000003'},
    ],
    steps: [asks(), asks(vendor)],
  },
  {
    name: 'a full subnet of a network, the next is for others',
    config: {'client-classes': [v], ...net([sub(1, 1), sub(2, 2, {'client-class': 'v'}), sub(3, 3)])},
    leases: [
      {address: '127.0.1.10', mac: '020000000701'},
      {address: '127.0.1.11', mac: '020000000702'},
    ],
    steps: [asks(), asks({mac: OTHER, ...vendor})],
  },
  {
    name: 'pools for members of classes',
    config: {
      'client-classes': [v],
      ...subnet({
        pools: [
          {pool: '127.0.1.10 - 127.0.1.11', 'client-class': 'v'},
          {pool: '127.0.1.20 - 127.0.1.21'},
          {pool: '127.0.1.30 - 127.0.1.31', 'client-class': 'nobody'},
        ],
      }),
    },
    steps: [
      asks(),
      asks({mac: OTHER, ...vendor}),
      select({mac: OTHER, ...vendor}),
      renew('127.0.1.10', {mac: OTHER}),
      asks({mac: OTHER}),
      reboot('127.0.1.10', {mac: OTHER}),
      asks({ask: '127.0.1.31'}),
      select({ask: '127.0.1.31'}),
    ],
  },
  {
    name: 'no pool that the client may have',
    config: subnet({pools: pools(1, {'client-class': 'nobody'})}),
    steps: [asks(), select({ask: '127.0.1.10'}), reboot('127.0.1.10'), renew('127.0.1.10')],
  },
  {
    name: 'pools for known and for unknown clients',
    config: subnet({
      pools: [
        {pool: '127.0.1.10 - 127.0.1.11', 'client-class': 'UNKNOWN'},
        {pool: '127.0.1.20 - 127.0.1.21', 'client-class': 'KNOWN'},
      ],
      reservations: [{'hw-address': '02:00:00:00:00:01', 'client-classes': ['x']}],
    }),
    steps: [asks(), select(), asks({mac: OTHER}), select({mac: OTHER})],
  },
  {
    name: 'a pool for a class of reservations',
    config: subnet({
      pools: [{pool: '127.0.1.10 - 127.0.1.11', 'client-class': 'x'}, {pool: '127.0.1.20 - 127.0.1.21'}],
      reservations: [{'hw-address': '02:00:00:00:00:01', 'client-classes': ['x']}],
    }),
    steps: [asks(), asks({mac: OTHER})],
  },
  {
    name: 'a reserved address in a pool for others',
    config: subnet({
      pools: [{pool: '127.0.1.10 - 127.0.1.11', 'client-class': 'nobody'}, {pool: '127.0.1.20 - 127.0.1.21'}],
      reservations: [{'hw-address': '02:00:00:00:00:01', 'ip-address': '127.0.1.11'}],
    }),
    steps: [asks(), select(), renew('127.0.1.11')],
  },
]

const required = (name: string, more: object = {}) => ({name, test: ALL, 'only-if-required': true, ...more})

/** Classes that are evaluated where a level asks for them. */
const additional: readonly Scenario4[] = [
  {
    name: 'lists of network, subnet and pool in turn',
    config: {
      'client-classes': ['n', 's', 'p', 'extra'].map((name, at) =>
        required(name, {'option-data': dns(`10.0.0.${at}`), 'boot-file-name': name, 'valid-lifetime': 100 + at}),
      ),
      ...net(
        [sub(1, 1, {'require-client-classes': ['extra', 's'], pools: pools(1, {'require-client-classes': ['p']})})],
        {
          'require-client-classes': ['n', 'undefined'],
        },
      ),
    },
    steps: [asks(), select(prl), inform('127.0.0.1', prl)],
  },
  {
    name: 'the list of a pool alone',
    config: {
      'client-classes': [required('p', {'option-data': dns('10.0.0.1')})],
      ...subnet({
        pools: [...pools(1, {'require-client-classes': ['p']}), {pool: '127.0.1.20 - 127.0.1.21'}],
      }),
    },
    steps: [asks({ask: '127.0.1.10'}), asks({ask: '127.0.1.20'}), inform('127.0.1.10', prl)],
  },
  {
    name: 'not evaluated where nobody asks',
    config: {
      'client-classes': [
        required('a', {'boot-file-name': 'a'}),
        {name: 'b', test: "member('a')", 'boot-file-name': 'b'},
      ],
    },
    steps: [asks()],
  },
  {
    name: 'a class without a test cannot be asked for',
    config: {
      'client-classes': [{name: 'a', 'boot-file-name': 'a'}],
      ...subnet({'require-client-classes': ['a']}),
    },
    steps: [asks()],
  },
  {
    name: 'an ordinary class stays where it was',
    config: {
      'client-classes': [{name: 'a', test: ALL, 'boot-file-name': 'a'}, required('b', {'boot-file-name': 'b'})],
      ...subnet({'require-client-classes': ['b', 'a', 'b']}),
    },
    steps: [asks()],
  },
  {
    name: 'one that asks for another, before it',
    config: {
      'client-classes': [required('a'), {...required('b'), test: "member('a')", 'boot-file-name': 'b'}],
      ...subnet({'require-client-classes': ['b', 'a']}),
    },
    steps: [asks()],
  },
  {
    name: 'one that asks for another, behind it',
    config: {
      'client-classes': [required('a'), {...required('b'), test: "member('a')", 'boot-file-name': 'b'}],
      ...subnet({'require-client-classes': ['a', 'b']}),
    },
    steps: [asks()],
  },
  {
    name: 'one that asks whether the client is known',
    config: {
      'client-classes': [{...required('u'), test: "member('UNKNOWN')", 'boot-file-name': 'u'}],
      ...subnet({'require-client-classes': ['u']}),
    },
    steps: [asks()],
  },
]

export const classLevelScenarios4: readonly Scenario4[] = [...guards, ...additional]
