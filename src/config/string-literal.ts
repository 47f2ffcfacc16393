import {ConfigSyntaxError, type Place} from './issues.ts'

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/**
 * The content of a string literal in its quotes. Kea knows \u0000 to \u00ff only; here any character may be written so.
 * Zero characters and halves of surrogate pairs are refused: neither survives a database.
 */
export function unescapeString(literal: string, at: Place): string {
  if (!/[^ !#-[\]-~]/.test(literal.slice(1, -1))) return literal.slice(1, -1)
  const fail = (index: number, message: string): never => {
    throw new ConfigSyntaxError({...at, column: at.column + index}, message)
  }
  let text = ''
  for (let i = 1; i < literal.length - 1; i++) {
    const character = literal.charAt(i)
    if (character < ' ') fail(i, 'control characters in a string must be escaped')
    if (character !== '\\') {
      text += character
      continue
    }
    const letter = literal.charAt(++i)
    if (letter === 'u') {
      const hex = literal.slice(i + 1, i + 5)
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) fail(i - 1, 'expected four hexadecimal digits after \\u')
      text += String.fromCharCode(Number.parseInt(hex, 16))
      i += 4
    } else text += escapes[letter] ?? fail(i - 1, `\\${letter} is not an escape of JSON`)
  }
  if (text.includes('\0')) fail(0, 'a string cannot hold a zero character')
  if (/\p{Surrogate}/u.test(text)) fail(0, 'this string holds half of a surrogate pair')
  return text
}
