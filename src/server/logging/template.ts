import type {LogFields} from '../../ports/log.ts'

/** No field of a line grows beyond this: names and texts come from clients. */
const MAX_FIELD = 2048

/** Turns "lease {address} …" into a function; a field that is not given reads "(none)". */
export function compileTemplate(template: string): (fields: LogFields) => string {
  const pieces = template.split(/\{(\w+)\}/)
  return fields => {
    let text = pieces[0]!
    for (let i = 1; i < pieces.length; i += 2) text += show(fields[pieces[i]!]) + pieces[i + 1]!
    return text
  }
}

/** A line stays one line whatever a client calls itself. */
function show(value: string | number | boolean | undefined): string {
  if (value === undefined) return '(none)'
  if (typeof value !== 'string') return String(value)
  const short = value.length > MAX_FIELD ? `${value.slice(0, MAX_FIELD)}…` : value
  return short.replace(CONTROL, escapeControl)
}

// C0, DEL, C1 and the Unicode line ends.
const CONTROL = /[\p{Cc}\u2028\u2029]/gu

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
