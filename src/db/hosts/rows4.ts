import {type Host4, type HostIdentifierType, type HostOption4, hostIdentifierTypes} from '../../model/host4.ts'
import type {Ipv4} from '../../net-types/ipv4.ts'
import type {ReservedAddress4, StoredHost4} from '../../ports/host-store.ts'
import type {HostRow4} from './backend4.ts'

/** dhcp_option_scope of what belongs to a host (facts: schema.md §3.1). */
export const HOST_SCOPE = 3

/** The columns in the order of readRow; `text` is how a column of text is asked for. */
export function selected(text: (column: string) => string): string {
  const host = [
    'h.host_id, h.dhcp_identifier, h.dhcp_identifier_type, h.dhcp4_subnet_id, h.dhcp6_subnet_id, h.ipv4_address',
    text('h.hostname'),
    text('h.dhcp4_client_classes'),
    'h.dhcp4_next_server',
    ...['dhcp4_server_hostname', 'dhcp4_boot_file_name', 'user_context', 'auth_key'].map(name => text(`h.${name}`)),
  ]
  const option = ['o.option_id, o.code, o.value', text('o.formatted_value'), text('o.space'), 'o.persistent']
  return [...host, ...option, text('o.user_context')].join(', ')
}

/**
 * Hosts with their options; `inner` is a SELECT of ids. It is not one of whole rows, because MySQL would write those to a
 * file on its way.
 */
export function withOptions(columns: string, inner: string): string {
  return `SELECT ${columns} FROM (${inner}) AS k JOIN hosts AS h ON h.host_id = k.host_id
    LEFT JOIN dhcp4_options AS o ON o.host_id = h.host_id`
}

/** Reserved addresses above an id, in the columns of readReserved. */
export function reservedAfter(after: string, limit: string): string {
  return `SELECT host_id, dhcp4_subnet_id, ipv4_address FROM hosts
    WHERE host_id > ${after} AND ipv4_address > 0 AND dhcp4_subnet_id IS NOT NULL ORDER BY host_id LIMIT ${limit}`
}

export function readReserved(rows: readonly (readonly unknown[])[]): readonly ReservedAddress4[] {
  return rows.map(([id, subnetId, address]) => ({
    id: Number(id),
    subnetId: Number(subnetId),
    address: Number(address) as Ipv4,
  }))
}

/** How a driver tells values; NULL is undefined, or empty. */
export interface Cells {
  number(value: unknown): number | undefined
  text(value: unknown): string
  hex(value: unknown): string
  flag(value: unknown): boolean
}

const typeNames = new Map(Object.entries(hostIdentifierTypes).map(([name, type]) => [type as number, name]))

/** undefined for a row that cannot be understood: an identifier of a type that is not known, or of no bytes. */
export function readRow(row: readonly unknown[], cells: Cells): HostRow4 | undefined {
  const type = typeNames.get(cells.number(row[2]) ?? -1) as HostIdentifierType | undefined
  const value = cells.hex(row[1])
  if (type === undefined || value === '') return undefined
  return {
    id: cells.number(row[0])!,
    host: {
      identifier: {type, value},
      subnetId: cells.number(row[3]),
      subnetId6: cells.number(row[4]),
      // Kea writes 0 for none, or NULL, depending on the database (seen with 2.2.0).
      address: (cells.number(row[5]) || undefined) as Ipv4 | undefined,
      hostname: cells.text(row[6]),
      clientClasses: readClasses(cells.text(row[7])),
      nextServer: (cells.number(row[8]) || undefined) as Ipv4 | undefined,
      serverHostname: fitting(cells.text(row[9]), SNAME_LENGTH),
      bootFileName: fitting(cells.text(row[10]), FILE_LENGTH),
      userContext: cells.text(row[11]) || undefined,
      authKey: cells.text(row[12]),
    },
    option: readOption(row, cells),
  }
}

/** Room in a message (RFC 2131 §2). */
const SNAME_LENGTH = 64
const FILE_LENGTH = 128

/** SQLite holds to no width of a column: a text that fits no message is none, or every answer to its client would fail. */
function fitting(text: string, most: number): string {
  return text.length > most ? '' : text
}

function readOption(row: readonly unknown[], cells: Cells): HostRow4['option'] {
  const id = cells.number(row[13])
  if (id === undefined) return undefined
  const text = cells.text(row[16])
  const option: HostOption4 = {
    code: cells.number(row[14])!,
    space: cells.text(row[17]) || 'dhcp4',
    data: text === '' ? {bytes: cells.hex(row[15])} : {text},
    alwaysSend: cells.flag(row[18]),
    // The tables of this release have no column for it.
    neverSend: false,
    userContext: cells.text(row[19]) || undefined,
  }
  return {id, option}
}

function readClasses(text: string): readonly string[] {
  if (text === '') return []
  return text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
}

/** The hosts of rows that may repeat themselves, by id, each with its options in their order. */
export function assemble(rows: readonly HostRow4[]): readonly StoredHost4[] {
  if (rows.length === 0) return []
  const hosts = new Map<number, {readonly host: HostRow4['host']; readonly options: Map<number, HostOption4>}>()
  for (const {id, host, option} of rows) {
    let known = hosts.get(id)
    if (known === undefined) {
      known = {host, options: new Map()}
      hosts.set(id, known)
    }
    if (option !== undefined) known.options.set(option.id, option.option)
  }
  return [...hosts]
    .sort(([a], [b]) => a - b)
    .map(([id, {host, options}]) => {
      const inOrder = [...options].sort(([a], [b]) => a - b).map(([, option]) => option)
      const whole: Host4 = {...host, options: inOrder}
      return {id, host: whole}
    })
}
