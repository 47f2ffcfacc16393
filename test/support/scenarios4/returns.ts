import {DECLINED_IS_ASSIGNED} from './differences.ts'
import {decline, discover, inform, release, renew, select} from './queries.ts'
import {MAC, OTHER, type Scenario4} from './scenario.ts'

const id = '01020000000001'
const mine = [{address: '127.0.1.12', mac: MAC, clientId: id, hostname: 'a.example', userContext: '{ "x": 1 }'}]
const noHold = {'expired-leases-processing': {'reclaim-timer-wait-time': 0, 'hold-reclaimed-time': 0}}

/** RELEASE, DECLINE and INFORM. */
export const returnScenarios4: readonly Scenario4[] = [
  {name: 'release', leases: mine, steps: [release('127.0.1.12', {clientId: id})]},
  {
    name: 'release without hold',
    config: noHold,
    leases: mine,
    steps: [release('127.0.1.12', {clientId: id}), discover({mac: OTHER, ask: '127.0.1.12'})],
  },
  {
    name: 'released address for another client',
    leases: mine,
    steps: [release('127.0.1.12', {clientId: id}), discover({mac: OTHER, ask: '127.0.1.12'}), select({mac: OTHER})],
  },
  {
    name: 'released address for the same client',
    leases: mine,
    steps: [release('127.0.1.12', {clientId: id}), discover({clientId: id}), select({clientId: id})],
  },
  {name: 'release by hardware address alone', leases: mine, steps: [release('127.0.1.12')]},
  {name: 'release by client-id alone', leases: mine, steps: [release('127.0.1.12', {clientId: id, mac: OTHER})]},
  {name: 'release by another', leases: mine, steps: [release('127.0.1.12', {mac: OTHER})]},
  {name: 'release with another client-id', leases: mine, steps: [release('127.0.1.12', {clientId: '01ffff'})]},
  {name: 'release of nothing', steps: [release('127.0.1.12')]},
  {
    name: 'release twice',
    leases: mine,
    steps: [release('127.0.1.12', {clientId: id}), release('127.0.1.12', {clientId: id})],
  },
  {
    name: 'release of an ended lease',
    leases: [{...mine[0]!, age: 9000}],
    steps: [release('127.0.1.12', {clientId: id})],
  },
  {
    name: 'release of an infinite lease',
    leases: [{...mine[0]!, validLifetime: 0xffffffff}],
    steps: [release('127.0.1.12', {clientId: id})],
  },
  {name: 'release of a declined address', leases: [{address: '127.0.1.12', state: 1}], steps: [release('127.0.1.12')]},
  {name: 'release without ciaddr', leases: mine, steps: [release('0.0.0.0', {clientId: id, ask: '127.0.1.12'})]},
  {
    name: 'release to another server',
    leases: mine,
    steps: [release('127.0.1.12', {clientId: id, server: '127.7.7.7'})],
  },
  {
    name: 'release from an unknown network',
    leases: mine,
    steps: [release('127.0.1.12', {clientId: id, giaddr: '127.0.7.7'})],
  },
  {name: 'decline', leases: mine, steps: [decline('127.0.1.12', {clientId: id}), discover({ask: '127.0.1.12'})]},
  {
    name: 'decline with a probation period',
    config: {'decline-probation-period': 60},
    leases: mine,
    steps: [decline('127.0.1.12', {clientId: id})],
  },
  {name: 'decline of what another has', leases: mine, steps: [decline('127.0.1.12', {mac: OTHER})]},
  {name: 'decline of nothing', steps: [decline('127.0.1.12')]},
  {
    name: 'decline twice',
    leases: mine,
    steps: [decline('127.0.1.12', {clientId: id}), decline('127.0.1.12', {clientId: id})],
  },
  {name: 'decline without option 50', leases: mine, steps: [{type: 4, clientId: id}]},
  {name: 'decline with ciaddr', leases: mine, steps: [{type: 4, clientId: id, ciaddr: '127.0.1.12'}]},
  {
    name: 'decline of an ended lease',
    leases: [{...mine[0]!, age: 9000}],
    steps: [decline('127.0.1.12', {clientId: id})],
  },
  {
    name: 'decline of a reclaimed lease',
    leases: [{...mine[0]!, age: 9000, state: 2}],
    steps: [decline('127.0.1.12', {clientId: id})],
    differences: {'statistic subnet[1].assigned-addresses': DECLINED_IS_ASSIGNED},
  },
  {
    name: 'decline of an infinite lease',
    leases: [{...mine[0]!, validLifetime: 0xffffffff}],
    steps: [decline('127.0.1.12', {clientId: id})],
  },
  {
    name: 'decline then renew',
    leases: mine,
    steps: [decline('127.0.1.12', {clientId: id}), renew('127.0.1.12', {clientId: id})],
  },
  {name: 'inform', steps: [inform('127.0.0.1')]},
  {name: 'inform with a subnet', steps: [inform('127.0.0.1', {giaddr: '127.0.1.1', prl: [1, 3, 6, 51, 58, 59]})]},
  {
    name: 'inform with client-id, hops, flags',
    steps: [inform('127.0.0.1', {clientId: id, hops: 3, flags: 0x8000, secs: 7})],
  },
  {name: 'inform with ciaddr and option 82', steps: [inform('127.0.0.1', {hops: 3, options: {82: '0104deadbeef'}})]},
  {name: 'inform without ciaddr', steps: [inform('0.0.0.0', {hops: 2, options: {82: '0104deadbeef'}})]},
  {name: 'inform with option 50 and 54', steps: [inform('127.0.0.1', {ask: '127.0.1.10', server: '127.0.0.1'})]},
  {name: 'inform for another server', steps: [inform('127.0.0.1', {server: '127.3.3.3'})]},
  {name: 'inform with host name', steps: [inform('127.0.0.1', {options: {12: '616263'}})]},
  {name: 'inform from an unknown network', steps: [inform('127.0.0.1', {giaddr: '127.0.9.9'})]},
]
