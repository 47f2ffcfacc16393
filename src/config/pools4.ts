import type {Pool4} from '../model/config4.ts'
import {formatIpv4, type Ipv4, parseIpv4} from '../net-types/ipv4.ts'
import {
  formatPrefix4,
  lastAddress4,
  netmask4,
  type Prefix4,
  parsePrefix4,
  prefixContains4,
} from '../net-types/prefix4.ts'
import type {OptionDefinitions4} from '../wire/option-definitions4.ts'
import {readGuard4} from './guards4.ts'
import {readOptions4} from './option-data4.ts'
import type {Section} from './section.ts'

interface Range {
  readonly first: Ipv4
  readonly last: Ipv4
}

/** Reads `pools`: inside their subnet, not overlapping each other; by address, as Kea keeps them. */
export function readPools4(subnet: Section, prefix: Prefix4, definitions: OptionDefinitions4): readonly Pool4[] {
  const sections = subnet.maps('pools')
  const pools = sections.map(section => ({section, pool: readPool(section, prefix, definitions)}))
  const sorted = pools.flatMap(({section, pool}) => (pool === undefined ? [] : [{section, pool}]))
  // So a thousand pools cost a sort and not a million comparisons.
  sorted.sort((a, b) => a.pool.first - b.pool.first)
  checkOverlap(sorted)
  return sorted.map(({pool}) => pool)
}

function readPool(section: Section, prefix: Prefix4, definitions: OptionDefinitions4): Pool4 | undefined {
  section.required('pool')
  const text = section.string('pool')
  const id = section.integer('pool-id', 0, 0xffffffff) ?? 0
  const options = readOptions4(section, definitions)
  const guard = readGuard4(section)
  const userContext = section.userContext()
  section.finish()
  if (text === undefined) return undefined
  const range = parseRange(text)
  if (range === undefined) {
    const expected = 'expected "192.0.2.10 - 192.0.2.20" or "192.0.2.0/28"'
    return section.error('pool', `${expected}, found ${JSON.stringify(text)}`)
  }
  if (!prefixContains4(prefix, range.first) || !prefixContains4(prefix, range.last)) {
    section.error('pool', `${formatRange(range)} is not inside the subnet ${formatPrefix4(prefix)}`)
  }
  return {...range, id, ...guard, options, userContext}
}

/**
 * Either form of a pool; spaces are free. A prefix reaches from the address that is written to its last one:
 * "192.0.2.5/28" is 192.0.2.5 to .15. One of length 0 is no pool. All as in Kea.
 */
export function parseRange(text: string): Range | undefined {
  const bare = text.replaceAll(' ', '')
  const prefix = parsePrefix4(bare.replace(/\/0+(?=\d)/, '/'))
  if (prefix?.length === 0) return undefined
  const [low = '', high = '', ...rest] = bare.split(prefix === undefined ? '-' : '/')
  if (rest.length > 0) return undefined
  const [first, last] = [parseIpv4(low), prefix === undefined ? parseIpv4(high) : lastAddress4(prefix)]
  return first === undefined || last === undefined || first > last ? undefined : {first, last}
}

/** Kea's spelling: a prefix where the range is one. */
export function formatPool({first, last}: Range): string {
  const length = 32 - Math.log2(last - first + 1)
  const whole = Number.isInteger(length) && length > 0 && (first & netmask4(length)) >>> 0 === first
  return whole ? formatPrefix4({address: first, length}) : formatRange({first, last})
}

function formatRange({first, last}: Range): string {
  return `${formatIpv4(first)}-${formatIpv4(last)}`
}

function checkOverlap(sorted: readonly {readonly section: Section; readonly pool: Pool4}[]): void {
  let widest = sorted[0]
  for (const next of sorted.slice(1)) {
    if (widest !== undefined && next.pool.first <= widest.pool.last) {
      next.section.error('pool', `${formatRange(next.pool)} overlaps the pool ${formatRange(widest.pool)}`)
    }
    if (widest === undefined || next.pool.last > widest.pool.last) widest = next
  }
}
