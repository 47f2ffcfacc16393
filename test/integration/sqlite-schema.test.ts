import assert from 'node:assert/strict'
import {test} from 'node:test'
import fc from 'fast-check'
import type {SqlSession} from '../../src/db/session.ts'
import {migratedDatabase, withSession} from '../support/databases.ts'

const withSchema = async (work: (session: SqlSession) => Promise<void>) =>
  withSession((await migratedDatabase('sqlite', undefined, 'schema')).target, work)

const lease = fc.record({
  address: fc.integer({min: 1, max: 6}),
  subnet: fc.integer({min: 1, max: 2}),
  state: fc.integer({min: 0, max: 2}),
  classes: fc.subarray(['a', 'b']),
})
const change = fc.oneof(
  fc.record({kind: fc.constant('put' as const), lease}),
  fc.record({kind: fc.constant('delete' as const), lease}),
)

const context = (classes: readonly string[]) =>
  classes.length === 0 ? null : JSON.stringify({ISC: {'client-classes': classes}})

/** Writes a lease of both families: an update where the address has a row. */
async function put(
  session: SqlSession,
  {address, subnet, state, classes}: typeof lease extends fc.Arbitrary<infer L> ? L : never,
) {
  const rest = [subnet, state, context(classes)]
  const set = 'subnet_id = excluded.subnet_id, state = excluded.state, user_context = excluded.user_context'
  await session.query(
    `INSERT INTO lease4 (address, valid_lifetime, expire, subnet_id, state, user_context) VALUES (?, 1, 1, ?, ?, ?)
     ON CONFLICT (address) DO UPDATE SET ${set}`,
    [address, ...rest],
  )
  await session.query(
    `INSERT INTO lease6 (address, valid_lifetime, expire, pref_lifetime, lease_type, iaid, subnet_id, state, user_context)
     VALUES (?, 1, 1, 1, 0, 1, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET ${set}`,
    [Buffer.alloc(16, address), ...rest],
  )
}

/** Counters that differ from what the leases say; rows that count nothing do not matter. */
const wrong = (family: 4 | 6) => `
  WITH counted AS (SELECT subnet_id, state, count(*) AS leases FROM lease${family} WHERE state < 2 GROUP BY subnet_id, state),
    kept AS (SELECT subnet_id, state, leases FROM lease${family}_stat WHERE leases <> 0)
  SELECT * FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept)
  UNION ALL SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted)`
const wrongClasses = (family: 4 | 6) => `
  WITH counted AS (SELECT value, count(*) FROM lease${family}, json_each(user_context, '$.ISC."client-classes"')
      WHERE state = 0 AND user_context IS NOT NULL GROUP BY value),
    kept AS (SELECT client_class, leases FROM lease${family}_stat_by_client_class WHERE leases <> 0)
  SELECT * FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept)
  UNION ALL SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted)`

test('the counters are what the leases say, whatever happens to them', () =>
  withSchema(session =>
    fc.assert(
      fc.asyncProperty(fc.array(change, {maxLength: 25}), async changes => {
        for (const {kind, lease} of changes) {
          if (kind === 'put') await put(session, lease)
          else {
            await session.query('DELETE FROM lease4 WHERE address = ?', [lease.address])
            await session.query('DELETE FROM lease6 WHERE address = ?', [Buffer.alloc(16, lease.address)])
          }
          for (const family of [4, 6] as const) {
            assert.deepEqual(await session.query(wrong(family)), [])
            assert.deepEqual(await session.query(wrongClasses(family)), [])
          }
        }
      }),
      {numRuns: 60},
    ),
  ))

test('counters never fall below 0, and a context that is no JSON counts nothing', () =>
  withSchema(async session => {
    await session.query(
      `INSERT INTO lease4 (address, valid_lifetime, expire, subnet_id, user_context) VALUES (1, 1, 1, 1, 'not { json')`,
    )
    await session.query('UPDATE lease4_stat SET leases = 0')
    await session.query('DELETE FROM lease4')
    assert.deepEqual(await session.query('SELECT leases FROM lease4_stat'), [{leases: 0}])
    assert.deepEqual(await session.query('SELECT * FROM lease4_stat_by_client_class'), [])
  }))

test('lookups of the packet path use an index', () =>
  withSchema(async session => {
    const paths = {
      'client_id = ? AND subnet_id = ?': 'lease4_by_client_id (client_id=? AND subnet_id=?)',
      'hwaddr IN (SELECT value FROM json_each(?))': 'lease4_by_hwaddr (hwaddr=?)',
      'address BETWEEN ? AND ?': 'PRIMARY KEY (rowid>? AND rowid<?)',
      'expire < ? AND state <> 2 ORDER BY expire LIMIT 10': 'lease4_by_expire (expire<?)',
      "lower(hostname) = ? AND hostname <> ''": 'lease4_by_hostname (<expr>=?)',
    }
    for (const [where, index] of Object.entries(paths)) {
      const values = where
        .split('?')
        .slice(1)
        .map(() => 1)
      const plan = await session.query(`EXPLAIN QUERY PLAN SELECT * FROM lease4 WHERE ${where}`, values)
      assert.match(JSON.stringify(plan), new RegExp(index.replace(/[()?]/g, '\\$&')), where)
    }
  }))

test('what does not fit is refused', () =>
  withSchema(async session => {
    const wrongRows = [
      `INSERT INTO lease4 (address, valid_lifetime, expire, subnet_id) VALUES (4294967296, 1, 1, 1)`,
      `INSERT INTO lease4 (address, valid_lifetime, expire, subnet_id) VALUES (1, 'soon', 1, 1)`,
      `INSERT INTO lease4 (address, valid_lifetime, expire, subnet_id, state) VALUES (1, 1, 1, 1, 9)`,
      `INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type) VALUES (x'00', 9)`,
      `INSERT INTO ipv6_reservations (address, host_id) VALUES (x'00', 1)`,
    ]
    for (const sql of wrongRows) await assert.rejects(session.query(sql), sql)
  }))

for (const n of [4, 6] as const) {
  test(`DHCPv${n}: configuration changes need a revision and are audited`, () =>
    withSchema(async session => {
      const audit = async () => {
        const rows = await session.query(
          `SELECT object_type, object_id, modification_type FROM dhcp${n}_audit WHERE id > (SELECT coalesce(max(id), 0) FROM seen)`,
        )
        await session.query(`INSERT INTO seen SELECT max(id) FROM dhcp${n}_audit`)
        return rows.map(row => Object.values(row).join(' '))
      }
      await session.query('CREATE TEMP TABLE seen (id INTEGER)')
      const address = n === 4 ? '1' : `x'${'01'.repeat(16)}'`
      const subnet = `INSERT INTO dhcp${n}_subnet (subnet_id, subnet_prefix) VALUES (7, 'x')`
      await assert.rejects(session.query(subnet), /needs a row in dhcp\d_audit_revision first/)
      await session.query(`INSERT INTO dhcp${n}_audit_revision (log_message) VALUES ('first')`)
      await session.query(subnet)
      assert.deepEqual(await audit(), [`dhcp${n}_subnet 7 0`])
      await session.query(
        `INSERT INTO dhcp${n}_pool (id, start_address, end_address, subnet_id) VALUES (1, ${address}, ${address}, 7)`,
      )
      await session.query(`INSERT INTO dhcp${n}_options (code, scope_id, pool_id) VALUES (5, 5, 1)`)
      assert.deepEqual(await audit(), [`dhcp${n}_subnet 7 1`])
      await session.query(`INSERT INTO dhcp${n}_options (option_id, code, scope_id) VALUES (9, 5, 0)`)
      await session.query(`UPDATE dhcp${n}_options SET code = 6 WHERE option_id = 9`)
      assert.deepEqual(await audit(), [`dhcp${n}_options 9 0`, `dhcp${n}_options 9 1`])
      await session.query(`UPDATE audit_session SET cascade_transaction = 1 WHERE family = ${n}`)
      await session.query(`DELETE FROM dhcp${n}_subnet`)
      assert.deepEqual(await audit(), [`dhcp${n}_subnet 7 2`])
      const left = await session.query(`SELECT option_id FROM dhcp${n}_options`)
      assert.deepEqual(left, [{option_id: 9}])
      assert.deepEqual(await session.query('PRAGMA foreign_key_check'), [])
    }))
}
