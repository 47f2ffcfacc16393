import type {HaPeer} from '../model/ha.ts'

/** One request to a peer. */
export interface PeerRequest {
  readonly body: string
  /** Milliseconds for all of it, the wait for a free connection included. */
  readonly timeout: number
  /** Longest response, in bytes. */
  readonly longest: number
  /** Aborting it rejects the request with its reason. */
  readonly signal?: AbortSignal
}

/** Connections to one peer that stay open between requests. */
export interface PeerLine {
  /** Resolves with the body of the response, whatever its status. Rejects with PeerError when there is none that is whole. */
  ask(request: PeerRequest): Promise<string>
  /** Reads the files of TLS anew, for connections to come. Throws PeerError; then the former ones stay in use. */
  renew(): void
  /** Ends the connections; what is under way is rejected. */
  close(): void
}

export interface Peers {
  /** `connections`: requests at the same time, later ones wait for their turn. Throws PeerError when a file of TLS cannot be used. */
  open(peer: HaPeer, connections: number): PeerLine
}

/** No response: nobody there, no time left, cut off, too long. The message says which and quotes no secrets. */
export class PeerError extends Error {
  /**
   * The system's code ('ECONNREFUSED'), a code of TLS or of a message that is no HTTP, or 'TIMEOUT', 'CUT', 'TOO_LONG',
   * 'CLOSED', 'NO_LENGTH', 'NOT_UTF8', 'BUSY' (too many wait already), 'TLS' (a file).
   */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PeerError'
    this.code = code
  }
}
