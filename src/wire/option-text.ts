/** What is wrong with the text or bytes of an option; `text` names the option. */
export interface OptionDataError {
  readonly kind: 'option-data-error'
  readonly text: string
}

export function optionDataError(text: string): OptionDataError {
  return {kind: 'option-data-error', text}
}

export function isOptionDataError(result: object): result is OptionDataError {
  return 'kind' in result && result.kind === 'option-data-error'
}

/** Splits at commas as Kea does: `\,` is a comma, `\\` a backslash; spaces around a value and values of no character vanish. */
export function splitCsv(text: string): string[] {
  const values = ['']
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === ',') {
      values.push('')
      continue
    }
    const next = text[i + 1]
    const escaped = char === '\\' && (next === ',' || next === '\\')
    values[values.length - 1] += escaped ? next : char
    if (escaped) i++
  }
  return values.map(value => value.trim()).filter(value => value !== '')
}

/** The reverse of splitCsv. */
export function joinCsv(values: readonly string[]): string {
  return values.map(value => value.replace(/\\(?=[\\,]|$)|,/g, found => `\\${found}`)).join(', ')
}

/**
 * Bytes of `data` where `csv-format` is false: hexadecimal digits ("0a0b", "0x0a0b"), single bytes parted by colons or by
 * spaces ("a:b", "0a 0b"), or a text in single quotes, without the blanks at its ends. A lone first digit
 * stands for a byte of its own.
 */
export function parseBinaryOptionData(text: string): Uint8Array | OptionDataError {
  // Nearly all that is read here are hardware addresses, and there may be a hundred thousand of them.
  if (/^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})+$/.test(text)) return Buffer.from(text.replaceAll(':', ''), 'hex')
  const quoted = /^'([\s\S]+)'$/.exec(text.trim())?.[1]?.trim()
  if (quoted) return Buffer.from(quoted, 'utf8')
  if (text === '') return new Uint8Array(0)
  const digits = /^(?:0x)?([0-9a-fA-F]+)$/.exec(text)?.[1]
  if (digits !== undefined) return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  const parts = text.split(text.includes(':') ? ':' : ' ')
  if (parts.every(part => /^[0-9a-fA-F]{1,2}$/.test(part)))
    return Uint8Array.from(parts, part => Number.parseInt(part, 16))
  return optionDataError(`'${text}' is neither hexadecimal digits nor a text in single quotes`)
}
