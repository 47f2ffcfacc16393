import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseFilter4} from '../../ports/lease-store.ts'
import {hex, number, SELECTED, text} from './mysql-rows4.ts'

/** What the bytes of a text column are to the server: the character set of the database that the schema was made in. */
export type TextIn = 'latin1' | 'utf8mb4'

/** Every index ends with the address, so rows come in its order whatever they are looked up by. */
export function findText(filter: LeaseFilter4, first: Ipv4, limit: number, textIn: TextIn): string {
  return `SELECT ${SELECTED} FROM lease4 WHERE address >= ${number(first)}${condition(filter, textIn)}
    ORDER BY address LIMIT ${number(limit)}`
}

function condition(filter: LeaseFilter4, textIn: TextIn): string {
  switch (filter.by) {
    case 'all':
      return ''
    case 'subnet':
      return inSubnet(filter.subnetId)
    case 'hwAddr':
      return ` AND hwaddr = ${hex(filter.hwAddr)}${inSubnet(filter.subnetId)}`
    case 'clientId':
      return ` AND client_id = ${hex(filter.clientId)}${inSubnet(filter.subnetId)}`
    case 'hostname':
      return sameName(filter.hostname, textIn)
    case 'state':
      return ` AND state = ${number(filter.state)}${inSubnet(filter.subnetId)}`
  }
}

function inSubnet(subnetId: number | undefined): string {
  return subnetId === undefined ? '' : ` AND subnet_id = ${number(subnetId)}`
}

/** The index knows the column's collation, for which "é" is "e" and blanks at the end are nothing: compared again. */
function sameName(hostname: string, textIn: TextIn): string {
  const name = `_${textIn} ${hostname === '' ? "''" : text(hostname)}`
  return ` AND hostname = ${name} AND CAST(LOWER(hostname) AS BINARY) = CAST(LOWER(${name}) AS BINARY)`
}
