import type {Writable} from 'node:stream'
import {setImmediate as nextTurn} from 'node:timers/promises'

/**
 * Writes pieces as fast as the reader takes them, and not faster than the rest of the program can bear: the event loop
 * turns after each. `onTaken` is called after each piece that went. Answers whether all of them did.
 */
export async function writePieces(to: Writable, pieces: Iterable<string>, onTaken: () => void): Promise<boolean> {
  for (const piece of pieces) {
    if (to.destroyed) return false
    if (!to.write(piece)) await drained(to)
    await nextTurn()
    onTaken()
  }
  return !to.destroyed
}

function drained(stream: Writable): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    if (stream.destroyed || !stream.writableNeedDrain) return resolve()
    stream.on('drain', done)
    stream.on('close', done)
  })
}

/** Characters that are kept while their bytes are counted: a page of ten thousand leases, not a million of them. */
const KEPT = 4 * 1024 * 1024

/**
 * Bytes of all pieces together, and the pieces themselves unless they are too many; `onCounted` is called after each.
 */
export async function countBytes(
  pieces: Iterable<string>,
  onCounted: () => void,
): Promise<{readonly bytes: number; readonly kept: readonly string[] | undefined}> {
  let bytes = 0
  let characters = 0
  let kept: string[] | undefined = []
  for (const piece of pieces) {
    bytes += Buffer.byteLength(piece)
    characters += piece.length
    if (characters > KEPT) kept = undefined
    kept?.push(piece)
    await nextTurn()
    onCounted()
  }
  return {bytes, kept}
}
