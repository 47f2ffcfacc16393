import {viewOf} from '../../wire/reader.ts'
import {EMPTY} from './evaluation4.ts'

/** Empty where the start is outside; a negative length takes the bytes that stand before the start. */
export function substring(bytes: Uint8Array, start: number, length: number | 'all'): Uint8Array {
  const from = substringFrom(bytes.length, start, length)
  return from < 0 ? EMPTY : viewOf(bytes, from, from + substringLength(bytes.length, start, length))
}

/** Whether the substring is `expected`, without making it. */
export function substringIs(bytes: Uint8Array, start: number, length: number | 'all', expected: Uint8Array): boolean {
  const size = substringLength(bytes.length, start, length)
  if (size !== expected.length) return false
  const from = substringFrom(bytes.length, start, length)
  for (let i = 0; i < size; i++) if (bytes[from + i] !== expected[i]) return false
  return true
}

/** Where it begins; -1 = nowhere. */
function substringFrom(size: number, start: number, length: number | 'all'): number {
  if (start < -size || start >= size) return -1
  const from = start < 0 ? start + size : start
  return length !== 'all' && length < 0 ? Math.max(from + length, 0) : from
}

function substringLength(size: number, start: number, length: number | 'all'): number {
  if (start < -size || start >= size) return 0
  const from = start < 0 ? start + size : start
  if (length === 'all') return size - from
  return length < 0 ? Math.min(-length, from) : Math.min(length, size - from)
}

/** The field of that number, from 1; empty where there is none. Without delimiters the whole is every field. */
export function splitField(bytes: Uint8Array, delimiters: Uint8Array, field: number): Uint8Array {
  if (delimiters.length === 0) return bytes
  const only = delimiters.length === 1 ? delimiters[0]! : -1
  let start = 0
  let number = 1
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (only >= 0 ? byte !== only : !delimiters.includes(byte)) continue
    if (number++ === field) return viewOf(bytes, start, at)
    start = at + 1
  }
  return number === field ? viewOf(bytes, start, bytes.length) : EMPTY
}

const DIGITS = '0123456789abcdef'

/** Two digits for each byte, the separator between them. */
export function hexString(bytes: Uint8Array, separator: Uint8Array): Uint8Array {
  if (bytes.length === 0) return EMPTY
  const text = new Uint8Array(bytes.length * (2 + separator.length) - separator.length)
  let at = 0
  for (const byte of bytes) {
    if (at > 0) for (const part of separator) text[at++] = part
    text[at++] = DIGITS.charCodeAt(byte >> 4)
    text[at++] = DIGITS.charCodeAt(byte & 15)
  }
  return text
}

export function lowerCase(bytes: Uint8Array): Uint8Array {
  return bytes.map(byte => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))
}

export function upperCase(bytes: Uint8Array): Uint8Array {
  return bytes.map(byte => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte))
}

/** The bytes of latin1 text. */
export function plain(text: string): Uint8Array {
  const buffer = Buffer.from(text, 'latin1')
  return viewOf(buffer, 0, buffer.length)
}
