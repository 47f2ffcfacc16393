import {COUNTED_TYPE, SPLIT} from './differences.ts'
import {always, data, fails, flex, long} from './flex.ts'
import {bootpLibrary, flexLibrary} from './hook-paths.ts'
import {discover, fqdn, hostName, inform, reboot, relayInfo, renew, select, tlv} from './queries.ts'
import type {Scenario4} from './scenario.ts'

const counted = {'statistic pkt4-ack-sent': COUNTED_TYPE, 'statistic pkt4-offer-sent': COUNTED_TYPE}
const domain = data({name: 'domain-name', data: 'a.example'})
const classed = (guard: string, code = 66) => ({code, add: `'${guard}'`, 'client-class': guard})

/** Options of answers that an expression adds, replaces or removes. */
export const flexOptionScenarios4: readonly Scenario4[] = [
  flex(
    'add to every kind of answer',
    [{code: 66, add: "'x'"}],
    [reboot('127.0.1.12'), inform('127.0.0.1'), discover(), select(), renew('127.0.1.10')],
    {config: {authoritative: true}},
  ),
  flex(
    'add what is there, what nobody asked for, and nothing',
    [
      {code: 15, add: "'x'"},
      {code: 66, add: "'x'"},
      {code: 67, add: "''"},
    ],
    [discover()],
    data({name: 'domain-name', data: 'a.example'}, {name: 'tftp-server-name', data: 'b.example'}),
  ),
  flex(
    'supersede',
    [
      {code: 15, supersede: "'x'"},
      {code: 66, supersede: "'y'"},
    ],
    [discover()],
    domain,
  ),
  flex('supersede with nothing', [{code: 15, supersede: "''"}], [discover()], domain),
  flex(
    'remove',
    [
      {code: 15, remove: always},
      {code: 66, remove: always},
    ],
    [discover()],
    domain,
  ),
  flex(
    'remove where it is not true',
    [{code: 15, remove: 'option[12].exists'}],
    [discover(), discover({options: hostName('h')})],
    domain,
  ),
  flex(
    'remove what every answer has',
    [
      {code: 53, remove: always},
      {code: 54, remove: always},
      {code: 51, remove: always},
    ],
    undefined,
    {differences: counted},
  ),
  flex('another message type', [{code: 53, supersede: '0x05'}], undefined, {differences: counted}),
  flex('bytes that the option cannot have', [
    {code: 3, add: "'x'"},
    {code: 78, add: '0x01'},
    {code: 43, add: '0x0105'},
  ]),
  flex('texts', [
    {code: 3, add: "'10.0.0.1, 10.0.0.2'", 'csv-format': true},
    {code: 119, add: "'a.example, b.example'", 'csv-format': true},
    {code: 66, add: "'a,b'", 'csv-format': true},
    {code: 67, add: '0x20612020', 'csv-format': true},
    {code: 60, add: '0x61ff00', 'csv-format': true},
    {code: 21, add: "'1.2.3.4'", 'csv-format': true},
  ]),
  flex('a text that is wrong ends all', [
    {code: 65, add: '0x0a000001'},
    {code: 3, add: "'zzz'", 'csv-format': true},
    {code: 66, add: "'after'"},
    {code: 2, add: '0x00000001'},
  ]),
  flex('a text for an option without a value', [
    {code: 43, add: "'abc'", 'csv-format': true},
    {code: 66, add: "'a'"},
  ]),
  flex('an expression that fails ends all', [
    {code: 66, add: "'a'"},
    {code: 64, add: fails},
    {code: 13, add: '0x0001'},
    {code: 43, 'sub-options': [{code: 1, add: "'x'"}]},
  ]),
  flex(
    'a condition that fails ends all',
    [
      {code: 15, remove: `${fails} == 'x'`},
      {code: 66, add: "'a'"},
    ],
    [discover()],
    domain,
  ),
  flex('an option that nobody defines', [{code: 231, add: '0x0102'}]),
  flex('a space only says where a name is looked for', [
    {code: 12, space: 'foo', add: "'x'"},
    {code: 231, space: 'foo', add: "'y'"},
  ]),
  flex('several changes of one option', [
    {code: 67, add: "'q'"},
    {code: 66, add: "'a'"},
    {code: 66, supersede: "'b'"},
    {code: 66, add: "'c'"},
    {code: 67, supersede: "'z'"},
  ]),
  flex('longer than one part', [{code: 231, add: long}], [discover()], {differences: {'0.bytes': SPLIT}}),
  flex(
    'expressions see the query',
    [
      {code: 66, add: 'option[host-name].text'},
      {code: 67, add: "hexstring(pkt4.yiaddr, '') + hexstring(pkt4.msgtype, '') + hexstring(pkt4.giaddr, '')"},
      {code: 64, add: 'option[43].option[1].hex'},
      {code: 15, add: "ifelse(option[43].option[2].exists, 'yes', 'no')"},
    ],
    [discover({options: {...hostName('h'), 43: tlv(1, '6162')}})],
  ),
  flex(
    'client-id and names',
    [
      {code: 61, supersede: "'abc'"},
      {code: 12, supersede: "'zz'"},
      {code: 81, remove: always},
    ],
    [discover({clientId: '010203', options: hostName('ab')}), select({clientId: '010203', options: fqdn(1, 'a.b.')})],
  ),
  flex('the lease stays what it is', [{code: 51, supersede: '0x00000010'}], [discover(), select()]),
  flex(
    'relay information',
    [{code: 82, supersede: '0x01020304'}],
    [discover({options: relayInfo({1: '6162'})}), discover()],
  ),
  flex('no relay information', [{code: 82, remove: always}], [discover({options: relayInfo({1: '6162'})})]),
  flex(
    'classes',
    ['foo', 'ALL', 'UNKNOWN', 'req', 'late', ''].map((guard, at) => classed(guard, 231 + at)),
    [reboot('127.0.1.200'), inform('127.0.0.1'), discover(), {...reboot('127.0.1.200'), giaddr: '127.0.9.9'}],
    {
      config: {
        authoritative: true,
        'client-classes': [
          {name: 'req', 'only-if-required': true, test: always},
          {name: 'late', test: "not member('KNOWN')"},
        ],
        subnet4: [
          {
            id: 1,
            subnet: '127.0.1.0/24',
            'require-client-classes': ['req'],
            pools: [{pool: '127.0.1.10 - 127.0.1.14'}],
          },
        ],
      },
    },
  ),
  flex(
    'classes of a reservation',
    ['host', 'KNOWN', 'UNKNOWN'].map((guard, at) => classed(guard, 231 + at)),
    [reboot('127.0.1.200'), inform('127.0.0.1'), discover()],
    {
      config: {
        authoritative: true,
        'client-classes': [{name: 'host'}],
        subnet4: [
          {
            id: 1,
            subnet: '127.0.1.0/24',
            pools: [{pool: '127.0.1.10 - 127.0.1.14'}],
            reservations: [{'hw-address': '02:00:00:00:00:01', 'client-classes': ['host'], hostname: 'h'}],
          },
        ],
      },
    },
  ),
  {
    name: 'the later of two entries of the library',
    config: {'hooks-libraries': [flexLibrary({code: 66, add: "'a'"}), flexLibrary({code: 67, add: "'b'"})]},
    steps: [discover()],
  },
  {
    name: 'in front of bootp',
    config: {'hooks-libraries': [flexLibrary({code: 66, add: "'a'"}, {code: 52, add: '0x01'}), bootpLibrary]},
    steps: [{type: 0}],
  },
  {
    name: 'behind bootp',
    config: {'hooks-libraries': [bootpLibrary, flexLibrary({code: 66, add: "'a'"})]},
    steps: [{type: 0}, discover({prl: [66]})],
  },
]
