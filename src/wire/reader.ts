// Reads from bytes whose bounds the caller has checked. Functions, not a cursor object: decoding a datagram allocates
// nothing but what it returns.

export function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

/** A view, not a copy. Never a Buffer, even of one: Buffer.subarray costs several times as much. */
export function viewOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start)
}

/** The latin1 text of a fixed field, up to its first zero byte. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  if (bytes[start] === 0) return ''
  let stop = start
  while (stop < end && bytes[stop] !== 0) stop++
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, stop - start).toString('latin1')
}
