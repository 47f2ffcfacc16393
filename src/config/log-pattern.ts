/** A piece of a log4cplus pattern: text as it is, or a conversion with its padding. */
export type PatternPart = {readonly text: string} | Conversion

export interface Conversion {
  /** d date in UTC, D date in local time, p severity, c logger, m message, n newline, i pid, t thread, h host, H full host, r uptime, x nothing. */
  readonly conversion: 'd' | 'D' | 'p' | 'c' | 'm' | 'n' | 'i' | 't' | 'h' | 'H' | 'r' | 'x'
  /** What stood in braces: a date format, or how many components of the logger's name. */
  readonly argument: string | undefined
  readonly min: number
  readonly max: number
  readonly left: boolean
}

export const DEFAULT_PATTERN = '%D{%Y-%m-%d %H:%M:%S.%q} %-5p [%c/%i.%t] %m\n'

/** What the system's log is given: it adds time and process itself. */
export const SYSLOG_PATTERN = '%-5p [%c.%t] %m\n'

const KNOWN = 'dDpcmnithHrx'
const MAX_WIDTH = 1000

/** Conversions of a date that logs use, with log4cplus' %q (milliseconds) and %Q (with a fraction). */
const DATE_LETTERS = 'YmdHMSqQyjbBaAeIpZzTFRsn%'

/** Reads a pattern; a string tells what is wrong with it. Source positions (%F, %L, %M, %l) mean nothing here. */
export function parsePattern(pattern: string): readonly PatternPart[] | string {
  const parts: PatternPart[] = []
  const token = /%(?:%|(-?)(\d{0,4})(?:\.(\d{1,4}))?([A-Za-z])(?:\{([^}]*)\})?)|[^%]+|%/gy
  for (const [whole, minus, min, max, letter, argument] of pattern.matchAll(token)) {
    if (letter === undefined) {
      if (whole === '%') return 'a % stands alone, expected %% or a conversion like %-5p'
      parts.push({text: whole === '%%' ? '%' : whole})
      continue
    }
    if (!KNOWN.includes(letter)) return `%${letter} is not supported, expected one of %${[...KNOWN].join(' %')}`
    const problem = letter.toLowerCase() === 'd' ? badDate(argument) : undefined
    if (problem !== undefined) return problem
    const conversion = letter as Conversion['conversion']
    const widths = {min: Number(min || 0), max: max === undefined ? Number.POSITIVE_INFINITY : Number(max)}
    if (widths.min > MAX_WIDTH) return `a width of ${widths.min} is too large`
    parts.push({conversion, argument, ...widths, left: minus === '-'})
  }
  return parts
}

function badDate(format = ''): string | undefined {
  for (const [, letter = ''] of format.matchAll(/%(.?)/gs)) {
    if (letter === '' || !DATE_LETTERS.includes(letter)) return `%${letter} is not supported in a date`
  }
  return undefined
}
