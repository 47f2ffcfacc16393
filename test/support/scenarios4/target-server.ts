import {indexSubnets4} from '../../../src/engine/subnet-index4.ts'
import type {ServerConfig4} from '../../../src/model/config4.ts'
import type {Lease4} from '../../../src/model/lease4.ts'
import {ANY_IPV4, BROADCAST_IPV4, type Ipv4} from '../../../src/net-types/ipv4.ts'
import type {LeaseChange4, LeaseStore4} from '../../../src/ports/lease-store.ts'
import {Counts4} from '../../../src/server/count4.ts'
import {FreeAddresses4} from '../../../src/server/free-addresses4.ts'
import {databaseKey} from '../../../src/server/lease-counts4.ts'
import {Pipeline4} from '../../../src/server/pipeline4.ts'
import {Statistics} from '../../../src/server/statistics.ts'
import {Teller4} from '../../../src/server/tell4.ts'
import type {Target4} from './target.ts'
import {leaseOf, loopbackArrival, parse, textOf} from './target-engine.ts'

const clock = {millis: () => Date.now()}

/** Our pipeline over a lease store; the store is used again and again, so only one scenario may run at a time. */
export function serverTarget4(name: string, store: LeaseStore4): Target4 {
  return {
    name,
    async start(scenario) {
      const now = Math.floor(Date.now() / 1000)
      await commit(
        store,
        (scenario.leases ?? []).map(seed => ({kind: 'create', lease: leaseOf(seed, now)})),
      )
      const sent: Uint8Array[] = []
      const {pipeline, statistics} = await pipelineOver(store, parse(scenario), bytes => sent.push(bytes))
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
        },
      }
    },
  }
}

async function pipelineOver(store: LeaseStore4, config: ServerConfig4, send: (bytes: Uint8Array) => void) {
  const addresses = new FreeAddresses4({config, store, clock, chance: () => 0.5})
  await addresses.load()
  const serverIds = new Set([loopbackArrival.local.address])
  const statistics = new Statistics(clock)
  const counts = new Counts4(statistics, clock)
  counts.leases.configure(config, await store.counts4())
  const database = databaseKey(config.leaseDatabase)
  const pipeline = new Pipeline4({
    index: indexSubnets4(config),
    store,
    hosts: undefined,
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
