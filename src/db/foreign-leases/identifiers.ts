/** "1:2:ff" as "0102ff"; undefined for anything else. */
export function hexOfColons(text: string): string | undefined {
  if (!/^[0-9a-f]{1,2}(?::[0-9a-f]{1,2})*$/i.test(text)) return undefined
  return text
    .toLowerCase()
    .split(':')
    .map(byte => byte.padStart(2, '0'))
    .join('')
}

/** As Kea has names: lower case, and no longer than its column. */
export function lowerHostname(text: string): string {
  return text
    .replace(/\0/g, '')
    .slice(0, 255)
    .replace(/[A-Z]/g, char => char.toLowerCase())
}
