import {ENDLESS} from './differences.ts'
import {discover, hostName, lifetime, renew, select} from './queries.ts'
import {MAC, type Query4, type Scenario4, type Seed4, subnet} from './scenario.ts'

const IP = '127.0.1.10'
const quarter = {'cache-threshold': 0.25}

/** A renewal of a lease of 4000 s that is 100 s old, under a subnet with `more`. */
function cached(
  name: string,
  more: Readonly<Record<string, unknown>>,
  seed: Partial<Seed4> = {},
  steps: readonly Query4[] = [renew(IP)],
): Scenario4 {
  return {name, config: subnet(more), leases: [{address: IP, mac: MAC, ...seed}], steps, countsDown: true}
}

const asks = (seconds: number) => [renew(IP, {options: lifetime(seconds)})]
const bounds = {'min-valid-lifetime': 1000, 'valid-lifetime': 4000, 'max-valid-lifetime': 9000, ...quarter}
const extended = {'store-extended-info': true, ...quarter}
const relayed = (info: string) => [renew(IP, {options: {82: info}})]

/** Renewals that are answered without being written. */
export const cachingScenarios4: readonly Scenario4[] = [
  cached('young lease', quarter),
  cached('lease past the threshold', quarter, {age: 1500}),
  // Minutes before: a slow machine takes some of them.
  cached(
    'just before the threshold',
    {'valid-lifetime': 4_000_000, ...quarter},
    {validLifetime: 4_000_000, age: 999_400},
  ),
  cached('again and again', quarter, {}, [renew(IP), renew(IP), renew(IP)]),
  cached('age alone', {'cache-max-age': 200}),
  cached('older than the age', {'cache-max-age': 50}),
  cached('age of most of the lifetime', {'cache-max-age': 9999}, {age: 3900}),
  cached('age within, threshold not', {'cache-max-age': 9999, ...quarter}, {age: 1500}),
  cached('threshold within, age not', {'cache-max-age': 50, ...quarter}),
  cached('age 0 turns it off', {'cache-max-age': 0, ...quarter}),
  cached('age 0 alone', {'cache-max-age': 0}),
  cached('threshold 0', {'cache-threshold': 0.000001, 'cache-max-age': 500}, {age: 10}),
  cached('threshold of less than a second', {'cache-threshold': 0.0001}, {age: 0}),
  cached('threshold 1', {'cache-threshold': 0.9999999}, {age: 3900}),
  cached('off', {}),
  {...cached('from the global level', {}), config: quarter},
  {...cached('the subnet turns it off', {}), config: {...quarter, ...subnet({'cache-max-age': 0})}},
  cached('new name', quarter, {}, [renew(IP, {options: hostName('fresh')})]),
  cached('same name', quarter, {hostname: 'kept'}, [renew(IP, {options: hostName('kept')})]),
  cached('same name in capitals', quarter, {hostname: 'kept'}, [renew(IP, {options: hostName('KEPT')})]),
  cached('name given up', quarter, {hostname: 'kept'}),
  cached('new hardware address', quarter, {clientId: '01aabb', mac: '020000000009'}, [renew(IP, {clientId: '01aabb'})]),
  cached('new client-id', quarter, {}, [renew(IP, {clientId: '01aabb'})]),
  cached('client-id given up', quarter, {clientId: '01aabb'}),
  cached('client-id does not count', {'match-client-id': false, ...quarter}, {clientId: '01aabb'}, [
    renew(IP, {clientId: '01ccdd'}),
  ]),
  cached('lifetime of the configuration is longer', quarter, {validLifetime: 2000}),
  cached('lifetime of the configuration is longer, past the threshold of the old one', quarter, {
    validLifetime: 2000,
    age: 700,
  }),
  cached('lifetime of the configuration is shorter', quarter, {validLifetime: 8000}),
  cached('lifetime of the configuration is a little shorter', quarter, {validLifetime: 4001}),
  cached('asks for less', bounds, {}, asks(3950)),
  cached('asks for less than is left', bounds, {}, asks(2000)),
  cached('asks for more', bounds, {}, asks(8000)),
  cached('asks for the same', bounds, {}, asks(4000)),
  cached('infinite lease', {'valid-lifetime': 0xffffffff, ...quarter}, {validLifetime: 0xffffffff}),
  cached('infinite lease becomes finite', quarter, {validLifetime: 0xffffffff}),
  {
    ...cached('finite lease becomes infinite', {'valid-lifetime': 0xffffffff, ...quarter}),
    differences: {
      'lease 127.0.1.10 validLifetime': ENDLESS,
      'lease 127.0.1.10 expiresIn': ENDLESS,
    },
  },
  cached('timers', {'renew-timer': 1000, 'rebind-timer': 3950, ...quarter}),
  cached('calculated timers', {'calculate-tee-times': true, ...quarter}),
  cached('DISCOVER', quarter, {}, [discover(), select()]),
  cached('DISCOVER past the threshold', quarter, {age: 1500}, [discover(), select()]),
  cached('DISCOVER with another name', quarter, {}, [discover({options: hostName('fresh')})]),
  cached('restarted client', quarter, {}, [{type: 3, ask: IP}]),
  cached('lease that is over', {'cache-max-age': 9999}, {age: 4100}),
  cached('reclaimed lease', quarter, {state: 2}),
  cached('option 82 is new', extended, {}, relayed('0104aabbccdd')),
  cached(
    'option 82 as it is stored',
    extended,
    {userContext: '{ "ISC": { "relay-agent-info": "0x0104AABBCCDD" } }'},
    relayed('0104aabbccdd'),
  ),
  cached(
    'option 82 has changed',
    extended,
    {userContext: '{ "ISC": { "relay-agent-info": "0x0104AABBCCDD" } }'},
    relayed('0104aabbccee'),
  ),
  cached('option 82 is gone', extended, {userContext: '{ "ISC": { "relay-agent-info": "0x0104AABBCCDD" } }'}),
  cached('option 82 is not stored', quarter, {}, relayed('0104aabbccdd')),
  cached('asks for another address', quarter, {}, [{type: 3, ask: '127.0.1.12', server: '127.0.0.1'}]),
  {
    name: 'another subnet of the network',
    config: {
      subnet4: [],
      'shared-networks': [
        {
          name: 'one',
          ...quarter,
          relay: {'ip-addresses': ['127.0.1.1']},
          subnet4: [
            {id: 1, subnet: '127.0.1.0/24', pools: [{pool: '127.0.1.10 - 127.0.1.14'}]},
            {id: 2, subnet: '127.0.2.0/24', pools: [{pool: '127.0.2.10 - 127.0.2.14'}], 'cache-threshold': 0.01},
          ],
        },
      ],
    },
    leases: [{address: '127.0.2.10', mac: MAC, subnetId: 2}],
    steps: [renew('127.0.2.10')],
    countsDown: true,
  },
]
