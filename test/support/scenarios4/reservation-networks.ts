import {because, FOREIGN_RESERVED, NAME_ELSEWHERE} from './differences.ts'
import {addressHex, discover, hostName, reboot, renew, select} from './queries.ts'
import {MAC, OTHER, type Scenario4, SERVER} from './scenario.ts'

const IN_POOL = '127.0.1.12'
const OUTSIDE = '127.0.1.99'
const FAR = '127.0.2.12'
const host = (address: string, more: object = {}) => ({'hw-address': MAC, 'ip-address': address, ...more})
const sub = (id: number, more: object = {}) => ({
  id,
  subnet: `127.0.${id}.0/24`,
  pools: [{pool: `127.0.${id}.10 - 127.0.${id}.14`}],
  ...more,
})
const net = (subnets: readonly object[], more: object = {}) => ({
  'shared-networks': [{name: 'net', ...more, subnet4: subnets}],
  subnet4: [],
})
const third = '020000000003'

/** Reservations in shared networks: the client, or the address, may be known to another subnet than the selected one. */
export const reservationNetworkScenarios4: readonly Scenario4[] = [
  {
    name: 'a global reservation of no subnet at all',
    config: {'reservations-global': true, reservations: [host('10.0.0.1')], ...net([sub(1), sub(2)])},
    steps: [discover(), select(), renew('10.0.0.1'), renew('10.0.0.1', {giaddr: '127.0.2.1'}), reboot('10.0.0.1')],
  },
  {
    name: 'network: the reservation is in another subnet',
    config: net([sub(1), sub(2, {reservations: [host(FAR, {hostname: 'far'})]})]),
    steps: [discover({prl: [12]}), select({prl: [12]}), renew(FAR, {prl: [12]}), discover({mac: OTHER})],
  },
  {
    name: 'network: it is in another subnet, and the client has a lease here',
    config: net([sub(1), sub(2, {reservations: [host(FAR)]})]),
    leases: [{address: '127.0.1.10', mac: MAC}],
    steps: [renew('127.0.1.10'), discover(), select()],
  },
  {
    name: 'network: a reservation in each subnet',
    config: net([sub(1, {reservations: [host(IN_POOL)]}), sub(2, {reservations: [host(FAR)]})]),
    steps: [discover(), select(), renew(FAR), discover({giaddr: '127.0.2.1'}), select({giaddr: '127.0.2.1'})],
  },
  {
    name: 'network: a reservation in each subnet, and a lease in the second',
    config: net([sub(1, {reservations: [host(IN_POOL)]}), sub(2, {reservations: [host(FAR)]})]),
    leases: [{address: '127.0.2.11', mac: MAC, subnetId: 2}],
    steps: [discover(), renew('127.0.2.11'), select()],
  },
  {
    name: 'network: one without an address there, with a lease there, and one with an address here',
    config: net([
      sub(1, {reservations: [host(IN_POOL)]}),
      sub(2, {reservations: [{'hw-address': MAC, hostname: 'two'}]}),
    ]),
    leases: [{address: '127.0.2.11', mac: MAC, subnetId: 2}],
    steps: [discover({prl: [12]}), renew('127.0.2.11'), select({prl: [12]})],
  },
  {
    name: 'network: a global one and one of the second subnet',
    config: {
      'reservations-global': true,
      reservations: [host(IN_POOL)],
      ...net([sub(1), sub(2, {reservations: [host(FAR)]})]),
    },
    steps: [discover(), select(), discover({giaddr: '127.0.2.1'})],
  },
  {
    name: 'network: asking for an address of the other subnet that is taken',
    config: net([sub(1), sub(2)]),
    leases: [{address: FAR, mac: OTHER, subnetId: 2}],
    steps: [discover({options: {50: addressHex(FAR)}}), discover({options: {50: addressHex('127.0.2.99')}})],
  },
  {
    name: 'network: one without an address here, one with an address there',
    config: net([
      sub(1, {reservations: [{'hw-address': MAC, hostname: 'here'}]}),
      sub(2, {reservations: [host(FAR, {hostname: 'there'})]}),
    ]),
    steps: [discover({prl: [12]}), select({prl: [12]})],
  },
  {
    name: 'network: an address reserved in another subnet for another',
    config: net([sub(1), sub(2, {reservations: [host(FAR)]})]),
    steps: [
      discover({mac: OTHER, options: {50: addressHex(FAR)}}),
      {type: 3, ask: FAR, server: SERVER, mac: OTHER},
      renew(FAR, {mac: OTHER}),
    ],
    differences: because(FOREIGN_RESERVED, [
      '1.answer',
      `lease ${FAR}`,
      'statistic cumulative-assigned-addresses',
      'statistic pkt4-ack-sent',
      'statistic pkt4-nak-sent',
      'statistic subnet[2].assigned-addresses',
      'statistic subnet[2].cumulative-assigned-addresses',
    ]),
  },
  {
    name: 'network: the reserved address of another subnet is taken',
    config: net([sub(1), sub(2, {reservations: [host(FAR)]})]),
    leases: [{address: FAR, mac: OTHER, subnetId: 2}],
    steps: [discover(), select(), renew(FAR, {mac: OTHER})],
  },
  {
    name: 'network: the lease that the client had is reserved for another now',
    config: net([sub(1), sub(2, {reservations: [{'hw-address': OTHER, 'ip-address': FAR}]})]),
    leases: [{address: FAR, mac: MAC, subnetId: 2}],
    steps: [renew(FAR), discover(), select(), discover({mac: third})],
  },
  {
    name: 'network: a name here, and a lease there',
    config: net([sub(1, {reservations: [{'hw-address': MAC, hostname: 'here'}]}), sub(2)]),
    leases: [{address: FAR, mac: MAC, subnetId: 2}],
    steps: [renew(FAR, {prl: [12]})],
    differences: {[`lease ${FAR} hostname`]: NAME_ELSEWHERE},
  },
  {
    name: 'network: only names in another subnet',
    config: net([sub(1), sub(2, {reservations: [{'hw-address': MAC, hostname: 'there'}]})]),
    steps: [discover({prl: [12]}), select({prl: [12]})],
  },
  {
    name: 'network: out of pool in one of the subnets',
    config: net([
      sub(1, {'reservations-out-of-pool': true, reservations: [host(OUTSIDE)]}),
      sub(2, {reservations: [host(FAR)]}),
    ]),
    steps: [discover(), select(), discover({giaddr: '127.0.2.1'})],
  },
  {
    name: 'network: global in one of the subnets',
    config: {
      reservations: [{'hw-address': MAC, hostname: 'global'}],
      ...net([sub(1), sub(2, {'reservations-global': true})]),
    },
    steps: [discover({prl: [12]}), discover({prl: [12], giaddr: '127.0.2.1'})],
  },
  {
    name: 'network: global for all',
    config: {
      'reservations-global': true,
      reservations: [host(FAR, {hostname: 'global'})],
      ...net([sub(1), sub(2)]),
    },
    steps: [discover({prl: [12]}), select({prl: [12]}), discover({mac: OTHER, options: {50: addressHex(FAR)}})],
  },
  {
    name: 'network: the subnet with the reservation is for a class of others',
    config: {
      'client-classes': [{name: 'vip', test: "option[12].text == 'vip'"}],
      ...net([sub(1), sub(2, {'client-class': 'vip', reservations: [host(FAR)]})]),
    },
    steps: [discover(), select(), discover({options: hostName('vip')}), select({options: hostName('vip')})],
  },
  {
    name: 'network: the class of a reservation opens its other subnet',
    config: {
      'client-classes': [{name: 'vip'}],
      ...net([
        sub(1, {reservations: [{'hw-address': MAC, 'client-classes': ['vip']}], pools: []}),
        sub(2, {'client-class': 'vip'}),
      ]),
    },
    steps: [discover(), select(), discover({mac: OTHER})],
  },
]
