import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseFilter4} from '../../ports/lease-store.ts'
import {hex, number, SELECTED, text} from './mysql-rows4.ts'

/** Every index ends with the address, so rows come in its order whatever they are looked up by. */
export function findText(filter: LeaseFilter4, first: Ipv4, limit: number): string {
  return `SELECT ${SELECTED} FROM lease4 WHERE address >= ${number(first)}${condition(filter)}
    ORDER BY address LIMIT ${number(limit)}`
}

function condition(filter: LeaseFilter4): string {
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
      return sameName(filter.hostname)
    case 'state':
      return ` AND state = ${number(filter.state)}${inSubnet(filter.subnetId)}`
  }
}

function inSubnet(subnetId: number | undefined): string {
  return subnetId === undefined ? '' : ` AND subnet_id = ${number(subnetId)}`
}

/** The index knows the column's collation, for which "é" is "e" and blanks at the end are nothing: compared again. */
function sameName(hostname: string): string {
  const name = `_latin1 ${hostname === '' ? "''" : text(hostname)}`
  return ` AND hostname = ${name} AND CAST(LOWER(hostname) AS BINARY) = CAST(LOWER(${name}) AS BINARY)`
}
