import assert from 'node:assert/strict'
import {join} from 'node:path'
import {describe, test} from 'node:test'
import {scratchDirectory} from '../support/databases.ts'
import {clientsOf, HaGroup4} from '../support/ha-group4.ts'
import {freeUrls} from '../support/ha-servers4.ts'
import {keaInitialised as keaInitialisedMysql} from '../support/kea-mysql.ts'
import {keaInitialised as keaInitialisedPgsql} from '../support/kea-pgsql.ts'
import {accessTo} from '../support/leases.ts'
import {leaseDatabase} from '../support/loopback4.ts'

const stores = {
  memfile: async (index: number) => ({
    type: 'memfile',
    persist: true,
    name: join(scratchDirectory(), `replaced-${index}.csv`),
  }),
  PostgreSQL: async () => leaseDatabase(accessTo((await keaInitialisedPgsql()).target)),
  MariaDB: async () => leaseDatabase(accessTo((await keaInitialisedMysql()).target)),
}

const MODE = 'load-balancing'

// Each program takes over the configuration and the leases of the other, while the partner stays what it is and serves.
describe('one server of a Kea pair becomes keats, and Kea again', {concurrency: 3}, () => {
  for (const [store, databaseOf] of Object.entries(stores))
    test(store, async context => {
      const group = new HaGroup4(await freeUrls(), {changes: {mode: MODE}})
      context.after(() => group.close())
      for (const index of [0, 1]) await group.add({maker: 'kea', leaseDatabase: await databaseOf(index)})
      const [, second] = group.servers
      const held = new Map<number, string>()
      for (const [turn, maker] of (['kea', 'keats', 'kea', 'keats'] as const).entries()) {
        if (turn > 0) {
          await second!.stop('SIGTERM')
          // Given while it is away; the partner does not serve the other half yet.
          const [meanwhile] = clientsOf(0, 1, 5000 * turn)
          held.set(meanwhile!, await group.served(0, meanwhile!))
          second!.become(maker)
          await second!.start()
        }
        await group.reach(MODE, MODE)
        for (const half of [0, 1] as const)
          for (const client of clientsOf(half, 3, 1000 * (turn + 1))) held.set(client, await group.served(half, client))
        const leases = await group.agreed(0, 1)
        const addresses = leases.map(lease => String(lease['ip-address'])).sort()
        assert.deepEqual(addresses, [...held.values()].sort(), `${maker}, turn ${turn}`)
        // Who had an address from one program gets it again from the other.
        for (const client of clientsOf(1, 3, 1000)) assert.equal(await group.served(1, client), held.get(client))
      }
    })
})
