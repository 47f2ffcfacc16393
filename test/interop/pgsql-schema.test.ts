import assert from 'node:assert/strict'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {copiedDatabase, migratedDatabase, scratchDirectory, withSession} from '../support/databases.ts'
import {keaAdmin, keaInitialised, keaUpgrade, keaUpgradedFrom10} from '../support/kea-pgsql.ts'
import {readFacts, runAll, upgradeTo, versions} from '../support/pgsql-chain.ts'
import {differences} from '../support/pgsql-facts.ts'
import {filledConfiguration} from '../support/pgsql-workload/configuration.ts'
import {rowsOf61} from '../support/pgsql-workload/rows-6.1.ts'
import {databaseContents} from '../support/sql-pair.ts'

const strict = {order: true, language: true}

/** What kea-admin's upgrades leave out or leave behind. facts: schema.md §2.3 */
const missing = '- column dhcp6_options.modification_ts'
const leftover =
  /^\+ unique hosts\(dhcp_identifier,dhcp_identifier_type,dhcp[46]_subnet_id\) where \(\(dhcp[46]_subnet_id IS NOT NULL\) AND/

test('db-init makes what kea-admin db-init makes', async () => {
  const [ours, real] = await Promise.all([migratedDatabase('pgsql'), keaInitialised()])
  const [a, b] = await Promise.all([readFacts(ours.target, strict), readFacts(real.target, strict)])
  assert.deepEqual(differences(a, b), [])
})

const count = (table: string) => `(SELECT count(*)::integer FROM ${table}) AS ${table}`
const filled = ['lease4', 'lease6', 'hosts', 'ipv6_reservations', 'dhcp4_options', 'dhcp6_options', 'logs'].map(count)

test('each version is what kea-admin makes of the one before, and from there ours reaches the same head', async () => {
  const fresh = await readFacts((await migratedDatabase('pgsql')).target, strict)
  const real = await keaUpgradedFrom10('6.1')
  await runAll(real.target, rowsOf61)
  const before = await real.sql(`SELECT ${filled.join(', ')}`)
  for (const version of versions) {
    if (version !== '6.1') await keaUpgrade(real.target, version)
    const made = await readFacts(real.target, strict)
    const ours = await migratedDatabase('pgsql', version)
    const found = differences(await readFacts(ours.target, strict), made)
    const known = found.filter(line => line.startsWith(missing) || (version === '13.0' && leftover.test(line)))
    assert.equal(known.length, ['6.1', '6.2'].includes(version) ? 0 : version === '13.0' ? 3 : 1, version)
    assert.deepEqual(found, known, version)
    const copy = await copiedDatabase(real)
    assert.deepEqual(await upgradeTo(copy.target), versions.slice(versions.indexOf(version) + 1))
    // What kea-admin brought to head itself stays as it is: nothing is to do there.
    if (version !== '13.0') assert.deepEqual(differences(await readFacts(copy.target, strict), fresh), [], version)
    assert.deepEqual(await copy.sql(`SELECT ${filled.join(', ')}`), before, version)
    await Promise.all([ours.drop(), copy.drop()])
  }
})

test('where kea-admin gets stuck at 7.0 over an option of a host, ours goes on', async () => {
  const database = await migratedDatabase('pgsql', '6.1')
  await runAll(database.target, [
    "INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp6_subnet_id) VALUES ('\\x01', 1, 999)",
    "INSERT INTO dhcp6_options (code, value, scope_id, host_id, dhcp6_subnet_id) VALUES (23, '\\x01', 3, 1, 999)",
  ])
  assert.equal(await keaUpgrade(database.target), '7.0')
  await upgradeTo(database.target)
  const rows = await database.sql(
    'SELECT o.code, o.host_id, o.dhcp6_subnet_id AS option_subnet, h.dhcp6_subnet_id::integer AS host_subnet FROM dhcp6_options o JOIN hosts h USING (host_id)',
  )
  assert.deepEqual(rows, [{code: 23, host_id: 1, option_subnet: null, host_subnet: 999}])
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

test("kea-admin's lease-dump, lease-upload and stats-recount do on our schema what they do on theirs", async () => {
  const both = await Promise.all([migratedDatabase('pgsql'), keaInitialised()])
  const results = await Promise.all(
    both.map(async ({target}, side) => {
      const file = (name: string) => join(scratchDirectory(), `kea-admin-${side}-${name}.csv`)
      const run = async (command: string, ...words: readonly string[]) => {
        const {code, stdout, stderr} = await keaAdmin(target, command, ...words)
        assert.equal(code, 0, `${command}: ${stdout}${stderr}`)
      }
      await runAll(target, rowsOf61.slice(0, 2))
      for (const family of ['4', '6']) await run('lease-dump', `-${family}`, '-o', file(family), '-y')
      await runAll(target, ['DELETE FROM lease4', 'DELETE FROM lease6', 'DELETE FROM lease4_stat'])
      // Its lease-upload writes SQL that PostgreSQL refuses for an IPv6 lease without a hardware address.
      const [header, ...rows] = readFileSync(file('4'), 'utf8').trim().split('\n')
      writeFileSync(file('in'), `${[header, ...rows.filter(row => /,(example|.*\.example)/.test(row))].join('\n')}\n`)
      await run('lease-upload', '-4', '-i', file('in'))
      await runAll(target, ['UPDATE lease4_stat SET leases = 77'])
      await run('stats-recount')
      const contents = await withSession(target, databaseContents)
      assert.match(String(contents.get('lease4')), /one\.example/)
      return [readFileSync(file('4'), 'utf8'), readFileSync(file('6'), 'utf8'), ...contents]
    }),
  )
  assert.deepEqual(results[0], results[1])
  assert.match(String(results[0]![0]), /^address,hwaddr,client_id,[\s\S]*10\.0\.0\.1,01:02:03:04:05:06,/)
})
