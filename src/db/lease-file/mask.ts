/**
 * Commas are written as their code, as kea-admin does. So is what would make another row or value of it when read again:
 * ends of lines, and an ampersand that looks like the start of a code.
 */
export function mask(text: string): string {
  return /[,\r\n&]/.test(text)
    ? text.replace(/[,\r\n]|&(?=#x[0-9a-f]{2})/gi, char => `&#x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
    : text
}

/** Undoes every code, as Kea's lease files have them. */
export function unmask(text: string): string {
  return text.includes('&#x')
    ? text.replace(/&#x([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    : text
}
