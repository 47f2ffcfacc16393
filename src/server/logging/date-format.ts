const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const two = (value: number) => String(value).padStart(2, '0')

/** Calendar fields of a moment, in local time or UTC. */
interface Calendar {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Minutes east of UTC. */
  readonly offset: number
  readonly zone: string
  readonly millis: number
}

/** "EST"; where English has no short name, "GMT+1". */
function zoneOf(date: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', {timeZoneName: 'short'}).formatToParts(date)
  return parts.find(part => part.type === 'timeZoneName')?.value ?? ''
}

function calendarOf(millis: number, local: boolean): Calendar {
  const date = new Date(millis)
  // Shifted by the offset, the UTC getters read local time: one way for both.
  const offset = local ? -date.getTimezoneOffset() : 0
  const shifted = new Date(millis + offset * 60_000)
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth(),
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    offset,
    zone: local ? zoneOf(date) : 'UTC',
    millis,
  }
}

const conversions: Readonly<Record<string, (at: Calendar) => string>> = {
  Y: at => String(at.year),
  y: at => two(at.year % 100),
  m: at => two(at.month + 1),
  d: at => two(at.day),
  e: at => String(at.day).padStart(2),
  j: at => String((Date.UTC(at.year, at.month, at.day) - Date.UTC(at.year, 0, 0)) / 86_400_000).padStart(3, '0'),
  H: at => two(at.hour),
  I: at => two(at.hour % 12 || 12),
  M: at => two(at.minute),
  S: at => two(at.second),
  p: at => (at.hour < 12 ? 'AM' : 'PM'),
  b: at => MONTHS[at.month]!.slice(0, 3),
  B: at => MONTHS[at.month]!,
  a: at => DAYS[at.weekday]!.slice(0, 3),
  A: at => DAYS[at.weekday]!,
  z: at => `${at.offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(at.offset) / 60))}${two(Math.abs(at.offset) % 60)}`,
  Z: at => at.zone,
  F: at => `${at.year}-${two(at.month + 1)}-${two(at.day)}`,
  T: at => `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`,
  R: at => `${two(at.hour)}:${two(at.minute)}`,
  s: at => String(Math.floor(at.millis / 1000)),
  n: () => '\n',
  '%': () => '%',
}

/**
 * A function from Unix milliseconds to text. All but the milliseconds changes once a second only, so it is kept: a busy
 * server formats thousands of lines in the same second.
 */
export function compileDate(format: string, local: boolean): (millis: number) => string {
  let second = Number.NaN
  let pieces: readonly string[] = []
  return millis => {
    const now = Math.floor(millis / 1000)
    if (now !== second) {
      second = now
      pieces = piecesOf(format, calendarOf(now * 1000, local))
    }
    if (pieces.length === 1) return pieces[0]!
    const fraction = String(Math.floor(millis - now * 1000)).padStart(3, '0')
    return pieces.map(piece => (piece === 'q' ? fraction : piece === 'Q' ? `${fraction}.000` : piece.slice(1))).join('')
  }
}

/** The format filled in but for milliseconds: 'q', 'Q', or text behind a '='. One plain text when there are none. */
function piecesOf(format: string, at: Calendar): readonly string[] {
  const fill = (text: string) => text.replace(/%(.)/gs, (whole, letter) => conversions[letter]?.(at) ?? whole)
  const split = format.split(/%%|%([qQ])/)
  if (!/%[qQ]/.test(format)) return [fill(format)]
  const pieces: string[] = []
  for (let i = 0; i < split.length; i++) {
    if (i % 2 === 0) pieces.push(`=${fill(split[i]!)}`)
    else pieces.push(split[i] ?? '=%')
  }
  return pieces
}
