/** JSON as Kea writes it into databases and files: sorted keys, blanks inside of brackets. */
export function keaJson(value: unknown): string {
  if (Array.isArray(value)) return `[ ${value.map(keaJson).join(', ')} ]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1))
  const members = value as {readonly [key: string]: unknown}
  return `{ ${keys.map(key => `${JSON.stringify(key)}: ${keaJson(members[key])}`).join(', ')} }`
}
