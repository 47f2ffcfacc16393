import type {HostFilter4, HostWhich4} from '../../ports/host-store.ts'
import type {Statement} from '../postgres.ts'
import {HOST_SCOPE, reservedAfter, selected, withOptions} from './rows4.ts'

const named = (name: string, text: string): Statement => ({name: `hosts_${name}`, text})
const columns = selected(column => column)

/**
 * With `+ 0` the subnet leads to no index: one that takes lists of identifiers and of subnets would be searched for each
 * pair of them.
 */
const IN_SUBNETS = 'dhcp4_subnet_id + 0 = ANY ($3::bigint[])'

export const load4 = named(
  'load4',
  `${withOptions(columns, `SELECT host_id FROM hosts WHERE dhcp_identifier = ANY ($1::bytea[]) AND ${IN_SUBNETS}`)} UNION ALL
   ${withOptions(columns, `SELECT host_id FROM hosts WHERE ipv4_address = ANY ($2::bigint[]) AND ${IN_SUBNETS} LIMIT $4::bigint`)}`,
)

/** A condition that few rows fulfil is looked up first, then sorted, instead of walking the table by id. */
const few = (condition: string) =>
  `SELECT host_id FROM (SELECT host_id FROM hosts WHERE ${condition} AND dhcp4_subnet_id IS NOT NULL
     AND ($3::bigint IS NULL OR dhcp4_subnet_id + 0 = $3::bigint) OFFSET 0) AS few
   WHERE host_id > $1::bigint ORDER BY host_id LIMIT $2::bigint`

const find = {
  all: named(
    'find_all4',
    withOptions(
      columns,
      `SELECT host_id FROM hosts WHERE host_id > $1::bigint AND dhcp4_subnet_id IS NOT NULL
       ORDER BY host_id LIMIT $2::bigint`,
    ),
  ),
  subnet: named(
    'find_subnet4',
    withOptions(
      columns,
      `SELECT host_id FROM hosts WHERE host_id > $1::bigint AND dhcp4_subnet_id = $3::bigint
       ORDER BY host_id LIMIT $2::bigint`,
    ),
  ),
  hostname: named(
    'find_hostname4',
    withOptions(columns, few('hostname IS NOT NULL AND lower(hostname) = lower($4::text)')),
  ),
  identifier: named(
    'find_identifier4',
    withOptions(columns, few('dhcp_identifier = $4::bytea AND dhcp_identifier_type = $5::smallint')),
  ),
  address: named('find_address4', withOptions(columns, few('ipv4_address = $4::bigint'))),
} as const

export const reserved = named('reserved4', reservedAfter('$1::bigint', '$2::bigint'))

export interface Question {
  readonly statement: Statement
  readonly values: readonly (string | null)[]
}

/** The statement that answers a query, with its values. `typeOf` gives the number of an identifier's type. */
export function find4(filter: HostFilter4, after: number, limit: number, typeOf: (name: string) => number): Question {
  const subnet = filter.subnetId === undefined ? null : String(filter.subnetId)
  const bounds = [String(after), String(limit)]
  switch (filter.by) {
    case 'subnet':
      return subnet === null
        ? {statement: find.all, values: bounds}
        : {statement: find.subnet, values: [...bounds, subnet]}
    case 'hostname':
      return {statement: find.hostname, values: [...bounds, subnet, filter.hostname]}
    case 'identifier': {
      const {type, value} = filter.identifier
      return {statement: find.identifier, values: [...bounds, subnet, `\\x${value}`, String(typeOf(type))]}
    }
    case 'address':
      return {statement: find.address, values: [...bounds, subnet, String(filter.address)]}
  }
}

/**
 * What Kea writes in PostgreSQL (seen with 2.2.0): 0 for no address and no next server, '' for texts that are empty, NULL
 * for no context and no key.
 */
export const insert = named(
  'insert4',
  `INSERT INTO hosts (dhcp_identifier, dhcp_identifier_type, dhcp4_subnet_id, dhcp6_subnet_id, ipv4_address, hostname,
     dhcp4_client_classes, dhcp6_client_classes, dhcp4_next_server, dhcp4_server_hostname, dhcp4_boot_file_name,
     user_context, auth_key)
   VALUES ($1::bytea, $2::smallint, $3::bigint, $4::bigint, $5::bigint, $6, $7, '', $8::bigint, $9, $10, $11, $12)
   RETURNING host_id`,
)

export const update = named(
  'update4',
  `UPDATE hosts SET dhcp6_subnet_id = $4::bigint, ipv4_address = $5::bigint, hostname = $6, dhcp4_client_classes = $7,
     dhcp4_next_server = $8::bigint, dhcp4_server_hostname = $9, dhcp4_boot_file_name = $10, user_context = $11,
     auth_key = $12
   WHERE dhcp_identifier = $1::bytea AND dhcp_identifier_type = $2::smallint AND dhcp4_subnet_id = $3::bigint
   RETURNING host_id`,
)

export const taken = named(
  'taken4',
  `SELECT 1 FROM hosts WHERE ipv4_address = $1::bigint AND dhcp4_subnet_id = $2::bigint
     AND NOT (dhcp_identifier = $3::bytea AND dhcp_identifier_type = $4::smallint) LIMIT 1`,
)

export const removeOptions = named(
  'remove_options4',
  'DELETE FROM dhcp4_options WHERE host_id = $1::integer RETURNING 1',
)

/** In the order of the lists, so that the ids are too. */
export const insertOptions = named(
  'insert_options4',
  `INSERT INTO dhcp4_options (host_id, scope_id, code, value, formatted_value, space, persistent, user_context)
   SELECT $1::integer, ${HOST_SCOPE}, n.code, nullif(n.value, ''), nullif(n.formatted_value, ''), n.space, n.persistent,
     nullif(n.user_context, '')
   FROM unnest($2::smallint[], $3::bytea[], $4::text[], $5::text[], $6::boolean[], $7::text[]) WITH ORDINALITY
     AS n (code, value, formatted_value, space, persistent, user_context, place)
   ORDER BY n.place`,
)

/** What else belongs to the rows goes with them, by the tables' own rules. */
const removeBy = {
  identifier: named(
    'remove_by_identifier4',
    `DELETE FROM hosts WHERE dhcp4_subnet_id = $1::bigint AND dhcp_identifier = $2::bytea
       AND dhcp_identifier_type = $3::smallint RETURNING 1`,
  ),
  address: named(
    'remove_by_address4',
    'DELETE FROM hosts WHERE dhcp4_subnet_id = $1::bigint AND ipv4_address = $2::bigint RETURNING 1',
  ),
} as const

export function remove4(which: HostWhich4, typeOf: (name: string) => number): Question {
  const subnet = String(which.subnetId)
  if ('address' in which) return {statement: removeBy.address, values: [subnet, String(which.address)]}
  const {type, value} = which.identifier
  return {statement: removeBy.identifier, values: [subnet, `\\x${value}`, String(typeOf(type))]}
}

export const begin = named('begin', 'BEGIN')
/** Writers take turns, so that what was looked at stays so until the commit. */
export const turn = named('turn', 'SELECT pg_advisory_xact_lock(1262834004, 5)')
export const commit = named('commit', 'COMMIT')
export const rollback = named('rollback', 'ROLLBACK')
