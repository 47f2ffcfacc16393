import {type Host4, type HostIdentifier, type HostOption4, hostIdentifierTypes} from '../../model/host4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {HostFilter4, HostWhich4} from '../../ports/host-store.ts'
import {hex, number, text} from '../leases/mysql-rows4.ts'
import type {HostLookup4} from './backend4.ts'
import {HOST_SCOPE, selected, withOptions} from './rows4.ts'

/** FORCE INDEX for the index that begins with each column, '' where there is none (a view). */
export interface Hints {
  readonly identifier: string
  readonly address: string
  readonly hostname: string
  /**
   * Whether keys may come as a table of values (MariaDB since 10.3). The server then searches the index once for each, where
   * for a list behind IN it first probes the index for each to make a plan: half the time for hundreds of keys.
   */
  readonly tablesOfValues: boolean
}

/** Texts come as bytes: the columns are latin1, and Kea writes what it was given. */
const columns = selected(column => `CAST(${column} AS BINARY)`)
const list = (values: readonly string[]) => values.join(',')

/** undefined when there is nothing to look up. */
export function loadText({subnetIds, identifiers, addresses, limit}: HostLookup4, hints: Hints): string | undefined {
  if (subnetIds.length === 0) return undefined
  // With `+ 0` it leads to no index, which would be searched for each pair of an address and a subnet.
  const inSubnets = `dhcp4_subnet_id + 0 IN (${list(subnetIds.map(number))})`
  const idsOf = hints.tablesOfValues ? idsByTable : idsByList
  const parts: string[] = []
  const part = (column: string, hint: string, keys: readonly string[], most: number) => {
    if (keys.length === 0) return
    const ids = `${idsOf(column, hint, keys)} AND ${inSubnets} LIMIT ${number(most)}`
    parts.push(`(${withOptions(`STRAIGHT_JOIN ${columns}`, ids)})`)
  }
  part('dhcp_identifier', hints.identifier, identifiers.map(hex), ALL)
  part('ipv4_address', hints.address, addresses.map(number), limit)
  return parts.length === 0 ? undefined : parts.join(' UNION ALL ')
}

/** No limit; without one the server would mix the search for ids into what is around it, and search another way. */
const ALL = 0xffffffff

function idsByList(column: string, hint: string, keys: readonly string[]): string {
  return `SELECT host_id FROM hosts ${hint} WHERE ${column} IN (${list(keys)})`
}

function idsByTable(column: string, hint: string, keys: readonly string[]): string {
  return `WITH keys_of (one) AS (VALUES (${keys.join('),(')}))
    SELECT STRAIGHT_JOIN host_id FROM keys_of JOIN hosts ${hint} ON ${column} = one WHERE TRUE`
}

export function findText(filter: HostFilter4, after: number, limit: number, hints: Hints): string {
  const {hint, condition} = conditionOf(filter, hints)
  const subnet = filter.subnetId === undefined ? 'IS NOT NULL' : `= ${number(filter.subnetId)}`
  return withOptions(
    columns,
    `SELECT host_id FROM hosts ${hint} WHERE host_id > ${number(after)} AND dhcp4_subnet_id ${subnet}${condition}
      ORDER BY host_id LIMIT ${number(limit)}`,
  )
}

function conditionOf(filter: HostFilter4, hints: Hints): {readonly hint: string; readonly condition: string} {
  switch (filter.by) {
    case 'subnet':
      return {hint: '', condition: ''}
    case 'hostname':
      return {hint: hints.hostname, condition: ` AND ${sameName(filter.hostname)}`}
    case 'identifier':
      return {hint: hints.identifier, condition: ` AND ${known(filter.identifier)}`}
    case 'address':
      return {hint: hints.address, condition: ` AND ipv4_address = ${number(filter.address)}`}
  }
}

function known({type, value}: HostIdentifier): string {
  return `dhcp_identifier = ${hex(value)} AND dhcp_identifier_type = ${number(hostIdentifierTypes[type])}`
}

/** The index knows the column's collation, for which "é" is "e" and blanks at the end are nothing: compared again. */
function sameName(hostname: string): string {
  const name = `_latin1 ${text(hostname)}`
  return `hostname = ${name} AND CAST(LOWER(hostname) AS BINARY) = CAST(LOWER(${name}) AS BINARY)`
}

const orNull = (value: number | undefined) => (value === undefined ? 'NULL' : number(value))

/** As Kea writes in MySQL (seen with 2.2.0): NULL for no address and no context, 0 for no next server, else ''. */
function assignments(host: Host4): readonly (readonly [column: string, value: string])[] {
  return [
    ['dhcp6_subnet_id', orNull(host.subnetId6)],
    ['ipv4_address', orNull(host.address)],
    ['hostname', text(host.hostname)],
    ['dhcp4_client_classes', text(host.clientClasses.join(','))],
    ['dhcp4_next_server', number(host.nextServer ?? 0)],
    ['dhcp4_server_hostname', text(host.serverHostname)],
    ['dhcp4_boot_file_name', text(host.bootFileName)],
    ['user_context', host.userContext === undefined ? 'NULL' : text(host.userContext)],
    ['auth_key', text(host.authKey)],
  ]
}

export function insertText(host: Host4): string {
  const all = [
    ['dhcp_identifier', hex(host.identifier.value)],
    ['dhcp_identifier_type', number(hostIdentifierTypes[host.identifier.type])],
    ['dhcp4_subnet_id', number(host.subnetId!)],
    ['dhcp6_client_classes', "''"],
    ...assignments(host),
  ] as const
  const [names, values] = [all.map(([name]) => name), all.map(([, value]) => value)]
  return `INSERT INTO hosts (${list(names)}) VALUES (${list(values)})`
}

export function updateText(host: Host4, id: number): string {
  const set = assignments(host).map(([name, value]) => `${name} = ${value}`)
  return `UPDATE hosts SET ${list(set)} WHERE host_id = ${number(id)}`
}

/** The id of the one row, which nobody else changes from now on. */
export function lockText(which: HostWhich4): string {
  const condition = 'address' in which ? `ipv4_address = ${number(which.address)}` : known(which.identifier)
  return `SELECT host_id FROM hosts WHERE dhcp4_subnet_id = ${number(which.subnetId)} AND ${condition} FOR UPDATE`
}

/** It also locks where such a row would be. */
export function takenText(address: Ipv4, subnetId: number, but: HostIdentifier): string {
  return `SELECT host_id FROM hosts WHERE ipv4_address = ${number(address)} AND dhcp4_subnet_id = ${number(subnetId)}
    AND NOT (${known(but)}) LIMIT 1 FOR UPDATE`
}

export function insertOptionsText(id: number, options: readonly HostOption4[]): string {
  const rows = options.map(({code, data, space, alwaysSend, userContext}) => {
    const bytes = 'bytes' in data && data.bytes !== '' ? hex(data.bytes) : 'NULL'
    const formatted = 'text' in data ? text(data.text) : 'NULL'
    const context = userContext === undefined ? 'NULL' : text(userContext)
    return `${number(id)},${HOST_SCOPE},${number(code)},${bytes},${formatted},${text(space)},${alwaysSend ? 1 : 0},${context}`
  })
  return `INSERT INTO dhcp4_options (host_id, scope_id, code, value, formatted_value, space, persistent, user_context)
    VALUES (${rows.join('),(')})`
}

export function removeOptionsText(id: number): string {
  return `DELETE FROM dhcp4_options WHERE host_id = ${number(id)}`
}

/** Of two rules for the options of a host that goes, one keeps it from going: they are removed before it. */
export function removeBelongingsText(ids: readonly number[]): string {
  const those = `host_id IN (${list(ids.map(number))})`
  return ['dhcp4_options', 'dhcp6_options', 'ipv6_reservations']
    .map(table => `DELETE FROM ${table} WHERE ${those}`)
    .join(';')
}

export function removeHostsText(ids: readonly number[]): string {
  return `DELETE FROM hosts WHERE host_id IN (${list(ids.map(number))})`
}
