import {discover, release, renew, select} from './queries.ts'
import {MAC, OTHER, type Scenario4, subnet} from './scenario.ts'

const full = ['10', '11', '12', '13', '14'].map((last, index) => ({
  address: `127.0.1.${last}`,
  mac: `0200000001${index.toString().padStart(2, '0')}`,
}))

/** Which address a client is offered and given. */
export const addressScenarios4: readonly Scenario4[] = [
  {name: 'first address of the pool', steps: [discover(), select()]},
  {name: 'next client, next address', steps: [discover(), discover({mac: OTHER}), select({mac: OTHER})]},
  {name: 'the same client discovers twice before it has a lease', steps: [discover(), discover(), select()]},
  {name: 'a client with a lease is offered it again', steps: [discover(), select(), discover(), select()]},
  {
    name: 'own lease although another address is asked for',
    leases: [{address: '127.0.1.12', mac: MAC}],
    steps: [discover({ask: '127.0.1.13'})],
  },
  {name: 'requested address', steps: [discover({ask: '127.0.1.13'}), select()]},
  {name: 'requested address in ciaddr of a DISCOVER', steps: [discover({ciaddr: '127.0.1.13'})]},
  {name: 'requested address outside of the pool', steps: [discover({ask: '127.0.1.100'})]},
  {name: 'requested address of another network', steps: [discover({ask: '10.9.8.7'})]},
  {name: 'requested address 0.0.0.0', steps: [discover({ask: '0.0.0.0'})]},
  {
    name: 'requested address has a lease of another',
    leases: [{address: '127.0.1.13', mac: OTHER}],
    steps: [discover({ask: '127.0.1.13'})],
  },
  {
    name: 'requested address had a lease that is over',
    leases: [{address: '127.0.1.13', mac: OTHER, age: 5000, hostname: 'old'}],
    steps: [discover({ask: '127.0.1.13'}), select()],
  },
  {
    name: 'requested address is reclaimed',
    leases: [{address: '127.0.1.13', mac: OTHER, age: 5000, state: 2}],
    steps: [discover({ask: '127.0.1.13'}), select()],
  },
  {
    name: 'first addresses taken',
    leases: [full[0]!, full[1]!],
    steps: [discover(), select()],
  },
  {name: 'full pool: no offer', leases: full, steps: [discover()]},
  {
    name: 'full pool: the lease of one is over',
    leases: [...full.slice(0, 4), {...full[4]!, age: 4001}],
    steps: [discover(), select()],
  },
  {
    name: 'full pool: one ends in a while',
    leases: [...full.slice(0, 4), {...full[4]!, age: 3400}],
    steps: [discover()],
  },
  {
    name: 'full pool: infinite leases never end',
    leases: [...full.slice(0, 4), {...full[4]!, age: 1_000_000, validLifetime: 0xffffffff}],
    steps: [discover()],
  },
  {
    name: 'declined address is not offered',
    leases: [{address: '127.0.1.10', state: 1, validLifetime: 86400}],
    steps: [discover(), select()],
  },
  {
    name: 'declined address whose probation is over',
    leases: [{address: '127.0.1.10', state: 1, validLifetime: 86400, age: 90000}],
    steps: [discover(), select()],
  },
  {
    name: 'own lease that is over',
    leases: [{address: '127.0.1.13', mac: MAC, age: 9000, hostname: 'kept.example'}],
    steps: [discover(), select()],
  },
  {
    name: 'own reclaimed lease',
    leases: [{address: '127.0.1.13', mac: MAC, age: 9000, state: 2}],
    steps: [discover(), select()],
  },
  {
    name: 'own lease outside of the pools is not offered',
    leases: [{address: '127.0.1.100', mac: MAC}],
    steps: [discover(), select()],
  },
  {
    name: 'own lease of another subnet counts for nothing',
    leases: [{address: '127.0.2.10', mac: MAC, subnetId: 2}],
    steps: [discover(), select()],
  },
  {
    name: 'one client after another round the pool',
    steps: ['1', '2', '3', '4', '5', '6'].flatMap(n => {
      const mac = `02000000020${n}`
      return [discover({mac}), select({mac})]
    }),
  },
  {
    name: 'an address given back is found after the others',
    steps: [discover(), select(), release('127.0.1.10'), discover({mac: OTHER}), select({mac: OTHER})],
  },
  {
    name: 'two pools, filled in order of address',
    config: subnet({pools: [{pool: '127.0.1.50 - 127.0.1.51'}, {pool: '127.0.1.20 - 127.0.1.21'}]}),
    steps: ['1', '2', '3', '4', '5'].flatMap(n => [
      discover({mac: `02000000030${n}`}),
      select({mac: `02000000030${n}`}),
    ]),
  },
  {
    name: 'pool as a prefix, with its first and last address',
    config: subnet({pools: [{pool: '127.0.1.64/31'}]}),
    steps: ['1', '2', '3'].map(n => discover({mac: `02000000040${n}`})),
  },
  {name: 'subnet without a pool', config: subnet({pools: []}), steps: [discover(), select({ask: '127.0.1.10'})]},
  {
    name: 'REQUEST that names no address gets one',
    steps: [{type: 3}, renew('127.0.1.10')],
  },
  {
    name: 'REQUEST that names no address gets its own',
    leases: [{address: '127.0.1.12', mac: MAC}],
    steps: [{type: 3}],
  },
  {name: 'REQUEST that names no address, pool full', leases: full, steps: [{type: 3}]},
  {
    name: 'REQUEST that names no address, own lease outside of the pools',
    leases: [{address: '127.0.1.100', mac: MAC}],
    steps: [{type: 3}],
  },
]
