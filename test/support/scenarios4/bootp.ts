import {bootpLibrary} from './hook-paths.ts'
import {discover, inform, lifetime, relayInfo, release, select} from './queries.ts'
import {OTHER, type Query4, type Scenario4, subnet} from './scenario.ts'

const request = (more: Partial<Query4> = {}): Query4 => ({type: 0, ...more})
const raw = (code: number) => ({code, data: '01020304', 'csv-format': false, 'always-send': true})

function bootp(
  name: string,
  steps: readonly Query4[],
  config: object = {},
  more: Omit<Partial<Scenario4>, 'name' | 'steps' | 'config'> = {},
): Scenario4 {
  return {name, ...more, config: {...config, 'hooks-libraries': [bootpLibrary]}, steps}
}

const lease = (more: object = {}) => ({address: '127.0.1.12', mac: OTHER, ...more})

/** Clients of BOOTP beside those of DHCP. */
export const bootpScenarios4: readonly Scenario4[] = [
  bootp('an address for ever, and again', [request(), request(), request({mac: OTHER})]),
  {name: 'without the hook', steps: [request()]},
  bootp('options', [request(), request({prl: [66, 4]}), request({options: {12: '6162', 60: '6162', 61: '0102'}})], {
    'option-data': [
      {name: 'routers', data: '10.0.0.1'},
      {name: 'domain-name', data: 'a.example'},
      {name: 'tftp-server-name', data: 'b.example'},
      {name: 'time-servers', data: '10.0.0.9'},
    ],
  }),
  bootp('options that only DHCP knows', [request(), discover({mac: OTHER})], {
    'option-data': [56, 57, 58, 59, 60, 62, 90, 108, 116, 150, 224].map(raw),
    'calculate-tee-times': true,
  }),
  bootp('more than the shortest message', [request()], {
    'option-data': Array.from({length: 20}, (_, at) => raw(225 + at)),
  }),
  bootp('relay information', [
    request({options: relayInfo({1: '6162'})}),
    request({options: relayInfo({1: '6162'}), giaddr: '127.0.9.9', clientId: '010203'}),
  ]),
  bootp('fields', [request({hops: 3, secs: 4, flags: 0x8000})], {
    'next-server': '10.3.3.3',
    'server-hostname': 'boot.example',
    'boot-file-name': 'pxe.0',
  }),
  bootp('its class', [request(), discover({mac: OTHER})], {
    'client-classes': [
      {name: 'dhcp', test: "not member('BOOTP')"},
      {
        name: 'typed',
        test: 'option[53].exists and pkt4.msgtype == 3',
        'option-data': [{name: 'domain-name', data: 'typed'}],
      },
    ],
    subnet4: [
      {
        id: 1,
        subnet: '127.0.1.0/24',
        pools: [
          {pool: '127.0.1.10 - 127.0.1.11', 'client-class': 'dhcp'},
          {pool: '127.0.1.20 - 127.0.1.21', 'client-class': 'BOOTP'},
        ],
      },
    ],
  }),
  bootp('dropped by its class', [request(), discover()], {'client-classes': [{name: 'DROP', test: "member('BOOTP')"}]}),
  bootp('lifetimes of others', [request({options: lifetime(60)})], {
    'valid-lifetime': 100,
    'min-valid-lifetime': 50,
    'max-valid-lifetime': 200,
    'client-classes': [{name: 'BOOTP', 'valid-lifetime': 500}],
  }),
  bootp('an address in ciaddr', [
    request({ciaddr: '127.0.1.12'}),
    request({ciaddr: '127.0.1.99'}),
    request({ciaddr: '127.0.1.13', mac: '020000000005'}),
  ]),
  bootp('options 50 and 54', [
    request({ask: '127.0.1.12'}),
    request({server: '127.0.0.1', mac: OTHER}),
    request({server: '10.0.0.1', mac: '020000000007'}),
  ]),
  bootp('no address is free', [request()], subnet({pools: [{pool: '127.0.1.12 - 127.0.1.12'}]}), {leases: [lease()]}),
  bootp('an address of another', [request({ciaddr: '127.0.1.12'})], {}, {leases: [lease()]}),
  bootp(
    'it had a lease, and gives it back',
    [request({mac: OTHER}), release('127.0.1.12', {mac: OTHER})],
    {},
    {leases: [lease()]},
  ),
  bootp('an unknown link', [request({giaddr: '127.0.9.9'})]),
  bootp('without a hardware address', [request({mac: ''}), request({mac: '', clientId: '0102'})]),
  bootp('answers and odd types', [
    request({op: 2}),
    request({options: {53: ''}}),
    request({options: {53: '00'}}),
    request({options: {53: '09'}}),
    {type: 99},
    inform('127.0.0.1'),
  ]),
  bootp('clients of DHCP as ever', [discover(), select()]),
  bootp(
    'a reservation',
    [request()],
    subnet({reservations: [{'hw-address': '02:00:00:00:00:01', 'ip-address': '127.0.1.77', hostname: 'hh'}]}),
  ),
  bootp('names', [request({options: {12: '6162'}}), request({options: {81: '010000016100'}})]),
]
