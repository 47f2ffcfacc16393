import {LeaseFileError} from '../lease-file/parse.ts'

/** Of a word, of a string with its escapes, of one of the three marks, or of a comment up to the end of the line. */
const pattern = /\s+|#.*|"((?:[^"\\]|\\.)*)"|[;{}]|[^\s;{}"#]+/y

/** The tokens of a line. A string comes as its bytes, one character each, behind a quotation mark. */
export function* tokens(file: string, line: number, text: string): Generator<string> {
  pattern.lastIndex = 0
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex
    const found = pattern.exec(text)
    // Others may read lines between two tokens of this one.
    const next = pattern.lastIndex
    if (found === null) throw new LeaseFileError(file, line, undefined, `a string without end at character ${at + 1}`)
    const [token, string] = found
    if (string !== undefined) yield `"${plainText(string)}`
    else if (!/^[\s#]/.test(token)) yield token
    pattern.lastIndex = next
  }
}

const letters: Readonly<Record<string, string>> = {t: '\t', r: '\r', n: '\n', b: '\b'}

function plainText(text: string): string {
  return text.replace(/\\(?:([0-7]{1,3})|x([0-9a-f]{1,2})|(.))/gi, (_, octal, hex, other: string | undefined) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255)
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    return letters[other!] ?? other!
  })
}
