import {isMap} from './ctl-answer.ts'
import {withPlainHosts} from './ctl-hosts.ts'
import {type Layout, tableLines} from './table.ts'

/** The arguments of an answer for people: a table where they are a list, lines elsewhere. */
export function argumentLines(value: unknown, layout: Layout): string[] {
  if (Array.isArray(value) && value.every(isScalar)) return value.map(item => printable(textOf(item)))
  if (!isMap(value)) return [jsonLines(value)]
  const {next, ...rest} = withPlainHosts(value)
  // Where the next page of reservations begins.
  return isMap(next)
    ? [...mapLines(rest, layout), `next  ${printable(JSON.stringify(next))}`]
    : mapLines(withPlainHosts(value), layout)
}

function mapLines(value: Readonly<Record<string, unknown>>, layout: Layout): string[] {
  const statistics = statisticRows(value)
  if (statistics !== undefined) return tableLines(['statistic', 'value', 'since'], statistics, layout)
  const result = value['result-set']
  if (isMap(result) && isTexts(result['columns']) && isRows(result['rows'])) {
    return tableLines(
      result['columns'],
      result['rows'].map(row => row.map(textOf)),
      layout,
    )
  }
  return listTable(value, layout) ?? memberLines(value)
}

/** Each statistic's newest value; undefined when it is something else. */
function statisticRows(value: Readonly<Record<string, unknown>>): string[][] | undefined {
  const entries = Object.entries(value)
  const rows = entries.flatMap(([name, samples]) => {
    const newest: unknown = Array.isArray(samples) ? samples[0] : undefined
    return Array.isArray(newest) && newest.length === 2 && isTime(newest[1]) ? [[name, ...newest.map(textOf)]] : []
  })
  return entries.length > 0 && rows.length === entries.length ? rows : undefined
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:/.test(value)
}

/** One list of maps, with plain members beside it: leases, subnets, hosts, interfaces … */
function listTable(value: Readonly<Record<string, unknown>>, layout: Layout): string[] | undefined {
  const lists = Object.values(value).filter(Array.isArray)
  const [items] = lists
  if (lists.length !== 1 || items === undefined || items.length === 0 || !items.every(isMap)) return undefined
  if (Object.values(value).some(isMap)) return undefined
  // A subnet or a shared network in full: as it could stand in a configuration.
  if (items.some(item => Array.isArray(item['pools']) || Array.isArray(item['subnet4']))) return items.map(jsonLines)
  const columns = columnsOf(items)
  const rows = items.map(item => columns.map(column => cellOf(column, item[column])))
  return tableLines(columns, rows, layout)
}

/** What a person looks for first. */
const first = [
  'id',
  'ip-address',
  'subnet',
  'hw-address',
  'client-id',
  'hostname',
  'subnet-id',
  'state',
  'valid-lft',
  'cltt',
]

function columnsOf(items: readonly Readonly<Record<string, unknown>>[]): string[] {
  const all = new Set(items.flatMap(item => Object.keys(item)))
  return [...first.filter(name => all.has(name)), ...[...all].filter(name => !first.includes(name))]
}

const leaseStates = ['assigned', 'declined', 'expired-reclaimed', 'released', 'registered']

function cellOf(column: string, value: unknown): string {
  if (column === 'state' && typeof value === 'number') return leaseStates[value] ?? String(value)
  if (column === 'cltt' && typeof value === 'number') return timeOf(value)
  return value === undefined ? '' : textOf(value)
}

/** "2026-11-22 17:03:33" here, as the log writes times. */
function timeOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return String(seconds)
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replace('T', ' ')
}

/** Plain members as "name  value"; whatever has members of its own as JSON. */
function memberLines(value: Readonly<Record<string, unknown>>): string[] {
  const entries = Object.entries(value)
  const flat = entries.every(([, member]) => isScalar(member) || (Array.isArray(member) && member.every(isScalar)))
  if (!flat) return [jsonLines(value)]
  const width = Math.max(0, ...entries.map(([name]) => name.length))
  return entries.map(([name, member]) => {
    const lines = (Array.isArray(member) ? member : [cellOf(name, member)]).flatMap(item => textOf(item).split('\n'))
    return `${printable(name.padEnd(width))}  ${lines.map(printable).join(`\n${' '.repeat(width + 2)}`)}`
  })
}

function jsonLines(value: unknown): string {
  // JSON.stringify escapes control characters already; only those of formatting are left.
  return JSON.stringify(value, undefined, 2).replace(/\p{Cf}/gu, '?')
}

/** The text of an answer may be a report of many lines. */
export function textLines(text: string): string[] {
  return text.split('\n').map(printable)
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

function isRows(value: unknown): value is readonly (readonly unknown[])[] {
  return Array.isArray(value) && value.every(Array.isArray)
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?')
}
