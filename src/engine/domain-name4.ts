const MAX_LABEL = 63
/** On the wire, the root label included. */
const MAX_NAME = 255

/** Labels of a name in text form (RFC 1035 §5.1, with its escapes), without the root; undefined when it is no name. */
export function labelsOfText(text: string): string[] | undefined {
  if (text === '.' || text === '@') return []
  return text.includes('\\') ? labelsOfEscaped(text) : plainLabels(text)
}

function plainLabels(text: string): string[] | undefined {
  const labels = text.split('.')
  if (labels.at(-1) === '') labels.pop()
  return isName(labels) ? labels : undefined
}

function labelsOfEscaped(text: string): string[] | undefined {
  const labels: string[] = []
  let label = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (char === '.') {
      labels.push(label)
      label = ''
      continue
    }
    const read = char === '\\' ? readEscape(text, at + 1) : {char, length: 0}
    if (read === undefined) return undefined
    label += read.char
    at += read.length
  }
  if (label !== '') labels.push(label)
  return isName(labels) ? labels : undefined
}

function readEscape(text: string, at: number): {readonly char: string; readonly length: number} | undefined {
  const digits = /^\d{1,3}/.exec(text.slice(at, at + 3))?.[0]
  if (digits === undefined) return at < text.length ? {char: text[at]!, length: 1} : undefined
  return digits.length === 3 && Number(digits) <= 255
    ? {char: String.fromCharCode(Number(digits)), length: 3}
    : undefined
}

/** Labels of a name in wire form; it ends at the root label or, as a partial name (RFC 4702 §2.3.1), at the end. */
export function labelsOfWire(bytes: Uint8Array): string[] | undefined {
  const labels: string[] = []
  let at = 0
  while (at < bytes.length && bytes[at] !== 0) {
    const end = at + 1 + bytes[at]!
    if (end > bytes.length) return undefined
    labels.push(latin1(bytes, at + 1, end))
    at = end
  }
  return isName(labels) ? labels : undefined
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
}

function isName(labels: readonly string[]): boolean {
  return wireLength(labels) <= MAX_NAME && labels.every(label => label.length > 0 && label.length <= MAX_LABEL)
}

function wireLength(labels: readonly string[]): number {
  let length = 1
  for (const label of labels) length += 1 + label.length
  return length
}

/** A name in text form without the root, what is special there escaped; '' for the root. */
export function textOfLabels(labels: readonly string[]): string {
  return labels.map(label => (isSpecial.test(label) ? label.replace(special, escaped) : label)).join('.')
}

const isSpecial = /[^!-~]|["$().;@\\]/
const special = new RegExp(isSpecial, 'g')

function escaped(char: string): string {
  return char > ' ' && char < '\x7f' ? `\\${char}` : `\\${char.charCodeAt(0).toString().padStart(3, '0')}`
}

/** Of ASCII alone: texts here have one character for each byte. */
export function lowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, letters => letters.toLowerCase()) : text
}

export function wireOfLabels(labels: readonly string[]): Uint8Array {
  const bytes = Buffer.alloc(wireLength(labels))
  let at = 0
  for (const label of labels) {
    bytes[at] = label.length
    bytes.write(label, at + 1, 'latin1')
    at += 1 + label.length
  }
  return bytes
}
