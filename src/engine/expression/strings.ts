import {toHex} from '../../net-types/identifiers.ts'
import {viewOf} from '../../wire/reader.ts'
import {EMPTY} from './evaluation4.ts'

/** Empty where the start is outside; a negative length takes the bytes that stand before the start. */
export function substring(bytes: Uint8Array, start: number, length: number | 'all'): Uint8Array {
  const size = bytes.length
  if (start < -size || start >= size) return EMPTY
  const from = start < 0 ? start + size : start
  if (length === 'all') return viewOf(bytes, from, size)
  if (length < 0) return viewOf(bytes, Math.max(from + length, 0), from)
  return viewOf(bytes, from, Math.min(from + length, size))
}

/** The field of that number, from 1; empty where there is none. Without delimiters the whole is every field. */
export function splitField(bytes: Uint8Array, delimiters: Uint8Array, field: number): Uint8Array {
  if (delimiters.length === 0) return bytes
  let start = 0
  for (let at = 0, number = 1; at <= bytes.length; at++) {
    if (at < bytes.length && !delimiters.includes(bytes[at]!)) continue
    if (number++ === field) return viewOf(bytes, start, at)
    start = at + 1
  }
  return EMPTY
}

/** Two digits for each byte, the separator between them. */
export function hexString(bytes: Uint8Array, separator: Uint8Array): Uint8Array {
  const digits = toHex(bytes)
  if (separator.length === 0) return plain(digits)
  const text = (digits.match(/../g) ?? []).join(Buffer.from(separator).toString('latin1'))
  return plain(text)
}

/** The bytes of latin1 text. */
export function plain(text: string): Uint8Array {
  const buffer = Buffer.from(text, 'latin1')
  return viewOf(buffer, 0, buffer.length)
}
