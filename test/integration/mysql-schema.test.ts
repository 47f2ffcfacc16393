import assert from 'node:assert/strict'
import {test} from 'node:test'
import {chainOf} from '../../src/db/migrations/chain.ts'
import {initialise, upgrade} from '../../src/db/migrations/migrate.ts'
import type {Step} from '../../src/db/migrations/step.ts'
import {formatVersion, type Version} from '../../src/db/migrations/version.ts'
import type {SqlSession} from '../../src/db/session.ts'
import {emptyDatabase, migratedDatabase, withSession} from '../support/databases.ts'
import {differences, expectedFacts, readFacts} from '../support/mysql-facts.ts'
import {rowsOf93} from '../support/mysql-workload/rows.ts'

const steps = chainOf('mysql')
const expected = expectedFacts()

interface Options {
  readonly to?: Version
  readonly onStatement?: (step: Step, index: number) => void
}

/** Takes an empty database to the first version, any other to a later one. */
function migrate(session: SqlSession, first: boolean, options: Options = {}) {
  return (first ? initialise : upgrade)(session, {steps, lockTimeout: 60_000, ...options})
}

async function assertFacts(session: SqlSession, version: string): Promise<void> {
  assert.deepEqual(differences(expected.get(version)!, await readFacts(session)), [], version)
}

test('the chain is 9.3 to 14.0, and each step leads to the facts of its version', async () => {
  assert.deepEqual(
    steps.map(step => formatVersion(step.version)),
    [...expected.keys()],
  )
  const database = await emptyDatabase('mysql')
  await withSession(database.target, async session => {
    for (const [index, {version}] of steps.entries()) {
      await migrate(session, index === 0, {to: version})
      await assertFacts(session, formatVersion(version))
    }
  })
})

test('a step stopped before any of its statements completes on the next run', async () => {
  const database = await emptyDatabase('mysql')
  const stop = new Error('stopped')
  await withSession(database.target, async session => {
    for (const [index, step] of steps.entries()) {
      // Each run begins at the first statement again and comes one further than the last.
      for (let at = 1; at <= step.statements.length; at++) {
        const onStatement = (_: Step, place: number) => {
          if (place === at) throw stop
        }
        await assert.rejects(migrate(session, index === 0, {to: step.version, onStatement}), /stopped/)
      }
      await migrate(session, index === 0, {to: step.version})
      await assertFacts(session, formatVersion(step.version))
    }
  })
})

/** Rows of a table in the order of its key. */
async function rows(session: SqlSession, sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await session.query(sql)).map(row => Object.values(row))
}

async function counts(session: SqlSession): Promise<ReadonlyMap<string, unknown>> {
  const tables = await session.query(
    'SELECT TABLE_NAME AS t FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
  )
  const all = new Map<string, unknown>()
  for (const {t} of tables) all.set(String(t), (await rows(session, `SELECT COUNT(*) FROM ${t}`))[0]![0])
  return all
}

test('an upgrade from 9.3 keeps every row and converts what later versions tell otherwise', async () => {
  const database = await migratedDatabase('mysql', '9.3')
  await withSession(database.target, async session => {
    for (const statement of rowsOf93) await session.query(statement)
    const before = await counts(session)
    const empty = [...before].filter(([, count]) => Number(count) === 0).map(([table]) => table)
    assert.deepEqual(empty, [], 'every table has rows')
    await session.query('SET @disable_audit = NULL, @cascade_transaction = NULL')
    await migrate(session, false)
    const after = await counts(session)
    for (const [table, count] of before) assert.equal(after.get(table), count, table)
    for (const n of [4, 6]) {
      for (const [table, key] of [
        ['shared_network', 'id'],
        ['subnet', 'subnet_id'],
      ] as const) {
        // Modes NULL, 0 disabled, 1 out-of-pool, 2 global, 3 all; nothing counts as modified.
        assert.deepEqual(
          await rows(
            session,
            `SELECT reservations_global, reservations_in_subnet, reservations_out_of_pool, UNIX_TIMESTAMP(modification_ts) FROM dhcp${n}_${table} ORDER BY ${key}`,
          ),
          [
            [null, null, null, 981173106],
            [0, 0, null, 981173106],
            [0, 1, 1, 981173106],
            [1, 0, null, 981173106],
            [0, 1, 0, 981173106],
          ],
        )
      }
      assert.deepEqual(await rows(session, `SELECT DISTINCT dhcp_client_class FROM dhcp${n}_options`), [[null]])
    }
    assert.deepEqual(await rows(session, 'SELECT id, log FROM logs'), [
      [1, 'first'],
      [2, 'second'],
      [3, 'third'],
    ])
    assert.deepEqual(await rows(session, 'SELECT state, leases FROM lease4_stat ORDER BY subnet_id, state'), [
      [0, 1],
      [1, 1],
      [0, 1],
    ])
    assert.deepEqual(await rows(session, 'SELECT * FROM lease4_stat_by_client_class'), [])
  })
})

test('options of known classes keep them at scope client-class, all others lose the name', async () => {
  const database = await migratedDatabase('mysql', '11.0')
  await withSession(database.target, async session => {
    await session.query('SET @disable_audit = 1')
    await session.query("INSERT INTO dhcp4_client_class (name, modification_ts) VALUES ('known', NOW())")
    const option = (id: number, scope: number, name: string) => `(${id}, 1, ${scope}, ${name}, NOW())`
    await session.query(
      `INSERT INTO dhcp4_options (option_id, code, scope_id, dhcp_client_class, modification_ts) VALUES ${[
        option(1, 2, "'known'"),
        option(2, 2, "'unknown'"),
        option(3, 0, "'known'"),
        option(4, 0, 'NULL'),
      ].join(', ')}`,
    )
    await migrate(session, false)
    assert.deepEqual(await rows(session, 'SELECT option_id, dhcp_client_class FROM dhcp4_options ORDER BY 1'), [
      [1, 'known'],
      [2, null],
      [3, null],
      [4, null],
    ])
    assert.deepEqual(await rows(session, 'SELECT * FROM dhcp4_audit'), [])
  })
})

test('where the routines of Kea give up, ours go on', async () => {
  const database = await migratedDatabase('mysql')
  await withSession(database.target, async session => {
    // An uploaded lease without a context has an empty one.
    await session.query("CALL lease4Upload('10.0.0.1', '', '', 60, 1700000000, 1, 0, 0, '', 0, '')")
    await session.query(
      "CALL lease4Upload('10.0.0.2', '', '', 60, 1700000000, 1, 0, 0, '', 0, '{\"ISC\":{\"client-classes\":[\"a\"]}}')",
    )
    await session.query("UPDATE lease4 SET state = 1 WHERE user_context = ''")
    assert.deepEqual(await rows(session, 'SELECT state, leases FROM lease4_stat ORDER BY state'), [
      [0, 1],
      [1, 1],
    ])
    assert.deepEqual(await rows(session, 'SELECT * FROM lease4_stat_by_client_class'), [['a', 1]])
    assert.deepEqual(await rows(session, "SELECT checkLease4Limits(''), checkLease6Limits('')"), [['', '']])
    const limits =
      '{"ISC":{"limits":{"client-classes":[{"name":"a","address-limit":null}],"subnet":{"id":"1","address-limit":"1"}}}}'
    assert.deepEqual(await rows(session, `SELECT checkLease4Limits('${limits}')`), [
      ['address limit 1 for subnet ID 1, current lease count 1'],
    ])
    // Identifiers of more than 21 bytes: of clients with a DUID, for example.
    for (const length of [20, 21, 22, 40, 41, 128]) {
      await session.query(`UPDATE lease4 SET client_id = REPEAT(0xa5, ${length}) WHERE address = INET_ATON('10.0.0.1')`)
      const dump = await rows(session, 'CALL lease4DumpData()')
      assert.equal(dump[0]![2], Array(length).fill('a5').join(':'))
    }
  })
})

test('the character set of the database does not matter', async () => {
  for (const collation of ['utf8mb4_general_ci', 'utf8mb4_bin', 'utf8mb3_unicode_ci']) {
    const database = await emptyDatabase('mysql')
    await database.sql(
      `ALTER DATABASE ${database.target.database} CHARACTER SET ${collation.split('_')[0]} COLLATE ${collation}`,
    )
    await withSession(database.target, async session => {
      await migrate(session, true)
      await assertFacts(session, '14.0')
      const context = `'{"ISC":{"client-classes":["größe"],"limits":{"client-classes":[{"name":"größe","address-limit":1}]}}}'`
      await session.query(`INSERT INTO lease4 (address, subnet_id, user_context) VALUES (1, 1, ${context})`)
      assert.deepEqual(await rows(session, `SELECT checkLease4Limits(${context})`), [
        ['address limit 1 for client class "größe", current lease count 1'],
      ])
      await session.query("CALL createAuditRevisionDHCP4(NOW(), 'all', 'größer', 0)")
      await session.query("INSERT INTO dhcp4_client_class (name, modification_ts) VALUES ('größe', NOW())")
      await session.query(
        "INSERT INTO dhcp4_client_class (name, follow_class_name, modification_ts) VALUES ('kleiner', 'größe', NOW())",
      )
      const audited = await rows(session, 'SELECT object_type, object_id, modification_type FROM dhcp4_audit')
      assert.deepEqual(
        audited,
        [1, 2].map(id => ['dhcp4_client_class', id, 0]),
      )
    })
  }
})

test('a 9.3 that was initialised rather than upgraded leads to the same 14.0', async () => {
  // Where db-init of Kea makes something else than its upgrade does (facts: schema.md §2.3).
  const database = await migratedDatabase('mysql', '9.3')
  await withSession(database.target, async session => {
    for (const change of [
      'ALTER TABLE dhcp6_shared_network MODIFY interface_id VARBINARY(128)',
      'ALTER TABLE dhcp6_subnet MODIFY interface_id VARBINARY(128)',
      'ALTER TABLE lease_hwaddr_source ALTER COLUMN hwaddr_source DROP DEFAULT',
      'ALTER TABLE dhcp6_options_server DROP FOREIGN KEY fk_dhcp6_options_server_server_id',
      'ALTER TABLE dhcp6_options_server ADD CONSTRAINT fk_dhcp6_options_server_server_id FOREIGN KEY (server_id) REFERENCES dhcp6_server (id) ON DELETE CASCADE',
      'ALTER TABLE dhcp6_subnet DROP INDEX subnet6_subnet_prefix, ADD UNIQUE INDEX subnet_prefix_UNIQUE (subnet_prefix), ADD INDEX subnet6_subnet_prefix (subnet_prefix)',
    ]) {
      await session.query(change)
    }
    await migrate(session, false)
    await assertFacts(session, '14.0')
  })
})
