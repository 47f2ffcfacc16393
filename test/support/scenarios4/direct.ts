import {bootpLibrary, flexLibrary} from './hook-paths.ts'
import {OTHER, type Query4, type Seed4} from './scenario.ts'

/** A message of a client on the server's own network. */
export interface DirectQuery4 extends Query4 {
  /** Source address of the packet; 0.0.0.0 if not given. */
  readonly source?: string
  /** Sent to the server's address, not to all. */
  readonly unicast?: boolean
}

/** A story on a wire: server 10.9.0.1/24. */
export interface DirectScenario4 {
  readonly name: string
  readonly config?: Readonly<Record<string, unknown>>
  readonly leases?: readonly Seed4[]
  readonly steps: readonly DirectQuery4[]
  /** As the test prints them: "step.field: Kea's | keats's". */
  readonly differences?: readonly string[]
}

const SERVER = '10.9.0.1'
const RELAY = '10.9.0.50'
const MINE = '10.9.0.12'
const mine: readonly Seed4[] = [{address: MINE, mac: '020000000001', subnetId: 9}]
const authoritative = {authoritative: true}
const other = (first: number) => ({
  subnet4: [{id: 7, subnet: `10.${first}.0.0/24`, pools: [{pool: `10.${first}.0.10 - 10.${first}.0.20`}]}],
})

const direct = (query: DirectQuery4): DirectQuery4 => ({giaddr: '0.0.0.0', ...query})
const discover = (more: Partial<DirectQuery4> = {}) => direct({type: 1, ...more})
const select = (more: Partial<DirectQuery4> = {}) => direct({type: 3, ask: 'offered', server: SERVER, ...more})
const reboot = (ask: string, more: Partial<DirectQuery4> = {}) => direct({type: 3, ask, ...more})
const renew = (ciaddr: string, more: Partial<DirectQuery4> = {}) =>
  direct({type: 3, ciaddr, source: ciaddr, unicast: true, ...more})
const rebind = (ciaddr: string, more: Partial<DirectQuery4> = {}) => direct({type: 3, ciaddr, source: ciaddr, ...more})
const inform = (ciaddr: string, more: Partial<DirectQuery4> = {}) => direct({type: 8, ciaddr, source: ciaddr, ...more})

const toAll = (step: number, instead: string) => [
  `${step}.destination: ${instead} | 255.255.255.255`,
  `${step}.destinationMac: 020000000001 | undefined`,
]
/** RFC 2131 §4.1: without giaddr a NAK is broadcast. Kea sends it to ciaddr, which it just called wrong. */
const nakToAll = toAll

/** The same as a relay at 10.9.0.50 sends it, from port 68. */
const relayed = (query: DirectQuery4): DirectQuery4 => ({...query, giaddr: RELAY, source: RELAY, unicast: true})

export const directConfig = {
  'interfaces-config': {interfaces: ['eth0']},
  'valid-lifetime': 4000,
  subnet4: [
    {
      id: 9,
      subnet: '10.9.0.0/24',
      pools: [{pool: '10.9.0.10 - 10.9.0.20'}],
      'option-data': [{name: 'routers', data: SERVER}],
    },
    {id: 10, subnet: '10.10.0.0/24', pools: [{pool: '10.10.0.10 - 10.10.0.20'}]},
  ],
}

/** What only clients without a relay show: broadcast or unicast, on every layer. */
export const directScenarios4: readonly DirectScenario4[] = [
  {
    name: 'addresses of the packet, for expressions',
    config: {'hooks-libraries': [flexLibrary({code: 66, add: "addrtotext(pkt.src) + ' ' + addrtotext(pkt.dst)"})]},
    leases: mine,
    steps: [discover(), renew(MINE), rebind(MINE)],
  },
  {
    name: 'BOOTP',
    config: {'hooks-libraries': [bootpLibrary]},
    leases: [{address: '10.9.0.13', mac: OTHER, subnetId: 9}],
    steps: [
      direct({type: 0}),
      direct({type: 0, flags: 0x8000}),
      direct({type: 0, ciaddr: '10.9.0.10', source: '10.9.0.10', unicast: true}),
      direct({type: 0, ciaddr: '10.9.0.13', source: '10.9.0.13', unicast: true}),
    ],
    differences: nakToAll(3, '10.9.0.13'),
  },
  {name: 'a new client', steps: [discover(), select()]},
  {name: 'a new client that wants broadcasts', steps: [discover({flags: 0x8000}), select({flags: 0x8000})]},
  {name: 'a new client, other flags set', steps: [discover({flags: 0x7fff})]},
  {name: 'DISCOVER with ciaddr', steps: [discover({ciaddr: '10.9.0.15', source: '10.9.0.15'})]},
  {name: 'DISCOVER with ciaddr of another subnet', steps: [discover({ciaddr: '10.10.0.15', source: '10.10.0.15'})]},
  {name: 'DISCOVER from an address', steps: [discover({source: '10.9.0.15'})]},
  {name: 'DISCOVER to the server alone', steps: [discover({source: '10.9.0.15', unicast: true})]},
  {name: 'DISCOVER to the server alone, from another subnet', steps: [discover({source: '10.10.0.15', unicast: true})]},
  {name: 'NAK for an address in use', leases: [{...mine[0]!, mac: OTHER}], steps: [select({ask: MINE})]},
  {
    name: 'NAK with the broadcast flag',
    leases: [{...mine[0]!, mac: OTHER}],
    steps: [select({ask: MINE, flags: 0x8000})],
  },
  {name: 'init-reboot', leases: mine, steps: [reboot(MINE)]},
  {name: 'init-reboot with another address', leases: mine, steps: [reboot('10.9.0.13')]},
  {name: 'init-reboot of an unknown client', steps: [reboot(MINE)]},
  {
    name: 'init-reboot of an unknown client, authoritative',
    config: authoritative,
    steps: [reboot(MINE), reboot('192.0.2.1')],
  },
  {name: 'renewing', leases: mine, steps: [renew(MINE)]},
  {name: 'renewing with the broadcast flag', leases: mine, steps: [renew(MINE, {flags: 0x8000})]},
  {name: 'renewing without a lease', steps: [renew(MINE)]},
  {
    name: 'renewing what another has',
    leases: [{...mine[0]!, mac: OTHER}],
    steps: [renew(MINE)],
    differences: nakToAll(0, MINE),
  },
  {name: 'renewing in a subnet that is not ours', steps: [renew('10.77.0.5')], differences: nakToAll(0, '10.77.0.5')},
  {
    name: 'renewing in another subnet of ours',
    leases: [{...mine[0]!, address: '10.10.0.12', subnetId: 10}],
    steps: [renew('10.10.0.12')],
  },
  {name: 'rebinding', leases: mine, steps: [rebind(MINE)]},
  {name: 'rebinding without a lease', steps: [rebind(MINE)]},
  {name: 'rebinding without a lease, authoritative', config: authoritative, steps: [rebind(MINE)]},
  {name: 'rebinding in a subnet that is not ours', steps: [rebind('10.77.0.5')]},
  {
    name: 'rebinding in another subnet of ours',
    leases: [{...mine[0]!, address: '10.10.0.12', subnetId: 10}],
    steps: [rebind('10.10.0.12')],
  },
  {
    name: 'a link without a subnet',
    config: other(77),
    steps: [discover(), select({ask: '10.77.0.10'}), reboot(MINE), rebind(MINE), renew(MINE)],
    differences: nakToAll(4, MINE),
  },
  {
    name: 'a link without a subnet, authoritative',
    config: {...other(77), ...authoritative},
    steps: [reboot(MINE), rebind(MINE), renew(MINE), renew('10.77.0.5')],
    differences: nakToAll(2, MINE),
  },
  {
    name: 'a subnet by interface',
    config: {subnet4: [{id: 7, subnet: '10.77.0.0/24', interface: 'eth0', pools: [{pool: '10.77.0.10 - 10.77.0.20'}]}]},
    steps: [discover(), select(), renew('10.77.0.10')],
  },
  {name: 'INFORM', steps: [inform('10.9.0.99', {prl: [1, 3]}), inform('10.9.0.99', {flags: 0x8000})]},
  {name: 'INFORM to the server alone', steps: [inform('10.9.0.99', {unicast: true, prl: [1, 3]})]},
  {name: 'INFORM from a subnet that is not ours', steps: [inform('10.77.0.9'), inform('10.77.0.9', {unicast: true})]},
  {name: 'INFORM without ciaddr', steps: [inform('0.0.0.0', {source: '10.9.0.99'}), inform('0.0.0.0')]},
  {
    name: 'RELEASE and DECLINE',
    leases: mine,
    steps: [
      direct({type: 4, ask: MINE, server: SERVER}),
      discover({ask: MINE}),
      direct({type: 7, ciaddr: MINE, source: MINE, unicast: true, server: SERVER}),
    ],
  },
  {name: 'another server was chosen', steps: [discover(), select({server: '10.9.0.2'})]},
  {name: 'option 82 from a direct client', steps: [discover({options: {82: '0102aabb'}})]},
  {name: 'subnet selection option from a direct client', steps: [discover({options: {118: '0a0a0000'}})]},
  {name: 'hops from a direct client', steps: [discover({hops: 1})]},
  {name: 'through a relay', steps: [relayed(discover()), relayed(select())]},
  {name: 'through a relay that wants broadcasts', steps: [relayed(discover({flags: 0x8000, hops: 1}))]},
  {name: 'renewing through a relay', leases: mine, steps: [relayed(renew(MINE)), relayed(renew('10.9.0.13'))]},
  {
    name: 'NAK through a relay',
    leases: [{...mine[0]!, mac: OTHER}],
    steps: [relayed(select({ask: MINE})), relayed(renew(MINE))],
  },
  {
    name: 'a relay that names its port',
    steps: [relayed(discover({options: {82: '1300'}})), relayed(discover({options: {82: '13021267'}}))],
  },
  {name: 'INFORM through a relay', steps: [relayed(inform('10.9.0.99')), relayed(inform('0.0.0.0'))]},
  {name: 'INFORM through a relay that names its port', steps: [relayed(inform('0.0.0.0', {options: {82: '1300'}}))]},
  // Kea answers to where the frame came from; keats, as RFC 2131 §4.1 says, to chaddr, and to all without one.
  {
    name: 'hardware address that is not the sender of the frame',
    steps: [discover({mac: OTHER})],
    differences: ['0.destinationMac: 020000000001 | 020000000002'],
  },
  {name: 'no hardware address', steps: [discover({mac: '', clientId: '01aabbcc'})], differences: toAll(0, '10.9.0.10')},
]
