import assert from 'node:assert/strict'
import {join} from 'node:path'
import {after, describe, test} from 'node:test'
import {migratedDatabase, scratchDirectory} from '../support/databases.ts'
import {addedLease, everyKind} from '../support/ha-leases4.ts'
import {freeUrls, HaServer4} from '../support/ha-servers4.ts'
import {keaInitialised as keaInitialisedMysql} from '../support/kea-mysql.ts'
import {keaInitialised as keaInitialisedPgsql} from '../support/kea-pgsql.ts'
import {accessTo} from '../support/leases.ts'
import {leaseDatabase} from '../support/loopback4.ts'

type Maker = 'kea' | 'keats'
type Store = 'embedded' | 'PostgreSQL' | 'MariaDB'

let files = 0

async function databaseOf(store: Store, maker: Maker): Promise<object> {
  if (store === 'embedded') {
    return {type: 'memfile', persist: true, name: join(scratchDirectory(), `sync-${++files}.csv`)}
  }
  const ofKea = store === 'PostgreSQL' ? keaInitialisedPgsql : keaInitialisedMysql
  const database = maker === 'kea' ? ofKea() : migratedDatabase(store === 'PostgreSQL' ? 'pgsql' : 'mysql')
  return leaseDatabase(accessTo((await database).target))
}

const cases: readonly (readonly [Maker, Maker, Store])[] = [
  ['keats', 'kea', 'embedded'],
  ['keats', 'kea', 'PostgreSQL'],
  ['keats', 'kea', 'MariaDB'],
  ['kea', 'keats', 'embedded'],
  ['kea', 'keats', 'PostgreSQL'],
  ['kea', 'keats', 'MariaDB'],
]

const running: HaServer4[] = []
after(() => Promise.all(running.map(server => server.stop())))

// Both fetch, one after the other: the primary when both wait, its standby when the primary is ready.
describe('two servers that meet have the same leases', {concurrency: 2}, () => {
  for (const [primary, standby, store] of cases) {
    test(`${primary}, and ${standby} behind it, ${store}`, async () => {
      const urls = await freeUrls()
      // Neither takes the other for dead while leases are put into it.
      const changes = {'sync-page-limit': 4, 'max-response-delay': 60_000}
      const side = async (index: 0 | 1, maker: Maker) => {
        const server = await HaServer4.start({
          maker,
          index,
          urls,
          leaseDatabase: await databaseOf(store, maker),
          changes,
        })
        running.push(server)
        return server
      }
      const second = await side(1, standby)
      // The last page is full, and one address each server has, where the newer counts.
      const theirs = [...everyKind, ...[20, 21, 22].map(n => addedLease(n, {cltt: n === 21 ? 50 : 0})), addedLease(30)]
      for (const lease of theirs) await second.ask('lease4-add', lease)
      await second.stop('SIGTERM')
      const first = await side(0, primary)
      const mine = [addedLease(20, {cltt: 10, hostname: 'newer'}), addedLease(21, {hostname: 'older'}), addedLease(25)]
      for (const lease of mine) await first.ask('lease4-update', {...lease, 'force-create': true})
      await second.start()
      await Promise.all([first, second].map(server => server.reaches('hot-standby')))
      const leases = await first.leases()
      assert.deepEqual(leases, await second.leases())
      assert.equal(leases.length, 13)
      const names = new Map(leases.map(lease => [lease['ip-address'], lease['hostname']]))
      assert.deepEqual([names.get('10.77.0.20'), names.get('10.77.0.21')], ['newer', ''])
      assert.deepEqual(
        leases.map(({state}) => state),
        [0, 0, 1, 2, ...Array.from({length: 9}, () => 0)],
      )
    })
  }
})
