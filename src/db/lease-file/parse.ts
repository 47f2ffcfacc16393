import {INFINITE_LIFETIME} from '../../model/lease4.ts'
import {parseIpv4} from '../../net-types/ipv4.ts'
import {formatIpv6, parseIpv6} from '../../net-types/ipv6.ts'
import {type Column, columnsOf, type Family, indexOf, type LeaseRow} from './layout.ts'
import {unmask} from './mask.ts'

/** What is wrong in a lease file, and where. */
export class LeaseFileError extends Error {
  /** 0: the file as a whole. */
  readonly line: number
  readonly column: string | undefined

  constructor(file: string, line: number, column: string | undefined, what: string) {
    const place = [file, line === 0 ? '' : `line ${line}`, column === undefined ? '' : `column ${column}`]
    super(`${place.filter(part => part !== '').join(', ')}: ${what}`)
    this.name = 'LeaseFileError'
    this.line = line
    this.column = column
  }
}

/** Of a row; the reader adds the place. */
export class BadValue extends Error {
  readonly column: string | undefined

  constructor(column: string | undefined, what: string) {
    super(what)
    this.column = column
  }
}

const shown = (text: string) => (text.length > 60 ? `"${text.slice(0, 60)}..."` : `"${text}"`)

/** How many columns a file with this header has. Columns behind the known ones are newer Kea's and are left out. */
export function columnCount(family: Family, header: string): number {
  const found = header.split(',')
  for (const [index, {name, since}] of columnsOf[family].entries()) {
    const given = found[index]
    if (given === undefined && since !== undefined) break
    if (given !== name)
      throw new BadValue(
        name,
        given === undefined
          ? `missing in the header`
          : `expected here, found ${shown(given)}: no DHCPv${family} lease file`,
      )
  }
  return found.length
}

/** Reads a row of `count` columns. Throws BadValue. */
export function parseRow(family: Family, text: string, count: number): LeaseRow {
  const values = text.split(',')
  if (values.length !== count) {
    const hint = values.length > count ? '; a comma inside a value is written &#x2c' : ''
    throw new BadValue(undefined, `expected ${count} columns as the header has, found ${values.length}${hint}`)
  }
  const row = columnsOf[family].map((column, index) => {
    const value = values[index] ?? column.since ?? ''
    return value === '' && column.mayLack ? null : parseValue(column, value)
  })
  return endless(family, row)
}

/** A lease without end: files of Kea have the sum of both numbers, databases the time of the last transaction alone. */
function endless(family: Family, row: (string | number | null)[]): LeaseRow {
  const at = indexOf(family, 'expire')
  const expire = row[at] as number
  if (row[indexOf(family, 'valid_lifetime')] === INFINITE_LIFETIME && expire > INFINITE_LIFETIME)
    row[at] = expire - INFINITE_LIFETIME
  return row
}

function parseValue(column: Column, text: string): string | number {
  const value = readers[column.kind](text, column)
  if (value === undefined) throw new BadValue(column.name, `expected ${expectation(column)}, found ${shown(text)}`)
  return value
}

const readers: Readonly<Record<Column['kind'], (text: string, column: Column) => string | number | undefined>> = {
  ipv4: parseIpv4,
  ipv6: text => {
    const address = parseIpv6(text)
    return address === undefined ? undefined : formatIpv6(address)
  },
  hex: (text, {max}) => {
    if (!/^[0-9a-f]{1,2}(?::[0-9a-f]{1,2})*$/i.test(text)) return undefined
    const bytes = text.toLowerCase().split(':')
    return bytes.length > max ? undefined : bytes.map(byte => byte.padStart(2, '0')).join('')
  },
  number: (text, {name, max}) => {
    // kea-admin shows the upper half of PostgreSQL's signed column so.
    if (name === 'iaid' && /^-\d{1,10}$/.test(text) && Number(text) >= -0x80000000) return Number(text) + 0x100000000
    return wholeNumber(text, max)
  },
  time: (text, {max}) => wholeNumber(text, max),
  flag: text => (/^(?:[01]|true|false)$/.test(text) ? Number(text === '1' || text === 'true') : undefined),
  text: (text, {name, max}) => {
    const value = unmask(text)
    if (value.length > max || value.includes('\0')) return undefined
    if (name === 'user_context' && value !== '' && !isMap(value)) return undefined
    // As Kea does with every name of a client.
    return name === 'hostname' ? value.replace(/[A-Z]/g, char => char.toLowerCase()) : value
  },
}

/** Servers and the database's own counters fail on anything else. */
function isMap(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function wholeNumber(text: string, max: number): number | undefined {
  return /^\d{1,10}$/.test(text) && Number(text) <= max ? Number(text) : undefined
}

function expectation({name, kind, max}: Column): string {
  if (name === 'user_context') return `a JSON map of up to ${max} bytes`
  switch (kind) {
    case 'ipv4':
      return 'an IPv4 address'
    case 'ipv6':
      return 'an IPv6 address'
    case 'hex':
      return `up to ${max} bytes as hexadecimal with colons`
    case 'number':
      return `a whole number from 0 to ${max}`
    case 'time':
      return 'Unix seconds'
    case 'flag':
      return '0 or 1'
    case 'text':
      return `up to ${max} bytes without a zero byte`
  }
}
