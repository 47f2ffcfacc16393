import {because, HALF_RESERVED} from './differences.ts'
import {addressHex, discover, inform, reboot, relayInfo, renew, select} from './queries.ts'
import {MAC, OTHER, type Scenario4, SERVER, subnet} from './scenario.ts'

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
const both = [discover(), select(), discover({mac: OTHER, options: {50: addressHex(IN_POOL)}}), select({mac: OTHER})]
const third = '020000000003'

/** Where reservations are looked for, and in which order (facts: server.md §5.5). */
export const reservationPlaceScenarios4: readonly Scenario4[] = [
  {
    name: 'global reservations are off unless asked for',
    config: {reservations: [host(IN_POOL, {hostname: 'global'})]},
    steps: [discover({prl: [12]}), select({prl: [12]})],
  },
  {
    name: 'a global reservation with an address',
    config: {'reservations-global': true, reservations: [host(IN_POOL)]},
    steps: both,
  },
  {
    name: 'a global reservation of another subnet',
    config: {'reservations-global': true, reservations: [host(FAR)]},
    steps: [discover(), select(), {type: 3, ask: FAR, server: SERVER}],
  },
  {
    name: 'a global reservation outside of the pools',
    config: {'reservations-global': true, 'reservations-in-subnet': false, reservations: [host(OUTSIDE)]},
    steps: [discover(), select(), renew(OUTSIDE)],
  },
  ...[true, false].map(inSubnet => ({
    name: `a globally reserved address is not kept from others, in-subnet ${inSubnet}`,
    config: {'reservations-global': true, 'reservations-in-subnet': inSubnet, reservations: [host(IN_POOL)]},
    steps: [
      discover({mac: OTHER, options: {50: addressHex(IN_POOL)}}),
      select({mac: OTHER}),
      discover(),
      select(),
      renew(IN_POOL, {mac: OTHER}),
    ],
  })),
  {
    name: 'all of the pool is reserved globally',
    config: {
      'reservations-global': true,
      reservations: [host('127.0.1.10')],
      ...subnet({pools: [{pool: '127.0.1.10 - 127.0.1.10'}]}),
    },
    steps: [discover({mac: OTHER}), select({mac: OTHER}), discover(), renew('127.0.1.10', {mac: OTHER})],
  },
  {
    name: 'both: one with an address in each',
    config: {
      'reservations-global': true,
      reservations: [host(IN_POOL, {hostname: 'global'})],
      ...subnet({reservations: [host('127.0.1.13', {hostname: 'subnet'})]}),
    },
    steps: [discover({prl: [12]}), select({prl: [12]}), {type: 3, ask: IN_POOL, server: SERVER, prl: [12]}],
  },
  {
    name: 'both: the one of the subnet has no address',
    config: {
      'reservations-global': true,
      reservations: [host(IN_POOL, {hostname: 'global'})],
      ...subnet({reservations: [{'hw-address': MAC, hostname: 'subnet'}]}),
    },
    steps: [discover({prl: [12]}), select({prl: [12]}), {type: 3, ask: '127.0.1.13', server: SERVER}],
    differences: because(HALF_RESERVED, [
      '0.answer',
      '2.answer',
      'lease 127.0.1.10',
      'lease 127.0.1.13',
      'statistic cumulative-assigned-addresses',
      'statistic pkt4-ack-sent',
      'statistic pkt4-nak-sent',
      'statistic pkt4-offer-sent',
      'statistic pkt4-sent',
      'statistic subnet[1].cumulative-assigned-addresses',
    ]),
  },
  {
    name: 'global only: reservations of the subnet do not count',
    config: {
      'reservations-global': true,
      'reservations-in-subnet': false,
      ...subnet({reservations: [host(IN_POOL)]}),
      reservations: [{'hw-address': MAC, hostname: 'global'}],
    },
    steps: [discover({prl: [12]}), select({prl: [12]}), discover({mac: OTHER, options: {50: addressHex(IN_POOL)}})],
  },
  {
    name: 'both: the one of the subnet wins, nothing is mixed',
    config: {
      'reservations-global': true,
      ...subnet({reservations: [host(IN_POOL)]}),
      reservations: [{'hw-address': MAC, hostname: 'global', 'boot-file-name': 'global.img'}],
    },
    steps: [discover({prl: [12]}), select({prl: [12]})],
  },
  {
    name: 'both: another identifier at the global level',
    config: {
      'reservations-global': true,
      ...subnet({reservations: [{'client-id': '01aa', 'ip-address': IN_POOL}]}),
      reservations: [{'hw-address': MAC, hostname: 'global', 'ip-address': '127.0.1.11'}],
    },
    steps: [discover({prl: [12], clientId: '01aa'}), select({prl: [12], clientId: '01aa'}), discover({prl: [12]})],
  },
  {
    name: 'neither: reservations are off',
    config: {'reservations-in-subnet': false, ...subnet({reservations: [host(IN_POOL, {hostname: 'x'})]})},
    steps: [discover({prl: [12]}), discover({mac: OTHER, options: {50: addressHex(IN_POOL)}}), select({mac: OTHER})],
  },
  {
    name: 'reservation-mode disabled',
    config: subnet({'reservation-mode': 'disabled', reservations: [host(IN_POOL, {hostname: 'x'})]}),
    steps: both,
  },
  {
    name: 'reservation-mode global',
    config: {...subnet({'reservation-mode': 'global'}), reservations: [host(OUTSIDE, {hostname: 'x'})]},
    steps: both,
  },
  {
    name: 'reservation-mode out-of-pool',
    config: subnet({'reservation-mode': 'out-of-pool', reservations: [host(OUTSIDE, {hostname: 'x'})]}),
    steps: [discover({prl: [12]}), select({prl: [12]}), discover({mac: OTHER, options: {50: addressHex(OUTSIDE)}})],
  },
  {
    name: 'out of pool: a reservation in a pool',
    config: subnet({'reservations-out-of-pool': true, reservations: [host(IN_POOL, {hostname: 'x'})]}),
    steps: [...both, {type: 3, ask: IN_POOL, server: SERVER}, renew(IN_POOL, {mac: OTHER}), renew(IN_POOL)],
  },
  {
    name: 'out of pool: the reserved address is taken',
    config: subnet({'reservations-out-of-pool': true, reservations: [host(OUTSIDE)]}),
    leases: [{address: OUTSIDE, mac: OTHER}],
    steps: [discover(), select(), renew(OUTSIDE, {mac: OTHER})],
  },
  {
    name: 'out of pool: a client with a lease in the pool moves out',
    config: subnet({'reservations-out-of-pool': true, reservations: [host(OUTSIDE)]}),
    leases: [{address: '127.0.1.10', mac: MAC}],
    steps: [renew('127.0.1.10'), discover(), select()],
  },
  {
    name: 'out of pool: a client asks for a reserved address of a pool and for one outside',
    config: subnet({
      'reservations-out-of-pool': true,
      reservations: [host(IN_POOL), {'hw-address': OTHER, 'ip-address': OUTSIDE}],
    }),
    steps: [
      discover({mac: third, options: {50: addressHex(IN_POOL)}}),
      {type: 3, ask: IN_POOL, server: SERVER, mac: third},
      {type: 3, ask: OUTSIDE, server: SERVER, mac: third},
    ],
  },
  {
    name: 'out of pool and global together',
    config: {
      'reservations-out-of-pool': true,
      'reservations-global': true,
      reservations: [host(IN_POOL)],
      ...subnet({reservations: [{'hw-address': OTHER, 'ip-address': OUTSIDE}]}),
    },
    steps: both,
  },
  {
    name: 'early: a class of a global reservation selects the subnet',
    config: {
      'early-global-reservations-lookup': true,
      'client-classes': [{name: 'vip'}],
      reservations: [{'hw-address': MAC, 'client-classes': ['vip'], hostname: 'early'}],
      subnet4: [
        sub(1, {'client-class': 'vip', 'reservations-global': true, relay: {'ip-addresses': ['127.0.1.1']}}),
        sub(2, {relay: {'ip-addresses': ['127.0.1.1']}}),
      ],
    },
    steps: [discover({prl: [12]}), select({prl: [12]}), discover({mac: OTHER}), inform('127.0.1.50', {prl: [12]})],
  },
  {
    name: 'early: without reservations-global only the class counts',
    config: {
      'early-global-reservations-lookup': true,
      'client-classes': [{name: 'vip', 'boot-file-name': 'vip.img'}],
      reservations: [host(IN_POOL, {'client-classes': ['vip'], hostname: 'early'})],
    },
    steps: [discover({prl: [12]}), select({prl: [12]})],
  },
  {
    name: 'early: DROP by a global reservation',
    config: {
      'early-global-reservations-lookup': true,
      reservations: [{'hw-address': MAC, 'client-classes': ['DROP']}],
    },
    steps: [discover(), discover({mac: OTHER}), renew('127.0.1.10')],
  },
  {
    name: 'early: KNOWN selects the subnet',
    config: {
      'early-global-reservations-lookup': true,
      reservations: [{'hw-address': MAC, hostname: 'early'}],
      subnet4: [
        sub(1, {'client-class': 'KNOWN', relay: {'ip-addresses': ['127.0.1.1']}}),
        sub(2, {relay: {'ip-addresses': ['127.0.1.1']}}),
      ],
    },
    steps: [discover(), discover({mac: OTHER}), select({mac: OTHER})],
  },
  {
    name: 'not early: a class of a global reservation does not select the subnet',
    config: {
      'client-classes': [{name: 'vip'}],
      reservations: [{'hw-address': MAC, 'client-classes': ['vip']}],
      'reservations-global': true,
      subnet4: [
        sub(1, {'client-class': 'vip', relay: {'ip-addresses': ['127.0.1.1']}}),
        sub(2, {relay: {'ip-addresses': ['127.0.1.1']}}),
      ],
    },
    steps: [discover(), select()],
  },
  {
    name: 'looked up first or not, the same reservations win',
    config: {
      'reservations-lookup-first': true,
      ...subnet({
        pools: [{pool: '127.0.1.10 - 127.0.1.11'}],
        reservations: [host('127.0.1.10'), {'hw-address': OTHER, 'ip-address': '127.0.1.11'}],
      }),
    },
    leases: [{address: '127.0.1.11', mac: third}],
    steps: [
      discover({mac: '020000000004'}),
      discover({mac: OTHER}),
      renew('127.0.1.11', {mac: third}),
      discover(),
      select(),
      reboot('127.0.1.10', {clientId: '01020304', options: relayInfo({1: 'ff'})}),
    ],
  },
]
