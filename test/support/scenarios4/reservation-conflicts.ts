import {because, NAMELESS_RESERVED} from './differences.ts'
import {addressHex, decline, discover, inform, reboot, release, renew, select} from './queries.ts'
import {MAC, OTHER, type Scenario4, SERVER, type Seed4, subnet} from './scenario.ts'

const IN_POOL = '127.0.1.12'
const OUTSIDE = '127.0.1.99'
const A = '01020000000001'

/** The base subnet with this reservation of MAC, and others. */
const reserved = (address: string, ...others: readonly object[]) =>
  subnet({reservations: [{'hw-address': MAC, 'ip-address': address}, ...others]})
const of = (address: string, mac: string, more: Partial<Seed4> = {}): Seed4 => ({address, mac, ...more})
const asking = (address: string, more: object = {}) => ({options: {50: addressHex(address)}, ...more})

/** Who gets an address that is reserved, and who is refused one (facts: server.md §5.3, §5.5). */
export const reservationConflictScenarios4: readonly Scenario4[] = [
  {name: 'reserved in a pool', config: reserved(IN_POOL), steps: [discover(), select()]},
  {name: 'reserved outside of the pools', config: reserved(OUTSIDE), steps: [discover(), select(), renew(OUTSIDE)]},
  {
    name: 'a reserved address is not handed out',
    config: subnet({
      pools: [{pool: '127.0.1.10 - 127.0.1.11'}],
      reservations: [{'hw-address': MAC, 'ip-address': '127.0.1.10'}],
    }),
    steps: [
      discover({mac: OTHER}),
      select({mac: OTHER}),
      discover({mac: '020000000003'}),
      discover(),
      select(),
      discover({mac: '020000000003'}),
    ],
  },
  {
    name: 'all of the pool is reserved',
    config: subnet({
      pools: [{pool: '127.0.1.10 - 127.0.1.10'}],
      reservations: [{'hw-address': MAC, 'ip-address': '127.0.1.10'}],
    }),
    steps: [discover({mac: OTHER}), reboot('127.0.1.10', {mac: OTHER}), discover(), select()],
  },
  {
    name: 'the reserved address has a lease of another: DISCOVER',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER)],
    steps: [discover(), select(), discover()],
  },
  {
    name: 'the same, and the reservation is outside of the pools',
    config: reserved(OUTSIDE),
    leases: [of(OUTSIDE, OTHER)],
    steps: [discover(), select()],
  },
  {
    name: 'the same, and the client has a lease',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER), of('127.0.1.14', MAC)],
    steps: [discover(), select(), renew('127.0.1.14')],
  },
  {
    name: 'the lease of the other is over',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER, {age: 5000})],
    steps: [discover(), select()],
  },
  {
    name: 'the reserved address is declined',
    config: reserved(IN_POOL),
    leases: [{address: IN_POOL, state: 1, validLifetime: 86400}],
    steps: [discover(), select(), reboot(IN_POOL), renew(IN_POOL)],
  },
  {
    name: 'the lease of the other is reclaimed',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER, {state: 2})],
    steps: [discover(), select()],
  },
  {
    name: 'who holds it renews and is refused',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER)],
    steps: [renew(IN_POOL, {mac: OTHER}), discover(), select(), discover({mac: OTHER}), select({mac: OTHER})],
  },
  {
    name: 'who holds it restarts and is refused',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER)],
    steps: [reboot(IN_POOL, {mac: OTHER}), discover({mac: OTHER}), select({mac: OTHER})],
  },
  {
    name: 'who holds it outside of the pools renews',
    config: reserved(OUTSIDE),
    leases: [of(OUTSIDE, OTHER)],
    steps: [renew(OUTSIDE, {mac: OTHER}), reboot(OUTSIDE, {mac: OTHER})],
  },
  {
    name: 'who holds it asks for it again',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER)],
    steps: [discover(asking(IN_POOL, {mac: OTHER})), {type: 3, ask: IN_POOL, server: SERVER, mac: OTHER}],
  },
  {
    name: 'who holds it releases it, then the reservation is kept',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER)],
    steps: [discover(), release(IN_POOL, {mac: OTHER}), discover(), select()],
  },
  {
    name: 'asking for an address that is reserved for another',
    config: reserved(IN_POOL),
    steps: [
      discover(asking(IN_POOL, {mac: OTHER})),
      {type: 3, ask: IN_POOL, server: SERVER, mac: OTHER},
      renew(IN_POOL, {mac: OTHER}),
      reboot(IN_POOL, {mac: OTHER}),
    ],
  },
  {
    name: 'asking for an address outside of the pools that is reserved for another',
    config: reserved(OUTSIDE),
    steps: [discover(asking(OUTSIDE, {mac: OTHER})), {type: 3, ask: OUTSIDE, server: SERVER, mac: OTHER}],
  },
  {
    name: 'a client with a lease restarts with an address that is reserved for another',
    config: reserved(IN_POOL),
    leases: [of('127.0.1.10', OTHER)],
    steps: [reboot(IN_POOL, {mac: OTHER}), renew(IN_POOL, {mac: OTHER})],
  },
  {
    name: 'a client moves to its reservation: the old lease goes',
    config: reserved(IN_POOL),
    leases: [of('127.0.1.10', MAC)],
    steps: [discover(), select()],
  },
  {
    name: 'a client renews what it had before the reservation',
    config: reserved(IN_POOL),
    leases: [of('127.0.1.10', MAC)],
    steps: [renew('127.0.1.10'), discover(), select()],
  },
  {
    name: 'a client restarts with what it had before the reservation',
    config: reserved(IN_POOL),
    leases: [of('127.0.1.10', MAC)],
    steps: [reboot('127.0.1.10'), reboot(IN_POOL)],
  },
  {
    name: 'the same with an authoritative server',
    config: subnet({authoritative: true, reservations: [{'hw-address': MAC, 'ip-address': IN_POOL}]}),
    leases: [of('127.0.1.10', MAC)],
    steps: [reboot('127.0.1.10'), reboot(IN_POOL), reboot('127.0.1.10', {mac: OTHER})],
  },
  {
    name: 'a client renews what it had, and the reserved address is taken',
    config: reserved(IN_POOL),
    leases: [of('127.0.1.10', MAC), of(IN_POOL, OTHER)],
    steps: [renew('127.0.1.10'), reboot('127.0.1.10'), discover(), select()],
  },
  {
    name: 'a client without a lease asks for another address than the reserved',
    config: reserved(IN_POOL),
    steps: [
      discover(asking('127.0.1.10')),
      {type: 3, ask: '127.0.1.10', server: SERVER},
      reboot('127.0.1.10'),
      renew('127.0.1.10'),
    ],
  },
  {
    name: 'the same, and the reserved address is taken',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER)],
    steps: [
      discover(asking('127.0.1.10')),
      {type: 3, ask: '127.0.1.10', server: SERVER},
      {type: 3, ask: IN_POOL, server: SERVER},
      {type: 3, ask: OUTSIDE, server: SERVER},
    ],
  },
  {
    name: 'REQUEST without an address',
    config: reserved(IN_POOL),
    steps: [{type: 3}, {type: 3, server: SERVER}],
  },
  {
    name: 'REQUEST without an address, and the reserved one is taken',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER)],
    steps: [{type: 3}, {type: 3, server: SERVER}],
  },
  {
    name: 'REQUEST without an address while a lease is there',
    config: reserved(IN_POOL),
    leases: [of('127.0.1.10', MAC)],
    steps: [{type: 3}],
  },
  {
    name: 'REQUEST without an address while the lease is reserved for another',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, OTHER)],
    steps: [{type: 3, mac: OTHER}],
    differences: because(NAMELESS_RESERVED, [
      '0.yiaddr',
      `lease ${IN_POOL}`,
      'lease 127.0.1.10',
      'statistic cumulative-assigned-addresses',
      'statistic subnet[1].cumulative-assigned-addresses',
    ]),
  },
  {
    name: 'a client restarts with its reserved address, no lease yet',
    config: reserved(IN_POOL),
    steps: [reboot(IN_POOL), renew(IN_POOL), discover()],
  },
  {
    name: 'a client renews its reserved address without a lease, outside of the pools',
    config: reserved(OUTSIDE),
    steps: [renew(OUTSIDE), reboot(OUTSIDE)],
  },
  {
    name: 'the reserved address was leased with a client-id',
    config: reserved(IN_POOL),
    leases: [of(IN_POOL, MAC, {clientId: '0102030405'})],
    steps: [discover(), discover({clientId: A}), select({clientId: A})],
  },
  {
    name: 'two reservations, each client has the address of the other',
    config: reserved(IN_POOL, {'hw-address': OTHER, 'ip-address': '127.0.1.11'}),
    leases: [of(IN_POOL, OTHER), of('127.0.1.11', MAC)],
    steps: [
      renew('127.0.1.11'),
      discover(),
      select(),
      renew(IN_POOL, {mac: OTHER}),
      discover({mac: OTHER}),
      select({mac: OTHER}),
    ],
  },
  {
    name: 'two clients share one reserved address',
    config: {
      'ip-reservations-unique': false,
      ...reserved(IN_POOL, {'hw-address': OTHER, 'ip-address': IN_POOL}),
    },
    steps: [
      discover(),
      select(),
      discover({mac: OTHER}),
      select({mac: OTHER}),
      release(IN_POOL),
      discover({mac: OTHER}),
      select({mac: OTHER}),
      renew(IN_POOL, {mac: OTHER}),
      discover({mac: '020000000003', options: {50: addressHex(IN_POOL)}}),
    ],
  },
  {
    name: 'RELEASE of a reserved address',
    config: reserved(IN_POOL),
    steps: [discover(), select(), release(IN_POOL), discover({mac: OTHER}), discover(), select()],
  },
  {
    name: 'DECLINE of a reserved address',
    config: reserved(IN_POOL),
    steps: [discover(), select(), decline(IN_POOL), discover(), select(), renew(IN_POOL)],
  },
  {
    name: 'DECLINE of a reserved address outside of the pools',
    config: reserved(OUTSIDE),
    steps: [discover(), select(), decline(OUTSIDE), discover(), select()],
  },
  {
    name: 'INFORM with a reservation',
    config: subnet({
      reservations: [
        {
          'hw-address': MAC,
          'ip-address': IN_POOL,
          hostname: 'reserved.example.org',
          'next-server': '192.0.2.9',
          'option-data': [{name: 'domain-name', data: 'host.example'}],
        },
      ],
    }),
    steps: [inform('127.0.1.77', {prl: [12, 15]}), inform('127.0.1.77', {prl: [12, 15], mac: OTHER})],
  },
  {
    name: 'a reservation without an address',
    config: subnet({reservations: [{'hw-address': MAC, hostname: 'just-a-name'}]}),
    leases: [of('127.0.1.14', MAC)],
    steps: [discover({prl: [12]}), select({prl: [12]}), renew('127.0.1.14', {prl: [12]}), discover({mac: OTHER})],
  },
  {
    name: 'a reservation of the network address and of the broadcast address',
    config: reserved('127.0.1.0', {'hw-address': OTHER, 'ip-address': '127.0.1.255'}),
    steps: [discover(), select(), discover({mac: OTHER}), select({mac: OTHER})],
  },
]
