import {indexSubnets4} from '../../../src/engine/subnet-index4.ts'
import type {ServerConfig4} from '../../../src/model/config4.ts'
import type {Lease4} from '../../../src/model/lease4.ts'
import {ANY_IPV4, BROADCAST_IPV4, type Ipv4} from '../../../src/net-types/ipv4.ts'
import type {HostStore} from '../../../src/ports/host-store.ts'
import type {LeaseChange4, LeaseStore4} from '../../../src/ports/lease-store.ts'
import {Counts4} from '../../../src/server/count4.ts'
import {FreeAddresses4} from '../../../src/server/free-addresses4.ts'
import {DatabaseHosts4} from '../../../src/server/host-sources4.ts'
import {databaseKey} from '../../../src/server/lease-counts4.ts'
import {Pipeline4} from '../../../src/server/pipeline4.ts'
import {Statistics} from '../../../src/server/statistics.ts'
import {Teller4} from '../../../src/server/tell4.ts'
import type {Target4} from './target.ts'
import {leaseOf, loopbackArrival, parse, textOf} from './target-engine.ts'

const clock = {millis: () => Date.now()}

/**
 * Our pipeline over a lease store; the store is used again and again, so only one scenario may run at a time. `hosts`: where
 * the reservations of the configuration go instead.
 */
export function serverTarget4(name: string, store: LeaseStore4, hosts?: HostStore): Target4 {
  return {
    name,
    async start(scenario) {
      const config = parse(scenario)
      const stored = hosts === undefined ? undefined : await reserve(hosts, config)
      const now = Math.floor(Date.now() / 1000)
      await commit(
        store,
        (scenario.leases ?? []).map(seed => ({kind: 'create', lease: leaseOf(seed, now)})),
      )
      const sent: Uint8Array[] = []
      const {pipeline, statistics} = await pipelineOver(store, stored ?? config, hosts, bytes => sent.push(bytes))
      return {
        async exchange(bytes) {
          sent.length = 0
          pipeline.receive({...loopbackArrival, bytes})
          await pipeline.drained()
          return sent[0]
        },
        statistics: async () => new Map(statistics.names().map(name => [name, statistics.get(name)])),
        leases: async () => (await rowsOf(store)).map(lease => textOf(lease, now)),
        async stop() {
          const rows = await rowsOf(store)
          await commit(
            store,
            rows.map(({address, expire}) => ({kind: 'delete', address, expected: expire})),
          )
          for (const {identifier, subnetId} of hosts === undefined ? [] : config.reservations) {
            await hosts!.delete4({identifier, subnetId: subnetId!})
          }
        },
      }
    },
  }
}

/** Writes the reservations of a configuration to a database; answers the configuration that has them there. */
async function reserve(hosts: HostStore, config: ServerConfig4): Promise<ServerConfig4> {
  for (const host of config.reservations) {
    const {kind} = await hosts.add4(host, {uniqueAddress: config.ipReservationsUnique})
    if (kind !== 'added') throw new Error(`${kind}: ${JSON.stringify(host)}`)
  }
  return {...config, reservations: [], hostsDatabases: [{type: 'sqlite', name: 'hosts', readonly: false}]}
}

async function pipelineOver(
  store: LeaseStore4,
  config: ServerConfig4,
  hostStore: HostStore | undefined,
  send: (bytes: Uint8Array) => void,
) {
  const source = hostStore && {store: hostStore, away: () => undefined, optional: false}
  const hosts = source && new DatabaseHosts4([source])
  const addresses = new FreeAddresses4({config, store, hosts, clock, chance: () => 0.5})
  await addresses.load()
  const serverIds = new Set([loopbackArrival.local.address])
  const statistics = new Statistics(clock)
  const counts = new Counts4(statistics, clock)
  counts.leases.configure(config, await store.counts4())
  const database = databaseKey(config.leaseDatabase)
  const pipeline = new Pipeline4({
    index: indexSubnets4(config),
    store,
    hosts,
    service: {on: true},
    addresses,
    transport: {send},
    serverIds: () => serverIds,
    clock,
    tell: new Teller4({write: () => undefined, enabled: () => false}),
    counts,
    committed: (changes, formers) => {
      addresses.apply(changes)
      counts.leases.applied(database, changes, formers)
    },
    limits: {inFlight: 10, newClients: 10},
  })
  return {pipeline, statistics}
}

async function commit(store: LeaseStore4, changes: readonly LeaseChange4[]): Promise<void> {
  for (const change of changes) {
    const answer = await store.commit4([change])
    if (answer !== 'ok') throw new Error(`${answer}: ${JSON.stringify(change)}`)
  }
}

async function rowsOf(store: LeaseStore4): Promise<readonly Lease4[]> {
  const uses = await store.page4(ANY_IPV4, BROADCAST_IPV4, undefined, 1000)
  if (uses.length === 0) return []
  const addresses: Ipv4[] = uses.map(use => use.address)
  const rows = await store.load4({clientId: undefined, hwAddr: undefined, addresses})
  if (rows === 'full') throw new Error('the store is full')
  return rows
}
