import type {ControlSocket} from '../../model/config4.ts'

/** A control socket that could not be opened; the message says which, why, and what to do about it. */
export class ControlChannelError extends Error {
  /** Name of the system's error ('EADDRINUSE'), or 'TLS' when a file of that is the cause. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ControlChannelError'
    this.code = code
  }
}

/** "unix:/run/kea4.sock", "https://[::1]:8000". */
export function placeOf(socket: ControlSocket): string {
  if (socket.type === 'unix') return `unix:${socket.path}`
  const host = socket.address.includes(':') ? `[${socket.address}]` : socket.address
  return `${socket.tls === undefined ? 'http' : 'https'}://${host}:${socket.port}`
}

/** `why` is a clause: "the directory /run/x does not exist; create it". */
export function channelError(socket: ControlSocket, code: string, why: string, cause?: unknown): ControlChannelError {
  const options = cause === undefined ? undefined : {cause}
  const what = socket.type === 'http' && socket.forPeers ? 'listener for high-availability peers' : 'control socket'
  return new ControlChannelError(code, `cannot open the ${what} ${placeOf(socket)}: ${why}`, options)
}

export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown'
}
