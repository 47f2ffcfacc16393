import {discover, reboot, renew, select} from './queries.ts'
import {MAC, OTHER, type Scenario4, subnet} from './scenario.ts'

const authoritative = subnet({authoritative: true})
const mine = [{address: '127.0.1.12', mac: MAC, hostname: 'kept.example'}]
const hers = [{address: '127.0.1.12', mac: OTHER}]

/** REQUEST in its four forms: ACK, NAK or silence. */
export const requestScenarios4: readonly Scenario4[] = [
  {name: 'selecting without an offer before', steps: [select({ask: '127.0.1.12'})]},
  {name: 'selecting an address in use', leases: hers, steps: [select({ask: '127.0.1.12'})]},
  {
    name: 'selecting an address of an ended lease',
    leases: [{...hers[0]!, age: 9000}],
    steps: [select({ask: '127.0.1.12'})],
  },
  {
    name: 'selecting a declined address',
    leases: [{address: '127.0.1.12', state: 1}],
    steps: [select({ask: '127.0.1.12'})],
  },
  {name: 'selecting out of pool, in subnet', steps: [select({ask: '127.0.1.100'})]},
  {
    name: 'selecting out of pool what another has',
    leases: [{address: '127.0.1.100', mac: OTHER}],
    steps: [select({ask: '127.0.1.100'})],
  },
  {
    name: 'selecting out of pool what another had',
    leases: [{address: '127.0.1.100', mac: OTHER, age: 9000}],
    steps: [select({ask: '127.0.1.100'})],
  },
  {name: 'selecting out of subnet', steps: [select({ask: '10.1.1.1'})]},
  {name: 'selecting out of pool, authoritative', config: authoritative, steps: [select({ask: '127.0.1.100'})]},
  {name: 'selecting out of subnet, authoritative', config: authoritative, steps: [select({ask: '10.1.1.1'})]},
  {name: 'selecting out of pool, with a lease', leases: mine, steps: [select({ask: '127.0.1.100'})]},
  {name: 'selecting another address than its lease', leases: mine, steps: [select({ask: '127.0.1.14'})]},
  {name: 'selecting its lease again', leases: mine, steps: [select({ask: '127.0.1.12'})]},
  {name: 'selecting another server', steps: [discover(), select({server: '127.9.9.9'})]},
  {
    name: 'selecting with option 50 and ciaddr',
    leases: mine,
    steps: [select({ask: '127.0.1.14', ciaddr: '127.0.1.12'})],
  },
  {name: 'selecting with server-id only', steps: [{type: 3, server: '127.0.0.1'}]},
  {name: 'selecting with option 50 of 0.0.0.0', steps: [select({ask: '0.0.0.0'})]},
  {name: 'selecting 0.0.0.0 with ciaddr', steps: [select({ask: '0.0.0.0', ciaddr: '127.0.1.12'})]},
  {
    name: 'own lease outside of the pools, selecting it',
    leases: [{address: '127.0.1.100', mac: MAC}],
    steps: [select({ask: '127.0.1.100'})],
  },
  {name: 'selecting, subnet unknown', steps: [select({giaddr: '127.0.3.1', ask: '127.0.3.7'})]},
  {name: 'init-reboot, own lease', leases: mine, steps: [reboot('127.0.1.12')]},
  {name: 'init-reboot, own lease that is over', leases: [{...mine[0]!, age: 9000}], steps: [reboot('127.0.1.12')]},
  {
    name: 'init-reboot, own lease reclaimed',
    leases: [{...mine[0]!, age: 9000, state: 2}],
    steps: [reboot('127.0.1.12')],
  },
  {name: 'init-reboot, other address than its lease', leases: mine, steps: [reboot('127.0.1.13')]},
  {
    name: 'init-reboot, other address, authoritative',
    config: authoritative,
    leases: mine,
    steps: [reboot('127.0.1.13')],
  },
  {name: 'init-reboot, wrong network', leases: mine, steps: [reboot('10.0.0.1')]},
  {name: 'init-reboot, unknown client', steps: [reboot('127.0.1.12')]},
  {name: 'init-reboot, unknown client, authoritative', config: authoritative, steps: [reboot('127.0.1.12')]},
  {name: 'init-reboot, address of another', leases: hers, steps: [reboot('127.0.1.12')]},
  {
    name: 'init-reboot, address of another, authoritative',
    config: authoritative,
    leases: hers,
    steps: [reboot('127.0.1.12')],
  },
  {name: 'init-reboot, subnet unknown', steps: [reboot('127.0.3.7', {giaddr: '127.0.3.1'})]},
  {
    name: 'init-reboot, own lease out of pool',
    leases: [{address: '127.0.1.100', mac: MAC}],
    steps: [reboot('127.0.1.100')],
  },
  {name: 'init-reboot of 0.0.0.0', leases: mine, steps: [reboot('0.0.0.0')]},
  {name: 'init-reboot of 0.0.0.0, unknown client', steps: [reboot('0.0.0.0')]},
  {
    name: 'init-reboot, own lease of another subnet',
    leases: [{address: '127.0.2.12', mac: MAC, subnetId: 2}],
    steps: [reboot('127.0.2.12')],
  },
  {name: 'init-reboot with ciaddr too', leases: mine, steps: [reboot('127.0.1.12', {ciaddr: '127.0.1.12'})]},
  {name: 'renewing', leases: mine, steps: [renew('127.0.1.12')]},
  {name: 'renewing twice', leases: mine, steps: [renew('127.0.1.12'), renew('127.0.1.12')]},
  {name: 'renewing a lease that is over', leases: [{...mine[0]!, age: 9000}], steps: [renew('127.0.1.12')]},
  {name: 'renewing a reclaimed lease', leases: [{...mine[0]!, age: 9000, state: 2}], steps: [renew('127.0.1.12')]},
  {name: 'renewing what the server does not know', steps: [renew('127.0.1.12')]},
  {name: 'renewing what the server does not know, authoritative', config: authoritative, steps: [renew('127.0.1.12')]},
  {name: 'renewing the address of another', leases: hers, steps: [renew('127.0.1.12')]},
  {name: 'renewing another address than its lease', leases: mine, steps: [renew('127.0.1.13')]},
  {name: 'renewing out of pool', leases: [{address: '127.0.1.100', mac: MAC}], steps: [renew('127.0.1.100')]},
  {name: 'renewing out of subnet', steps: [renew('10.1.1.1')]},
  {name: 'renewing a declined address', leases: [{address: '127.0.1.12', state: 1}], steps: [renew('127.0.1.12')]},
  {
    name: 'renewing an infinite lease',
    leases: [{...mine[0]!, validLifetime: 0xffffffff}],
    steps: [renew('127.0.1.12')],
  },
  {name: 'subnet unknown', steps: [discover({giaddr: '127.0.3.1'}), renew('127.0.3.7', {giaddr: '127.0.3.1'})]},
]
