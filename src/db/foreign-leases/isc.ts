import {parseIpv4} from '../../net-types/ipv4.ts'
import {readLines} from '../lease-file/lines.ts'
import {LeaseFileError} from '../lease-file/parse.ts'
import type {ForeignLease} from './foreign-lease.ts'
import {hexOfColons, lowerHostname} from './identifiers.ts'
import {tokens} from './isc-tokens.ts'

/**
 * The leases of ISC dhcpd (dhcpd.leases(5)), in the order of the file: of an address the last one counts. What else the
 * file holds, such as states of failover and hosts made at run time, is passed over. Rejects with LeaseFileError.
 */
export async function* readIscLeases(file: string): AsyncGenerator<ForeignLease> {
  const reader = new IscReader(file)
  let last = 0
  for await (const {number, text} of readLines(file)) {
    last = number
    for (const token of tokens(file, number, text)) {
      const lease = reader.take(token, number)
      if (lease !== undefined) yield lease
    }
  }
  reader.end(last)
}

type Draft = {-readonly [name in keyof ForeignLease]: ForeignLease[name]}

class IscReader {
  readonly #file: string
  #depth = 0
  #statement: string[] = []
  #lease: Draft | undefined

  constructor(file: string) {
    this.#file = file
  }

  take(token: string, line: number): ForeignLease | undefined {
    if (token !== ';' && token !== '{' && token !== '}') {
      this.#statement.push(token)
      return undefined
    }
    const statement = this.#statement
    this.#statement = []
    if (token === ';') this.#apply(statement, line)
    else if (token === '{') this.#open(statement, line)
    else return this.#close(statement, line)
    return undefined
  }

  end(line: number): void {
    if (this.#depth > 0 || this.#statement.length > 0)
      throw new LeaseFileError(this.#file, line, undefined, 'expected "}" or ";", found the end of the file')
  }

  #open(statement: readonly string[], line: number): void {
    if (this.#depth++ > 0 || statement[0] !== 'lease') return
    const address = parseIpv4(statement[1] ?? '')
    if (address === undefined) throw this.#wrong(line, 'an IPv4 address behind "lease"', statement[1])
    this.#lease = {
      line,
      address,
      state: 'assigned',
      hwAddr: undefined,
      clientId: undefined,
      hostname: '',
      fqdnFwd: false,
      fqdnRev: false,
      starts: undefined,
      ends: Number.POSITIVE_INFINITY,
    }
  }

  #close(statement: readonly string[], line: number): ForeignLease | undefined {
    if (statement.length > 0) throw this.#wrong(line, '";"', '}')
    if (this.#depth === 0) throw this.#wrong(line, 'a declaration', '}')
    this.#depth--
    if (this.#depth > 0) return undefined
    const lease = this.#lease
    this.#lease = undefined
    return lease
  }

  #apply([word, ...values]: readonly string[], line: number): void {
    const lease = this.#lease
    if (lease === undefined || this.#depth !== 1 || word === undefined) return
    const [value] = values
    if (word === 'starts') lease.starts = this.#time(values, line)
    else if (word === 'ends') lease.ends = this.#time(values, line)
    else if (word === 'binding') lease.state = stateOf(values[1])
    else if (word === 'abandoned') lease.state = 'declined'
    else if (word === 'hardware') lease.hwAddr = this.#bytes(values[1], 20, line)
    else if (word === 'uid') lease.clientId = this.#bytes(value, 128, line)
    else if (word === 'client-hostname') lease.hostname ||= lowerHostname(value?.slice(1) ?? '')
    else if (word === 'set') setVariable(lease, values)
  }

  /** `4 2026/11/19 10:11:12` (UTC, after the day of the week), `epoch 1234` or `never`. */
  #time(values: readonly string[], line: number): number {
    const [first = '', date = '', clock = '', ...more] = values
    if (first === 'never') return Number.POSITIVE_INFINITY
    if (first === 'epoch' && /^\d{1,10}$/.test(date)) return Number(date)
    const seconds = /^[0-6]$/.test(first) && more.length === 0 ? secondsOf(date, clock) : undefined
    if (seconds !== undefined) return seconds
    throw this.#wrong(line, 'a time such as "4 2026/11/19 10:11:12", "epoch 1234" or "never"', values.join(' '))
  }

  #bytes(text: string | undefined, most: number, line: number): string {
    const hex = text?.startsWith('"') ? Buffer.from(text.slice(1), 'latin1').toString('hex') : hexOfColons(text ?? '')
    if (hex === undefined || hex.length > most * 2) throw this.#wrong(line, `up to ${most} bytes`, text)
    return hex
  }

  #wrong(line: number, expected: string, found: string | undefined): LeaseFileError {
    return new LeaseFileError(
      this.#file,
      line,
      undefined,
      `expected ${expected}, found "${(found ?? '').slice(0, 60)}"`,
    )
  }
}

function stateOf(word: string | undefined): ForeignLease['state'] {
  if (word === 'active') return 'assigned'
  return word === 'abandoned' ? 'declined' : 'free'
}

/** Names that dhcpd entered into the DNS stand in variables. */
function setVariable(lease: Draft, [name, , value]: readonly string[]): void {
  if (!value?.startsWith('"') || value.length === 1) return
  if (name === 'ddns-fwd-name') {
    lease.fqdnFwd = true
    lease.hostname = lowerHostname(value.slice(1))
  } else if (name === 'ddns-rev-name') lease.fqdnRev = true
}

/** Unix seconds of a moment in UTC; undefined for what no calendar or clock has. */
function secondsOf(date: string, clock: string): number | undefined {
  const parts = /^(\d{4})\/(\d\d?)\/(\d\d?)$/.exec(date)
  const time = /^(\d\d?):(\d\d):(\d\d)$/.exec(clock)
  if (parts === null || time === null) return undefined
  const [, year, month, day] = parts.map(Number)
  const [, hour, minute, second] = time.map(Number)
  const days = new Date(Date.UTC(year!, month! - 1, day))
  if (days.getUTCMonth() !== month! - 1 || days.getUTCDate() !== day || hour! > 23 || minute! > 59 || second! > 59) {
    return undefined
  }
  return days.getTime() / 1000 + hour! * 3600 + minute! * 60 + second!
}
