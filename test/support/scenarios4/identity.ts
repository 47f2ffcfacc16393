import {STORED_TYPE} from './differences.ts'
import {discover, reboot, release, renew, select} from './queries.ts'
import {MAC, OTHER, type Scenario4, subnet} from './scenario.ts'

const A = '01020000000001'
const B = 'ff00000001000300010200000000ff'
const byMac = subnet({'match-client-id': false})
const lease = (more: object) => [{address: '127.0.1.12', mac: MAC, ...more}]

/** Who a client is. */
export const identityScenarios4: readonly Scenario4[] = [
  {name: 'client-id is stored and echoed', steps: [discover({clientId: A}), select({clientId: A})]},
  {name: 'RFC 4361 client-id', steps: [discover({clientId: B}), select({clientId: B})]},
  {
    name: 'same client-id, other hardware',
    leases: lease({clientId: A}),
    steps: [discover({mac: OTHER, clientId: A}), select({mac: OTHER, clientId: A})],
  },
  {
    name: 'same hardware, other client-id',
    leases: lease({clientId: A}),
    steps: [discover({clientId: B}), select({clientId: B})],
  },
  {
    name: 'same hardware, lease has no client-id',
    leases: lease({}),
    steps: [discover({clientId: B}), select({clientId: B})],
  },
  {name: 'same hardware, client sends no client-id', leases: lease({clientId: A}), steps: [discover(), select()]},
  {
    name: 'two leases: client-id first',
    leases: [...lease({clientId: B}), {address: '127.0.1.13', mac: OTHER, clientId: A}],
    steps: [discover({clientId: A})],
  },
  {
    name: 'selecting the address of the same hardware, other client-id',
    leases: lease({clientId: A}),
    steps: [select({ask: '127.0.1.12', clientId: B})],
  },
  {name: 'renewing without the client-id', leases: lease({clientId: A}), steps: [renew('127.0.1.12')]},
  {name: 'renewing with a new client-id', leases: lease({}), steps: [renew('127.0.1.12', {clientId: A})]},
  {
    name: 'renewing from other hardware',
    leases: lease({clientId: A}),
    steps: [renew('127.0.1.12', {mac: OTHER, clientId: A})],
  },
  {name: 'renewing with another client-id', leases: lease({clientId: A}), steps: [renew('127.0.1.12', {clientId: B})]},
  {name: 'no match: client-id is not stored', config: byMac, steps: [discover({clientId: A}), select({clientId: A})]},
  {
    name: 'no match: same hardware, other client-id',
    config: byMac,
    leases: lease({clientId: A}),
    steps: [discover({clientId: B}), select({clientId: B})],
  },
  {
    name: 'no match: same client-id, other hardware',
    config: byMac,
    leases: lease({clientId: A}),
    steps: [discover({mac: OTHER, clientId: A}), select({mac: OTHER, clientId: A})],
  },
  {
    name: 'no match: renewing with another client-id',
    config: byMac,
    leases: lease({clientId: A}),
    steps: [renew('127.0.1.12', {clientId: B})],
  },
  {
    name: 'no match: init-reboot by client-id',
    config: byMac,
    leases: lease({clientId: A}),
    steps: [reboot('127.0.1.12', {mac: OTHER, clientId: A})],
  },
  {
    name: 'no match: init-reboot by hardware, other client-id',
    config: byMac,
    leases: lease({clientId: A}),
    steps: [reboot('127.0.1.12', {clientId: B})],
  },
  {
    name: 'no match: init-reboot by hardware, lease without client-id',
    config: byMac,
    leases: lease({}),
    steps: [reboot('127.0.1.12', {clientId: B})],
  },
  {name: 'no match: release', config: byMac, leases: lease({}), steps: [release('127.0.1.12', {clientId: B})]},
  {
    name: 'init-reboot by client-id from other hardware',
    leases: lease({clientId: A}),
    steps: [reboot('127.0.1.12', {mac: OTHER, clientId: A})],
  },
  {
    name: 'init-reboot by hardware, other client-id',
    leases: lease({clientId: A}),
    steps: [reboot('127.0.1.12', {clientId: B})],
  },
  {name: 'client-id of one byte', steps: [discover({clientId: '01'}), select({clientId: '01'})]},
  {name: 'client-id of two bytes', steps: [discover({clientId: '0102'}), select({clientId: '0102'})]},
  {name: 'client-id of no bytes', steps: [discover({clientId: ''}), select({clientId: ''})]},
  {
    name: 'client-id of 255 bytes',
    steps: [discover({clientId: 'ab'.repeat(255)}), select({clientId: 'ab'.repeat(255)})],
  },
  {name: 'client-id of 300 bytes', steps: [discover({clientId: 'ab'.repeat(300)})]},
  {name: 'no hardware address, client-id', steps: [discover({mac: '', clientId: A}), select({mac: '', clientId: A})]},
  {name: 'no hardware address, no client-id', steps: [discover({mac: ''})]},
  {name: 'no hardware address, empty client-id', steps: [discover({mac: '', clientId: ''})]},
  {
    name: 'no hardware address: renewing without client-id',
    leases: [{address: '127.0.1.12', clientId: A}],
    steps: [renew('127.0.1.12', {mac: ''})],
  },
  {
    name: 'two clients without hardware address',
    steps: [
      discover({mac: '', clientId: A}),
      select({mac: '', clientId: A}),
      discover({mac: '', clientId: B}),
      select({mac: '', clientId: B}),
    ],
  },
  {
    name: 'hardware address of 16 bytes',
    steps: [discover({mac: '00112233445566778899aabbccddeeff'}), select({mac: '00112233445566778899aabbccddeeff'})],
  },
  {name: 'hardware address of one byte', steps: [discover({mac: '77'}), select({mac: '77'})]},
  {name: 'hardware address of zeros', steps: [discover({mac: '000000000000'}), select({mac: '000000000000'})]},
  {name: 'hardware type 6', steps: [discover({htype: 6}), select({htype: 6}), discover({htype: 6})]},
  {
    name: 'hardware type 6 with a lease from the store',
    leases: lease({}),
    steps: [discover({htype: 6}), renew('127.0.1.12', {htype: 6})],
    differences: {
      '0.yiaddr': STORED_TYPE,
      '1.answer': STORED_TYPE,
      'lease 127.0.1.12 expiresIn': STORED_TYPE,
      'statistic pkt4-ack-sent': STORED_TYPE,
      'statistic pkt4-nak-sent': STORED_TYPE,
    },
  },
  {
    name: 'client-id is not echoed',
    config: {'echo-client-id': false},
    steps: [discover({clientId: A}), select({clientId: A}), reboot('127.0.1.99', {clientId: A})],
  },
  {name: 'client-id in a NAK', steps: [select({ask: '127.0.1.99', clientId: A})]},
]
