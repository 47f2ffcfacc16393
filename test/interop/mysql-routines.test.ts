import assert from 'node:assert/strict'
import {before, test} from 'node:test'
import {migratedDatabase, type TestDatabase, withSession} from '../support/databases.ts'
import {keaInitialised, keaUpgraded} from '../support/kea-mysql.ts'
import {compareEffects} from '../support/mysql-pair.ts'
import {classes, randomClasses} from '../support/mysql-workload/classes.ts'
import {configuration} from '../support/mysql-workload/configuration.ts'
import {contextChanges, leaseLifecycle, leaseOddities, leaseRoutines, limits} from '../support/mysql-workload/leases.ts'
import {transfer} from '../support/mysql-workload/transfer.ts'
import {testSeed} from '../support/random.ts'

// The same statements on a database of kea-admin's and on ours must answer the same and leave the same rows behind.

/** The row of server `all` tells when the schema was made: the only thing in which the two may differ. */
async function settleServers({target}: TestDatabase): Promise<void> {
  await withSession(target, async session => {
    await session.query('SET @disable_audit = 1')
    for (const n of [4, 6]) await session.query(`UPDATE dhcp${n}_server SET modification_ts = '2001-01-01'`)
  })
}

let [kea, ours] = [] as unknown as [TestDatabase, TestDatabase]
before(async () => {
  ;[kea, ours] = await Promise.all([keaInitialised(), migratedDatabase('mysql')])
  await Promise.all([kea, ours].map(settleServers))
})

function agree(name: string, statements: readonly string[]): void {
  test(`${name}: ${statements.length} statements have the same effects`, async () => {
    assert.deepEqual(await compareEffects(kea.target, ours.target, statements), [])
  })
}

agree('audited configuration', configuration)
agree('client classes', classes)
agree('lease lifecycle', leaseLifecycle)
agree('contexts of leases', [...contextChanges, 'DELETE FROM lease4', 'DELETE FROM lease6'])
agree('odd leases', leaseOddities)
agree('counting routines', leaseRoutines)
agree('upload and dump', [...transfer, 'DELETE FROM lease4', 'DELETE FROM lease6'])
const counters = ['lease4_stat', 'lease6_stat', 'lease4_stat_by_client_class', 'lease6_stat_by_client_class']
agree('limits', [...counters.map(table => `DELETE FROM ${table}`), ...limits])

for (const family of [4, 6]) {
  const seed = testSeed()
  agree(`random DHCPv${family} classes, seed ${seed}`, randomClasses(family, seed, 600))
}

test('at 9.3, before client classes, the effects are the same as well', async () => {
  const [theirs, own] = await Promise.all([keaUpgraded('9.3'), migratedDatabase('mysql', '9.3')])
  await Promise.all([theirs, own].map(settleServers))
  const known = configuration.filter(statement => !statement.includes('client_class '))
  const half = known.length / 2
  const configured = [...known.slice(0, 500), ...known.slice(half, half + 500)]
  const counted = leaseLifecycle.filter(statement => !statement.includes('_by_client_class'))
  const dumped = transfer.filter(statement => !/Upload|colonSeparatedHex|isJsonSupported/.test(statement))
  const statements = [...configured, ...counted, ...leaseOddities, ...dumped]
  assert.deepEqual(await compareEffects(theirs.target, own.target, statements), [])
})
