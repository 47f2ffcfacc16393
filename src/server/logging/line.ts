import {type Conversion, parsePattern} from '../../config/log-pattern.ts'
import type {LogFields} from '../../ports/log.ts'
import {compileDate} from './date-format.ts'

/** One line before it has a form. */
export interface LogEvent {
  readonly id: string
  /** 'INFO'. */
  readonly severity: string
  /** 'kea-dhcp4.leases'. */
  readonly logger: string
  /** The sentence, without the id. */
  readonly text: string
  readonly fields: LogFields
  /** Unix time in milliseconds. */
  readonly millis: number
}

/** What every line of this process has in common. */
export interface ProcessFacts {
  readonly pid: number
  readonly threadId: number
  readonly hostname: string
  /** Unix time in milliseconds. */
  readonly startedAt: number
}

export type FormatLine = (event: LogEvent) => string

/** Turns a log4cplus pattern that `parsePattern` accepts into a function. */
export function compilePattern(pattern: string, facts: ProcessFacts): FormatLine {
  const parts = parsePattern(pattern)
  if (typeof parts === 'string') throw new RangeError(parts)
  const steps = parts.map(part => ('text' in part ? constant(part.text) : pad(conversion(part, facts), part)))
  return event => {
    let line = ''
    for (const step of steps) line += step(event)
    return line
  }
}

function constant(text: string): FormatLine {
  return () => text
}

function conversion(part: Conversion, facts: ProcessFacts): FormatLine {
  switch (part.conversion) {
    case 'd':
    case 'D': {
      const date = compileDate(part.argument ?? '%Y-%m-%d %H:%M:%S', part.conversion === 'D')
      return event => date(event.millis)
    }
    case 'p':
      return event => event.severity
    case 'c': {
      const keep = Number(part.argument ?? 0)
      return keep > 0 ? event => event.logger.split('.').slice(-keep).join('.') : event => event.logger
    }
    case 'm':
      return event => `${event.id} ${event.text}`
    case 'n':
      return constant('\n')
    case 'i':
      return constant(String(facts.pid))
    case 't':
      return constant(String(facts.threadId))
    case 'h':
      return constant(facts.hostname.split('.')[0]!)
    case 'H':
      return constant(facts.hostname)
    case 'r':
      return event => String(event.millis - facts.startedAt)
    case 'x':
      return constant('')
    default:
      return part.conversion satisfies never
  }
}

/** Too long loses its beginning, too short is filled on the left unless the pattern says "-". */
function pad(step: FormatLine, {min, max, left}: Conversion): FormatLine {
  if (min === 0 && max === Number.POSITIVE_INFINITY) return step
  return event => {
    const text = step(event)
    const cut = text.length > max ? text.slice(text.length - max) : text
    return left ? cut.padEnd(min) : cut.padStart(min)
  }
}
