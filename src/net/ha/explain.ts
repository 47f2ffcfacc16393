import {PeerError} from '../../ports/peers.ts'

/** The end of a connection before a whole answer. */
export function cut(cause?: unknown): PeerError {
  return new PeerError('CUT', 'it ended the connection without a whole answer', {cause})
}

/** What a connection, its TLS or the reader of HTTP said, in words for the log. */
export function peerError(error: NodeJS.ErrnoException): PeerError {
  const {code = 'CUT', message, syscall} = error
  if (code === 'ECONNRESET' || code === 'EPIPE') return cut(error)
  const words = (text: string) => new PeerError(code, text, {cause: error})
  if (code.startsWith('HPE_')) return words(`it answers no HTTP (${message})`)
  // OpenSSL's texts have places in its source before and after the reason.
  const reason = /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1]
  if (reason !== undefined) return words(`no TLS with it: ${reason}`)
  // What is left are verdicts on certificates, named as X.509 does.
  const isVerdict = syscall === undefined && !code.startsWith('ERR_')
  return words(isVerdict ? `its certificate is not accepted: ${message}` : message)
}
