import type {Socket} from 'node:net'

/**
 * Gives a connection up that takes nothing of what is to be written for `limit` milliseconds, which is what
 * `write-timeout` means: Node does not reach SO_SNDTIMEO. To be called before a statement is sent; what it answers, when
 * its answer is there.
 */
export function limitWrites(stream: Socket, limit: number | undefined): () => void {
  if (limit === undefined) return () => {}
  const taken = () => stream.bytesWritten - stream.writableLength
  const before = taken()
  const timer = setTimeout(() => {
    if (stream.writableLength > 0 && taken() === before) stream.destroy(new Error('a statement was not taken in time'))
  }, limit)
  return () => clearTimeout(timer)
}
