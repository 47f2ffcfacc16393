import type {Statement} from '../postgres.ts'
import {SELECTED} from './postgres-rows4.ts'

const named = (name: string, text: string): Statement => ({name, text})

const COLUMNS =
  'address, hwaddr, client_id, valid_lifetime, expire, subnet_id, fqdn_fwd, fqdn_rev, hostname, state, user_context'

const TYPES = [
  'bigint',
  'bytea',
  'bytea',
  'bigint',
  'bigint',
  'bigint',
  'boolean',
  'boolean',
  'text',
  'bigint',
  'text',
] as const

/** The eleven columns as a table `n`, read from array parameters that begin at `first`, and more bigint[] behind them. */
function incoming(first: number, extra: readonly string[] = []): string {
  const arrays = [...TYPES, ...extra.map(() => 'bigint')].map((type, index) => `$${first + index}::${type}[]`)
  return `unnest(${arrays.join(', ')}) AS n (${[COLUMNS, ...extra].join(', ')})`
}

/**
 * Servers on one database take their batches in turn: rows and counters that two batches lock in different orders
 * would make the database wait a second before it sees the deadlock. The counter row of a busy subnet is held until
 * the commit anyway, so this costs no concurrency there. Every writing part joins `turn`, so that none locks before.
 */
const TURN = 'turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(1262834004, 4))'

const CREATE = `INSERT INTO lease4 (${COLUMNS})
  SELECT n.address, n.hwaddr, n.client_id, n.valid_lifetime, to_timestamp(n.expire), n.subnet_id, n.fqdn_fwd,
    n.fqdn_rev, n.hostname, n.state, n.user_context
  FROM turn, ${incoming(1)}
  ON CONFLICT (address) DO NOTHING RETURNING address`

/** In whole seconds, as it was loaded: a row that someone wrote by hand may have a fraction. */
const SEEN = 'extract(epoch from old.expire)::bigint = n.expected'

const UPDATE = `UPDATE lease4 AS old SET hwaddr = n.hwaddr, client_id = n.client_id,
    valid_lifetime = n.valid_lifetime, expire = to_timestamp(n.expire), subnet_id = n.subnet_id,
    fqdn_fwd = n.fqdn_fwd, fqdn_rev = n.fqdn_rev, hostname = n.hostname, state = n.state,
    user_context = n.user_context
  FROM turn, ${incoming(12, ['expected'])}
  WHERE old.address = n.address AND ${SEEN} RETURNING old.address`

const DELETE = `DELETE FROM lease4 AS old
  USING turn, unnest($24::bigint[], $25::bigint[]) AS n (address, expected)
  WHERE old.address = n.address AND ${SEEN} RETURNING old.address`

/** Answers the addresses whose change was made. One statement: it commits by itself and shares one round trip. */
export const apply4 = named(
  'lease4_apply',
  `WITH ${TURN}, created AS (${CREATE}), updated AS (${UPDATE}), deleted AS (${DELETE})
   SELECT address FROM created UNION ALL SELECT address FROM updated UNION ALL SELECT address FROM deleted`,
)

const one = (condition: string) => `(SELECT ${SELECTED} FROM lease4 WHERE ${condition} LIMIT $4::bigint)`

export const load4 = named(
  'lease4_load',
  [one('client_id = ANY ($1::bytea[])'), one('hwaddr = ANY ($2::bytea[])'), one('address = ANY ($3::bigint[])')].join(
    ' UNION ALL ',
  ),
)

/** By state, because the index begins with it: each part reads no more than `limit` rows, already in order. */
const expiredIn = (state: number) => `(SELECT ${SELECTED} FROM lease4
  WHERE state = ${state} AND expire < to_timestamp($1::bigint) AND valid_lifetime <> 4294967295
  ORDER BY expire LIMIT $2::bigint)`

export const expired4 = named('lease4_expired', `${expiredIn(0)} UNION ALL ${expiredIn(1)} ORDER BY 5 LIMIT $2::bigint`)

/**
 * By row position: joined by address the planner may compare each with each. The rows are locked as they are found,
 * so none of them is in use again when it is deleted.
 */
export const deleteReclaimed4 = named(
  'lease4_delete_reclaimed',
  `WITH ${TURN} DELETE FROM lease4 WHERE ctid = ANY (ARRAY(
     SELECT old.ctid FROM lease4 AS old, turn WHERE old.state = 2 AND old.expire < to_timestamp($1::bigint)
     LIMIT $2::bigint FOR UPDATE OF old))
   RETURNING 1`,
)

export const page4 = named(
  'lease4_page',
  `SELECT address, extract(epoch from expire)::bigint, valid_lifetime, state FROM lease4
   WHERE address BETWEEN $1::bigint AND $2::bigint ORDER BY address LIMIT $3::bigint`,
)

export const counts4 = named('lease4_counts', 'SELECT subnet_id, state, leases FROM lease4_stat')

/** A row is a class and its count, or a subnet and its count. */
export const limitCounts4 = named(
  'lease4_limit_counts',
  `SELECT client_class::text, NULL::bigint, leases FROM lease4_stat_by_client_class
   WHERE client_class = ANY (ARRAY(SELECT json_array_elements_text($1::json)))
   UNION ALL SELECT NULL, subnet_id, leases FROM lease4_stat WHERE state = 0 AND subnet_id = ANY ($2::bigint[])`,
)

/** A server may be set to answer before a commit is on the disk. Stronger settings than 'on' stay as they are. */
export const durable = named(
  'lease4_durable',
  `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`,
)

export const begin = named('lease4_begin', 'BEGIN')
export const commit = named('lease4_commit', 'COMMIT')
export const rollback = named('lease4_rollback', 'ROLLBACK')
