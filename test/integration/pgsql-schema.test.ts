import assert from 'node:assert/strict'
import {test} from 'node:test'
import {DbError} from '../../src/db/session.ts'
import {migratedDatabase, type TestDatabase} from '../support/databases.ts'
import {readFacts, runAll, upgradeTo, versions} from '../support/pgsql-chain.ts'
import {differences, storedFacts} from '../support/pgsql-facts.ts'
import {rowsOf61} from '../support/pgsql-workload/rows-6.1.ts'

const first = versions[0]!
const head = versions.at(-1)!
const strict = {order: true, language: true}

test('the chain goes from 6.1 to 13.0 by the versions of Kea', () => {
  assert.deepEqual(versions, ['6.1', '6.2', '7.0', '8.0', '9.0', '10.0', '11.0', '12.0', '13.0'])
})

test('6.1 consists of what the 6.1 of Kea consists of', async () => {
  const database = await migratedDatabase('pgsql', first)
  assert.deepEqual(differences(await readFacts(database.target), storedFacts(first)), [])
})

test('13.0 consists of what the 13.0 of Kea consists of, columns in the same order', async () => {
  const database = await migratedDatabase('pgsql', head)
  assert.deepEqual(differences(await readFacts(database.target, strict), storedFacts(head)), [])
})

test('a schema upgraded from any version equals the one made at once', async () => {
  const fresh = await readFacts((await migratedDatabase('pgsql')).target, strict)
  for (const [i, version] of versions.slice(0, -1).entries()) {
    const database = await migratedDatabase('pgsql', version)
    assert.deepEqual(await upgradeTo(database.target), versions.slice(i + 1))
    const upgraded = await readFacts(database.target, strict)
    assert.deepEqual(differences(upgraded, fresh), [], `from ${version}`)
    await database.drop()
  }
})

/** The rows of a table, over the columns that 6.1 has. */
function rowsWith(database: TestDatabase, table: string, columns: readonly string[]): Promise<readonly unknown[]> {
  const list = columns.map(column => `'${column}', x.${column}`).join(', ')
  return database.sql(`SELECT json_build_object(${list})::text AS row FROM ${table} x ORDER BY 1`)
}

test('every row of a 6.1 database is still there at head, with the counters it had', async () => {
  const database = await migratedDatabase('pgsql', first)
  await runAll(database.target, rowsOf61)
  const columns = await database.sql(
    "SELECT table_name, json_agg(column_name ORDER BY ordinal_position)::text AS columns FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_version' GROUP BY 1 ORDER BY 1",
  )
  const tables = columns.map(
    row => [String(row['table_name']), JSON.parse(String(row['columns'])) as string[]] as const,
  )
  const before = await Promise.all(tables.map(([table, names]) => rowsWith(database, table, names)))
  for (const [i, rows] of before.entries()) assert.ok(rows.length >= 2, `${tables[i]![0]} has rows`)
  await upgradeTo(database.target)
  for (const [i, [table, names]] of tables.entries()) {
    const after = await rowsWith(database, table, names)
    // Later steps add option scopes; nothing else gains rows.
    const expected = table === 'dhcp_option_scope' ? before[i]!.length + 3 : before[i]!.length
    assert.equal(after.length, expected, table)
    const texts = new Set(after.map(row => JSON.stringify(row)))
    for (const row of before[i]!) assert.ok(texts.has(JSON.stringify(row)), `${table}: ${JSON.stringify(row)}`)
  }
})

test("a host's option that names a subnet of a configuration file keeps everything but that number", async () => {
  for (const family of [4, 6]) {
    const database = await migratedDatabase('pgsql', first)
    await runAll(database.target, [
      "INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type) VALUES ('\\x01', 0)",
      `INSERT INTO dhcp${family}_options (code, value, scope_id, host_id, dhcp${family}_subnet_id) VALUES (23, '\\x01', 3, 1, 999)`,
    ])
    await upgradeTo(database.target)
    const rows = await database.sql(
      `SELECT code, host_id, scope_id, dhcp${family}_subnet_id AS subnet FROM dhcp${family}_options`,
    )
    assert.deepEqual(rows, [{code: 23, host_id: 1, scope_id: 3, subnet: null}])
    await database.drop()
  }
})

test('an option of a subnet that does not exist stops the upgrade before 8.0 and loses nothing', async () => {
  const database = await migratedDatabase('pgsql', first)
  await runAll(database.target, ['INSERT INTO dhcp6_options (code, scope_id, dhcp6_subnet_id) VALUES (23, 1, 999)'])
  await assert.rejects(upgradeTo(database.target), error => {
    assert.ok(error instanceof Error)
    const cause = error.cause instanceof DbError ? error.cause : error
    assert.match(cause.message, /fk_dhcp6_options_subnet/)
    return true
  })
  assert.deepEqual(await database.sql('SELECT version, minor FROM schema_version'), [{version: 7, minor: 0}])
  assert.deepEqual(await database.sql('SELECT code, dhcp6_subnet_id AS subnet FROM dhcp6_options'), [
    {code: 23, subnet: 999},
  ])
  await runAll(database.target, ['DELETE FROM dhcp6_options'])
  assert.deepEqual(await upgradeTo(database.target), versions.slice(versions.indexOf('8.0')))
})

test('keys that an old Kea made under other names do not stop the upgrade', async () => {
  const database = await migratedDatabase('pgsql', first)
  await runAll(database.target, [
    'ALTER INDEX hosts_dhcp4_ipv4_address_subnet_id RENAME TO key_dhcp4_ipv4_address_subnet_id',
    'ALTER INDEX hosts_dhcp4_identifier_subnet_id RENAME TO key_dhcp4_identifier_subnet_id',
    'ALTER INDEX hosts_dhcp6_identifier_subnet_id RENAME TO key_dhcp6_identifier_subnet_id',
    'ALTER TABLE ipv6_reservations DROP CONSTRAINT key_dhcp6_address_prefix_len',
    'CREATE UNIQUE INDEX key_dhcp6_address_prefix_len ON ipv6_reservations (address, prefix_len)',
  ])
  await upgradeTo(database.target)
  assert.deepEqual(differences(await readFacts(database.target, strict), storedFacts(head)), [])
})

test('servers that give the first leases of a subnet at once all succeed, and every lease is counted', async () => {
  const database = await migratedDatabase('pgsql')
  const servers = Array.from({length: 8}, (_, server) => server)
  const subnets = Array.from({length: 40}, (_, subnet) => subnet + 1)
  const context = `'{"ISC":{"client-classes":["all"]}}'`
  await Promise.all(
    servers.map(server =>
      runAll(
        database.target,
        subnets.flatMap(subnet => [
          `INSERT INTO lease4 (address, subnet_id, user_context) VALUES (${subnet * 100 + server}, ${subnet}, ${context})`,
          `INSERT INTO lease6 (address, subnet_id, lease_type) VALUES ('2001:db8:${subnet}::${server}', ${subnet}, 0)`,
        ]),
      ),
    ),
  )
  const counted = await database.sql(
    'SELECT count(*)::integer AS rows, min(leases)::integer AS min, max(leases)::integer AS max FROM (SELECT leases FROM lease4_stat UNION ALL SELECT leases FROM lease6_stat) s',
  )
  assert.deepEqual(counted, [{rows: 80, min: 8, max: 8}])
  assert.deepEqual(await database.sql('SELECT leases::integer FROM lease4_stat_by_client_class'), [{leases: 320}])
})

test('a class that others depend on cannot change whether it depends on KNOWN', async () => {
  // The real function fails for every such class, so there is nothing to run this beside.
  for (const n of [4, 6]) {
    const database = await migratedDatabase('pgsql')
    const check = `SELECT checkDHCPv${n}ClientClassKnownDependencyChange()`
    const begin = `SELECT createAuditRevisionDHCP${n}(now(), 'all', 'test', false)`
    const link = (name: string, on: string) =>
      `INSERT INTO dhcp${n}_client_class_dependency SELECT a.id, b.id FROM dhcp${n}_client_class a, dhcp${n}_client_class b WHERE a.name = '${name}' AND b.name = '${on}'`
    const unlink = `DELETE FROM dhcp${n}_client_class_dependency WHERE class_id = (SELECT id FROM dhcp${n}_client_class WHERE name = 'mid')`
    const change = (name: string, what: string) => `UPDATE dhcp${n}_client_class SET ${what} WHERE name = '${name}'`
    await runAll(database.target, [
      begin,
      `INSERT INTO dhcp${n}_client_class (name, depend_on_known_directly) VALUES ('known', true), ('mid', false), ('end', false)`,
      link('mid', 'known'),
      link('end', 'mid'),
    ])
    const refused = (...statements: readonly string[]) =>
      assert.rejects(runAll(database.target, [begin, ...statements, check]), {code: '2F000'})
    const allowed = (...statements: readonly string[]) => runAll(database.target, [begin, ...statements, check])
    await allowed(change('known', "test = 'x'"))
    await allowed(change('mid', "test = 'x'"), unlink, link('mid', 'known'))
    await allowed(change('end', 'depend_on_known_directly = true'))
    await refused('BEGIN', change('known', 'depend_on_known_directly = false'))
    await refused('BEGIN', change('mid', "test = 'y'"), unlink)
    await allowed('BEGIN', change('mid', 'depend_on_known_directly = true'), unlink)
    await database.drop()
  }
})
