import {NAME_ELSEWHERE} from './differences.ts'
import {discover, renew, select} from './queries.ts'
import {MAC, OTHER, type Query4, type Scenario4} from './scenario.ts'

const prl = {prl: [12, 16, 17]}
const NOT_HERE = {'reservations-in-subnet': false}
const GLOBAL = {'reservations-global': true}
const mine = {'hw-address': MAC, hostname: 'mine', 'client-classes': ['member']}
const full = [{address: '127.0.1.10', mac: OTHER, subnetId: 1}]
const steps = [discover(prl), select(prl)]

/** Subnet 1 has one address, subnet 2 five; the answers say whether the client was known, its name and its class. */
function mixed(
  name: string,
  first: object,
  second: object,
  more: Partial<Scenario4> & {global?: object} = {},
): Scenario4 {
  const {global, ...rest} = more
  const networks = [
    {
      name: 'net',
      subnet4: [
        {id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.10'}], ...first},
        {id: 2, subnet: '127.0.2.0/24', pools: [{pool: '127.0.2.10 - 127.0.2.14'}], ...second},
      ],
    },
  ]
  const classes = [
    {name: 'member', 'option-data': [{name: 'swap-server', data: '1.1.1.1'}]},
    {name: 'known', test: "member('KNOWN')", 'option-data': [{name: 'root-path', data: '/known'}]},
  ]
  const reservations = global === undefined ? {} : {reservations: [global]}
  const config = {'client-classes': classes, ...reservations, 'shared-networks': networks, subnet4: []}
  return {name: `mixed modes: ${name}`, steps, config, ...rest}
}

const from2 = (query: Query4): Query4 => ({...query, giaddr: '127.0.2.1'})
const address = (text: string) => ({...mine, 'ip-address': text})

/** Subnets of one network that look for reservations in different places: the selected one decides for all. */
export const reservationMixedModeScenarios4: readonly Scenario4[] = [
  mixed('global in the other only', {}, GLOBAL, {
    global: address('127.0.1.200'),
    steps: [...steps, renew('127.0.1.10', prl)],
  }),
  mixed('global in the other only, which is selected', {}, GLOBAL, {
    global: address('127.0.1.200'),
    steps: [...steps, renew('127.0.1.10', prl)].map(from2),
    differences: {'lease 127.0.1.10 hostname': NAME_ELSEWHERE},
  }),
  mixed('global in the other only, which serves', {}, GLOBAL, {global: mine, leases: full}),
  mixed('global in the selected one only, the other serves', GLOBAL, NOT_HERE, {
    global: mine,
    leases: full,
    differences: {'lease 127.0.2.10 hostname': NAME_ELSEWHERE},
  }),
  mixed(
    'global for nobody but the other, which has its own',
    NOT_HERE,
    {...GLOBAL, reservations: [address('127.0.2.100')]},
    {
      global: {'hw-address': MAC, 'ip-address': '127.0.1.99'},
    },
  ),
  mixed('the selected one does not look, the other has an address', NOT_HERE, {reservations: [address('127.0.2.100')]}),
  mixed(
    'the selected one does not look, the other has a name and serves',
    NOT_HERE,
    {reservations: [mine]},
    {leases: full},
  ),
  mixed(
    'the selected one looks for global ones only',
    {...NOT_HERE, ...GLOBAL},
    {reservations: [address('127.0.2.100')]},
    {
      global: mine,
    },
  ),
  mixed('the selected one looks, the other not', {}, {...NOT_HERE, reservations: [address('127.0.2.12')]}),
  mixed(
    'the selected one looks for global ones only, which the client has none of',
    {...NOT_HERE, ...GLOBAL},
    {reservations: [address('127.0.2.100')]},
  ),
  mixed(
    'an address of the other is reserved for another',
    NOT_HERE,
    {
      reservations: [{'hw-address': '020000000009', 'ip-address': '127.0.2.10'}],
    },
    {leases: full},
  ),
]
