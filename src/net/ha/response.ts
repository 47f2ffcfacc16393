import type {IncomingMessage} from 'node:http'
import {PeerError} from '../../ports/peers.ts'

export interface ResponseEnd {
  readonly whole: (body: string) => void
  readonly broken: (error: PeerError) => void
}

const utf8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true})

/**
 * Collects the body of a response, whatever its status. As Kea's own client, it takes none without Content-Length
 * (facts: ha.md §5.1): only then is a part never taken for the whole.
 */
export function readResponse(response: IncomingMessage, longest: number, end: ResponseEnd): void {
  const length = lengthOf(response)
  if (length === undefined) return end.broken(new PeerError('NO_LENGTH', 'the answer has no Content-Length'))
  if (length > longest) return end.broken(new PeerError('TOO_LONG', `the answer is longer than ${longest} bytes`))
  const pieces: Buffer[] = []
  response.on('data', (piece: Buffer) => pieces.push(piece))
  response.once('end', () => {
    if (!response.complete) return
    try {
      end.whole(utf8.decode(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)))
    } catch {
      end.broken(new PeerError('NOT_UTF8', 'the answer is not UTF-8'))
    }
  })
  response.on('error', error =>
    end.broken(new PeerError('CUT', 'it ended the connection in the middle of its answer', {cause: error})),
  )
}

function lengthOf({headers}: IncomingMessage): number | undefined {
  const text = headers['content-length']
  return text === undefined || headers['transfer-encoding'] !== undefined ? undefined : Number(text)
}
