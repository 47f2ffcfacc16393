import {LONG_RELAY_INFO, OVERRIDE} from './differences.ts'
import {addressHex, discover, inform, relayInfo, renew, select, subnetSelection} from './queries.ts'
import {MAC, OTHER, type Scenario4, subnet} from './scenario.ts'

const info = relayInfo({1: 'aabbcc', 2: '00112233'})
const stored = subnet({'store-extended-info': true})
const two = {
  subnet4: [
    {id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.14'}]},
    {id: 2, subnet: '127.0.2.0/24', pools: [{pool: '127.0.2.10 - 127.0.2.14'}]},
  ],
}
const context = (text: string) => [{address: '127.0.1.12', mac: MAC, userContext: text}]

/** Relays: option 82, fields that are repeated, what is stored of them. */
export const relayScenarios4: readonly Scenario4[] = [
  {
    name: 'option 82 comes back',
    steps: [discover({options: info}), select({options: info}), select({ask: '127.0.1.99', options: info})],
  },
  {name: 'empty option 82', steps: [discover({options: {82: ''}})]},
  {name: 'option 82 with an unknown sub-option', steps: [discover({options: relayInfo({200: 'ff'})})]},
  {name: 'option 82 cut short', steps: [discover({options: {82: '0109aa'}})]},
  {name: 'option 82 with a lone byte behind', steps: [discover({options: {82: '0101aa02'}})]},
  {name: 'option 82 with an empty sub-option', steps: [discover({options: relayInfo({1: '', 2: 'aa'})})]},
  {
    name: 'option 82 of 255 bytes',
    steps: [discover({options: relayInfo({1: 'ab'.repeat(253)})})],
    differences: {'0.option 82': LONG_RELAY_INFO},
  },
  {
    name: 'option 82 of more than 255 bytes',
    steps: [discover({options: relayInfo({1: 'ab'.repeat(250), 2: 'cd'.repeat(100)})})],
    differences: {'0.option 82': LONG_RELAY_INFO},
  },
  {
    name: 'hops, secs and flags',
    steps: [discover({hops: 4, secs: 300, flags: 0x8000}), select({hops: 5, secs: 3, flags: 0x1234})],
  },
  {
    name: 'ciaddr in an OFFER',
    steps: [discover({ciaddr: '127.0.1.13'}), select({ciaddr: '127.0.1.13', ask: '127.0.1.13'})],
  },
  {
    name: 'fields of a NAK',
    steps: [select({ask: '127.0.1.99', hops: 4, secs: 300, flags: 0x4000, ciaddr: '127.0.1.98'})],
  },
  {
    name: 'link-selection',
    config: two,
    steps: [
      discover({options: relayInfo({5: addressHex('127.0.2.99')})}),
      select({options: relayInfo({5: addressHex('127.0.2.99')})}),
    ],
  },
  {
    name: 'link-selection of an unknown link',
    config: two,
    steps: [discover({options: relayInfo({5: addressHex('127.0.5.1')})})],
  },
  {name: 'link-selection of 0.0.0.0', config: two, steps: [discover({options: relayInfo({5: '00000000'})})]},
  {name: 'link-selection of three bytes', config: two, steps: [discover({options: relayInfo({5: '7f0002'})})]},
  {name: 'link-selection of five bytes', config: two, steps: [discover({options: relayInfo({5: '7f00020101'})})]},
  {
    name: 'subnet selection option',
    config: two,
    steps: [discover({options: subnetSelection('127.0.2.0')}), select({options: subnetSelection('127.0.2.0')})],
  },
  {
    name: 'subnet selection option of an unknown subnet',
    config: two,
    steps: [
      discover({options: subnetSelection('127.0.5.0')}),
      renew('127.0.1.11', {options: subnetSelection('127.0.5.0')}),
    ],
  },
  {name: 'subnet selection option of three bytes', config: two, steps: [discover({options: {118: '7f0002'}})]},
  {
    name: 'link-selection beats subnet selection',
    config: two,
    steps: [discover({options: {...relayInfo({5: addressHex('127.0.2.9')}), ...subnetSelection('127.0.1.0')}})],
  },
  {
    name: 'subnet selection in a NAK and an INFORM',
    config: two,
    steps: [
      select({ask: '127.0.2.99', options: subnetSelection('127.0.2.0')}),
      inform('127.0.0.1', {options: subnetSelection('127.0.2.0')}),
    ],
  },
  {
    name: 'server-id override',
    steps: [
      discover({options: relayInfo({11: addressHex('127.0.1.1')})}),
      select({server: '127.0.1.1', options: relayInfo({11: addressHex('127.0.1.1')})}),
    ],
    differences: {'0.option 54': OVERRIDE, '1.option 54': OVERRIDE},
  },
  {
    name: 'server-id override not repeated by the client',
    steps: [select({ask: '127.0.1.10', options: relayInfo({11: addressHex('127.0.1.1')})})],
    differences: {'0.option 54': OVERRIDE},
  },
  {
    name: 'server-id override in a NAK',
    steps: [select({ask: '127.0.1.99', server: '127.0.1.1', options: relayInfo({11: addressHex('127.0.1.1')})})],
  },
  {
    name: 'server-id override and another server',
    steps: [select({ask: '127.0.1.10', server: '127.0.6.6', options: relayInfo({11: addressHex('127.0.1.1')})})],
  },
  {name: 'server-id override of three bytes', steps: [discover({options: relayInfo({11: '7f0001'})})]},
  {name: 'relay port', steps: [discover({options: relayInfo({19: ''})})]},
  {name: 'relay data is stored', config: stored, steps: [discover({options: info}), select({options: info})]},
  {
    name: 'relay data is stored on renewal',
    config: stored,
    leases: context(''),
    steps: [renew('127.0.1.12', {options: info})],
  },
  {
    name: 'relay data beside a context',
    config: stored,
    leases: context('{ "a": 1, "z": [ 1, 2, "x" ] }'),
    steps: [renew('127.0.1.12', {options: info})],
  },
  {
    name: 'relay data beside other ISC data',
    config: stored,
    leases: context('{ "ISC": { "other": true }, "b": { "c": null } }'),
    steps: [renew('127.0.1.12', {options: info})],
  },
  {
    name: 'relay data replaced',
    config: stored,
    leases: context('{ "ISC": { "relay-agent-info": "0x0101FF" } }'),
    steps: [renew('127.0.1.12', {options: info})],
  },
  {
    name: 'stored relay data stays without option 82',
    config: stored,
    leases: context('{ "ISC": { "relay-agent-info": "0x0101FF" } }'),
    steps: [renew('127.0.1.12')],
  },
  {
    name: 'context stays without store-extended-info',
    leases: context('{ "a": 1 }'),
    steps: [renew('127.0.1.12', {options: info})],
  },
  {
    name: 'context of an ended lease of another',
    leases: [{address: '127.0.1.12', mac: OTHER, age: 9000, userContext: '{ "a": 1 }', hostname: 'x'}],
    steps: [select({ask: '127.0.1.12'})],
  },
  {
    name: 'relay data over an ended lease of another',
    config: stored,
    leases: [{address: '127.0.1.12', mac: OTHER, age: 9000, userContext: '{ "a": 1 }', hostname: 'x'}],
    steps: [select({ask: '127.0.1.12', options: info})],
  },
  {
    name: 'relay data at a new address',
    config: stored,
    leases: [{address: '127.0.1.12', mac: MAC, userContext: '{ "a": 1 }'}],
    steps: [select({ask: '127.0.1.13', options: info})],
  },
]
