import assert from 'node:assert/strict'
import {test} from 'node:test'
import {emptyDatabase, migratedDatabase, withSession} from '../support/databases.ts'
import {keaAdmin, keaInitialised, keaUpgrade} from '../support/kea-pgsql.ts'
import {readFacts, runAll, upgradeTo, versions} from '../support/pgsql-chain.ts'
import {differences} from '../support/pgsql-facts.ts'
import {filledConfiguration} from '../support/pgsql-workload/configuration.ts'
import {rowsOf61} from '../support/pgsql-workload/rows-6.1.ts'
import {databaseContents} from '../support/sql-pair.ts'

const strict = {order: true, language: true}

/** Script of kea-admin 2.2.0 that reaches each version. */
const scripts: Readonly<Record<string, string>> = {
  '6.1': 'upgrade_006.0_to_006.1.sh',
  '6.2': 'upgrade_006.1_to_006.2.sh',
  '7.0': 'upgrade_006.2_to_007.0.sh',
  '8.0': 'upgrade_007_to_008.sh',
  '9.0': 'upgrade_008_to_009.sh',
  '10.0': 'upgrade_009_to_010.sh',
  '11.0': 'upgrade_010_to_011.sh',
  '12.0': 'upgrade_011_to_012.sh',
  '13.0': 'upgrade_012_to_013.sh',
}

/** What kea-admin's upgrades leave out or leave behind. facts: schema.md §2.3 */
const missing = '- column dhcp6_options.modification_ts'
const leftover =
  /^\+ unique hosts\(dhcp_identifier,dhcp_identifier_type,dhcp[46]_subnet_id\) where \(\(dhcp[46]_subnet_id IS NOT NULL\) AND/

/** The first schema there was, from which kea-admin can make every later one. facts: schema.md §2.1 */
const schema10 = [
  'CREATE TABLE lease4 (address bigint PRIMARY KEY, hwaddr bytea, client_id bytea, valid_lifetime bigint, expire timestamptz, subnet_id bigint, fqdn_fwd boolean, fqdn_rev boolean, hostname varchar(255))',
  'CREATE INDEX lease4_by_hwaddr_subnet_id ON lease4 (hwaddr, subnet_id)',
  'CREATE INDEX lease4_by_client_id_subnet_id ON lease4 (client_id, subnet_id)',
  'CREATE TABLE lease6 (address varchar(39) PRIMARY KEY, duid bytea, valid_lifetime bigint, expire timestamptz, subnet_id bigint, pref_lifetime bigint, lease_type smallint, iaid integer, prefix_len smallint, fqdn_fwd boolean, fqdn_rev boolean, hostname varchar(255))',
  'CREATE INDEX lease6_by_iaid_subnet_id_duid ON lease6 (iaid, subnet_id, duid)',
  'CREATE TABLE lease6_types (lease_type smallint PRIMARY KEY, name varchar(5))',
  "INSERT INTO lease6_types VALUES (0, 'IA_NA'), (1, 'IA_TA'), (2, 'IA_PD')",
  'CREATE TABLE schema_version (version integer PRIMARY KEY, minor integer)',
  'INSERT INTO schema_version VALUES (1, 0)',
]

async function keaFromTheStart(version: string) {
  const database = await emptyDatabase('pgsql', 'kea')
  await runAll(database.target, schema10)
  assert.equal(await keaUpgrade(database.target, scripts[version]), version)
  return database
}

test('db-init makes what kea-admin db-init makes', async () => {
  const [ours, real] = await Promise.all([migratedDatabase('pgsql'), keaInitialised()])
  const [a, b] = await Promise.all([readFacts(ours.target, strict), readFacts(real.target, strict)])
  assert.deepEqual(differences(a, b), [])
})

test('each version is what kea-admin makes of the version before', async () => {
  const real = await keaFromTheStart('6.1')
  for (const version of versions) {
    if (version !== '6.1') assert.equal(await keaUpgrade(real.target, scripts[version]), version)
    const ours = await migratedDatabase('pgsql', version)
    const found = differences(await readFacts(ours.target, strict), await readFacts(real.target, strict))
    const known = found.filter(line => line.startsWith(missing) || (version === '13.0' && leftover.test(line)))
    assert.equal(known.length, ['6.1', '6.2'].includes(version) ? 0 : version === '13.0' ? 3 : 1, version)
    assert.deepEqual(found, known, version)
    await ours.drop()
  }
})

test('a version that kea-admin left, any of them, becomes the same head', async () => {
  const fresh = await readFacts((await migratedDatabase('pgsql')).target, strict)
  for (const version of versions.slice(0, -1)) {
    const database = await keaFromTheStart(version)
    assert.deepEqual(await upgradeTo(database.target), versions.slice(versions.indexOf(version) + 1))
    assert.deepEqual(differences(await readFacts(database.target, strict), fresh), [], version)
    await database.drop()
  }
})

test('kea-admin upgrades our 6.1 to its 13.0, with every row, and then nothing is left to do', async () => {
  const [ours, theirs] = await Promise.all([migratedDatabase('pgsql', '6.1'), migratedDatabase('pgsql', '6.1')])
  await Promise.all([runAll(ours.target, rowsOf61), runAll(theirs.target, rowsOf61)])
  assert.equal(await keaUpgrade(theirs.target), '13.0')
  await upgradeTo(ours.target)
  const left = await withSession(ours.target, databaseContents)
  const right = await withSession(theirs.target, databaseContents)
  for (const [table, text] of left) {
    const comparable = table === 'dhcp6_options' ? text.replaceAll(', "modification_ts": "now"', '') : text
    assert.equal(comparable, right.get(table), table)
  }
  assert.deepEqual(await upgradeTo(theirs.target), [])
})

test('a configuration of 9.0 comes to 13.0 as kea-admin brings it there', async () => {
  const [ours, theirs] = await Promise.all([migratedDatabase('pgsql', '9.0'), migratedDatabase('pgsql', '9.0')])
  const rows = [...filledConfiguration(4), ...filledConfiguration(6)]
  await Promise.all([runAll(ours.target, rows, true), runAll(theirs.target, rows, true)])
  await upgradeTo(ours.target)
  assert.equal(await keaUpgrade(theirs.target), '13.0')
  const left = await withSession(ours.target, databaseContents)
  const right = await withSession(theirs.target, databaseContents)
  assert.ok([...left.values()].filter(text => text !== '').length >= 30, 'most tables have rows')
  for (const [table, text] of left) assert.equal(text, right.get(table), table)
})

test('kea-admin finds its own version in our database and nothing to upgrade', async () => {
  const {target} = await migratedDatabase('pgsql')
  const version = await keaAdmin(target, 'db-version')
  assert.deepEqual([version.code, version.stdout.trim().split('\n').at(-1)], [0, '13.0'])
  const before = await readFacts(target, strict)
  assert.equal(await keaUpgrade(target), '13.0')
  assert.deepEqual(differences(await readFacts(target, strict), before), [])
  const init = await keaAdmin(target, 'db-init')
  assert.match(init.stdout, /Expected empty database/)
})
