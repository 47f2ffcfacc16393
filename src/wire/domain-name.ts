import {concatBytes} from './writer.ts'

// Characters that a configuration cannot write plainly inside a label; Kea refuses or garbles them too.
const SPECIAL = /[\s"$();@]/

/**
 * Wire form (RFC 1035 §3.1) of a name; a final dot changes nothing. `\.` `\\` and `\DDD` stand for one byte of a label.
 * Undefined when it is no name: empty, an empty label, a label over 63 bytes, over 255 bytes in all.
 */
export function encodeDomainName(text: string): Uint8Array | undefined {
  const labels = splitLabels(text)
  if (labels === undefined) return undefined
  if (labels.length > 1 && labels.at(-1)!.length === 0) labels.pop()
  const parts: Uint8Array[] = []
  for (const label of labels) {
    if (label.length === 0 || label.length > 63) return undefined
    parts.push(Uint8Array.of(label.length), Uint8Array.from(label))
  }
  const bytes = concatBytes([...parts, Uint8Array.of(0)])
  return bytes.length > 255 ? undefined : bytes
}

function splitLabels(text: string): number[][] | undefined {
  const labels: number[][] = [[]]
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '.') {
      labels.push([])
      continue
    }
    const escaped = char === '\\' ? /^(?:\d{3}|[.\\])/.exec(text.slice(i + 1))?.[0] : undefined
    const byte = escaped?.length === 3 ? Number(escaped) : (escaped ?? char).charCodeAt(0)
    if (escaped === undefined && (char === '\\' || SPECIAL.test(char) || byte <= 0x20 || byte >= 0x7f)) return undefined
    if (byte > 255) return undefined
    labels.at(-1)!.push(byte)
    i += escaped?.length ?? 0
  }
  return labels
}

/** A name with its final dot, and where the bytes after it begin. */
export interface DecodedName {
  readonly name: string
  readonly next: number
}

/**
 * Reads the name at `at`. Compression pointers (RFC 3397 §2, RFC 1035 §4.1.4) count from `origin` and may point backwards
 * only, so that no input makes a loop. Undefined when the bytes are no name.
 */
export function decodeDomainName(bytes: Uint8Array, at: number, end: number, origin: number): DecodedName | undefined {
  let name = ''
  let next: number | undefined
  let total = 1
  for (let before = at; ; ) {
    const length = at < end ? bytes[at]! : -1
    if (length === 0) return {name: name === '' ? '.' : name, next: next ?? at + 1}
    if (length >= 0xc0) {
      const target = at + 1 < end ? origin + (((length & 0x3f) << 8) | bytes[at + 1]!) : end
      if (target >= before) return undefined
      next ??= at + 2
      at = before = target
      continue
    }
    total += length + 1
    if (length < 0 || length > 63 || total > 255 || at + 1 + length > end) return undefined
    name += `${labelText(bytes, at + 1, at + 1 + length)}.`
    at += 1 + length
  }
}

function labelText(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!
    const char = String.fromCharCode(byte)
    if (byte <= 0x20 || byte >= 0x7f || char === ',' || SPECIAL.test(char)) text += `\\${String(byte).padStart(3, '0')}`
    else text += char === '.' || char === '\\' ? `\\${char}` : char
  }
  return text
}
