import {OVERRIDE, SPLIT} from './differences.ts'
import {addressHex, discover, inform, reboot, relayInfo, renew, select} from './queries.ts'
import {MAC, OTHER, type Scenario4, subnet} from './scenario.ts'

const pool = (more: object) => ({pools: [{pool: '127.0.1.10 - 127.0.1.14', ...more}]})
const text = (name: string, data: string, more: object = {}) => ({name, data, ...more})
const raw = (code: number, data: string, more: object = {}) => ({code, data, 'csv-format': false, ...more})
const levels = {
  'option-data': [
    text('domain-name', 'global'),
    text('tftp-server-name', 'global'),
    text('boot-file-name', 'global'),
    text('time-servers', '10.0.0.1'),
    text('log-servers', '10.0.0.1'),
  ],
  'shared-networks': [
    {
      name: 'net',
      'option-data': [
        text('domain-name', 'network'),
        text('tftp-server-name', 'network'),
        text('boot-file-name', 'network'),
        text('time-servers', '10.0.0.2'),
      ],
      subnet4: [
        {
          id: 1,
          subnet: '127.0.1.0/24',
          'option-data': [
            text('domain-name', 'subnet'),
            text('tftp-server-name', 'subnet'),
            text('boot-file-name', 'subnet'),
          ],
          pools: [
            {
              pool: '127.0.1.10 - 127.0.1.11',
              'option-data': [text('domain-name', 'pool'), text('tftp-server-name', 'pool')],
            },
            {pool: '127.0.1.20 - 127.0.1.21'},
          ],
        },
      ],
    },
  ],
  subnet4: [],
}
const prl = [15, 66, 67, 4, 7, 3]
const basic = {
  'option-data': [
    text('routers', '127.0.1.1, 127.0.1.2'),
    text('domain-name-servers', '10.1.1.1'),
    text('domain-name', 'a.example'),
    text('ntp-servers', '10.2.2.2'),
  ],
}
const boot = {'next-server': '10.3.3.3', 'server-hostname': 'boot.example', 'boot-file-name': 'pxe.0'}
const sid = {'option-data': [text('dhcp-server-identifier', '127.0.7.7')]}
const taken = [{address: '127.0.1.12', mac: OTHER}]
/** RFC 3396 allows parts of 255 bytes; Kea cuts at 253. */
const split = {'0.bytes': SPLIT, '1.bytes': SPLIT}
const LONG_LIST = 'Kea reads no list of codes that comes in parts; keats joins them as RFC 3396 §5 says.'
const one = (name: string, option: object, asked: readonly number[]): Scenario4 => ({
  name,
  config: subnet({'option-data': [option]}),
  steps: [discover({prl: asked}), select({prl: asked})],
})

/** Configured options and fixed fields. */
export const optionScenarios4: readonly Scenario4[] = [
  {name: 'all levels, first pool', config: levels, steps: [discover({prl}), select({prl})]},
  {
    name: 'all levels, pool without options',
    config: levels,
    steps: [discover({prl, ask: '127.0.1.20'}), select({prl})],
  },
  {name: 'all levels, INFORM', config: levels, steps: [inform('127.0.0.1', {prl})]},
  {
    name: 'all levels, renewal',
    config: levels,
    leases: [{address: '127.0.1.11', mac: MAC}],
    steps: [renew('127.0.1.11', {prl})],
  },
  {name: 'basic options without a PRL', config: basic, steps: [discover(), select(), inform('127.0.0.1')]},
  {
    name: 'basic options with a PRL that names others',
    config: basic,
    steps: [discover({prl: [42]}), select({prl: [42]})],
  },
  {name: 'basic options in a NAK', config: basic, leases: taken, steps: [select({ask: '127.0.1.12', prl: [1, 3, 42]})]},
  {
    name: 'INFORM from an unknown network',
    config: basic,
    steps: [inform('127.0.0.1', {giaddr: '127.0.8.8', prl: [3, 6, 42]})],
  },
  {name: 'PRL with what is not configured', config: basic, steps: [discover({prl: [200, 201, 2, 0, 255]})]},
  {
    name: 'PRL with repeats and protocol options',
    config: basic,
    steps: [discover({prl: [3, 3, 53, 54, 51, 50, 61, 82, 1, 1, 58, 59], clientId: '0102'})],
  },
  {
    name: 'PRL of more than 255 codes: its parts are joined',
    config: basic,
    steps: [discover({prl: [...Array(290).fill(200), 42]}), discover({prl: [42, ...Array(400).fill(200), 3]})],
    differences: {'0.option 42': LONG_LIST, '1.option 42': LONG_LIST},
  },
  {name: 'PRL of all codes', config: basic, steps: [discover({prl: Array.from({length: 254}, (_, i) => i + 1)})]},
  {
    name: 'always-send',
    config: subnet({
      'option-data': [text('ntp-servers', '10.2.2.2', {'always-send': true}), text('time-servers', '10.2.2.3')],
    }),
    steps: [discover(), select(), inform('127.0.0.1')],
  },
  {
    name: 'always-send of an outer level holds',
    config: {
      'option-data': [text('ntp-servers', '10.2.2.2', {'always-send': true})],
      ...subnet({'option-data': [text('ntp-servers', '10.9.9.9')]}),
    },
    steps: [discover()],
  },
  {
    name: 'always-send of an inner level holds',
    config: {
      'option-data': [text('ntp-servers', '10.2.2.2')],
      ...subnet({'option-data': [text('ntp-servers', '10.9.9.9', {'always-send': true})]}),
    },
    steps: [discover()],
  },
  {
    name: 'always-send in a NAK',
    config: subnet({'option-data': [text('ntp-servers', '10.2.2.2', {'always-send': true})]}),
    leases: taken,
    steps: [select({ask: '127.0.1.12'})],
  },
  {
    name: 'always-send in a pool',
    config: subnet(pool({'option-data': [text('ntp-servers', '10.2.2.2', {'always-send': true})]})),
    steps: [discover(), inform('127.0.0.1')],
  },
  one('configured subnet mask, asked for', text('subnet-mask', '255.255.0.0'), [1]),
  one('configured subnet mask, not asked for', text('subnet-mask', '255.255.0.0'), []),
  one('configured lease time', raw(51, '00000009', {'always-send': true}), [51]),
  one('configured renewal time', raw(58, '00000009', {'always-send': true}), [58]),
  one('configured client-id', raw(61, '0a0b0c', {'always-send': true}), [61]),
  one('configured host name, asked for', text('host-name', 'given'), [12]),
  one('configured host name, not asked for', text('host-name', 'given'), []),
  {
    name: 'configured host name and one of the client',
    config: subnet({'option-data': [text('host-name', 'given')]}),
    steps: [discover({prl: [12], options: {12: '616263'}})],
  },
  one('empty binary option', raw(43, ''), [43]),
  one('binary option 43', raw(43, '0102abcd'), [43]),
  {...one('option of 255 bytes', raw(240, 'ab'.repeat(255)), [240]), differences: split},
  {...one('option of 300 bytes', raw(240, 'cd'.repeat(300)), [240]), differences: split},
  {...one('option of 600 bytes', raw(240, 'cd'.repeat(600)), [240]), differences: split},
  one('text with an escaped comma', text('root-path', 'a\\,b'), [17]),
  one('boolean', text('ip-forwarding', 'true'), [19]),
  one('numbers', text('path-mtu-plateau-table', '68, 296, 508'), [25]),
  one('domain search', text('domain-search', 'a.example, b.a.example'), [119]),
  one('unknown code', raw(222, '0102'), [222]),
  {
    name: 'maximum message size of the client',
    config: subnet({'option-data': [raw(240, 'cd'.repeat(250)), raw(241, 'cd'.repeat(250))]}),
    steps: [discover({prl: [240, 241], options: {57: '0240'}})],
  },
  {name: 'next-server and the others', config: subnet(boot), steps: [discover(), select(), inform('127.0.0.1')]},
  {name: 'next-server and the others, global', config: boot, steps: [discover(), select(), inform('127.0.0.1')]},
  {
    name: 'next-server and the others, partly global',
    config: {...boot, ...subnet({'boot-file-name': 'inner.0', 'next-server': '10.7.7.7'})},
    steps: [discover()],
  },
  {name: 'next-server and the others in a NAK', config: boot, leases: taken, steps: [select({ask: '127.0.1.12'})]},
  {
    name: 'next-server and the others, unknown network',
    config: boot,
    steps: [inform('127.0.0.1', {giaddr: '127.0.8.8'}), renew('127.0.8.9', {giaddr: '127.0.8.8'})],
  },
  {
    name: 'next-server and the others, asked for as options',
    config: subnet({...boot, 'option-data': [text('tftp-server-name', 'tftp'), text('boot-file-name', 'file')]}),
    steps: [discover({prl: [66, 67]})],
  },
  {
    name: 'server-hostname of 63, boot-file-name of 127',
    config: subnet({'server-hostname': 's'.repeat(63), 'boot-file-name': 'f'.repeat(127)}),
    steps: [discover()],
  },
  {
    name: 'server identifier of the subnet',
    config: subnet(sid),
    steps: [discover(), select({server: '127.0.7.7'}), select(), inform('127.0.0.1', {server: '127.0.7.7'})],
  },
  {
    name: 'server identifier of the subnet in a NAK',
    config: subnet(sid),
    leases: taken,
    steps: [select({ask: '127.0.1.12', server: '127.0.7.7'})],
  },
  {
    name: 'server identifier, global',
    config: sid,
    steps: [discover(), select({server: '127.0.7.7'}), select({server: '127.0.7.8'})],
  },
  {
    name: 'server identifier, global, NAK without a subnet',
    config: sid,
    steps: [renew('127.0.8.9', {giaddr: '127.0.8.8'}), inform('127.0.0.1', {giaddr: '127.0.8.8'})],
  },
  {
    name: 'server identifier of a pool',
    config: subnet(pool(sid)),
    steps: [discover(), select({server: '127.0.7.7'}), inform('127.0.0.1')],
  },
  {
    name: 'server identifier of another subnet',
    config: {
      subnet4: [
        {id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.14'}]},
        {id: 2, subnet: '127.0.2.0/24', ...sid},
      ],
    },
    steps: [select({ask: '127.0.1.10', server: '127.0.7.7'})],
  },
  {
    name: 'server identifier and override',
    config: subnet(sid),
    steps: [discover({options: relayInfo({11: addressHex('127.0.1.1')})})],
  },
  {name: 'host name in a NAK', leases: taken, steps: [select({ask: '127.0.1.12', options: {12: '616263'}})]},
  {name: 'fqdn in a NAK', leases: taken, steps: [select({ask: '127.0.1.12', options: {81: '050000026162'}})]},
  {
    name: 'all echoes in a NAK',
    leases: taken,
    steps: [
      select({
        ask: '127.0.1.12',
        clientId: '01aabb',
        hops: 3,
        secs: 4,
        flags: 0x7777,
        ciaddr: '127.0.1.77',
        options: {82: '0101ff', 118: addressHex('127.0.1.0')},
      }),
    ],
  },
  {
    name: 'override in a NAK',
    leases: taken,
    steps: [select({ask: '127.0.1.12', server: '127.0.1.1', options: relayInfo({11: addressHex('127.0.1.1')})})],
    differences: {'0.option 54': OVERRIDE},
  },
  {
    name: 'NAK at init-reboot',
    leases: [{address: '127.0.1.11', mac: MAC}],
    config: {...boot, ...basic},
    steps: [reboot('127.0.1.13', {prl: [1, 3], clientId: '0102', options: {12: '616263'}})],
  },
]
