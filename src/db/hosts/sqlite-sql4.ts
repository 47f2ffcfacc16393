import type {SqliteLink} from '../sqlite.ts'
import {HOST_SCOPE, selected, withOptions} from './rows4.ts'

const columns = selected(column => column)
const IN_SUBNETS = '+dhcp4_subnet_id IN (SELECT value FROM json_each(?))'

/** One call for a whole batch. `+` keeps a column from leading to an index that is the worse one. */
export function loading(link: SqliteLink) {
  const identifiers = `SELECT host_id FROM hosts WHERE dhcp_identifier IN (SELECT unhex(value) FROM json_each(?))
    AND ${IN_SUBNETS}`
  // A limit that is nothing but a parameter would make SQLite plan the statement anew whenever it is bound.
  const addresses = `SELECT host_id FROM hosts WHERE ipv4_address IN (SELECT value FROM json_each(?)) AND ${IN_SUBNETS}
    LIMIT ? + 0`
  return link.prepare(`${withOptions(columns, identifiers)} UNION ALL ${withOptions(columns, addresses)}`)
}

/** Hosts of a condition above an id, lowest first; the values are those of the condition, the id, and the limit. */
export function finding(condition: string): string {
  return withOptions(columns, `SELECT host_id FROM hosts WHERE ${condition} AND +host_id > ? ORDER BY host_id LIMIT ?`)
}

/** The same in a range of ids, for what no index leads to. */
export function findingWithin(condition: string): string {
  return withOptions(
    columns,
    `SELECT host_id FROM hosts WHERE ${condition} AND host_id BETWEEN ? AND ? ORDER BY host_id LIMIT ?`,
  )
}

/** The id of the row that ends a step of so many rows. */
export function endingStep(rows: number): string {
  return `SELECT host_id FROM hosts WHERE host_id > ? ORDER BY host_id LIMIT 1 OFFSET ${rows - 1}`
}

const CHANGED = [
  'dhcp6_subnet_id',
  'ipv4_address',
  'hostname',
  'dhcp4_client_classes',
  'dhcp4_next_server',
  'dhcp4_server_hostname',
  'dhcp4_boot_file_name',
  'user_context',
  'auth_key',
]
const KNOWN = 'dhcp_identifier = ? AND dhcp_identifier_type = ?'

export function writing(link: SqliteLink) {
  const all = ['dhcp_identifier', 'dhcp_identifier_type', 'dhcp4_subnet_id', ...CHANGED]
  return {
    insert: link.prepare(
      `INSERT INTO hosts (${all.join(', ')}, dhcp6_client_classes) VALUES (${all.map(() => '?').join(', ')}, '')
       RETURNING host_id`,
    ),
    update: link.prepare(
      `UPDATE hosts SET ${CHANGED.map(name => `${name} = ?`).join(', ')}
       WHERE ${KNOWN} AND dhcp4_subnet_id = ? RETURNING host_id`,
    ),
    taken: link.prepare(
      `SELECT 1 FROM hosts WHERE ipv4_address = ? AND dhcp4_subnet_id = ? AND NOT (${KNOWN}) LIMIT 1`,
    ),
    removeOptions: link.prepare('DELETE FROM dhcp4_options WHERE host_id = ?'),
    insertOption: link.prepare(
      `INSERT INTO dhcp4_options (host_id, scope_id, code, value, formatted_value, space, persistent, user_context)
       VALUES (?, ${HOST_SCOPE}, ?, ?, ?, ?, ?, ?)`,
    ),
    removeByIdentifier: link.prepare(`DELETE FROM hosts WHERE ${KNOWN} AND dhcp4_subnet_id = ?`),
    removeByAddress: link.prepare('DELETE FROM hosts WHERE ipv4_address = ? AND dhcp4_subnet_id = ?'),
  }
}
