import {withColons} from '../../net-types/identifiers.ts'
import {formatIpv4, type Ipv4} from '../../net-types/ipv4.ts'
import {type Column, columnsOf, type Family, type LeaseRow} from './layout.ts'
import {mask} from './mask.ts'

export function headerLine(family: Family): string {
  return columnsOf[family].map(column => column.name).join(',')
}

/** The row as Kea's lease files and kea-admin have it, without the end of line. */
export function formatRow(family: Family, row: LeaseRow): string {
  return columnsOf[family].map((column, index) => formatValue(column, row[index]!)).join(',')
}

function formatValue(column: Column, value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return column.kind === 'ipv4' ? formatIpv4(value as Ipv4) : String(value)
  if (column.kind === 'hex') return withColons(value)
  return column.kind === 'text' ? mask(value) : value
}
