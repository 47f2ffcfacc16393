import type {Ipv4} from '../../net-types/ipv4.ts'
import type {LeaseFilter4} from '../../ports/lease-store.ts'
import type {Statement} from '../postgres.ts'
import {SELECTED} from './postgres-rows4.ts'

const FROM = 'FROM lease4 WHERE address >= $1::bigint'
const ORDER = 'ORDER BY address LIMIT $2::bigint'

/**
 * A condition that few rows fulfil is looked up first, then sorted: for the sake of the order the planner might read the
 * whole table by address instead. Whether to go by subnet or by address is left to it: it knows how many there are.
 */
const few = (condition: string) =>
  `SELECT * FROM (SELECT ${SELECTED} ${FROM} AND ${condition} OFFSET 0) AS found ${ORDER}`
const many = (condition: string) => `SELECT ${SELECTED} ${FROM} AND ${condition} ${ORDER}`

const texts = {
  all: `SELECT ${SELECTED} ${FROM} ${ORDER}`,
  subnet: many('subnet_id = $3::bigint'),
  hwAddr: few('hwaddr = $3::bytea'),
  hwAddrInSubnet: few('hwaddr = $3::bytea AND subnet_id = $4::bigint'),
  clientId: few('client_id = $3::bytea'),
  clientIdInSubnet: few('client_id = $3::bytea AND subnet_id = $4::bigint'),
  hostname: few('hostname IS NOT NULL AND lower(hostname) = lower($3::text)'),
  // No index is used for an expression: nearly all rows are in one state, and would be sorted again for every page.
  state: many('state + 0 = $3::bigint'),
  stateInSubnet: many('state + 0 = $3::bigint AND subnet_id = $4::bigint'),
} as const

function statement(kind: keyof typeof texts): Statement {
  return {name: `lease4_find_${kind}`, text: texts[kind]}
}

/** The statement that answers a query, with its values. */
export function find4(
  filter: LeaseFilter4,
  first: Ipv4,
  limit: number,
): {readonly statement: Statement; readonly values: readonly string[]} {
  const bounds = [String(first), String(limit)]
  const one = (kind: keyof typeof texts, ...keys: readonly string[]) => ({
    statement: statement(kind),
    values: [...bounds, ...keys],
  })
  const perhapsInSubnet = (kind: 'hwAddr' | 'clientId' | 'state', key: string, subnetId: number | undefined) =>
    subnetId === undefined ? one(kind, key) : one(`${kind}InSubnet`, key, String(subnetId))
  switch (filter.by) {
    case 'all':
      return one('all')
    case 'subnet':
      return one('subnet', String(filter.subnetId))
    case 'hwAddr':
      return perhapsInSubnet('hwAddr', `\\x${filter.hwAddr}`, filter.subnetId)
    case 'clientId':
      return perhapsInSubnet('clientId', `\\x${filter.clientId}`, filter.subnetId)
    case 'hostname':
      return one('hostname', filter.hostname)
    case 'state':
      return perhapsInSubnet('state', String(filter.state), filter.subnetId)
  }
}
