import assert from 'node:assert/strict'
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {chainOf} from '../../src/db/migrations/chain.ts'
import {upgrade} from '../../src/db/migrations/migrate.ts'
import {formatVersion, parseVersion} from '../../src/db/migrations/version.ts'
import type {SqlSession, Target} from '../../src/db/session.ts'
import {
  emptyDatabase,
  migratedDatabase,
  scratchDirectory,
  type TestDatabase,
  withSession,
} from '../support/databases.ts'
import {keaAdmin, keaInitialised, keaUpgrade, keaUpgraded, upgradeScripts} from '../support/kea-mysql.ts'
import {differences, readFacts} from '../support/mysql-facts.ts'
import {rowsOf93} from '../support/mysql-workload/rows.ts'

const facts = (target: Target, full: boolean) => withSession(target, session => readFacts(session, full))

const upgradeOurs = (target: Target, to?: string) =>
  withSession(target, session =>
    upgrade(session, {
      steps: chainOf('mysql'),
      lockTimeout: 60_000,
      to: to === undefined ? undefined : parseVersion(to),
    }),
  )

async function fill(database: TestDatabase): Promise<void> {
  await withSession(database.target, async session => {
    for (const statement of rowsOf93) await session.query(statement)
  })
}

/** Bytes as text, so that VARBINARY and VARCHAR compare; a time of this run as `now`. */
function plain([column, value]: [string, unknown]): readonly unknown[] {
  if (value instanceof Uint8Array) return [column, Buffer.from(value).toString('latin1')]
  if (column === 'modification_ts' && value instanceof Date && value.getFullYear() > 2020) return [column, 'now']
  return [column, value]
}

/** Every row of every table, without the times at which a schema or a conversion was made. */
async function contents(session: SqlSession): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = await session.query(
    'SELECT TABLE_NAME AS t FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME',
  )
  const all = new Map<string, readonly string[]>()
  for (const {t} of tables) {
    const rows = await session.query(`SELECT * FROM ${t}`)
    all.set(String(t), rows.map(row => JSON.stringify(Object.entries(row).map(plain))).sort())
  }
  return all
}

const rows = (target: Target) => withSession(target, contents)

test("our 14.0 is kea-admin's 14.0: positions, character sets, names and rights included", async () => {
  const [kea, ours] = await Promise.all([keaInitialised(), migratedDatabase('mysql')])
  assert.deepEqual(differences(await facts(kea.target, true), await facts(ours.target, true)), [])
  assert.deepEqual(await rows(ours.target), await rows(kea.target))
})

test("each version of ours is the one that kea-admin's scripts make", async () => {
  const [kea, ours] = await Promise.all([keaUpgraded('9.3'), migratedDatabase('mysql', '9.3')])
  for (const {version} of chainOf('mysql')) {
    const name = formatVersion(version) as keyof typeof upgradeScripts
    if (name === '14.0') break
    if (name !== '9.3') {
      await keaUpgrade(kea.target, upgradeScripts[name])
      await upgradeOurs(ours.target, name)
    }
    assert.deepEqual(differences(await facts(kea.target, true), await facts(ours.target, true)), [], name)
  }
})

test('a filled 9.3 that keats upgrades holds what kea-admin makes of the same rows', async () => {
  const [kea, ours] = await Promise.all([keaUpgraded('9.3'), migratedDatabase('mysql', '9.3')])
  await Promise.all([fill(kea), fill(ours)])
  assert.deepEqual(await rows(ours.target), await rows(kea.target))
  await keaUpgrade(kea.target)
  await upgradeOurs(ours.target)
  const [theirs, own] = [await rows(kea.target), await rows(ours.target)]
  for (const [table, expected] of theirs) {
    // kea-admin's conversion of reservation modes touches the time of DHCPv6 subnets, ours leaves it.
    const kept = expected.map(row =>
      row.replace('["modification_ts","now"]', '["modification_ts","2001-02-03T04:05:06.000Z"]'),
    )
    assert.deepEqual(own.get(table), table === 'dhcp6_subnet' ? kept.sort() : expected, table)
  }
})

test('kea-admin takes our filled 9.3 to 14.0, with the gaps that its upgrade leaves', async () => {
  const ours = await migratedDatabase('mysql', '9.3')
  await fill(ours)
  assert.equal(await keaUpgrade(ours.target), '14.0')
  const fresh = await facts((await migratedDatabase('mysql')).target, false)
  const found = differences(fresh, await facts(ours.target, false)).filter(line => !line.includes('row of dhcp'))
  assert.deepEqual(
    found.map(line => line.replace(/ \[.*/, '')),
    [
      '! column dhcp6_shared_network.interface_id:',
      '! column dhcp6_subnet.interface_id:',
      '! column lease_hwaddr_source.hwaddr_source:',
      '! foreign key dhcp6_options_server(server_id) -> dhcp6_server(id):',
      '- index dhcp6_subnet(subnet_prefix)',
    ],
  )
})

for (const version of ['9.3', '9.4', '9.5', '9.6', '10.0', '11.0', '12.0', '13.0'] as const) {
  test(`keats takes a ${version} of kea-admin's, with rows, to the 14.0 that db-init makes`, async () => {
    const kea = await keaUpgraded('9.3')
    await fill(kea)
    if (version !== '9.3') await keaUpgrade(kea.target, upgradeScripts[version])
    const count = async () => [...(await rows(kea.target))].map(([table, found]) => [table, found.length] as const)
    const before = await count()
    await upgradeOurs(kea.target)
    const after = new Map(await count())
    for (const [table, number] of before) assert.equal(after.get(table), number, table)
    const fresh = await facts((await migratedDatabase('mysql')).target, true)
    const found = differences(fresh, await facts(kea.target, true))
    assert.deepEqual(
      found.filter(line => !line.includes('row of dhcp')),
      [],
    )
  })
}

test('kea-admin db-version and db-upgrade agree on our database', async () => {
  const ours = await migratedDatabase('mysql')
  const version = await keaAdmin(ours.target, 'db-version')
  assert.deepEqual([version.code, version.stdout.trim()], [0, '14.0'])
  const before = await facts(ours.target, true)
  assert.equal(await keaUpgrade(ours.target), '14.0')
  assert.deepEqual(differences(before, await facts(ours.target, true)), [])
  const again = await keaAdmin(ours.target, 'db-init')
  assert.equal(again.code, 1)
  const empty = await emptyDatabase('mysql')
  assert.notEqual((await keaAdmin(empty.target, 'db-version')).code, 0)
})

test('kea-admin counts, dumps and uploads leases in our database as in its own', async () => {
  const outputs: unknown[] = []
  for (const [first, second] of [
    [await keaInitialised(), await keaInitialised()],
    [await migratedDatabase('mysql'), await migratedDatabase('mysql')],
  ] as const) {
    const leases = rowsOf93.filter(text => /INTO lease[46]/.test(text))
    const disturbed = ['DELETE FROM lease4_stat', 'UPDATE lease6_stat SET leases = 99']
    // A lease without a hardware address is more than lease-upload of Kea 2.2.0 can take.
    const hardware = 'UPDATE lease6 SET hwaddr = 0x0a, hwtype = 1, hwaddr_source = 0 WHERE hwaddr IS NULL'
    await withSession(first.target, async session => {
      for (const statement of [...leases, hardware, ...disturbed]) await session.query(statement)
    })
    const files: string[] = []
    const run = async (target: Target, command: string, ...words: readonly string[]) => {
      const {code, stdout, stderr} = await keaAdmin(target, command, ...words)
      assert.equal(code, 0, `${command}: ${stdout}${stderr}`)
    }
    await run(first.target, 'stats-recount')
    for (const family of ['-4', '-6']) {
      const file = join(mkdtempSync(join(scratchDirectory(), 'dump-')), `leases${family}-${first.target.database}.csv`)
      await run(first.target, 'lease-dump', family, '-y', '-o', file)
      files.push(readFileSync(file, 'utf8'))
      assert.equal(files.at(-1)!.trimEnd().split('\n').length, family === '-4' ? 5 : 3, 'a header and every lease')
      // Rows in whose expiry there is nothing cannot be read back.
      writeFileSync(
        file,
        files
          .at(-1)!
          .split('\n')
          .filter(line => !line.includes('NULL'))
          .join('\n'),
      )
      await run(second.target, 'lease-upload', family, '-y', '-i', file)
    }
    outputs.push({files, counted: await rows(first.target), uploaded: await rows(second.target)})
  }
  assert.deepEqual(outputs[1], outputs[0])
})

test('a 14.0 that kea-admin upgraded, with its gaps, is at head for keats', async () => {
  const kea = await keaUpgraded('14.0')
  const result = await upgradeOurs(kea.target)
  assert.deepEqual(result.applied, [])
})
