import {siteOnLoopback4} from '../sites4.ts'
import {discover, fqdn, hostName, inform, lifetime, reboot, relayInfo, release, renew, select} from './queries.ts'
import type {Query4, Scenario4} from './scenario.ts'

type More = Partial<Query4>

const text = (value: string) => Buffer.from(value).toString('hex')
const usual = [1, 3, 6, 15, 12, 42, 43, 51, 58, 59, 66, 67, 81]

/** A whole exchange through a relay. */
const both = (more: More): readonly Query4[] => [discover({prl: usual, ...more}), select({prl: usual, ...more})]

const site = (name: string, story: string, steps: readonly Query4[], more: Partial<Scenario4> = {}): Scenario4 => ({
  name: `${name}: ${story}`,
  config: {subnet4: [], ...siteOnLoopback4(name)},
  steps,
  ...more,
})

const line = (circuit: string, remote = '') =>
  relayInfo({1: text(circuit), ...(remote === '' ? {} : {2: text(remote)})})

const provider = [
  site('provider', 'lines of homes and firms', [
    ...both({mac: '020000160001', giaddr: '127.16.0.1', options: line('line-0001')}),
    ...both({mac: '020000160002', giaddr: '127.16.0.2', options: line('biz-0001')}),
    ...both({mac: '020000160003', giaddr: '127.16.0.1', options: {...line('biz-0002', 'managed'), ...lifetime(60)}}),
    ...both({mac: '020000160004', giaddr: '127.16.0.1'}),
  ]),
  site('provider', 'a line has its address whatever is behind it', [
    ...both({mac: '020000160011', giaddr: '127.16.0.1', options: line('line-0017')}),
    ...both({mac: '020000160012', giaddr: '127.16.0.1', options: {...line('line-0018'), ...hostName('mine')}}),
    renew('127.16.8.5', {mac: '020000160011', giaddr: '127.16.0.1', options: line('line-0017')}),
    reboot('127.16.8.200', {mac: '020000160012', giaddr: '127.16.0.1', options: line('line-0018')}),
    reboot('127.16.8.201', {mac: '020000160012', giaddr: '127.16.0.1', options: line('line-0018')}),
    release('127.16.8.5', {mac: '020000160011', giaddr: '127.16.0.1', options: line('line-0017')}),
  ]),
  site('provider', 'modems', [
    ...both({
      mac: '020000170001',
      giaddr: '127.17.0.1',
      prl: [...usual, 7, 125, 26],
      options: {60: text('docsis3.0'), ...hostName('cm')},
    }),
    inform('127.17.1.77', {mac: '020000170002', giaddr: '127.17.0.1', prl: usual}),
  ]),
]

const campus = [
  site('campus', 'phones', [
    ...both({
      mac: '020000410101',
      giaddr: '127.41.0.1',
      prl: [...usual, 150, 224, 226],
      options: {60: text('phone-9')},
    }),
    ...both({mac: '020000410001', giaddr: '127.41.0.1', prl: [...usual, 150], options: hostName('whatever')}),
  ]),
  site('campus', 'staff, guests and a printer', [
    ...both({mac: '020000410002', giaddr: '127.41.0.1', options: hostName('kiosk')}),
    ...both({mac: '020000410102', giaddr: '127.41.0.1', options: hostName("Jo's laptop")}),
    ...both({mac: '020000410103', giaddr: '127.41.0.1', options: fqdn(5, 'tablet')}),
    ...both({mac: '020000410104', giaddr: '127.41.0.1'}),
    ...both({mac: '020077410009', giaddr: '127.41.0.1', prl: [...usual, 9]}),
    ...both({mac: '020000410105', clientId: '0102030405', giaddr: '127.41.0.1', options: fqdn(5, 'x.y.')}),
  ]),
  site('campus', 'boot from the network', [
    ...both({mac: '020000420001', giaddr: '127.42.0.1', options: {93: '0007', 60: text('PXEClient:Arch:00007')}}),
    ...both({mac: '020000420002', giaddr: '127.42.0.1', options: {93: '0000'}}),
    ...both({mac: '020000420003', giaddr: '127.42.0.1', prl: [...usual, 119, 121], options: {77: text('loader')}}),
  ]),
]

const servers = [
  site('servers', 'machines of the inventory', [
    ...both({mac: '020000600001', giaddr: '127.60.0.1'}),
    ...both({mac: '020000600002', giaddr: '127.60.0.1', options: {60: text('PXEClient:x')}}),
    ...both({mac: '020000600009', clientId: text('node-3'), giaddr: '127.60.0.1', options: hostName('none')}),
    ...both({mac: '02000060000a', clientId: 'ff00000000010203040506', giaddr: '127.60.0.1'}),
  ]),
  site('servers', 'a machine that nobody knows', [
    ...both({mac: '020000600101', giaddr: '127.60.0.1', options: {60: text('PXEClient:x'), ...lifetime(10)}}),
    ...both({mac: '020000600101', giaddr: '127.60.0.1', prl: [...usual, 175], options: {175: 'b1030102'}}),
  ]),
  site('servers', 'the addresses of others', [
    discover({mac: '020000600102', giaddr: '127.60.0.1', ask: '127.60.0.21'}),
    select({mac: '020000600102', giaddr: '127.60.0.1', ask: '127.60.0.21'}),
    select({mac: '020000610009', giaddr: '127.61.0.1', ask: '127.61.0.70'}),
    ...both({mac: '020000610001', giaddr: '127.61.0.1'}),
    ...both({mac: '020000610002', giaddr: '127.61.0.1', ask: '127.61.0.70'}),
  ]),
]

const office = [
  site('office', 'everybody', [
    ...both({mac: '020000100001', giaddr: '127.168.10.1', prl: [...usual, 44, 46, 252]}),
    ...both({mac: '020000100002', giaddr: '127.168.10.1', clientId: '01020000100002'}),
    ...both({mac: '020000100003', giaddr: '127.168.10.1', options: hostName('till-7')}),
    ...both({mac: '020000100004', giaddr: '127.168.10.1', options: hostName('Laptop 4')}),
    reboot('127.168.10.150', {mac: '020000100004', giaddr: '127.168.10.1'}),
    renew('127.168.10.11', {mac: '020000100001', giaddr: '127.168.10.1'}),
  ]),
]

const hotspot = [
  site('hotspot', 'guests', [
    ...both({
      mac: '020000800101',
      giaddr: '127.80.0.1',
      options: {60: text('android-dhcp-11'), ...hostName('Phone_1')},
    }),
    ...both({mac: '020000800102', giaddr: '127.80.0.1', prl: [...usual, 26], options: {60: text('android-dhcp-11')}}),
    ...both({mac: '020000800103', giaddr: '127.80.0.1', options: hostName('kiosk')}),
    ...both({mac: '020000800104', giaddr: '127.80.0.1', options: {...hostName('till'), ...lifetime(5000)}}),
    ...both({mac: '020000800001', giaddr: '127.80.0.1'}),
    discover({mac: '026600800101', giaddr: '127.80.0.1'}),
    discover({mac: '020000800105', giaddr: '127.80.0.1', options: {60: text('scanner')}}),
  ]),
  site('hotspot', 'access points', [
    ...both({mac: '020000800201', giaddr: '127.80.0.1', prl: [...usual, 60], options: {60: text('AP-5')}}),
  ]),
]

/** Configurations as sites have them, and what their clients ask. */
export const siteScenarios4: readonly Scenario4[] = [...provider, ...campus, ...servers, ...office, ...hotspot]
