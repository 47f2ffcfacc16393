import type {Json} from './json.ts'

/** Members that Kea's grammar takes only with a fraction: 1.0 must not become 1 (facts: server.md §2.1). */
const floats: ReadonlySet<string> = new Set([
  't1-percent',
  't2-percent',
  'cache-threshold',
  'ddns-ttl-percent',
  'adaptive-lease-time-threshold',
])

/**
 * JSON text that Kea and keats read as the same value: numbers beyond 2^53 in plain digits, fractions where the grammar asks
 * for them. Members stand by name, as Kea has them everywhere. With `indent`, one member a line, as people read it.
 */
export function jsonText(value: Json, indent = 0): string {
  return print(value, '', indent === 0 ? undefined : {step: ' '.repeat(indent), lead: '\n'})
}

interface Layout {
  readonly step: string
  /** Line end and indentation of the value that is printed. */
  readonly lead: string
}

function print(value: Json, key: string, layout: Layout | undefined): string {
  if (typeof value !== 'object' || value === null) return scalarText(value, key)
  const inner = layout === undefined ? undefined : {...layout, lead: layout.lead + layout.step}
  if (isList(value)) {
    return brackets(
      '[]',
      value.map(item => print(item, key, inner)),
      layout,
    )
  }
  const names = Object.keys(value).sort()
  const members = names.map(name => `${JSON.stringify(name)}: ${print(value[name]!, name, inner)}`)
  return brackets('{}', members, layout)
}

/** What stands for a value without members; `key` is the keyword that it belongs to. */
export function scalarText(value: Exclude<Json, object>, key: string): string {
  if (typeof value === 'string') return JSON.stringify(value)
  return typeof value === 'number' ? number(value, floats.has(key)) : String(value)
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}

function brackets(pair: '[]' | '{}', parts: readonly string[], layout: Layout | undefined): string {
  const [open, close] = pair
  if (parts.length === 0) return pair
  if (layout === undefined) return `${open}${parts.join(', ')}${close}`
  const lead = layout.lead + layout.step
  return `${open}${lead}${parts.join(`,${lead}`)}${layout.lead}${close}`
}

/** An integer that 64 bits cannot hold has come from a fraction or an exponent, and only passes as one. */
function number(value: number, float: boolean): string {
  const text = String(value)
  if (/[.e]/.test(text)) return text
  return float || Math.abs(value) >= 2 ** 63 ? `${text}.0` : text
}

/** Whether a number is printed with a fraction or an exponent as the value of `key`. */
export function isFraction(value: number, key: string): boolean {
  return /[.e]/.test(number(value, floats.has(key)))
}
