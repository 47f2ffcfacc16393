const MAX_LABEL = 63
/** On the wire, the root label included. */
const MAX_NAME = 255

/** Labels of a name in text form (RFC 1035 §5.1, with its escapes), without the root; undefined when it is no name. */
export function labelsOfText(text: string): string[] | undefined {
  if (text === '.' || text === '@') return []
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
    labels.push(String.fromCharCode(...bytes.subarray(at + 1, end)))
    at = end
  }
  return isName(labels) ? labels : undefined
}

function isName(labels: readonly string[]): boolean {
  const length = labels.reduce((sum, label) => sum + label.length + 1, 1)
  return length <= MAX_NAME && labels.every(label => label.length > 0 && label.length <= MAX_LABEL)
}

/** A name in text form without the root, what is special there escaped; '' for the root. */
export function textOfLabels(labels: readonly string[]): string {
  return labels.map(label => label.replace(/[^!-~]|["$().;@\\]/g, escaped)).join('.')
}

function escaped(char: string): string {
  return char > ' ' && char < '\x7f' ? `\\${char}` : `\\${char.charCodeAt(0).toString().padStart(3, '0')}`
}

/** Of ASCII alone: texts here have one character for each byte. */
export function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}

export function wireOfLabels(labels: readonly string[]): Uint8Array {
  return Uint8Array.from([...labels.flatMap(label => [label.length, ...Buffer.from(label, 'latin1')]), 0])
}
